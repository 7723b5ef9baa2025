package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x cut to [min, max].
///
/// Any shape; the output has the same shape.
public record Hardtanh(double min, double max) implements Layer {
  /// As usual: -1.0, 1.0.
  public Hardtanh() {
    this(-1.0, 1.0);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.hardtanh(min, max);
  }

  @Override
  public String toString() {
    return "Hardtanh(min_val=" + Sizes.num(min) + ", max_val=" + Sizes.num(max) + ")";
  }
}
