package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = min(max(0, x + 3), 6) / 6.
///
/// Any shape; the output has the same shape.
public record Hardsigmoid() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.hardsigmoid();
  }

  @Override
  public String toString() {
    return "Hardsigmoid()";
  }
}
