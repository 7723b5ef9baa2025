package jotter.text.models;

import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// The keys and values of all tokens so far, so that each token goes through the model once.
final class KeyValueCache {
  private final Layer[] layers;
  private long length;

  KeyValueCache(int layers) {
    this.layers = new Layer[layers];
    for (int i = 0; i < layers; i++) this.layers[i] = new Layer();
  }

  long length() {
    return length;
  }

  Layer layer(int i) {
    return layers[i];
  }

  void advance(long n) {
    length += n;
  }

  /// Keeps the samples of the given places, as when a search drops some and follows others twice.
  void select(Tensor places) {
    for (Layer l : layers) {
      if (l.keys == null) continue;
      l.keys = Scope.keep(l.keys.indexSelect(0, places));
      l.values = Scope.keep(l.values.indexSelect(0, places));
    }
  }

  /// The keys and values (N, heads, tokens, features) of one block.
  static final class Layer {
    private Tensor keys;
    private Tensor values;

    /// All keys, with new ones behind the old.
    Tensor keys(Tensor more) {
      return keys = Scope.keep(keys == null ? more.contiguous() : Tensor.cat(2, keys, more));
    }

    /// All values, with new ones behind the old.
    Tensor values(Tensor more) {
      return values = Scope.keep(values == null ? more.contiguous() : Tensor.cat(2, values, more));
    }
  }
}
