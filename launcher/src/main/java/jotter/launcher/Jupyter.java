package jotter.launcher;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// JupyterLab on this machine: the user's own if there is one on the `PATH`, else one in a private
/// environment, made when it is first wanted. Nothing of the user's is changed: the kernel is shown
/// to either through `JUPYTER_PATH`.
///
/// @param environment the variables of the process, `PATH` and the places for caches among them
/// @param system the operating system, as the property `os.name` says it
/// @param home the user's home folder
record Jupyter(Map<String, String> environment, String system, Path home) {

  static Jupyter ofThisMachine() {
    return new Jupyter(
        System.getenv(),
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", "")));
  }

  /// Where Jotter keeps what can be made again.
  Path cache() {
    if (windows()) {
      return folder("LOCALAPPDATA", home.resolve("AppData/Local")).resolve("jotter");
    }
    Path usual = home.resolve(mac() ? "Library/Caches" : ".cache");
    return folder("XDG_CACHE_HOME", usual).resolve("jotter");
  }

  /// The private environment.
  Path privateEnvironment() {
    return cache().resolve("lab");
  }

  /// The `jupyter-lab` to start, the private one first: whoever has it once decided for it.
  Optional<Path> lab() {
    return Stream.of(privateProgram("jupyter-lab"), onPath("jupyter-lab"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /// Makes the private environment and puts JupyterLab into it.
  ///
  /// @return its `jupyter-lab`
  /// @throws IOException if there is no Python or it cannot; the message says what to install
  Path install(PrintWriter log) throws IOException, InterruptedException {
    Path python =
        Stream.of("python3", "python")
            .flatMap(name -> onPath(name).stream())
            .findFirst()
            .orElseThrow(() -> new IOException("JupyterLab needs Python 3, " + advice()));
    Path target = privateEnvironment();
    Files.createDirectories(target.getParent());
    delete(target);
    log.println("Installing JupyterLab into " + target + " (once, some minutes) ...");
    log.flush();
    boolean done = false;
    try {
      run(List.of(python.toString(), "-m", "venv", target.toString()), advice());
      Path own =
          privateProgram("python")
              .orElseThrow(() -> new IOException("no python was made in " + target));
      run(
          List.of(
              own.toString(),
              "-m",
              "pip",
              "--disable-pip-version-check",
              "--no-input",
              "install",
              "-q",
              "jupyterlab"),
          "is the network there? A JupyterLab that you have installed yourself is taken as well");
      Path lab =
          privateProgram("jupyter-lab")
              .orElseThrow(() -> new IOException("pip put no jupyter-lab into " + target));
      done = true;
      return lab;
    } finally {
      // Half an environment would be taken for a whole one at the next start.
      if (!done) {
        delete(target);
      }
    }
  }

  private void run(List<String> command, String advice) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(nothing()))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(
          "JupyterLab could not be installed: `"
              + String.join(" ", command)
              + "` failed; "
              + advice);
    }
  }

  private String advice() {
    if (windows()) {
      return "install it with: winget install Python.Python.3.13";
    }
    if (mac()) {
      return "install it with: brew install jupyterlab";
    }
    return onPath("apt-get").isPresent()
        ? "install what is missing with: sudo apt-get install python3-venv"
        : "install python3 with its venv and pip modules from your distribution, or jupyterlab itself";
  }

  private Optional<Path> privateProgram(String name) {
    return executable(privateEnvironment().resolve(windows() ? "Scripts" : "bin"), name);
  }

  /// The first program of that name on the `PATH`.
  Optional<Path> onPath(String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .flatMap(folder -> executable(Path.of(folder), name).stream())
        .findFirst();
  }

  private Optional<Path> executable(Path folder, String name) {
    Path file = folder.resolve(windows() ? name + ".exe" : name);
    return Files.isRegularFile(file) && Files.isExecutable(file)
        ? Optional.of(file)
        : Optional.empty();
  }

  private Path folder(String variable, Path otherwise) {
    String value = environment.getOrDefault(variable, "");
    return value.isBlank() ? otherwise : Path.of(value);
  }

  private File nothing() {
    return new File(windows() ? "NUL" : "/dev/null");
  }

  private boolean windows() {
    return system.toLowerCase(Locale.ROOT).contains("windows");
  }

  private boolean mac() {
    return system.toLowerCase(Locale.ROOT).contains("mac");
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
