package jotter.kernel.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jotter.kernel.debug.Debugger;
import jotter.tensor.diagnostics.Origin;

/// Runs a cell's Java: its snippets one after the other, each compiled by JShell and run by
/// [Control].
final class JavaCode {
  /// What a piece of code gives whose last snippet has no value to show.
  static final Object NOTHING = new Object();

  private final JShell shell;
  private final Control control;
  private final InterruptGuard guard;
  private final Failures failures;
  private final CellNames names;
  private final Survivors survivors;
  private final Map<String, Snippet> declared = new HashMap<>();
  private String lastTemporary;

  /// What is being compiled and run.
  private volatile Failures.Place current;

  JavaCode(
      JShell shell, Control control, InterruptGuard guard, Failures failures, CellNames names) {
    this.shell = shell;
    this.control = control;
    this.guard = guard;
    this.failures = failures;
    this.names = names;
    this.survivors = new Survivors(shell, control);
  }

  /// Runs the snippets of a piece of Java one after the other.
  Object run(String source, int line, Cell cell) throws Stopped {
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
    open.forEach(s -> survivors.noteUnresolved(s, cell));
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
      // Declaring the same again must not cost anybody his variables. It may stand elsewhere now.
      failures.place(
          same.id(), new Failures.Place(cell.number(), cell.source(), line, same.source()));
      return NOTHING;
    }
    List<String> given = names.clearTheWay(source);
    names.importFor(source);
    names.supplyLast(source);
    control.forget();
    Origin.here("cell " + cell.number() + ", line " + line);
    Failures.Place outer = current;
    current = new Failures.Place(cell.number(), cell.source(), line, source);
    List<SnippetEvent> events;
    try {
      events = shell.eval(source);
    } finally {
      current = outer;
    }
    SnippetEvent own =
        events.stream().filter(e -> e.causeSnippet() == null).findFirst().orElse(null);
    if (own == null) {
      return NOTHING;
    }
    Snippet snippet = own.snippet();
    failures.place(
        snippet.id(), new Failures.Place(cell.number(), cell.source(), line, snippet.source()));
    survivors.rescue(events, cell);
    survivors.warnOfLost(snippet, cell);
    if (own.status() == Snippet.Status.REJECTED) {
      List<Diag> refused = shell.diagnostics(snippet).toList();
      String meant = CellNames.withLast(source, refused);
      if (meant == null) {
        meant = CellNames.withPublic(source, refused);
      }
      if (meant != null) {
        return snippet(meant, line, cell, quiet, open);
      }
      throw new Stopped(failures.compile(snippet.source(), line, refused));
    }
    if (own.exception() != null) {
      throw new Stopped(thrown(own.exception(), cell));
    }
    if (own.status() != Snippet.Status.VALID && snippet instanceof DeclarationSnippet unready) {
      open.add(unready);
    }
    declareAgain(given, cell);
    switch (snippet.kind()) {
      case TYPE_DECL, METHOD, IMPORT -> declared.put(source, snippet);
      default -> {
        // Variables are set again each time.
      }
    }
    return value(snippet, quiet);
  }

  /// Declares methods and classes again that have used a default import in the place of what now
  /// has its name. Those that do not compile with it say so when they are called.
  private void declareAgain(List<String> given, Cell cell) {
    for (String name : given) {
      Pattern mention = Pattern.compile("(?<![\\w$.])" + name + "(?![\\w$])");
      for (Map.Entry<String, Snippet> one : List.copyOf(declared.entrySet())) {
        Snippet old = one.getValue();
        if (old.kind() == Snippet.Kind.IMPORT
            || shell.status(old) != Snippet.Status.VALID
            || !mention.matcher(one.getKey()).find()) {
          continue;
        }
        List<SnippetEvent> events = shell.eval(one.getKey());
        survivors.rescue(events, cell);
        Snippet now = events.getFirst().snippet();
        if (shell.status(now) != Snippet.Status.REJECTED) {
          declared.put(one.getKey(), now);
          failures.place(now.id(), failures.place(old.id()));
        }
      }
    }
  }

  /// Where the lines of a class that JShell has made for a snippet stand in a cell.
  Optional<Debugger.Place> place(String wrapper) {
    try {
      for (Snippet s : shell.snippets().toList()) {
        if (s.kind() == Snippet.Kind.ERRONEOUS || s.kind() == Snippet.Kind.IMPORT) {
          continue;
        }
        SnippetWrapper wrapped = shell.sourceCodeAnalysis().wrapper(s);
        if (wrapped.fullClassName().equals(wrapper)) {
          Failures.Place known = failures.place(s.id());
          Failures.Place place = known == null ? current : known;
          return place == null
              ? Optional.empty()
              : Optional.of(
                  new Debugger.Place(
                      Debugger.path(place.text()), place.cell(), lines(wrapped, place.line())));
        }
      }
    } catch (RuntimeException changing) {
      // JShell is at work on another thread.
      return Optional.empty();
    }
    return Optional.empty();
  }

  /// From lines of what JShell compiles to lines of the cell. A declaration with a value is torn
  /// apart by JShell, which then answers for its text in one direction or the other only.
  private static Map<Integer, Integer> lines(SnippetWrapper wrapped, int first) {
    String text = wrapped.wrapped();
    String source = wrapped.source();
    int[] textLine = lineOf(text, 1);
    int[] sourceLine = lineOf(source, first);
    var lines = new HashMap<Integer, Integer>();
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        begins = true;
      } else if (begins && !Character.isWhitespace(text.charAt(i))) {
        begins = false;
        int at = wrapped.wrappedToSourcePosition(i);
        if (at >= 0 && at < source.length() && source.charAt(at) == text.charAt(i)) {
          lines.put(textLine[i], sourceLine[at]);
        }
      }
    }
    for (int i = 0; i < source.length(); i++) {
      int at = wrapped.sourceToWrappedPosition(i);
      if (at > 0 && at < text.length() && text.charAt(at) == source.charAt(i)) {
        lines.putIfAbsent(textLine[at], sourceLine[i]);
      }
    }
    // The compiler counts a declaration from its name, which JShell may have put on a line before.
    List<String> compiled = text.lines().toList();
    for (int l = compiled.size(); l > 0; l--) {
      if (compiled.get(l - 1).endsWith("=") && lines.containsKey(l + 1)) {
        lines.putIfAbsent(l, lines.get(l + 1));
      }
    }
    return lines;
  }

  /// The line on which each character stands.
  private static int[] lineOf(String text, int first) {
    var lines = new int[text.length()];
    int line = first;
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line;
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return lines;
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
        names.last(name);
      }
      case VAR_VALUE_SUBKIND -> names.last(snippet.source().strip().replaceFirst(";$", ""));
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
          names.isEmpty()
              ? "its code does not compile: "
                  + shell
                      .diagnostics(unresolved.getSnippet())
                      .map(d -> d.getMessage(Locale.ROOT).strip())
                      .collect(Collectors.joining("; "))
              : "this needs " + names + ", which no cell has declared yet",
          0,
          unresolved);
    }
    Throwable real = control.error() == null ? exception : control.error();
    return guard.interrupted()
        ? failures.interrupted(real, exception, cell.number())
        : failures.thrown(real, exception, cell.number());
  }
}
