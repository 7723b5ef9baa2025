package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x moved towards 0 by λ.
///
/// Any shape; the output has the same shape.
public record Softshrink(double lambda) implements Layer {
  /// As usual: 0.5.
  public Softshrink() {
    this(0.5);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.softshrink(lambda);
  }

  @Override
  public String toString() {
    return "Softshrink(" + Sizes.num(lambda) + ")";
  }
}
