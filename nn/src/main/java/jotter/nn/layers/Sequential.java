package jotter.nn.layers;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.BaseLayer;
import jotter.nn.Layer;
import jotter.nn.StateName;
import jotter.tensor.Tensor;

/// Layers one after the other.
///
/// ```java
/// var net = new Sequential(
///     new Conv2d(1, 32, 3), new ReLU(), new MaxPool2d(2),
///     new Flatten(), new Linear(32 * 13 * 13, 10));
/// ```
///
/// Layers are named by their numbers, or by the keys of the map given.
public final class Sequential extends BaseLayer implements Iterable<Layer> {
  @StateName("")
  private final Map<String, Layer> layers = new LinkedHashMap<>();

  public Sequential(Layer... layers) {
    for (Layer l : layers) add(l);
  }

  public Sequential(List<? extends Layer> layers) {
    layers.forEach(this::add);
  }

  /// Named layers, in the order of the map.
  public Sequential(Map<String, ? extends Layer> layers) {
    this.layers.putAll(layers);
  }

  /// Adds a layer at the end.
  public Sequential add(Layer layer) {
    return add(Integer.toString(layers.size()), layer);
  }

  /// Adds a named layer at the end.
  public Sequential add(String name, Layer layer) {
    layers.put(name, layer);
    return this;
  }

  /// Layer `i`; -1 is the last.
  public Layer get(int i) {
    return new ArrayList<>(layers.values()).get(i < 0 ? i + layers.size() : i);
  }

  /// The layer named `name`.
  public Layer get(String name) {
    return layers.get(name);
  }

  /// How many layers there are.
  public int size() {
    return layers.size();
  }

  @Override
  public Iterator<Layer> iterator() {
    return layers.values().iterator();
  }

  @Override
  public Tensor forward(Tensor x) {
    for (Layer l : layers.values()) x = l.apply(x);
    return x;
  }
}
