package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// max(0, -t·(x1 - x2) + margin): x1 should rank above x2 where t is 1, below where it is -1.
///
/// Options are changed by methods of their names: `new
/// MarginRankingLoss().reduction(Reduction.SUM)`.
public record MarginRankingLoss(double margin, Reduction reduction) {
  /// As usual.
  public MarginRankingLoss() {
    this(0.0, Reduction.MEAN);
  }

  public MarginRankingLoss margin(double v) {
    return new MarginRankingLoss(v, reduction);
  }

  public MarginRankingLoss reduction(Reduction v) {
    return new MarginRankingLoss(margin, v);
  }

  /// The loss.
  public Tensor apply(Tensor x1, Tensor x2, Tensor target) {
    return F.marginRankingLoss(x1, x2, target, margin, reduction.text());
  }
}
