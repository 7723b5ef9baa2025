package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = eˣ along a dimension, divided by its sum.
///
/// Any shape; the output has the same shape.
public record Softmax(int dim) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.softmax(dim);
  }

  @Override
  public String toString() {
    return "Softmax(dim=" + dim + ")";
  }
}
