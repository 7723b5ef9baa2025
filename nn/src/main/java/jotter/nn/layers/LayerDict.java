package jotter.nn.layers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import jotter.nn.BaseLayer;
import jotter.nn.Layer;
import jotter.nn.StateName;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Layers by name, which the layer around them applies as it likes. PyTorch's `ModuleDict`.
///
/// ```java
/// var heads = new LayerDict().put("digits", new Linear(64, 10)).put("letters", new Linear(64, 26));
/// heads.get("letters").apply(Tensor.rand(1, 64)).shape(); // [1, 26]
/// ```
public final class LayerDict extends BaseLayer {
  @StateName("")
  private final Map<String, Layer> layers = new LinkedHashMap<>();

  public LayerDict() {}

  /// The layers of a map, in its order.
  public LayerDict(Map<String, ? extends Layer> layers) {
    layers.forEach(this::put);
  }

  /// Adds a layer, or replaces the one of this name.
  public LayerDict put(String name, Layer layer) {
    Check.value(
        !name.isEmpty() && name.indexOf('.') < 0,
        "LayerDict",
        "a name must not be empty or have a dot, got '" + name + "'");
    layers.put(name, layer);
    return this;
  }

  /// The layer named `name`.
  public Layer get(String name) {
    Layer l = layers.get(name);
    if (l == null)
      throw Check.valueError(
          "LayerDict", "there is no layer '" + name + "'; there are " + layers.keySet());
    return l;
  }

  /// Whether there is a layer of this name.
  public boolean contains(String name) {
    return layers.containsKey(name);
  }

  /// Takes a layer out; null if there was none.
  public Layer remove(String name) {
    return layers.remove(name);
  }

  /// The layers by name.
  public Map<String, Layer> asMap() {
    return Collections.unmodifiableMap(layers);
  }

  /// How many layers there are.
  public int size() {
    return layers.size();
  }

  /// Throws: which layer is applied is for the layer around it to say.
  @Override
  public Tensor forward(Tensor x) {
    throw Check.valueError(
        "LayerDict", "computes nothing by itself; apply get(name), there are " + layers.keySet());
  }
}
