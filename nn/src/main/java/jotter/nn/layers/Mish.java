package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x·tanh(softplus(x)). Misra 2019, arXiv:1908.08681.
///
/// Any shape; the output has the same shape.
public record Mish() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.mish();
  }

  @Override
  public String toString() {
    return "Mish()";
  }
}
