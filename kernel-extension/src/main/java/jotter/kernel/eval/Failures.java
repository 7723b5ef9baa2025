package jotter.kernel.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShellException;

/// Writes errors for people: what went wrong, on which line of which cell, with that line.
///
/// Frames of the kernel, of JShell and of reflection are left out, and runs of a library's frames
/// or of a recursion are folded.
final class Failures {
  private static final String RED = "\u001b[1;31m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String OFF = "\u001b[0m";
  private static final int CAUSES = 10;
  private static final int MOST_CAUSES = 10_000;
  private static final int LIBRARY_FRAMES = 12;
  private static final List<String> HIDDEN =
      List.of(
          "jotter.kernel.", "jdk.jshell.", "jdk.internal.", "java.lang.invoke.", "sun.", "REPL.");

  /// Where a snippet stands.
  ///
  /// @param cell the cell's number
  /// @param text all of the cell
  /// @param line the line of the cell on which it begins, from 1
  /// @param source the snippet
  record Place(int cell, String text, int line, String source) {
    String line(int inSnippet) {
      return source.lines().skip(Math.max(0, inSnippet - 1)).findFirst().orElse("").strip();
    }
  }

  private final Map<String, Place> places = new HashMap<>();

  /// Notes where a snippet came from.
  void place(String id, Place place) {
    places.put(id, place);
  }

  /// Where a snippet came from, if that was noted.
  Place place(String id) {
    return places.get(id);
  }

  /// What javac says of a snippet.
  CellFailure compile(String source, int line, List<Diag> found) {
    List<Diag> errors = found.stream().filter(Diag::isError).toList();
    var lines = new ArrayList<String>();
    String first = "";
    int firstLine = line;
    for (Diag d : errors.isEmpty() ? found : errors) {
      // A cell is in no class of the user's, so javac's place has no name.
      String message =
          d.getMessage(Locale.ROOT).strip().replaceFirst("\\s*\\n\\s*location: class\\s*$", "");
      int at = Math.clamp(d.getPosition(), 0, source.length());
      int lineStart = source.lastIndexOf('\n', at - 1) + 1;
      int lineEnd = source.indexOf('\n', at);
      String text = source.substring(lineStart, lineEnd < 0 ? source.length() : lineEnd);
      int number =
          line + (int) source.substring(0, lineStart).chars().filter(c -> c == '\n').count();
      if (lines.isEmpty()) {
        first = message;
        firstLine = number;
      }
      int width = Math.clamp(d.getEndPosition() - d.getPosition(), 1, text.length() + 1);
      width = Math.max(1, Math.min(width, text.length() - (at - lineStart)));
      String margin = String.format("%4d | ", number);
      lines.add(RED + "error: " + OFF + BOLD + message.replace("\n", OFF + "\n  " + BOLD) + OFF);
      lines.add(DIM + margin + OFF + text);
      lines.add(
          DIM
              + " ".repeat(margin.length() - 2)
              + "| "
              + OFF
              + text.substring(0, at - lineStart).replaceAll("[^\t]", " ")
              + RED
              + "^".repeat(width)
              + OFF);
    }
    return new CellFailure("CompileError", first, lines, firstLine, null);
  }

  /// An exception out of a cell's code.
  ///
  /// @param mapped the same in JShell's form, whose frames name snippets
  CellFailure thrown(Throwable thrown, JShellException mapped, int cell) {
    var lines = new ArrayList<String>();
    int line = 0;
    Throwable shown = thrown;
    Throwable frames = mapped;
    String before = "";
    for (int depth = 0; shown != null && depth < CAUSES; depth++) {
      if (repeats(before, shown)) {
        break;
      }
      before = name(shown) + message(shown);
      lines.add((depth == 0 ? "" : "caused by ") + RED + name(shown) + OFF + message(shown));
      StackTraceElement[] trace = frames != null ? frames.getStackTrace() : shown.getStackTrace();
      int here = frames(trace, cell, lines, considered(shown) ? 0 : LIBRARY_FRAMES);
      line = line == 0 ? here : line;
      for (Throwable also : shown.getSuppressed()) {
        lines.add("and beside it " + RED + name(also) + OFF + message(also));
      }
      shown = shown.getCause();
      frames = frames instanceof EvalException e ? e.getCause() : null;
    }
    root(shown, lines);
    String message = thrown.getMessage() == null ? "" : expunge(thrown.getMessage());
    return new CellFailure(name(thrown), message, lines, line, thrown);
  }

  /// What began a long chain of causes is worth more than its middle.
  ///
  /// @param shown the first cause that was not shown, or null
  private static void root(Throwable shown, List<String> lines) {
    int left = 0;
    Throwable root = shown;
    while (root != null && root.getCause() != null && left < MOST_CAUSES) {
      root = root.getCause();
      left++;
    }
    fold(lines, left, left == 1 ? " cause" : " causes");
    if (left > 0) {
      lines.add("caused by " + RED + name(root) + OFF + message(root));
    }
  }

  /// Whether an exception is one of ours, whose message says all; with others, such as a null
  /// pointer, the frames in between may tell what the message does not.
  private static boolean considered(Throwable t) {
    return t.getClass().getName().startsWith("jotter.")
        // The engine's own report; the heap's has no such message.
        || isOutOfTensors(t);
  }

  /// Whether a cause of ours says only what has been said: a layer adds its path in front of an
  /// error from inside it.
  private static boolean repeats(String said, Throwable cause) {
    return considered(cause)
        && cause.getCause() == null
        && cause.getMessage() != null
        && said.startsWith(name(cause))
        && said.endsWith(expunge(cause.getMessage()));
  }

  private static String name(Throwable t) {
    String full = t.getClass().getName();
    // Ours are imported, so they go by their short names.
    return full.startsWith("jotter.")
        ? full.replaceFirst("^[a-z.]+", "").replace('$', '.')
        : full.replaceFirst("^REPL\\.\\$JShell\\$\\w+\\$", "");
  }

  /// Takes JShell's wrapper classes out of a text.
  private static String expunge(String text) {
    return text.replaceAll("REPL\\.\\$JShell\\$\\d+[A-Z]*[.$]", "");
  }

  private static String message(Throwable t) {
    String text = t.getMessage();
    return text == null || text.isEmpty() ? "" : ": " + expunge(text);
  }

  /// Adds the frames worth reading, of each run of a library's the first few, and returns the
  /// topmost line in the given cell, or 0.
  private int frames(StackTraceElement[] trace, int cell, List<String> lines, int most) {
    int line = 0;
    int library = 0;
    int folded = 0;
    String before = "";
    int repeats = 0;
    for (StackTraceElement f : trace) {
      String file = f.getFileName() == null ? "" : f.getFileName();
      Place place = file.startsWith("#") ? places.get(file.substring(1)) : null;
      if (place == null
          && (HIDDEN.stream().anyMatch(f.getClassName()::startsWith)
              || f.getClassName().contains("/0x"))) {
        continue;
      }
      if (place == null && ++library > most) {
        folded++;
        continue;
      }
      String text = place == null ? library(f) : own(f, place);
      if (text.equals(before)) {
        repeats++;
        continue;
      }
      fold(lines, repeats > 1 ? repeats : 0, " times more");
      fold(lines, folded, " frames of libraries");
      repeats = 0;
      folded = 0;
      before = text;
      lines.add(text);
      if (place != null) {
        library = 0;
        if (line == 0 && place.cell == cell) {
          line = place.line + f.getLineNumber() - 1;
        }
      }
    }
    fold(lines, repeats > 1 ? repeats : 0, " times more");
    fold(lines, folded, " frames of libraries");
    return line;
  }

  private static void fold(List<String> lines, int count, String what) {
    if (count > 0) {
      lines.add(DIM + "      ... " + count + what + OFF);
    }
  }

  private static String own(StackTraceElement f, Place place) {
    String method =
        f.getMethodName()
            .replaceFirst("^lambda\\$do_it\\$(Aux)?\\$\\d+$", "lambda")
            .replaceFirst("^do_it\\$(Aux)?$", "");
    String type = f.getClassName().replaceFirst("^(REPL\\.)?\\$JShell\\$\\w+?(\\$|$)", "");
    String where = type.isEmpty() || method.isEmpty() ? method : type + "." + method;
    return "    at "
        + BOLD
        + "cell "
        + place.cell
        + ", line "
        + (place.line + f.getLineNumber() - 1)
        + OFF
        + (where.isEmpty() ? "" : " in " + where)
        + ":  "
        + place.line(f.getLineNumber());
  }

  private static String library(StackTraceElement f) {
    return DIM
        + "    at "
        + f.getClassName()
        + "."
        + f.getMethodName()
        + (f.getFileName() == null ? "" : "(" + f.getFileName() + ":" + f.getLineNumber() + ")")
        + OFF;
  }

  /// A heap that is full: what holds it, and what to do.
  ///
  /// @param failure what is known of it, which may be an error of the compiler's
  /// @param holders the largest variables
  static CellFailure full(CellFailure failure, Throwable thrown, List<String> holders) {
    var lines = new ArrayList<>(failure.lines());
    String message = failure.message();
    if (!(failure.thrown() instanceof OutOfMemoryError)) {
      message = failure.interrupted() ? HeapGuard.MESSAGE : "Java heap space";
      String head = RED + OutOfMemoryError.class.getName() + OFF + ": " + message;
      lines = new ArrayList<>(failure.interrupted() ? lines.subList(1, lines.size()) : List.of());
      lines.addFirst(head);
    }
    lines.add(
        "The JVM may use "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MB. Drop what is not needed (x = null;), or give it more with -Xmx in the kernel's"
            + " kernel.json. %memory shows what is in use, %tensors who holds tensors.");
    if (!holders.isEmpty()) {
      lines.add("Large variables: " + String.join(", ", holders));
    }
    return new CellFailure(
        OutOfMemoryError.class.getName(), message, lines, failure.line(), thrown);
  }

  /// The memory of tensors is full: which variables hold it.
  static CellFailure tensors(CellFailure failure, List<String> holders) {
    if (holders.isEmpty()) {
      return failure;
    }
    var lines = new ArrayList<>(failure.lines());
    lines.add(
        "Variables that hold most of it: "
            + String.join(", ", holders)
            + ". Drop what is not needed (x = null;); %tensors lists them all.");
    return new CellFailure(
        failure.name(), failure.message(), lines, failure.line(), failure.thrown());
  }

  /// Whether an error says that the memory of tensors is full.
  static boolean isOutOfTensors(Throwable t) {
    return t instanceof OutOfMemoryError
        && String.valueOf(t.getMessage()).contains("tensor memory");
  }

  /// A cell stopped by the user.
  CellFailure interrupted(Throwable thrown, JShellException mapped, int cell) {
    var lines = new ArrayList<String>();
    lines.add(RED + CellFailure.INTERRUPTED + OFF);
    int line = mapped == null ? 0 : frames(mapped.getStackTrace(), cell, lines, LIBRARY_FRAMES);
    return new CellFailure(
        CellFailure.INTERRUPTED, "the cell was interrupted", lines, line, thrown);
  }

  /// A message of ours without a stack.
  static CellFailure message(String name, String message, int line, Throwable thrown) {
    var lines = new ArrayList<String>();
    String[] split = message.split("\n", -1);
    lines.add(RED + name + OFF + ": " + split[0]);
    for (int i = 1; i < split.length; i++) {
      lines.add(split[i]);
    }
    return new CellFailure(name, split[0], lines, line, thrown);
  }
}
