package jotter.kernel.eval;

import java.io.File;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.SPIResolutionException;
import jotter.kernel.debug.Debugger;

/// Runs what JShell compiles, in this very JVM, and keeps what JShell would lose.
///
/// JShell's own engines answer with strings. Here the real result and the real exception are kept.
///
/// JShell puts every snippet into a class of its own, `$JShell$7`. When a snippet must be compiled
/// again because something it uses has changed, there are two ways. Either the class is redefined
/// in place, which needs the [Agent] and bytecode that differs in method bodies only. Or a new
/// class `$JShell$7B` takes its place, whose variables JShell leaves null. In that case the values
/// are carried over, as long as their type is still the same; where it is not, the name is noted in
/// [#lost] for a warning.
final class Control extends DirectExecutionControl {
  private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$(\\d+)([A-Z]*)");
  private static final Pattern IN_WRAPPER =
      Pattern.compile("REPL\\.\\$JShell\\$\\d+[A-Z]*\\$(\\w+)");

  private final Loader loader;

  /// Snippet key to its current class, newest first: a name made again is found before the old one.
  private final Map<Integer, Class<?>> latest =
      new ConcurrentSkipListMap<>(Comparator.reverseOrder());

  private final Map<String, String> lost = new LinkedHashMap<>();
  private final Guard guard;
  private volatile Object result;
  private volatile Throwable error;

  /// Told when a cell's own code begins and ends: only there is it safe to interrupt the thread.
  interface Guard {
    void enter();

    void leave();
  }

  Control(ClassLoader parent, Guard guard, Debugger debugger) {
    this(new Loader(new CellLoader(parent, debugger)), guard);
  }

  private Control(Loader loader, Guard guard) {
    super(loader);
    this.loader = loader;
    this.guard = guard;
    loader.control = this;
  }

  CellLoader classes() {
    return loader.cells;
  }

  /// The value of the last snippet run.
  Object result() {
    return result;
  }

  /// What the last snippet threw, or null.
  Throwable error() {
    return error;
  }

  void forget() {
    result = null;
    error = null;
  }

  /// Names of variables that could not be kept since the last call, with the class to blame.
  Map<String, String> takeLost() {
    var taken = new LinkedHashMap<>(lost);
    lost.clear();
    return taken;
  }

  /// The value a variable has now.
  Optional<Object> value(String variable) {
    return field(variable).map(Control::get);
  }

  /// The declared type of a variable in full, as it can be written in a cell.
  Optional<String> type(String variable) {
    return field(variable)
        .map(f -> f.getGenericType().getTypeName())
        .map(t -> t.replaceAll("REPL\\.\\$JShell\\$\\d+[A-Z]*\\$", "").replace('$', '.'));
  }

  /// Gives a variable a value; says whether its type takes it.
  boolean set(String variable, Object value) {
    Field field = field(variable).orElse(null);
    if (field == null) {
      return false;
    }
    try {
      field.set(null, value);
      return true;
    } catch (ReflectiveOperationException | RuntimeException refused) {
      return false;
    }
  }

  /// Sets a variable to null, so that what it holds can be collected.
  void release(String variable) {
    field(variable)
        .filter(f -> !f.getType().isPrimitive())
        .ifPresent(
            f -> {
              try {
                f.set(null, null);
              } catch (ReflectiveOperationException | RuntimeException kept) {
                // Then it stays until it is overwritten.
              }
            });
  }

  private Optional<Field> field(String variable) {
    return latest.values().stream().map(c -> find(c, variable)).filter(f -> f != null).findFirst();
  }

  private static Field find(Class<?> wrapper, String variable) {
    try {
      Field field = wrapper.getDeclaredField(variable);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException | LinkageError none) {
      return null;
    }
  }

