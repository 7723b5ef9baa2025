package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// The dimensions from start to end made one; the batch stays.
///
/// Any shape; the output has the dimensions named above changed.
public record Flatten(int start, int end) implements Layer {
  /// As usual: 1, -1.
  public Flatten() {
    this(1, -1);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.flatten(start, end);
  }

  @Override
  public String toString() {
    return "Flatten(start_dim=" + start + ", end_dim=" + end + ")";
  }
}
