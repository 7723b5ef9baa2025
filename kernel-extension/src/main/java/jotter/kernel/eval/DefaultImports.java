package jotter.kernel.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// What every cell may use without importing it.
///
/// Each jar on the class path lists its own in `META-INF/jotter/imports`, one a line, such as
/// `java.util.List` or `static jotter.tensor.display.Show.display`; `#` begins a comment. All are
/// single names: an on-demand import (`java.util.*`) beside another (`java.awt.*`) makes `List`
/// ambiguous, and JShell then quietly sets every variable of that type to null.
///
/// A name the user imports or declares himself leaves the list, so it never is in his way.
final class DefaultImports {
  static final String RESOURCE = "META-INF/jotter/imports";

  /// Simple name (static ones with a `#` before) to the import's text.
  private final Map<String, String> byName = new LinkedHashMap<>();

  private final Set<String> taken = new TreeSet<>();
  private final Set<URL> read = Collections.newSetFromMap(new ConcurrentHashMap<>());

  /// Reads the lists that a loader sees and that were not read before; says whether any was new.
  boolean read(ClassLoader loader) {
    boolean changed = false;
    try {
      for (URL url : Collections.list(loader.getResources(RESOURCE))) {
        if (read.add(url)) {
          changed |= read(url);
        }
      }
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
    return changed;
  }

  private boolean read(URL url) throws IOException {
    boolean changed = false;
    try (var in =
        new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
      for (String line : in.lines().toList()) {
        String what = line.replaceFirst("#.*", "").strip();
        if (!what.isEmpty() && !taken.contains(name(what))) {
          changed |= byName.putIfAbsent(key(what), what) == null;
        }
      }
    }
    return changed;
  }

  private static String name(String what) {
    return what.substring(what.lastIndexOf('.') + 1);
  }

  private static String key(String what) {
    return (what.startsWith("static ") ? "#" : "") + name(what);
  }

  /// Whether a class of this simple name is imported.
  boolean has(String name) {
    return byName.containsKey(name);
  }

  /// Whether a class or something static of this simple name is imported.
  boolean knows(String name) {
    return has(name) || byName.containsKey("#" + name);
  }

  /// Leaves a name to the user.
  void give(String name) {
    taken.add(name);
    byName.remove(name);
  }

  /// Strikes imports that do not compile.
  void remove(List<String> imports) {
    byName.values().removeAll(imports);
  }

  List<String> imports() {
    return List.copyOf(byName.values());
  }

  /// All imports as the source of one snippet.
  String source() {
    var out = new StringBuilder("import " + JotterDefaults.class.getName() + ";\n");
    byName.values().forEach(i -> out.append("import ").append(i).append(";\n"));
    return out.toString();
  }
}