  private static Object get(Field field) {
    try {
      return field.get(null);
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }

  @Override
  public void redefine(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    Instrumentation agent = Agent.instrumentation().orElse(null);
    if (agent == null) {
      throw new NotImplementedException("redefine needs the agent");
    }
    try {
      var definitions = new ClassDefinition[classes.length];
      for (int i = 0; i < classes.length; i++) {
        definitions[i] =
            new ClassDefinition(
                loader.cells.loadClass(classes[i].name()),
                loader.cells.transformed(classes[i].bytecodes()));
      }
      agent.redefineClasses(definitions);
      loader.classesRedefined(classes);
    } catch (Exception | LinkageError refused) {
      // More than method bodies changed: JShell makes new classes instead.
      throw new ClassInstallException("redefine: " + refused, new boolean[classes.length]);
    }
  }

  /// Loads all classes again as they are to be now, in place: their methods change, their variables
  /// do not. Says whether that could be done.
  boolean reload() {
    Instrumentation agent = Agent.instrumentation().orElse(null);
    if (agent == null) {
      return false;
    }
    for (ClassDefinition one : loader.cells.loaded()) {
      try {
        agent.redefineClasses(one);
      } catch (Exception | LinkageError refused) {
        // This one stays as it is.
        continue;
      }
    }
    return true;
  }

  /// Remembers a new wrapper class and moves the values of the one it replaces into it.
  private void loaded(Class<?> type) {
    Matcher name = WRAPPER.matcher(type.getName());
    if (!name.matches()) {
      return;
    }
    Class<?> before = latest.put(Integer.valueOf(name.group(1)), type);
    if (before == null) {
      return;
    }
    for (Field from : before.getDeclaredFields()) {
      if (Modifier.isStatic(from.getModifiers()) && !from.isSynthetic()) {
        move(from, find(type, from.getName()));
      }
    }
  }

  private void move(Field from, Field to) {
    from.setAccessible(true);
    Object value = get(from);
    if (value == null) {
      return;
    }
    try {
      if (to != null
          && from.getGenericType().getTypeName().equals(to.getGenericType().getTypeName())) {
        to.set(null, value);
        return;
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError refused) {
      // Noted below.
    }
    if (to != null) {
      Matcher owner = IN_WRAPPER.matcher(to.getGenericType().getTypeName());
      lost.put(from.getName(), owner.find() ? owner.group(1) : "");
    }
  }

  @Override
  protected String invoke(Method method) throws Exception {
    forget();
    try {
      guard.enter();
      result = method.invoke(null);
      return "";
    } catch (InvocationTargetException e) {
      error = e.getCause();
      throw translated(e.getCause(), 0);
    } catch (Throwable e) {
      // The JVM itself failed to run it, as with a class that is not there.
      error = e;
      throw translated(e, 0);
    } finally {
      guard.leave();
    }
  }

  @Override
  public String varValue(String className, String varName) {
    return "";
  }

  /// The exception in the form in which JShell maps its frames back to snippets.
  private static RunException translated(Throwable thrown, int depth) {
    if (thrown instanceof SPIResolutionException unresolved) {
      return new ResolutionException(unresolved.id(), unresolved.getStackTrace());
    }
    var user =
        new UserException(
            String.valueOf(thrown.getMessage()),
            thrown.getClass().getName(),
            thrown.getStackTrace());
    if (thrown.getCause() != null && depth < 20) {
      user.initCause(translated(thrown.getCause(), depth + 1));
    }
    return user;
  }

  private static final class Loader implements LoaderDelegate {
    private final CellLoader cells;
    private Control control;

    Loader(CellLoader cells) {
      this.cells = cells;
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException {
      for (ClassBytecodes c : classes) {
        cells.put(c.name(), c.bytecodes());
      }
      var installed = new boolean[classes.length];
      for (int i = 0; i < classes.length; i++) {
        try {
          Class<?> type = cells.loadClass(classes[i].name());
          // Reading the fields links the class, so a class that cannot be linked is found here.
          type.getDeclaredFields();
          installed[i] = true;
          control.loaded(type);
        } catch (ClassNotFoundException | LinkageError e) {
          throw new ClassInstallException("load " + classes[i].name() + ": " + e, installed);
        }
      }
    }

    @Override
    public void classesRedefined(ClassBytecodes[] classes) {
      for (ClassBytecodes c : classes) {
        cells.put(c.name(), c.bytecodes());
      }
    }

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
      return cells.loadClass(name);
    }

    @Override
    public void addToClasspath(String path) {
      for (String p : path.split(Pattern.quote(File.pathSeparator))) {
        if (!p.isBlank()) {
          cells.add(Path.of(p));
        }
      }
    }
  }
}
