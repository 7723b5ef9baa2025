package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = max(0, x).
///
/// Any shape; the output has the same shape.
public record ReLU() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.relu();
  }

  @Override
  public String toString() {
    return "ReLU()";
  }
}
