package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// log(1 + e^(-t·y)) for targets 1 and -1.
///
/// Options are changed by methods of their names: `new SoftMarginLoss().reduction(Reduction.SUM)`.
public record SoftMarginLoss(Reduction reduction) implements Loss {
  /// As usual.
  public SoftMarginLoss() {
    this(Reduction.MEAN);
  }

  public SoftMarginLoss reduction(Reduction v) {
    return new SoftMarginLoss(v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.softMarginLoss(output, target, reduction.text());
  }
}
