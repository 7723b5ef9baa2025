package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = max(0, x) + min(0, α·(e^(x/α) - 1)). Barron 2017, arXiv:1704.07483.
///
/// Any shape; the output has the same shape.
public record CELU(double alpha) implements Layer {
  /// As usual: 1.0.
  public CELU() {
    this(1.0);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.celu(alpha);
  }

  @Override
  public String toString() {
    return "CELU(alpha=" + Sizes.num(alpha) + ")";
  }
}
