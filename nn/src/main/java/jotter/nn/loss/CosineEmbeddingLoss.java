package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// 1 - cos for target 1, max(0, cos - margin) for target -1.
///
/// Options are changed by methods of their names: `new
/// CosineEmbeddingLoss().reduction(Reduction.SUM)`.
public record CosineEmbeddingLoss(double margin, Reduction reduction) {
  /// As usual.
  public CosineEmbeddingLoss() {
    this(0.0, Reduction.MEAN);
  }

  public CosineEmbeddingLoss margin(double v) {
    return new CosineEmbeddingLoss(v, reduction);
  }

  public CosineEmbeddingLoss reduction(Reduction v) {
    return new CosineEmbeddingLoss(margin, v);
  }

  /// The loss.
  public Tensor apply(Tensor x1, Tensor x2, Tensor target) {
    return F.cosineEmbeddingLoss(x1, x2, target, margin, reduction.text());
  }
}
