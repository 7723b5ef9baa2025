package jotter.kernel.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `jotter run NOTEBOOK`: runs a notebook without Jupyter and writes what came of it.
public final class RunCommand {
  public static final int OK = 0;
  public static final int CELL_FAILED = 1;
  public static final int BAD_INPUT = 2;

  private RunCommand() {}

  /// Runs a notebook.
  ///
  /// Each cell's text is printed as it comes. When a cell fails, the run ends there: the cell, the
  /// line and the stack are printed to `err`, and what there is until then is still written.
  ///
  /// @param notebook an .ipynb file, which is not changed unless it is also an output; or a folder
  ///   of them, which becomes a site of pages with an index
  /// @param outs where to write, by ending: .ipynb for the executed notebook, .html for a page that
  ///   needs nothing else, .md for Markdown with its pictures in a folder beside it. If empty, the
  ///   first two go into a folder `out` beside the notebook. For a site, its folder.
  /// @param timeout how long one cell may take, or null for ever
  /// @return 0, 1 if a cell failed, 2 if the notebook or an output is no good
  public static int run(
      Path notebook, List<Path> outs, Duration timeout, PrintStream out, PrintStream err) {
    List<Path> targets;
    Notebook opened;
    if (Files.isDirectory(notebook)) {
      return site(notebook, outs, timeout, out, err);
    }
    try {
      targets = targets(notebook, outs);
      opened = Notebook.read(notebook);
    } catch (IOException | IllegalArgumentException bad) {
      err.println("jotter run: " + message(bad, notebook));
      return BAD_INPUT;
    }
    NotebookRunner.Failure failure = new NotebookRunner(out, err, timeout).run(opened);
    out.flush();
    if (failure != null) {
      report(notebook, failure, err);
    }
    try {
      for (Path target : targets) {
        switch (ending(target)) {
          case "html" ->
              Notebook.replace(
                  target, HtmlPage.of(opened, base(notebook)).getBytes(StandardCharsets.UTF_8));
          case "md" -> MarkdownPage.write(opened, target);
          default -> opened.write(target);
        }
        out.println("wrote " + target);
      }
    } catch (IOException unwritable) {
      err.println("jotter run: " + message(unwritable, notebook));
      return BAD_INPUT;
    }
    return failure == null ? OK : CELL_FAILED;
  }

  private static int site(
      Path folder, List<Path> outs, Duration timeout, PrintStream out, PrintStream err) {
    try {
      if (outs.size() > 1) {
        throw new IllegalArgumentException("a site is written into one folder");
      }
      Path target = outs.isEmpty() ? folder.resolve("out") : outs.get(0);
      if (Files.isRegularFile(target)) {
        throw new IllegalArgumentException(target + ": a site is written into a folder");
      }
      return Site.write(folder, target, timeout, out, err) == 0 ? OK : CELL_FAILED;
    } catch (IOException | IllegalArgumentException bad) {
      err.println("jotter run: " + message(bad, folder));
      return BAD_INPUT;
    }
  }

  private static String message(Exception e, Path notebook) {
    return switch (e) {
      case java.nio.file.NoSuchFileException missing ->
          missing.getFile() + ": there is no such file";
      case java.nio.file.AccessDeniedException denied -> denied.getFile() + ": access denied";
      default -> e.getMessage() == null ? notebook + ": " + e : e.getMessage();
    };
  }

  private static List<Path> targets(Path notebook, List<Path> outs) {
    if (!ending(notebook).equals("ipynb")) {
      throw new IllegalArgumentException(notebook + ": a notebook's name ends with .ipynb");
    }
    if (outs.isEmpty()) {
      Path folder = notebook.toAbsolutePath().getParent().resolve("out");
      return List.of(
          folder.resolve(base(notebook) + ".html"), folder.resolve(base(notebook) + ".ipynb"));
    }
    for (Path o : outs) {
      if (!List.of("html", "ipynb", "md").contains(ending(o))) {
        throw new IllegalArgumentException(o + ": an output's name ends with .html, .ipynb or .md");
      }
    }
    return new ArrayList<>(outs);
  }

  private static String ending(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String base(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
  }

  /// Prints the cell with the line marked, and the stack below it.
  static void report(Path notebook, NotebookRunner.Failure failure, PrintStream err) {
    int number = failure.cell().json().path("execution_count").asInt();
    err.println();
    err.println(
        notebook
            + ": cell ["
            + number
            + "] failed"
            + (failure.failure().line() > 0 ? " on line " + failure.failure().line() : ""));
    int line = 0;
    for (String source : failure.cell().source().split("\n", -1)) {
      line++;
      err.println(
          (line == failure.failure().line() ? "  --> " : "      ")
              + String.format("%3d | %s", line, source));
    }
    err.println();
    failure.failure().plain().forEach(err::println);
    err.flush();
  }
}
