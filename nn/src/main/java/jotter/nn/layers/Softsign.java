package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x / (1 + |x|).
///
/// Any shape; the output has the same shape.
public record Softsign() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.softsign();
  }

  @Override
  public String toString() {
    return "Softsign()";
  }
}
