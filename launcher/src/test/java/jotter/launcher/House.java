package jotter.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Jotter as it was built: each of its modules, found on the class path of this test, folder or
/// jar.
final class House {
  private House() {}

  /// One module of the house.
  ///
  /// @param descriptor its compiled `module-info`
  /// @param services what its `META-INF/services` says: service to providers
  /// @param classes names of its compiled classes, in the form `jotter.nn.Layer`, without nested
  ///   ones
  record Room(ModuleDescriptor descriptor, Map<String, Set<String>> services, Set<String> classes) {
    String name() {
      return descriptor.name();
    }

    /// The modules of the house that this one names in its `module-info`.
    Set<String> requires() {
      return descriptor.requires().stream()
          .map(ModuleDescriptor.Requires::name)
          .filter(name -> name.startsWith("jotter."))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  static List<Room> rooms() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::exists)
        .flatMap(entry -> room(entry).stream())
        .toList();
  }

  private static List<Room> room(Path entry) {
    try {
      if (Files.isDirectory(entry)) {
        return read(entry);
      }
      try (FileSystem jar =
          FileSystems.newFileSystem(URI.create("jar:" + entry.toUri()), Map.of())) {
        return read(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(entry.toString(), e);
    }
  }

  private static List<Room> read(Path root) throws IOException {
    Path info = root.resolve("module-info.class");
    if (!Files.exists(info)) {
      return List.of();
    }
    ModuleDescriptor descriptor;
    try (InputStream in = Files.newInputStream(info)) {
      descriptor = ModuleDescriptor.read(in);
    }
    return descriptor.name().startsWith("jotter.")
        ? List.of(new Room(descriptor, services(root), classes(root)))
        : List.of();
  }

  private static Map<String, Set<String>> services(Path root) throws IOException {
    Map<String, Set<String>> services = new TreeMap<>();
    Path folder = root.resolve("META-INF/services");
    if (Files.isDirectory(folder)) {
      for (Path file : list(folder)) {
        services.put(
            file.getFileName().toString(),
            Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    }
    return services;
  }

  private static Set<String> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.endsWith(".class") && !name.contains("$") && name.contains("/"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> !name.endsWith(".package-info"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.toList());
    }
  }
}
