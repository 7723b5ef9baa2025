package jotter.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// What a network consists of: its layers, their output shapes and parameters, as a table.
///
/// ```java
/// Summary.of(model, 1, 1, 28, 28)
/// ```
///
/// @param rows a row for each layer, outermost first
/// @param parameters how many numbers there are in parameters
/// @param trainable how many of them are trained
/// @param bytes the memory of parameters and states
public record Summary(List<Row> rows, long parameters, long trainable, long bytes) {
  /// One layer.
  ///
  /// @param path its path, empty for the whole network
  /// @param depth how many layers it is inside of
  /// @param type the name of its class
  /// @param output the shape of its output; null if it was not applied by `apply`
  /// @param parameters how many numbers its own parameters have, without those of its parts
  /// @param trainable how many of them are trained
  public record Row(
      String path, int depth, String type, long[] output, long parameters, long trainable) {}

  /// Applies `model` to zeros of the given shape, in evaluation mode and without gradients, and
  /// looks at what comes out of every layer.
  public static Summary of(Layer model, long... shape) {
    return of(model, Tensor.zeros(shape));
  }

  /// As {@link #of(Layer, long...)} with an input of your own, such as token numbers.
  public static Summary of(Layer model, Tensor input) {
    Map<Layer, long[]> shapes = new IdentityHashMap<>();
    List<Runnable> remove = new ArrayList<>();
    for (Layer l : model.layers())
      remove.add(
          l.onAfter(
              (layer, x, y) -> {
                shapes.put(layer, y.shape());
                return null;
              }));
    try {
      DType type =
          model.parameters().stream()
              .filter(Param::isReady)
              .map(p -> p.value().dtype())
              .filter(DType::isFloatingPoint)
              .findFirst()
              .orElse(input.dtype());
      Tensor x = input.isFloatingPoint() ? input.to(type) : input;
      Scope.run(() -> Mode.eval(() -> Grad.off(() -> model.apply(x))));
    } finally {
      remove.forEach(Runnable::run);
    }
    return rows(model, shapes);
  }

  /// The table without shapes, for models that do not take one tensor.
  public static Summary of(Layer model) {
    return rows(model, Map.of());
  }

  private static Summary rows(Layer model, Map<Layer, long[]> shapes) {
    List<Row> rows = new ArrayList<>();
    Set<Param> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    long[] sums = new long[3];
    model
        .namedLayers()
        .forEach(
            (path, l) -> {
              long all = 0;
              long trained = 0;
              Fields f = Fields.of(l);
              for (Param p : f.params().values()) {
                if (!p.isReady() || !seen.add(p)) continue;
                all += p.value().numel();
                sums[2] += p.value().nbytes();
                if (p.requiresGrad()) trained += p.value().numel();
              }
              for (State s : f.states().values()) if (s.isReady()) sums[2] += s.value().nbytes();
              sums[0] += all;
              sums[1] += trained;
              int depth = path.isEmpty() ? 0 : (int) path.chars().filter(c -> c == '.').count() + 1;
              String type = l.getClass().isHidden() ? "lambda" : l.getClass().getSimpleName();
              rows.add(new Row(path, depth, type, shapes.get(l), all, trained));
            });
    return new Summary(List.copyOf(rows), sums[0], sums[1], sums[2]);
  }

  /// The table as text.
  @Override
  public String toString() {
    Map<String, String[]> lines = new LinkedHashMap<>();
    int[] width = {5, 12, 10};
    int i = 0;
    for (Row r : rows) {
      String name = r.path.substring(r.path.lastIndexOf('.') + 1);
      String first = "  ".repeat(r.depth) + r.type + (name.isEmpty() ? "" : " (" + name + ")");
      String[] cells = {
        first,
        r.output == null ? "-" : Check.shape(r.output),
        r.parameters == 0 ? "-" : String.format(Locale.ROOT, "%,d", r.parameters)
      };
      for (int c = 0; c < 3; c++) width[c] = Math.max(width[c], cells[c].length());
      lines.put(Integer.toString(i++), cells);
    }
    String format = "%-" + width[0] + "s  %-" + width[1] + "s  %" + width[2] + "s%n";
    String rule = "─".repeat(width[0] + width[1] + width[2] + 4) + "\n";
    StringBuilder s = new StringBuilder();
    s.append(String.format(format, "Layer", "Output shape", "Parameters")).append(rule);
    for (String[] c : lines.values()) s.append(String.format(format, (Object[]) c));
    s.append(rule);
    s.append(
        String.format(Locale.ROOT, "Parameters: %,d (trainable: %,d)%n", parameters, trainable));
    s.append(String.format(Locale.ROOT, "Memory: %.2f MB", bytes / 1e6));
    return s.toString();
  }
}
