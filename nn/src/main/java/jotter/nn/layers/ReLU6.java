package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = min(max(0, x), 6).
///
/// Any shape; the output has the same shape.
public record ReLU6() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.relu6();
  }

  @Override
  public String toString() {
    return "ReLU6()";
  }
}
