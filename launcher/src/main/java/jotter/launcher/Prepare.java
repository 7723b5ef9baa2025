package jotter.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jotter.kernel.install.KernelSpec;

/// The last step of a build: writes `launcher/target/jotter/java.args`, the file of options with
/// which `java @java.args` starts any of Jotter's main classes, from any folder. Beside it
/// `cells.args`, the same with the kernel's agent, for what runs cells: so a class that is edited
/// behaves in `jotter run` as it does in Jupyter.
///
/// Run by the scripts `jotter` and `jotter.cmd` after Maven, so that neither has to know how paths
/// are quoted. Maven lists the class path in `launcher/target/jotter/classpath`; jars in
/// `launcher/target/lib` that are no longer on it (an upgraded dependency's old version) are
/// removed.
final class Prepare {
  private Prepare() {}

  /// What every JVM that runs Jotter is started with. Tensors are small objects before large
  /// memory: a small young generation finds the dead ones in a tenth of a millisecond.
  static final List<String> JVM_OPTIONS =
      with(
          KernelSpec.SHARED,
          // The agent brings java.instrument. The cache of classes is made without the agent, and
          // holds only for a JVM with the same modules.
          "--add-modules=java.instrument,jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          // A library of Tablesaw's unmaps its files so; users need not read of it.
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC",
          "-Xmn3m");

  private static List<String> with(List<String> shared, String... own) {
    return Stream.concat(Stream.of(own), shared.stream()).toList();
  }

  public static void main(String[] args) throws IOException {
    Path home = Path.of(System.getProperty("jotter.home")).toAbsolutePath().normalize();
    Path target = home.resolve("launcher/target");
    Path lib = target.resolve("lib");
    Set<String> jars = wanted(Files.readString(target.resolve("jotter/classpath")), lib);
    try (Stream<Path> present = Files.list(lib)) {
      for (Path jar : present.toList()) {
        if (!jars.contains(jar.getFileName().toString())) {
          Files.delete(jar);
        }
      }
    }
    Path file = target.resolve("jotter/java.args");
    List<String> options = options(home, lib, file, jars);
    write(target.resolve("jotter/cells.args"), withAgent(options, lib, jars));
    write(file, options);
  }

  private static void write(Path file, List<String> options) throws IOException {
    Files.writeString(file, String.join("\n", options) + "\n");
  }

  /// The options with the agent in front that lets a cell's class be edited in place.
  static List<String> withAgent(List<String> options, Path lib, Set<String> jars) {
    List<String> all = new ArrayList<>(options);
    jars.stream()
        .filter(jar -> jar.startsWith("jotter-kernel-extension-"))
        .findFirst()
        .ifPresent(jar -> all.addFirst(quote("-javaagent:" + lib.resolve(jar))));
    return all;
  }

  /// The jars that Maven names, and the launcher's own, which it does not.
  private static Set<String> wanted(String classpath, Path lib) throws IOException {
    Set<String> jars = new TreeSet<>();
    for (String entry : classpath.strip().split("\\|")) {
      jars.add(Path.of(entry).getFileName().toString());
    }
    try (Stream<Path> own = Files.list(lib)) {
      own.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("jotter-launcher-"))
          .forEach(jars::add);
    }
    return jars;
  }

  static List<String> options(Path home, Path lib, Path argsFile, Set<String> jars) {
    List<String> options = new ArrayList<>(JVM_OPTIONS);
    options.add(quote("-Djotter.home=" + home));
    options.add(quote("-Djotter.args=" + argsFile));
    options.add("-cp");
    options.add(
        quote(
            jars.stream()
                .map(jar -> lib.resolve(jar).toString())
                .collect(Collectors.joining(File.pathSeparator))));
    return options;
  }

  /// A word in the syntax of `java @file`: quoted, with backslashes doubled.
  static String quote(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
