package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// y = x / (k + α/n·Σ x²)^β, with the sum over n neighbouring channels. Krizhevsky et al. 2012.
public record LocalResponseNorm(long size, double alpha, double beta, double k) implements Layer {
  /// As usual: α = 10⁻⁴, β = 0.75, k = 1.
  public LocalResponseNorm(long size) {
    this(size, 1e-4, 0.75, 1);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.localResponseNorm(x, size, alpha, beta, k);
  }

  @Override
  public String toString() {
    return "LocalResponseNorm("
        + size
        + ", alpha="
        + Sizes.num(alpha)
        + ", beta="
        + Sizes.num(beta)
        + ", k="
        + Sizes.num(k)
        + ")";
  }
}
