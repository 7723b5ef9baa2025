package jotter.tensor.testkit.samples;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jotter.tensor.op.Op;

/// Every record in `jotter.tensor.op` (and below) that is an operation.
public final class Catalogue {
  private Catalogue() {}

  /// The operations' classes.
  public static List<Class<?>> all() throws IOException, URISyntaxException {
    URI home = Op.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    if (Files.isDirectory(Path.of(home))) return in(Path.of(home));
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + home), Map.of())) {
      return in(jar.getPath("/"));
    }
  }

  private static List<Class<?>> in(Path root) throws IOException {
    List<Class<?>> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root.resolve("jotter/tensor"))) {
      for (Path p : files.sorted().toList()) {
        String name = root.relativize(p).toString().replace('\\', '/');
        if (!name.endsWith(".class") || name.contains("module-info")) continue;
        Class<?> c;
        try {
          c =
              Class.forName(
                  name.substring(0, name.length() - 6).replace('/', '.'),
                  false,
                  Op.class.getClassLoader());
        } catch (ClassNotFoundException e) {
          throw new IOException(e);
        }
        if (Op.class.isAssignableFrom(c) && c.isRecord()) found.add(c);
      }
    }
    return found;
  }
}
