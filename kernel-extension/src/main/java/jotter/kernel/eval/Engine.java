package jotter.kernel.eval;

import java.io.File;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import jdk.jshell.JShell;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jotter.kernel.debug.Debugger;
import jotter.kernel.debug.Frame;
import jotter.kernel.magic.Holders;
import jotter.kernel.magic.Magic;
import jotter.kernel.magic.MagicCall;
import jotter.kernel.magic.Magics;
import jotter.kernel.magic.Session;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;

/// Runs cells: the one evaluation layer below the Jupyter kernel and the headless runner.
///
/// All cells run on one thread, so that thread-locals and device contexts outlive a cell. Nothing a
/// cell throws gets out of [#run]; not even an `Error` does.
public final class Engine implements Session, AutoCloseable {
  private static final long STACK_BYTES = 64L << 20;

  /// `x?`, which is no Java, asks what x is.
  private static final Pattern HELP = Pattern.compile("\\s*([%\\w.]+)\\?{1,2}\\s*");

  private static final int LARGE = 100;
  private static final int MOST_NAMED = 5;

  private final InterruptGuard guard = new InterruptGuard();
  private final HeapGuard heap = new HeapGuard(guard::exhaust);
  private final Magics magics = new Magics();
  private final Set<Path> added = new LinkedHashSet<>();
  private final List<Consumer<ClassLoader>> onClassPath = new ArrayList<>();
  private final ExecutorService thread;
  private CellNames names;
  private JavaCode code;
  private Failures failures;
  private Control control;
  private JShell shell;
  private volatile Cell running;
  private Assist assist;
  private final Debugger debugger = new Debugger(w -> code.place(w), Interrupts::check);

  /// The cell magic that runs, and the line before its body.
  private String body;

  private int bodyLine;

