package jotter.nn;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Layers as text, in PyTorch's form.
final class Repr {
  private Repr() {}

  static String of(Layer layer) {
    return of(layer, "");
  }

  private static String of(Layer layer, String indent) {
    String name = layer.getClass().isHidden() ? "lambda" : layer.getClass().getSimpleName();
    if (name.isEmpty()) name = "Layer";
    Map<String, Layer> children = layer.children();
    String details = details(layer);
    if (children.isEmpty()) {
      // A layer of ours says itself how it is written; a user's record is written by its parts.
      boolean own = layer.getClass().getName().startsWith("jotter.nn.layers.");
      return own && !(layer instanceof BaseLayer) ? layer.toString() : name + "(" + details + ")";
    }
    StringBuilder s = new StringBuilder(name).append("(\n");
    if (!details.isEmpty()) s.append(indent).append("  ").append(details).append('\n');
    children.forEach(
        (n, c) ->
            s.append(indent)
                .append("  (")
                .append(n)
                .append("): ")
                .append(of(c, indent + "  "))
                .append('\n'));
    return s.append(indent).append(")").toString();
  }

  private static String details(Layer layer) {
    if (layer instanceof BaseLayer b) return b.details();
    if (!layer.getClass().isRecord()) return "";
    List<String> parts = new ArrayList<>();
    for (RecordComponent c : layer.getClass().getRecordComponents()) {
      try {
        var a = c.getAccessor();
        a.setAccessible(true);
        Object v = a.invoke(layer);
        if (v == null || v instanceof Layer || v instanceof Param || v instanceof State) continue;
        if (v instanceof Iterable<?> || v instanceof Map<?, ?>) continue;
        parts.add(Fields.snake(c.getName()) + "=" + text(v));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the component " + c + " cannot be read", e);
      }
    }
    return String.join(", ", parts);
  }

  /// A value as PyTorch writes it: sizes in parentheses.
  static String text(Object v) {
    return switch (v) {
      case long[] l -> tuple(l);
      case Boolean b -> b ? "True" : "False";
      case null -> "None";
      default -> v.toString();
    };
  }

  static String tuple(long... sizes) {
    StringBuilder s = new StringBuilder("(");
    for (int i = 0; i < sizes.length; i++) s.append(i == 0 ? "" : ", ").append(sizes[i]);
    return s.append(sizes.length == 1 ? ",)" : ")").toString();
  }
}
