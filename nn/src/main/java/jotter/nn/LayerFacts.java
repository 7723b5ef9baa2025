package jotter.nn;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import jotter.tensor.display.Facts;

/// What a list of variables says of a layer.
final class LayerFacts {
  private LayerFacts() {}

  static Facts of(Layer layer) {
    Map<String, Layer> parts = layer.children();
    var inside = new LinkedHashMap<String, Object>(parts);
    layer
        .ownParams()
        .forEach((name, p) -> inside.put(name, p.isReady() ? p.value() : "not yet known"));
    inside.put("training", layer.isTraining());
    long count = layer.parameterCount();
    var line = new StringBuilder();
    if (!parts.isEmpty()) {
      line.append(parts.size() == 1 ? "1 part, " : parts.size() + " parts, ");
    }
    line.append(count == 0 ? "no parameters" : String.format(Locale.ROOT, "%,d parameters", count));
    if (!layer.isTraining()) {
      line.append(", in evaluation");
    }
    return new Facts(line.toString(), inside);
  }
}
