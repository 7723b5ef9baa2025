package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x - tanh(x).
///
/// Any shape; the output has the same shape.
public record Tanhshrink() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.tanhshrink();
  }

  @Override
  public String toString() {
    return "Tanhshrink()";
  }
}
