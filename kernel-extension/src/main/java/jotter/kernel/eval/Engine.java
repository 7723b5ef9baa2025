package jotter.kernel.eval;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jotter.kernel.magic.Magic;
import jotter.kernel.magic.MagicCall;
import jotter.kernel.magic.Magics;
import jotter.kernel.magic.Session;
import jotter.tensor.display.Renderers;

/// Runs cells: the one evaluation layer below the Jupyter kernel and the headless runner.
///
/// All cells run on one thread, so that thread-locals and device contexts outlive a cell. Nothing a
/// cell throws gets out of [#run]; not even an `Error` does.
public final class Engine implements Session, AutoCloseable {
  private static final long STACK_BYTES = 64L << 20;
  private static final Object NOTHING = new Object();
  private static final Pattern DECLARES =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+(\\w+)");
  private static final Pattern IMPORTS =
      Pattern.compile("\\Aimport\\s+([\\w.]+)\\.(\\w+)\\s*;?\\s*\\z");
  private static final Pattern LAST = Pattern.compile("(?<![\\w$])\\$_(?![\\w$])");
  private static final Pattern THROWN = Pattern.compile("(?<![\\w$])\\$e(?![\\w$])");

  private final InterruptGuard guard = new InterruptGuard();
  private final Magics magics = new Magics();
  private final Set<Path> added = new LinkedHashSet<>();
  private final List<Consumer<ClassLoader>> onClassPath = new ArrayList<>();
  private final ExecutorService thread;
  private DefaultImports imports;
  private Failures failures;
  private Map<String, Snippet> declared;
  private Control control;
  private JShell shell;
  private String lastName;
  private String lastTemporary;
  private Cell running;
  private Assist assist;

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
    imports = new DefaultImports();
    failures = new Failures();
    declared = new HashMap<>();
    control = new Control(Engine.class.getClassLoader(), guard);
    var options = new ArrayList<>(List.of("-proc:none"));
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
    lastName = null;
    lastTemporary = null;
    assist = new Assist(this);
    imports.read(Engine.class.getClassLoader());
    importDefaults();
    added.forEach(this::addPath);
  }

  JShell shell() {
    return shell;
  }

  Control control() {
    return control;
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
      return failed("KernelError", String.valueOf(broken.getCause()), 0, broken.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      interrupt();
      return failed(CellFailure.INTERRUPTED, "the kernel is shutting down", 0, stopped);
    }
  }

  private Outcome runHere(String source, Cell cell) {
    Thread.currentThread().setContextClassLoader(control.classes());
    cell.begin();
    running = cell;
    guard.begin(cell);
    Outcome outcome;
    try {
      Object last = parts(source, cell);
      outcome = last == NOTHING ? new Outcome.Done() : draw(last);
    } catch (Stopped stopped) {
      outcome = new Outcome.Failed(stopped.failure);
    } catch (Throwable broken) {
      outcome =
          guard.interrupted()
              ? failed(CellFailure.INTERRUPTED, "the cell was interrupted", 0, broken)
              : new Outcome.Failed(failures.thrown(broken, null, cell.number()));
    } finally {
      guard.end();
      running = null;
    }
    if (outcome instanceof Outcome.Failed(CellFailure failure) && failure.thrown() != null) {
      JotterDefaults.thrown(failure.thrown());
    }
    cell.end();
    return outcome;
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

  /// Stops the running cell, if there is one; returns at once.
  public void interrupt() {
    guard.interrupt();
  }

  private static Outcome failed(String name, String message, int line, Throwable thrown) {
    return new Outcome.Failed(Failures.message(name, message, line, thrown));
  }

  /// Ends a cell with a failure.
  private static final class Stopped extends Exception {
    private static final long serialVersionUID = 1;
    private final transient CellFailure failure;

    Stopped(CellFailure failure) {
      super(failure.message(), failure.thrown(), false, false);
      this.failure = failure;
    }
  }

  /// Runs everything and returns the last value, or [#NOTHING].
  private Object parts(String source, Cell cell) throws Stopped {
    Object last = NOTHING;
    for (CellParts.Part part : CellParts.of(source, assist::canEnd)) {
      int line =
          1 + (int) source.substring(0, part.offset()).chars().filter(c -> c == '\n').count();
      last =
          switch (part) {
            case CellParts.Java java -> java(java.source(), line, cell);
            case CellParts.MagicUse use -> magic(use, line);
          };
    }
    return last;
  }

  private Object magic(CellParts.MagicUse use, int line) throws Stopped {
    int depth = guard.enterCode();
    try {
      Object value = magics.run(new MagicCall(use.name(), use.argument(), use.body(), this));
      return value == null ? NOTHING : value;
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
      guard.leaveCode(depth);
    }
  }

  /// Runs the snippets of a piece of Java one after the other.
  private Object java(String source, int line, Cell cell) throws Stopped {
    Object last = NOTHING;
    String rest = source;
    var open = new ArrayList<DeclarationSnippet>();
    while (!rest.isBlank()) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      String snippet;
      String remaining;
      switch (info.completeness()) {
        case EMPTY -> {
          snippet = "";
          remaining = "";
        }
        case COMPLETE, COMPLETE_WITH_SEMI, UNKNOWN -> {
          snippet = info.source();
          remaining = info.remaining();
        }
        case CONSIDERED_INCOMPLETE, DEFINITELY_INCOMPLETE -> {
          // The cell ends here, so javac is to say what is missing.
          snippet = rest;
          remaining = "";
        }
        default -> throw new IllegalStateException(info.completeness().name());
      }
      if (snippet.isBlank()) {
        break;
      }
      String typed = rest.substring(0, rest.length() - remaining.length());
      int lead = snippet.length() - snippet.stripLeading().length();
      int at = line + (int) snippet.substring(0, lead).chars().filter(c -> c == '\n').count();
      last = snippet(snippet.strip(), at, cell, typed.stripTrailing().endsWith(";"), open);
      line += (int) typed.chars().filter(c -> c == '\n').count();
      rest = remaining;
    }
    open.forEach(s -> noteUnresolved(s, cell));
    return last;
  }

  private Object snippet(
      String source, int line, Cell cell, boolean quiet, List<DeclarationSnippet> open)
      throws Stopped {
    if (guard.interrupted()) {
      throw new Stopped(failures.interrupted(null, null, 0));
    }
    Snippet same = declared.get(source);
    if (same != null && shell.status(same) == Snippet.Status.VALID) {
      // Declaring the same again must not cost anybody his variables.
      return NOTHING;
    }
    clearTheWay(source);
    supplyLast(source);
    control.forget();
    List<SnippetEvent> events = shell.eval(source);
    SnippetEvent own =
        events.stream().filter(e -> e.causeSnippet() == null).findFirst().orElse(null);
    if (own == null) {
      return NOTHING;
    }
    Snippet snippet = own.snippet();
    failures.place(snippet.id(), cell.number(), line, snippet.source());
    rescue(events, cell);
    warnOfLost(snippet, cell);
    if (own.status() == Snippet.Status.REJECTED) {
      throw new Stopped(
          failures.compile(snippet.source(), line, shell.diagnostics(snippet).toList()));
    }
    if (own.exception() != null) {
      throw new Stopped(thrown(own.exception(), cell));
    }
    if (own.status() != Snippet.Status.VALID && snippet instanceof DeclarationSnippet unready) {
      open.add(unready);
    }
    switch (snippet.kind()) {
      case TYPE_DECL, METHOD, IMPORT -> declared.put(source, snippet);
      default -> {
        // Variables are set again each time.
      }
    }
    return value(snippet, quiet);
  }

  private Object value(Snippet snippet, boolean quiet) {
    switch (snippet.subKind()) {
      case TEMP_VAR_EXPRESSION_SUBKIND -> {
        String name = ((VarSnippet) snippet).name();
        if (lastTemporary != null && !lastTemporary.equals(name)) {
          // JShell keeps every result for ever; a notebook of tensors cannot afford that.
          control.release(lastTemporary);
        }
        lastTemporary = name;
        lastName = name;
      }
      case VAR_VALUE_SUBKIND -> lastName = snippet.source().strip().replaceFirst(";$", "");
      case OTHER_EXPRESSION_SUBKIND -> {
        // Its value has no name, but can be shown.
      }
      default -> {
        control.forget();
        return NOTHING;
      }
    }
    Object value = control.result();
    control.forget();
    return quiet ? NOTHING : value;
  }

  private CellFailure thrown(JShellException exception, Cell cell) {
    if (exception instanceof UnresolvedReferenceException unresolved) {
      String names =
          shell.unresolvedDependencies(unresolved.getSnippet()).collect(Collectors.joining(", "));
      return Failures.message(
          "UnresolvedReference",
          "this needs " + names + ", which no cell has declared yet",
          0,
          unresolved);
    }
    Throwable real = control.error() == null ? exception : control.error();
    return guard.interrupted()
        ? failures.interrupted(real, exception, cell.number())
        : failures.thrown(real, exception, cell.number());
  }

  private void noteUnresolved(DeclarationSnippet snippet, Cell cell) {
    List<String> missing = shell.unresolvedDependencies(snippet).toList();
    Snippet.Status status = shell.status(snippet);
    if (!missing.isEmpty() && status != Snippet.Status.VALID && status.isActive()) {
      cell.warn(
          "Note: "
              + snippet.name()
              + " can be used once "
              + String.join(", ", missing)
              + " is declared.");
    }
  }

  /// Keeps variables whose initializer no longer compiles: it has run, and need not run again.
  private void rescue(List<SnippetEvent> events, Cell cell) {
    for (SnippetEvent event : events) {
      boolean broken =
          switch (event.status()) {
            case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED, REJECTED -> true;
            case VALID, OVERWRITTEN, DROPPED, NONEXISTENT -> false;
          };
      if (event.causeSnippet() == null || !broken || !(event.snippet() instanceof VarSnippet var)) {
        continue;
      }
      String name = var.name();
      Object value = control.value(name).orElse(null);
      String type = control.type(name).orElse(var.typeName());
      Snippet again = shell.eval(type + " " + name + ";").getFirst().snippet();
      if (shell.status(again) == Snippet.Status.REJECTED || !control.set(name, value)) {
        cell.warn("Warning: " + name + " is gone, because what it was made with has changed.");
      }
    }
  }

  private void warnOfLost(Snippet cause, Cell cell) {
    control
        .takeLost()
        .forEach(
            (name, type) -> {
              if (!(cause instanceof VarSnippet var && var.name().equals(name))) {
                cell.warn(
                    "Warning: "
                        + name
                        + " was reset, because "
                        + (type.isEmpty() ? "its type" : type)
                        + " has changed; run the cell that sets it again.");
              }
            });
  }

  // --- default imports, `$_` and `$e` ---

  private void importDefaults() {
    List<SnippetEvent> events = shell.eval(imports.source());
    if (events.getFirst().status() != Snippet.Status.REJECTED) {
      return;
    }
    // Some name is not there, as where a jar lists more than it has. Find it and go without.
    var missing = new ArrayList<String>();
    for (String one : imports.imports()) {
      Snippet tried = shell.eval("import " + one + ";").getFirst().snippet();
      if (shell.status(tried) == Snippet.Status.REJECTED) {
        missing.add(one);
      } else {
        shell.drop(tried);
      }
    }
    imports.remove(missing);
    shell.eval(imports.source());
  }

  /// Gives a default import's name to the user if the snippet declares or imports it.
  private void clearTheWay(String source) {
    var names = new ArrayList<String>();
    var imported = IMPORTS.matcher(source);
    if (imported.matches()) {
      boolean same = imports.imports().contains(imported.group(1) + "." + imported.group(2));
      if (!same && imports.has(imported.group(2))) {
        names.add(imported.group(2));
      }
    } else if (DECLARES.matcher(source).results().anyMatch(m -> imports.has(m.group(1)))) {
      for (Snippet s : shell.sourceCodeAnalysis().sourceToSnippets(source)) {
        if (s instanceof TypeDeclSnippet type && imports.has(type.name())) {
          names.add(type.name());
        }
      }
    }
    if (!names.isEmpty()) {
      names.forEach(imports::give);
      importDefaults();
    }
  }

  /// Declares `$_` and `$e`, if they are asked for. Java keeps `_` for itself.
  private void supplyLast(String source) {
    if (lastName != null && LAST.matcher(source).find()) {
      shell.eval("var $_ = " + lastName + ";");
      lastName = "$_";
    }
    if (JotterDefaults.thrown() != null && THROWN.matcher(source).find()) {
      shell.eval("Throwable $e = " + JotterDefaults.class.getName() + ".thrown();");
    }
  }

  // --- Session ---

  @Override
  public Object eval(String source) throws Exception {
    int depth = guard.suspend();
    try {
      Object value = parts(source, running);
      return value == NOTHING ? null : value;
    } finally {
      guard.resume(depth);
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
      if (imports.read(loader)) {
        importDefaults();
      }
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
