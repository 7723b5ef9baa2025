package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The Kullback-Leibler divergence t·(log t - y) of log probabilities y from probabilities t.
///
/// Options are changed by methods of their names: `new KLDivLoss().reduction(Reduction.SUM)`.
public record KLDivLoss(Reduction reduction, boolean logTarget) implements Loss {
  /// As usual.
  public KLDivLoss() {
    this(Reduction.MEAN, false);
  }

  public KLDivLoss reduction(Reduction v) {
    return new KLDivLoss(v, logTarget);
  }

  public KLDivLoss logTarget(boolean v) {
    return new KLDivLoss(reduction, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.klDiv(output, target, reduction.text(), logTarget);
  }
}
