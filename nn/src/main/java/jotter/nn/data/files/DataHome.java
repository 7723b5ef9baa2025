package jotter.nn.data.files;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The folders in which data sets are looked for.
///
/// 1. What the system property `jotter.data` names, or else the environment variable `JOTTER_DATA`:
///    one folder or several, with the system's path separator between them. Nothing is written
///    there.
/// 2. The cache: `$JOTTER_HOME/data`, or else `~/.cache/jotter/data`.
public final class DataHome {
  /// The system property that names folders with data.
  public static final String PROPERTY = "jotter.data";

  /// The environment variable that names folders with data.
  public static final String VARIABLE = "JOTTER_DATA";

  private DataHome() {}

  /// The folders that the user named.
  public static List<Path> named() {
    String folders = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    List<Path> r = new ArrayList<>();
    if (folders != null)
      for (String f : folders.split(File.pathSeparator))
        if (!f.isBlank()) r.add(Path.of(f.strip()));
    return r;
  }

  /// The folder that downloads go to; it need not exist.
  public static Path cache() {
    String home = System.getProperty("jotter.cache", System.getenv("JOTTER_HOME"));
    return home != null
        ? Path.of(home, "data")
        : Path.of(System.getProperty("user.home"), ".cache", "jotter", "data");
  }
}
