package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// The softmax of -x along a dimension.
///
/// Any shape; the output has the same shape.
public record Softmin(int dim) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.neg().softmax(dim);
  }

  @Override
  public String toString() {
    return "Softmin(dim=" + dim + ")";
  }
}
