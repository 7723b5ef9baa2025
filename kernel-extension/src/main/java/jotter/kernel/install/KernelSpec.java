package jotter.kernel.install;

import com.google.gson.GsonBuilder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The folder by which Jupyter finds the kernel: how to start it, and its logo.
///
/// Written without Python. Paths in it are absolute, so it works from any folder, but has to be
/// written again when the JDK or Jotter move.
public final class KernelSpec {
  /// The kernel's name for `jupyter --kernel` and in a notebook's metadata.
  public static final String NAME = "jotter";

  public static final String DISPLAY_NAME = "Java (Jotter)";
  private static final List<String> LOGOS =
      List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg");

  private final Path java;
  private final List<Path> classPath;
  private final Path agent;
  private final List<String> jvmOptions;

  /// A kernel started with this JVM's own `java` and class path.
  public KernelSpec() {
    this(
        ProcessHandle.current()
            .info()
            .command()
            .map(Path::of)
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java")),
        ownClassPath(),
        List.of());
  }

  /// @param java the `java` to start
  /// @param classPath jars and folders, Jotter's own among them
  /// @param jvmOptions further options, such as `-Xmx8g`
  public KernelSpec(Path java, List<Path> classPath, List<String> jvmOptions) {
    this.java = java.toAbsolutePath().normalize();
    this.classPath = classPath.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    this.agent = this.classPath.stream().filter(KernelSpec::isOurs).findFirst().orElse(null);
    this.jvmOptions = List.copyOf(jvmOptions);
  }

  private static boolean isOurs(Path jar) {
    String name = jar.getFileName() == null ? "" : jar.getFileName().toString();
    return name.startsWith("jotter-kernel-extension") && name.endsWith(".jar");
  }

  private static List<Path> ownClassPath() {
    var all = new ArrayList<Path>();
    for (String p : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!p.isEmpty()) {
        all.add(Path.of(p));
      }
    }
    return all;
  }

  /// Where a user's kernelspecs are: `$JUPYTER_DATA_DIR`, or what the system has for such data.
  public static Path userDir() {
    return userDir(
        System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
  }

  static Path userDir(Map<String, String> env, String os, Path home) {
    return dataDir(env, os.toLowerCase(Locale.ROOT), home).resolve("kernels");
  }

  private static Path dataDir(Map<String, String> env, String os, Path home) {
    String set = env.get("JUPYTER_DATA_DIR");
    if (set != null && !set.isBlank()) {
      return Path.of(set);
    }
    if (os.contains("mac")) {
      return home.resolve("Library").resolve("Jupyter");
    }
    if (os.contains("win")) {
      String roaming = env.get("APPDATA");
      return (roaming == null ? home.resolve("AppData").resolve("Roaming") : Path.of(roaming))
          .resolve("jupyter");
    }
    String xdg = env.get("XDG_DATA_HOME");
    return (xdg == null || xdg.isBlank() ? home.resolve(".local").resolve("share") : Path.of(xdg))
        .resolve("jupyter");
  }

  /// Installs for the current user.
  ///
  /// @return the folder written
  public Path installUser() throws IOException {
    return writeTo(userDir().resolve(NAME));
  }

  /// Installs into a Python environment or another prefix, as `jupyter kernelspec install
  /// --prefix`.
  ///
  /// @return the folder written
  public Path installPrefix(Path prefix) throws IOException {
    return writeTo(prefix.resolve("share").resolve("jupyter").resolve("kernels").resolve(NAME));
  }

  /// Installs as the words of a command line say: `--user` (the default) or `--prefix DIR`.
  ///
  /// @return the folder written
  /// @throws IllegalArgumentException if the words say something else
  public static Path install(String... words) throws IOException {
    var spec = new KernelSpec();
    List<String> args = List.of(words);
    if (args.isEmpty() || args.equals(List.of("--user"))) {
      return spec.installUser();
    }
    if (args.size() == 2 && args.getFirst().equals("--prefix")) {
      return spec.installPrefix(Path.of(args.get(1)));
    }
    throw new IllegalArgumentException(
        "install: " + String.join(" ", args) + " is not known; use --user or --prefix DIR");
  }

  /// Removes a user's or a prefix's kernelspec; says whether there was one.
  public static boolean uninstall(Path folder) throws IOException {
    if (!Files.exists(folder.resolve("kernel.json"))) {
      return false;
    }
    for (String logo : LOGOS) {
      Files.deleteIfExists(folder.resolve(logo));
    }
    Files.delete(folder.resolve("kernel.json"));
    Files.delete(folder);
    return true;
  }

  /// The command that starts the kernel, with `{connection_file}` where Jupyter puts its file.
  public List<String> command() {
    var argv = new ArrayList<String>();
    argv.add(java.toString());
    argv.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            // Spares loading and checking the same classes at every start.
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + archive(),
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off"));
    if (agent != null) {
      argv.add("-javaagent:" + agent);
    }
    argv.addAll(jvmOptions);
    argv.add("-cp");
    argv.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    argv.add("jotter.kernel.KernelMain");
    argv.add("{connection_file}");
    return argv;
  }

  /// Where the JVM keeps the classes it has loaded once.
  private static Path archive() {
    return userDir()
        .resolveSibling("runtime")
        .resolve("jotter-" + Runtime.version().feature() + ".jsa");
  }

  /// Writes the folder.
  public Path writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    var json = new LinkedHashMap<String, Object>();
    json.put("argv", command());
    json.put("display_name", DISPLAY_NAME);
    json.put("language", "java");
    json.put("interrupt_mode", "message");
    json.put("env", Map.of());
    json.put("metadata", Map.of("debugger", false));
    String text =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
    Path temporary = Files.createTempFile(folder, "kernel", ".json");
    Files.writeString(temporary, text, StandardCharsets.UTF_8);
    Files.move(temporary, folder.resolve("kernel.json"), StandardCopyOption.REPLACE_EXISTING);
    for (String logo : LOGOS) {
      try (InputStream in = KernelSpec.class.getResourceAsStream(logo)) {
        if (in == null) {
          throw new IOException(logo + " is missing from the jar");
        }
        Files.copy(in, folder.resolve(logo), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return folder;
  }
}