  /// Starts an engine that sees the class path of this JVM. Takes over the standard streams.
  public Engine() {
    // Libraries bring a logging front without a back end, whose complaint belongs in no cell.
    if (System.getProperty("slf4j.internal.verbosity") == null) {
      System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
    Streams.install();
    thread =
        Executors.newSingleThreadExecutor(
            r -> {
              var t = new Thread(null, r, "cells", STACK_BYTES);
              t.setDaemon(true);
              return t;
            });
    magics.load(Engine.class.getClassLoader());
    Renderers.load(Engine.class.getClassLoader());
    open();
  }

  private void open() {
    failures = new Failures();
    control = new Control(Engine.class.getClassLoader(), guard, debugger);
    // With the names of local variables, for the debugger.
    var options = new ArrayList<>(List.of("-proc:none", "-g"));
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      options.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    Control own = control;
    shell =
        JShell.builder()
            .compilerOptions(options.toArray(String[]::new))
            .executionEngine(
                new ExecutionControlProvider() {
                  @Override
                  public String name() {
                    return "jotter";
                  }

                  @Override
                  public ExecutionControl generate(ExecutionEnv env, Map<String, String> unused) {
                    return own;
                  }
                },
                Map.of())
            .build();
    assist = new Assist(this);
    names = new CellNames(shell);
    code = new JavaCode(shell, control, guard, failures, names);
    names.read(Engine.class.getClassLoader());
    added.forEach(this::addPath);
  }

  CellNames names() {
    return names;
  }

  JShell shell() {
    return shell;
  }

  Control control() {
    return control;
  }

  /// The debugger of this engine's cells.
  public Debugger debugger() {
    return debugger;
  }

  /// Makes cells such that they can be stopped at their lines, or plain again: those that come and,
  /// where there is the [Agent], those that are there.
  ///
  /// @return whether those that are there were changed
  public boolean debug(boolean on) {
    debugger.turn(on);
    return control.reload();
  }

  /// Computes an expression among the variables of a frame; to be called on the thread that stands
  /// there.
  ///
  /// @throws IllegalArgumentException if it does not compile
  public Object evaluate(Frame frame, String expression) throws Exception {
    int depth = guard.suspend();
    try {
      return new FrameEval(shell, control).value(frame, expression);
    } finally {
      guard.resume(depth);
    }
  }

  /// Gives a variable of the notebook the value of a frame's; to be called on the thread that
  /// stands there.
  public void copy(Frame frame, String from, String to) throws Exception {
    assign(to, FrameEval.type(frame, from), frame.variables().get(from));
  }

  /// Completion, documentation and the question whether a cell is complete.
  public Assist assist() {
    return assist;
  }

  @Override
  public Collection<Magic> magics() {
    return magics.all();
  }

  /// The registry of magics.
  public Magics magicRegistry() {
    return magics;
  }

  /// Runs a cell to its end and sends all of its output before returning.
  public Outcome run(String source, Cell cell) {
    try {
      return thread.submit(() -> runHere(source, cell)).get();
    } catch (ExecutionException broken) {
      // Even the report of the failure failed, as it does without memory.
      heap.release();
      return failed("KernelError", String.valueOf(broken.getCause()), 0, broken.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      interrupt();
      return failed(CellFailure.INTERRUPTED, "the kernel is shutting down", 0, stopped);
    }
  }

  /// Runs what a control in the page has set off, on the thread of the cells and as one of them.
  public Outcome call(Runnable action, Cell cell) {
    try {
      return thread
          .submit(
              () ->
                  within(
                      () -> {
                        int depth = guard.enterCode();
                        try {
                          action.run();
                          return new Outcome.Done();
                        } finally {
                          guard.leaveCode(depth);
                        }
                      },
                      cell))
          .get();
    } catch (ExecutionException broken) {
      return failed("KernelError", String.valueOf(broken.getCause()), 0, broken.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return failed(CellFailure.INTERRUPTED, "the kernel is shutting down", 0, stopped);
    }
  }

  private Outcome runHere(String source, Cell cell) {
    cell.source(source);
    return within(
        () -> {
          Object last = parts(source, cell);
          return last == JavaCode.NOTHING ? new Outcome.Done() : draw(last);
        },
        cell);
  }

  /// A piece of a cell's work, which may be stopped.
  private interface Work {
    Outcome run() throws Stopped;
  }

  private Outcome within(Work work, Cell cell) {
    Thread.currentThread().setContextClassLoader(control.classes());
    cell.begin();
    debugger.begin(cell.source());
    running = cell;
    guard.begin(cell);
    heap.begin();
    Outcome outcome;
    try {
      outcome = explained(outcome(work, cell));
    } finally {
      guard.end();
      running = null;
      heap.end();
    }
    if (outcome instanceof Outcome.Failed(CellFailure failure) && failure.thrown() != null) {
      JotterDefaults.thrown(failure.thrown());
    }
    cell.end();
    return outcome;
  }

  private Outcome outcome(Work work, Cell cell) {
    try {
      return work.run();
    } catch (Stopped stopped) {
      return new Outcome.Failed(stopped.failure);
    } catch (Throwable broken) {
      if (HeapGuard.isFull(broken)) {
        heap.release();
      }
      return guard.interrupted()
          ? failed(CellFailure.INTERRUPTED, "the cell was interrupted", 0, broken)
          : new Outcome.Failed(failures.thrown(broken, null, cell.number()));
    }
  }

  /// A failure for want of memory says what holds it.
  private Outcome explained(Outcome outcome) {
    if (outcome instanceof Outcome.Failed(CellFailure failure)
        && (HeapGuard.isFull(failure.thrown()) || failure.interrupted() && guard.exhausted())) {
      heap.release();
      return new Outcome.Failed(Failures.full(failure, failure.thrown(), largest()));
    }
    if (outcome instanceof Outcome.Failed(CellFailure failure)
        && Failures.isOutOfTensors(failure.thrown())) {
      List<String> holders = Holders.largest(variables(), MOST_NAMED);
      return new Outcome.Failed(Failures.tensors(failure, holders));
    }
    return outcome;
  }

  /// The variables that hold most at first sight: elements of arrays and collections.
  private List<String> largest() {
    record Held(String name, long size) {}
    return variables().stream()
        .map(v -> new Held(v.name(), size(v.value())))
        .filter(h -> h.size() > LARGE)
        .sorted(Comparator.comparingLong(Held::size).reversed())
        .limit(MOST_NAMED)
        .map(h -> h.name() + String.format(Locale.ROOT, " (%,d elements)", h.size()))
        .toList();
  }

  private static long size(Object value) {
    try {
      return switch (value) {
        case Collection<?> c -> c.size();
        case Map<?, ?> m -> m.size();
        case null -> 0;
        default -> value.getClass().isArray() ? Array.getLength(value) : 0;
      };
    } catch (RuntimeException unknown) {
      return 0;
    }
  }

  /// Draws a result as part of its cell, where it can be interrupted.
  private Outcome draw(Object value) {
    int depth = guard.enterCode();
    try {
      return new Outcome.Value(value, Renderers.render(value));
    } finally {
      guard.leaveCode(depth);
    }
  }

  /// Whether a cell runs.
  public boolean isRunning() {
    return running != null;
  }

  /// Stops the running cell, if there is one; returns at once.
  public void interrupt() {
    guard.interrupt();
  }

  private static Outcome failed(String name, String message, int line, Throwable thrown) {
    return new Outcome.Failed(Failures.message(name, message, line, thrown));
  }

  /// Runs everything and returns the last value, or [#JavaCode.NOTHING].
  private Object parts(String source, Cell cell) throws Stopped {
    Matcher help = HELP.matcher(source);
    if (help.matches()) {
      return magic(new CellParts.MagicUse("doc", help.group(1), null, 0), 1);
    }
    Object last = JavaCode.NOTHING;
    int before = source.equals(body) ? bodyLine : 0;
    for (CellParts.Part part : CellParts.of(source, assist::canEnd)) {
      int line =
          before
              + 1
              + (int) source.substring(0, part.offset()).chars().filter(c -> c == '\n').count();
      last =
          switch (part) {
            case CellParts.Java java -> code.run(java.source(), line, cell);
            case CellParts.MagicUse use -> magic(use, line);
          };
    }
    return last;
  }

  private Object magic(CellParts.MagicUse use, int line) throws Stopped {
    int depth = guard.enterCode();
    body = use.body();
    bodyLine = line;
    try {
      Object value = magics.run(new MagicCall(use.name(), use.argument(), use.body(), this));
      return value == null ? JavaCode.NOTHING : value;
    } catch (Stopped stopped) {
      throw stopped;
    } catch (IllegalArgumentException wrong) {
      throw new Stopped(
          Failures.message("MagicError", String.valueOf(wrong.getMessage()), line, wrong));
    } catch (Throwable thrown) {
      throw new Stopped(
          guard.interrupted()
              ? failures.interrupted(thrown, null, 0)
              : failures.thrown(thrown, null, running.number()));
    } finally {
      body = null;
      guard.leaveCode(depth);
    }
  }

  // --- Session ---

  @Override
  public Object eval(String source) throws Exception {
    int depth = guard.suspend();
    try {
      Object value = parts(source, running);
      return value == JavaCode.NOTHING ? null : value;
    } finally {
      guard.resume(depth);
    }
  }

  @Override
  public Optional<MimeBundle> document(String name) {
    return assist.inspect(name, name.length());
  }

  @Override
  public void assign(String name, String type, Object value) throws Exception {
    if (!SourceVersion.isIdentifier(name) || SourceVersion.isKeyword(name)) {
      throw new IllegalArgumentException(name + " is no name for a variable");
    }
    // An empty variable first: its value does not go through the compiler.
    eval(type + " " + name + ";");
    if (!control.set(name, value)) {
      throw new IllegalArgumentException(name + ": cannot hold a " + type);
    }
  }

  @Override
  public List<Variable> variables() {
    return shell
        .variables()
        .filter(v -> !v.name().startsWith("$"))
        .map(v -> new Variable(v.name(), v.typeName(), control.value(v.name()).orElse(null)))
        .toList();
  }

  @Override
  public void addToClassPath(Collection<Path> paths) {
    boolean grown = false;
    for (Path path : paths) {
      Path absolute = path.toAbsolutePath().normalize();
      if (!Files.exists(absolute)) {
        throw new IllegalArgumentException(path + ": no such file or folder");
      }
      if (added.add(absolute)) {
        addPath(absolute);
        grown = true;
      }
    }
    if (grown) {
      ClassLoader loader = control.classes();
      Renderers.load(loader);
      magics.load(loader);
      names.read(loader);
      onClassPath.forEach(c -> c.accept(loader));
    }
  }

  private void addPath(Path path) {
    shell.addToClasspath(path.toString());
  }

  /// Is told of the loader whenever the class path has grown.
  public void onClassPath(Consumer<ClassLoader> listener) {
    onClassPath.add(listener);
  }

  @Override
  public List<Path> classPath() {
    var all = new ArrayList<Path>();
    for (String p : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!p.isEmpty()) {
        all.add(Path.of(p));
      }
    }
    all.addAll(added);
    return all;
  }

  @Override
  public void reset() {
    shell.close();
    open();
    Thread.currentThread().setContextClassLoader(control.classes());
  }

  @Override
  public ClassLoader loader() {
    return control.classes();
  }

  /// The value of a variable, if there is one of this name and it is not null.
  public Optional<Object> variable(String name) {
    return shell.variables().anyMatch(v -> v.name().equals(name))
        ? control.value(name)
        : Optional.empty();
  }

  /// Waits until the engine has done its first, slow compilation, so that the user need not.
  public void warmUp() {
    run("1 + 1;", new Cell(0, Silent.LISTENER));
  }

  @Override
  public void close() {
    guard.interrupt();
    thread.shutdownNow();
    shell.close();
  }
}
