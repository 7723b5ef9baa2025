package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// Log(1 + e^(βx)) / β, x itself where βx is above the threshold.
///
/// Any shape; the output has the same shape.
public record Softplus(double beta, double threshold) implements Layer {
  /// As usual: 1.0, 20.0.
  public Softplus() {
    this(1.0, 20.0);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.softplus(beta, threshold);
  }

  @Override
  public String toString() {
    return "Softplus(beta=" + Sizes.num(beta) + ", threshold=" + Sizes.num(threshold) + ")";
  }
}
