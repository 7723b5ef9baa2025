package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x where |x| is above λ, 0 elsewhere.
///
/// Any shape; the output has the same shape.
public record Hardshrink(double lambda) implements Layer {
  /// As usual: 0.5.
  public Hardshrink() {
    this(0.5);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.hardshrink(lambda);
  }

  @Override
  public String toString() {
    return "Hardshrink(" + Sizes.num(lambda) + ")";
  }
}
