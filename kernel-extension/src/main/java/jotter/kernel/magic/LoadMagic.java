package jotter.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import jotter.kernel.run.Notebook;

/// `%load FILE`: runs a Java file or a notebook as if its text stood here.
public final class LoadMagic implements Magic {
  private final Deque<Path> loading = new ArrayDeque<>();

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String summary() {
    return "Runs a .java, .jsh, .jshell or .ipynb file in this notebook.";
  }

  @Override
  public String usage() {
    return "%load FILE";
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    if (call.argument().isBlank()) {
      throw new IllegalArgumentException("which file?");
    }
    Path file = Path.of(call.argument().strip());
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          file + ": there is no such file in " + Path.of("").toAbsolutePath());
    }
    Path real = file.toRealPath();
    if (loading.contains(real)) {
      throw new IllegalArgumentException(file + " loads itself: " + chain(real));
    }
    loading.push(real);
    try {
      if (!real.toString().toLowerCase(Locale.ROOT).endsWith(".ipynb")) {
        return call.session().eval(Files.readString(real));
      }
      return notebook(real, call.session());
    } finally {
      loading.pop();
    }
  }

  private static Object notebook(Path file, Session session) throws Exception {
    Object last = null;
    try {
      for (Notebook.NotebookCell cell : Notebook.read(file).cells()) {
        if (cell.isCode() && !cell.mayFail()) {
          last = session.eval(cell.source());
        }
      }
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
    }
    return last;
  }

  private String chain(Path again) {
    var names = new ArrayDeque<String>();
    loading.forEach(p -> names.push(p.getFileName().toString()));
    return String.join(" loads ", names) + " loads " + again.getFileName();
  }
}
