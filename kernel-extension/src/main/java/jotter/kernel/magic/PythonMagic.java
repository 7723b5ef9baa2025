package jotter.kernel.magic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jotter.tensor.Tensor;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Show;
import jotter.tensor.io.Npy;

/// `%%python -i x,y -o z`: a cell in the user's own Python.
///
/// Tensors go in and come out as NumPy arrays in files of NumPy's format, in memory where the
/// system has a file system there (`/dev/shm`); Python maps them instead of reading them.
/// Tablesaw's tables become pandas data frames and come back as tables, column by column in the
/// same way; where there is no pandas they are dicts of arrays. What matplotlib has drawn is shown.
///
/// The Python is the one that `JOTTER_PYTHON` names, or `python3` on the path. Each cell is a
/// process of its own.
public final class PythonMagic implements Magic {
  @Override
  public String name() {
    return "python";
  }

  @Override
  public String summary() {
    return "Runs the cell in Python; tensors go in and come out as NumPy arrays.";
  }

  @Override
  public String usage() {
    return "%%python [-i NAME,NAME ...] [-o NAME,NAME ...]";
  }

  @Override
  public boolean takesCell() {
    return true;
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    List<String> in = names(call.words(), "-i");
    List<String> out = names(call.words(), "-o");
    Path folder = folder();
    try {
      var script = new StringBuilder(read("before.py")).append(read("frames.py"));
      for (String name : in) {
        script.append(give(name, call.session(), folder));
      }
      Path cell = folder.resolve("cell.py");
      Files.writeString(cell, call.body());
      script.append("_jotter_run(").append(literal(cell.toString())).append(")\n");
      for (String name : out) {
        script.append("_jotter_give(").append(literal(name)).append(")\n");
      }
      script.append("_jotter_figures()\n");
      Path main = folder.resolve("main.py");
      Files.writeString(main, script);
      execute(main, folder);
      for (String name : out) {
        take(name, call.session(), folder);
      }
      figures(folder);
      return null;
    } finally {
      delete(folder);
    }
  }

  private static List<String> names(List<String> words, String option) {
    var all = new ArrayList<String>();
    boolean mine = false;
    for (String word : words) {
      if (word.startsWith("-")) {
        if (!word.equals("-i") && !word.equals("-o")) {
          throw new IllegalArgumentException(word + " is no option; there are -i and -o");
        }
        mine = word.equals(option);
      } else if (mine) {
        Stream.of(word.split(",")).filter(n -> !n.isBlank()).forEach(all::add);
      } else if (!words.contains("-i") && !words.contains("-o")) {
        throw new IllegalArgumentException(word + ": names stand behind -i or -o");
      }
    }
    for (String name : all) {
      if (!name.matches("[A-Za-z_]\\w*")) {
        throw new IllegalArgumentException(name + " is no name in both languages");
      }
    }
    return all;
  }

  private static Path folder() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "jotter-python")
        : Files.createTempDirectory("jotter-python");
  }

  private static String give(String name, Session session, Path folder) throws Exception {
    Object value =
        session.variables().stream()
            .filter(v -> v.name().equals(name))
            .map(Session.Variable::value)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(name + ": no such variable"));
    String file = literal(folder.resolve(name).toString());
    switch (value) {
      case Tensor t -> {
        Npy.save(t.detach(), folder.resolve(name + ".npy"));
        return name + " = _jotter_array(" + file + " + '.npy')\n";
      }
      case Boolean b -> {
        return name + " = " + (b ? "True" : "False") + "\n";
      }
      case Number n -> {
        double v = n.doubleValue();
        return name + " = " + (v - v == 0 ? n.toString() : "float('" + n + "')") + "\n";
      }
      case String s -> {
        return name + " = " + literal(s) + "\n";
      }
      default -> {
        if (PythonTables.isTable(value)) {
          PythonTables.write(value, Files.createDirectory(folder.resolve(name + ".table")));
          return name + " = _jotter_frame(" + file + " + '.table')\n";
        }
        throw new IllegalArgumentException(
            name
                + ": tensors, tables, numbers, text and truth values can go to Python, not a "
                + value.getClass().getSimpleName());
      }
    }
  }

  /// Text as Python writes it.
  static String literal(String text) {
    var out = new StringBuilder("'");
    for (char c : text.toCharArray()) {
      if (c == '\'' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }

  private static void execute(Path script, Path folder) throws IOException, InterruptedException {
    String named = System.getenv("JOTTER_PYTHON");
    String python = named == null || named.isBlank() ? "python3" : named;
    Process process;
    try {
      var builder = new ProcessBuilder(python, "-u", script.toString());
      builder.environment().put("PYTHONIOENCODING", "utf-8");
      builder.environment().put("JOTTER_FOLDER", folder.toString());
      process = builder.redirectInput(ProcessBuilder.Redirect.PIPE).start();
    } catch (IOException none) {
      throw new IllegalArgumentException(
          python + " could not be started (JOTTER_PYTHON names another): " + none.getMessage(),
          none);
    }
    process.getOutputStream().close();
    // Threads inherit the cell, so what they print stands below it.
    Thread errors = Thread.ofPlatform().daemon().start(() -> copy(process.getErrorStream(), true));
    Thread output = Thread.ofPlatform().daemon().start(() -> copy(process.getInputStream(), false));
    try {
      int status = process.waitFor();
      output.join();
      errors.join();
      if (status != 0) {
        throw new IllegalArgumentException("Python ended with status " + status);
      }
    } catch (InterruptedException stopped) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw stopped;
    }
  }

  private static void copy(InputStream from, boolean error) {
    try (var in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      char[] buffer = new char[4096];
      int n;
      while ((n = in.read(buffer)) > 0) {
        (error ? System.err : System.out).print(new String(buffer, 0, n));
      }
    } catch (IOException closed) {
      // The process was stopped.
      return;
    }
  }

  private static void take(String name, Session session, Path folder) throws Exception {
    Path array = folder.resolve(name + ".out.npy");
    Path frame = folder.resolve(name + ".out.table");
    Path text = folder.resolve(name + ".out.txt");
    if (Files.exists(array)) {
      session.assign(name, "jotter.tensor.Tensor", Npy.load(array));
    } else if (Files.exists(frame)) {
      session.assign(name, PythonTables.TYPE, PythonTables.read(frame, name));
    } else if (Files.exists(text)) {
      session.assign(name, "String", Files.readString(text));
    }
  }

  private static void figures(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path png : files.filter(p -> p.toString().endsWith(".png")).sorted().toList()) {
        Show.display(MimeBundle.of("<figure>").png(Files.readAllBytes(png)));
      }
    }
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = PythonMagic.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    }
  }
}
