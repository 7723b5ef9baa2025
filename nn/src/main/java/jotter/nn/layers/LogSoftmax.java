package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// Log softmax along a dimension, computed without overflow.
///
/// Any shape; the output has the same shape.
public record LogSoftmax(int dim) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.logSoftmax(dim);
  }

  @Override
  public String toString() {
    return "LogSoftmax(dim=" + dim + ")";
  }
}
