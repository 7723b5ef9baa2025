package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// y for target 1, max(0, margin - y) for target -1, with y a distance.
///
/// Options are changed by methods of their names: `new
/// HingeEmbeddingLoss().reduction(Reduction.SUM)`.
public record HingeEmbeddingLoss(double margin, Reduction reduction) implements Loss {
  /// As usual.
  public HingeEmbeddingLoss() {
    this(1.0, Reduction.MEAN);
  }

  public HingeEmbeddingLoss margin(double v) {
    return new HingeEmbeddingLoss(v, reduction);
  }

  public HingeEmbeddingLoss reduction(Reduction v) {
    return new HingeEmbeddingLoss(margin, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.hingeEmbeddingLoss(output, target, margin, reduction.text());
  }
}
