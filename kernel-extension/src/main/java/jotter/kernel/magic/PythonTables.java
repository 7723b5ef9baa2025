package jotter.kernel.magic;

import java.io.IOException;
import java.nio.file.Path;
import tech.tablesaw.api.Table;

/// Tables on their way to pandas and back. Apart, because Tablesaw need not be there.
final class PythonTables {
  static final String TYPE = "tech.tablesaw.api.Table";

  private PythonTables() {}

  static boolean isTable(Object value) {
    try {
      return value instanceof Table;
    } catch (NoClassDefFoundError absent) {
      return false;
    }
  }

  static void write(Object table, Path file) throws IOException {
    ((Table) table).write().csv(file.toFile());
  }

  static Object read(Path file, String name) {
    return Table.read().csv(file.toFile()).setName(name);
  }
}
