package jotter.kernel.install;

import com.google.gson.GsonBuilder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The folder by which Jupyter finds the kernel: how to start it, and its logo.
///
/// Written without Python. Paths in it are absolute, so it works from any folder, but has to be
/// written again when the JDK or Jotter move.
public final class KernelSpec {
  /// The kernel's name for `jupyter --kernel` and in a notebook's metadata.
  public static final String NAME = "jotter";

  public static final String DISPLAY_NAME = "Java (Jotter)";
  private static final String CACHE = "kernel.aot";
  private static final long TRAINING_SECONDS = 120;

  /// The compiler takes some dozens of MB for a large method and gives them back to the C library,
  /// which keeps them; once a second it is told not to. Where a C library has no such call, the JVM
  /// would say so.
  private static final List<String> MEMORY =
      List.of("-XX:TrimNativeHeapInterval=1000", "-Xlog:trimnative=off");

  /// What every JVM that runs Jotter is started with, the kernel's and all others.
  public static final List<String> SHARED =
      Stream.concat(compilation().stream(), MEMORY.stream()).toList();

  /// What makes the first seconds of every JVM that runs Jotter faster. Vector code is worth
  /// nothing until it is compiled, and compiled alone the insides of the Vector API are worth
  /// nothing either: the engine's vector loops first, those last. What is around the loops is
  /// compiled as usual: sooner, it would be compiled several times, and the loops would wait. What
  /// calls the loops of factorizations takes the compiler long, as it holds many of them, and gains
  /// little.
  private static List<String> compilation() {
    List<String> options = new ArrayList<>();
    options.add("-XX:CompileCommand=quiet");
    // Of several that match, the last one counts.
    String scale = "-XX:CompileCommand=CompileThresholdScaling,";
    String engine = scale + "jotter.tensor.cpu.";
    options.add(engine + "linalg.*::*,5.0");
    // Emitted loops are hidden classes of these names; the hand-written ones are called Vector*.
    options.add(scale + "*.Loop*::*,0.02");
    options.add(engine + "kernel.Formula*::*,0.02");
    for (String part : List.of("conv.direct", "kernel", "matmul", "reduce"))
      options.add(engine + part + ".Vector*::*,0.02");
    for (String plain : List.of("PlainLoops", "Small"))
      options.add(engine + "linalg." + plain + "*::*,0.1");
    // Tried alone before they serve; as parts of their callers they would be compiled anew,
    // untried.
    options.add("-XX:CompileCommand=dontinline,jotter.tensor.cpu.reduce.Vector*::of*");
    options.add("-XX:CompileCommand=dontinline,jotter.tensor.cpu.conv.direct.Vector*::of*");
    options.add("-XX:CompileCommand=dontinline,jotter.tensor.cpu.matmul.Vector*::of*");
    // Small methods with vectors as arguments or results. What follows a loop runs rarely beside
    // it, and what runs rarely the compiler may leave a call ("low call site frequency"): then all
    // vectors go through objects, and every call of the loop's method is several times as slow.
    options.add("-XX:CompileCommand=inline,jotter.tensor.cpu.machine.Carried::of");
    options.add("-XX:CompileCommand=inline,jotter.tensor.cpu.index.LoopKeys::below");
    for (String small :
        List.of(
            "at", "bits", "both", "lanes", "larger", "more", "narrow", "power", "put", "rest",
            "square", "total", "two", "wide", "within"))
      options.add("-XX:CompileCommand=inline,*.Vector*::" + small);
    options.add("-XX:CompileCommand=inline,jotter.tensor.cpu.kernel.VectorBytes::*");
    options.add(scale + "jdk.incubator.vector.*::*,20.0");
    options.add(scale + "jdk.internal.vm.vector.*::*,20.0");
    return List.copyOf(options);
  }

  /// `java.instrument` is there for the cache: an agent brings it, and both must agree on modules.
  private static final List<String> JVM =
      List.of(
          "--add-modules",
          "java.instrument,jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          // A library of Tablesaw's unmaps its files so; users need not read of it in the log.
          "--sun-misc-unsafe-memory-access=allow",
          // Dead tensors are found by collections of a small young generation. It is larger than in
          // programs: the compiler of cells would spend a quarter of a second on collections at the
          // start.
          "-XX:+UseSerialGC",
          "-Xmn24m",
          "-Djava.awt.headless=true",
          "-Dfile.encoding=UTF-8");

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
    Files.deleteIfExists(folder.resolve(CACHE));
    Files.delete(folder.resolve("kernel.json"));
    Files.delete(folder);
    return true;
  }

  /// The command that starts the kernel, with `{connection_file}` where Jupyter puts its file.
  public List<String> command() {
    return command(null);
  }

  /// @param cache the JVM's notes on the classes that the kernel loads, or null
  private List<String> command(Path cache) {
    var argv = new ArrayList<String>();
    argv.add(java.toString());
    argv.addAll(JVM);
    argv.addAll(SHARED);
    if (cache != null) {
      // A cache that no longer fits is passed over; nobody need hear of it.
      argv.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    if (agent != null) {
      argv.add("-javaagent:" + agent);
    }
    argv.addAll(jvmOptions);
    argv.add("-cp");
    argv.add(classPath());
    argv.add("jotter.kernel.KernelMain");
    argv.add("{connection_file}");
    return argv;
  }

  private String classPath() {
    return String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
  }

  /// Whether the cache was made by this very command and no jar has changed since.
  private boolean fresh(Path folder, Path cache) throws IOException {
    Path spec = folder.resolve("kernel.json");
    if (!Files.isRegularFile(cache) || !Files.isRegularFile(spec)) {
      return false;
    }
    if (!Files.readString(spec).equals(json(command(cache)))) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(cache);
    for (Path jar : classPath) {
      if (Files.exists(jar) && Files.getLastModifiedTime(jar).compareTo(made) > 0) {
        return false;
      }
    }
    return true;
  }

  private static String json(List<String> argv) {
    var json = new LinkedHashMap<String, Object>();
    json.put("argv", argv);
    json.put("display_name", DISPLAY_NAME);
    json.put("language", "java");
    json.put("interrupt_mode", "message");
    json.put("env", Map.of());
    json.put("metadata", Map.of("debugger", true));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  /// Lets a JVM start once and note what it loads, which saves later ones a quarter of a second.
  ///
  /// @return false if it could not; the kernel then starts without
  private boolean train(Path cache) throws IOException {
    if (classPath.stream().anyMatch(Files::isDirectory)) {
      // The JVM takes notes of jars only, as a built Jotter has them.
      return false;
    }
    var command = new ArrayList<String>();
    command.add(java.toString());
    command.addAll(JVM);
    command.addAll(SHARED);
    command.add("-XX:AOTCacheOutput=" + cache);
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(), Training.class.getName()));
    Files.deleteIfExists(cache);
    Process training =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) && training.exitValue() == 0) {
        return Files.isRegularFile(cache);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      training.destroyForcibly();
    }
    Files.deleteIfExists(cache);
    return false;
  }

  /// Writes the folder. Takes some seconds, in which the JVM learns to start the kernel faster.
  public Path writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path cache = folder.toAbsolutePath().resolve(CACHE);
    boolean trained = fresh(folder, cache) || train(cache);
    String text = json(command(trained ? cache : null));
    // Not a temporary file of the system's, which only its owner may read.
    Path temporary = folder.resolve("kernel.json.new");
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
