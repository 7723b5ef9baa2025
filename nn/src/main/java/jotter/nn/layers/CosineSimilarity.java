package jotter.nn.layers;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// y = a·b / max(‖a‖·‖b‖, ε) along a dimension.
public record CosineSimilarity(int dim, double eps) {
  /// As usual.
  public CosineSimilarity() {
    this(1, 1e-8);
  }

  /// The value for each pair of vectors.
  public Tensor apply(Tensor a, Tensor b) {
    return F.cosineSimilarity(a, b, dim, eps);
  }
}
