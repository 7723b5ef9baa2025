package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = 1 / (1 + e⁻ˣ).
///
/// Any shape; the output has the same shape.
public record Sigmoid() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.sigmoid();
  }

  @Override
  public String toString() {
    return "Sigmoid()";
  }
}
