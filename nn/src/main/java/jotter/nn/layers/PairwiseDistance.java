package jotter.nn.layers;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// ‖a - b + ε‖ₚ along the last dimension.
public record PairwiseDistance(double p, double eps, boolean keepdim) {
  /// As usual.
  public PairwiseDistance() {
    this(2, 1e-6, false);
  }

  /// The value for each pair of vectors.
  public Tensor apply(Tensor a, Tensor b) {
    return F.pairwiseDistance(a, b, p, eps, keepdim);
  }
}
