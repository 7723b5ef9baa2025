package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x where it is positive, α·(eˣ - 1) elsewhere. Clevert et al. 2016, arXiv:1511.07289.
///
/// Any shape; the output has the same shape.
public record ELU(double alpha) implements Layer {
  /// As usual: 1.0.
  public ELU() {
    this(1.0);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.elu(alpha);
  }

  @Override
  public String toString() {
    return "ELU(alpha=" + Sizes.num(alpha) + ")";
  }
}
