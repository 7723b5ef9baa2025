package jotter.nn.layers;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.Layer;
import jotter.nn.StateName;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Layers by number, which the layer around them applies as it likes. PyTorch's `ModuleList`.
///
/// A plain `List<Layer>` as a field does the same; this one prints its parts and can be changed in
/// a chain.
///
/// ```java
/// class Tower extends BaseLayer {
///   final LayerList floors = new LayerList(new Linear(8, 8), new Linear(8, 8)).add(new ReLU());
///
///   public Tensor forward(Tensor x) {
///     for (Layer floor : floors) x = x.add(floor.apply(x));
///     return x;
///   }
/// }
/// ```
public final class LayerList extends BaseLayer implements Iterable<Layer> {
  @StateName("")
  private final List<Layer> layers = new ArrayList<>();

  public LayerList(Layer... layers) {
    this(List.of(layers));
  }

  public LayerList(List<? extends Layer> layers) {
    layers.forEach(this::add);
  }

  /// Adds a layer at the end.
  public LayerList add(Layer layer) {
    layers.add(layer);
    return this;
  }

  /// Adds several at the end.
  public LayerList addAll(Iterable<? extends Layer> more) {
    more.forEach(this::add);
    return this;
  }

  /// Puts a layer in front of layer `i`.
  public LayerList insert(int i, Layer layer) {
    layers.add(i, layer);
    return this;
  }

  /// Replaces layer `i`; -1 is the last.
  public LayerList set(int i, Layer layer) {
    layers.set(i < 0 ? i + layers.size() : i, layer);
    return this;
  }

  /// Takes layer `i` out; -1 is the last.
  public Layer remove(int i) {
    return layers.remove(i < 0 ? i + layers.size() : i);
  }

  /// Layer `i`; -1 is the last.
  public Layer get(int i) {
    int at = i < 0 ? i + layers.size() : i;
    if (at < 0 || at >= layers.size())
      throw Check.indexError("LayerList", "there is no layer " + i + " among " + layers.size());
    return layers.get(at);
  }

  /// How many layers there are.
  public int size() {
    return layers.size();
  }

  @Override
  public Iterator<Layer> iterator() {
    return layers.iterator();
  }

  /// Throws: a list does not say in which order its layers are applied, or whether all are.
  @Override
  public Tensor forward(Tensor x) {
    throw Check.valueError(
        "LayerList",
        "a list of layers computes nothing by itself; apply its layers in your forward, or use"
            + " Sequential");
  }
}
