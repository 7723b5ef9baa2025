package jotter.kernel.magic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The magics by name.
public final class Magics {
  private final Map<String, Magic> byName = new TreeMap<>();

  /// Takes up the magics that a loader sees; the first of a name stays.
  public synchronized void load(ClassLoader loader) {
    Iterator<ServiceLoader.Provider<Magic>> providers =
        ServiceLoader.load(Magic.class, loader).stream().iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        Magic magic = providers.next().get();
        byName.putIfAbsent(magic.name(), magic);
      } catch (ServiceConfigurationError | LinkageError missing) {
        // What the magic needs is not on the class path.
        continue;
      }
    }
  }

  /// Adds or replaces one.
  public synchronized void add(Magic magic) {
    byName.put(magic.name(), magic);
  }

  public synchronized Collection<Magic> all() {
    return java.util.List.copyOf(byName.values());
  }

  /// Runs a call.
  ///
  /// @throws IllegalArgumentException if there is no such magic, it does not go here, or its
  ///   argument is wrong; the message says what there is instead
  public Object run(MagicCall call) throws Exception {
    Magic magic;
    synchronized (this) {
      magic = byName.get(call.name());
    }
    boolean cell = call.body() != null;
    if (magic == null) {
      throw new IllegalArgumentException(unknown(call.name(), cell));
    }
    if (cell && !magic.takesCell()) {
      throw new IllegalArgumentException(
          "%%" + magic.name() + ": this magic takes a line, not a cell: " + magic.usage());
    }
    if (!cell && !magic.takesLine()) {
      throw new IllegalArgumentException(
          "%" + magic.name() + ": this magic takes a whole cell: " + magic.usage());
    }
    try {
      return magic.run(call);
    } catch (IllegalArgumentException wrong) {
      String message = String.valueOf(wrong.getMessage());
      throw message.contains("usage: ")
          ? wrong
          : new IllegalArgumentException(
              "%" + magic.name() + ": " + message + "\nusage: " + magic.usage(), wrong);
    }
  }

  private synchronized String unknown(String name, boolean cell) {
    String mark = cell ? "%%" : "%";
    Optional<String> near = nearest(name, byName.keySet());
    return mark
        + name
        + ": no such magic"
        + near.map(n -> "; did you mean " + mark + n + "?").orElse("")
        + "\nthere are: "
        + String.join(", ", byName.keySet())
        + " (%magics explains them)";
  }

  /// The name that was probably meant, if one is near enough.
  public static Optional<String> nearest(String name, Collection<String> names) {
    return names.stream()
        .filter(n -> n.startsWith(name) || distance(name, n) <= Math.max(1, name.length() / 3))
        .min(Comparator.comparingInt(n -> distance(name, n)));
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
