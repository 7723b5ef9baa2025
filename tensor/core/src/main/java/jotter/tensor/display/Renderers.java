package jotter.tensor.display;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jotter.tensor.Scope;

/// Finds the [Renderer] for a value.
///
/// The search goes from the value's class through its superclasses and interfaces, nearest first,
/// so a renderer for `Chart` draws every chart and one for `PieChart` overrules it. A value nobody
/// draws is its `toString`, cut to a readable length. A renderer that fails is a message, never an
/// exception: showing a result must not break the cell that made it.
public final class Renderers {
  /// Longest plain text of a value without a renderer, in characters.
  public static final int TEXT_LIMIT = 20_000;

  /// The first loads classes, the next are enough for the loops to be compiled.
  private static final int ROUNDS = 3;

  private static final Map<Class<?>, Renderer<?>> BY_TYPE = new ConcurrentHashMap<>();
  private static final Set<ClassLoader> SEEN = ConcurrentHashMap.newKeySet();

  private Renderers() {}

  /// Takes up the renderers that a class loader can see; called again when the class path grows. A
  /// provider that cannot be loaded, because the library it draws for is absent, is passed over.
  public static void load(ClassLoader loader) {
    SEEN.add(loader);
    var providers = ServiceLoader.load(Renderer.class, loader).stream().iterator();
    while (true) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        Renderer<?> renderer = providers.next().get();
        BY_TYPE.putIfAbsent(renderer.type(), renderer);
      } catch (ServiceConfigurationError | LinkageError missing) {
        // The renderer's own library is not on the class path, so neither are its values.
        continue;
      }
    }
  }

  /// Adds or replaces the renderer of one type.
  public static void register(Renderer<?> renderer) {
    BY_TYPE.put(renderer.type(), renderer);
  }

  /// The bundle of any value, `null` and arrays included.
  public static MimeBundle render(Object value) {
    if (value == null) {
      return MimeBundle.of("null");
    }
    if (value instanceof MimeBundle bundle) {
      return bundle;
    }
    loadOwn();
    Renderer<?> renderer = find(value.getClass());
    try {
      return renderer == null ? MimeBundle.of(text(value)) : draw(renderer, value);
    } catch (RuntimeException | LinkageError | StackOverflowError failed) {
      return MimeBundle.of(safeText(value) + "\n(could not be drawn: " + failed + ")");
    }
  }

  /// Draws every renderer's [examples][Renderer#examples], those of the one with the most kinds
  /// first, so that the first of their kind that a user looks at is not the first of all; a
  /// fraction of a second of one processor.
  ///
  /// @param goOn asked before each drawing; where it says no, the rest is left
  /// @return how many drawings there were
  public static int rehearse(BooleanSupplier goOn) {
    loadOwn();
    int drawn = 0;
    // Every kind once before any kind twice: most of what the first costs is the loading.
    List<Renderer<?>> many = new ArrayList<>(BY_TYPE.values());
    many.sort(Comparator.comparingInt((Renderer<?> r) -> r.examples().size()).reversed());
    for (int round = 0; round < ROUNDS; round++) {
      for (Renderer<?> renderer : many) {
        for (Supplier<?> example : renderer.examples()) {
          if (!goOn.getAsBoolean()) {
            return drawn;
          }
          Scope.run(() -> rehearse(renderer, example));
          drawn++;
        }
      }
    }
    return drawn;
  }

  private static void rehearse(Renderer<?> renderer, Supplier<?> example) {
    try {
      draw(renderer, example.get());
    } catch (RuntimeException | LinkageError failed) {
      // Whoever draws such a value will see why.
    }
  }

  private static void loadOwn() {
    if (SEEN.isEmpty()) {
      load(Renderers.class.getClassLoader());
    }
  }

  private static <T> MimeBundle draw(Renderer<T> renderer, Object value) {
    return renderer.render(renderer.type().cast(value));
  }

  private static Renderer<?> find(Class<?> type) {
    var queue = new ArrayDeque<Class<?>>();
    var seen = new LinkedHashSet<Class<?>>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      Renderer<?> own = BY_TYPE.get(c);
      if (own != null) {
        return own;
      }
      queue.addAll(List.of(c.getInterfaces()));
      // The interfaces of a class come before its superclass: they are the nearer promise.
      while (!queue.isEmpty()) {
        Class<?> i = queue.poll();
        if (seen.add(i)) {
          Renderer<?> found = BY_TYPE.get(i);
          if (found != null) {
            return found;
          }
          queue.addAll(List.of(i.getInterfaces()));
        }
      }
    }
    if (type.isArray() && !type.getComponentType().isPrimitive()) {
      Renderer<?> arrays = BY_TYPE.get(Object[].class);
      if (arrays != null) {
        return arrays;
      }
    }
    return BY_TYPE.get(Object.class);
  }

  /// A value's text, arrays by content, cut at [#TEXT_LIMIT].
  public static String text(Object value) {
    String text =
        value != null && value.getClass().isArray() ? array(value) : String.valueOf(value);
    if (text == null) {
      text = "null";
    }
    return text.length() <= TEXT_LIMIT
        ? text
        : text.substring(0, TEXT_LIMIT)
            + "... ("
            + (text.length() - TEXT_LIMIT)
            + " more characters)";
  }

  private static String array(Object array) {
    int length = java.lang.reflect.Array.getLength(array);
    int shown = Math.min(length, 1000);
    var out = new StringBuilder("[");
    for (int i = 0; i < shown && out.length() < TEXT_LIMIT; i++) {
      out.append(i == 0 ? "" : ", ").append(text(java.lang.reflect.Array.get(array, i)));
    }
    return out.append(length > shown ? ", ... " + length + " in all]" : "]").toString();
  }

  private static String safeText(Object value) {
    try {
      return text(value);
    } catch (RuntimeException | LinkageError | StackOverflowError failed) {
      return value.getClass().getTypeName() + "@" + System.identityHashCode(value);
    }
  }
}
