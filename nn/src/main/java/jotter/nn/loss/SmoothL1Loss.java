package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Squared below beta, linear above: d²/(2β) or |d| - β/2. Girshick 2015, arXiv:1504.08083.
///
/// Options are changed by methods of their names: `new SmoothL1Loss().reduction(Reduction.SUM)`.
public record SmoothL1Loss(Reduction reduction, double beta) implements Loss {
  /// As usual.
  public SmoothL1Loss() {
    this(Reduction.MEAN, 1.0);
  }

  public SmoothL1Loss reduction(Reduction v) {
    return new SmoothL1Loss(v, beta);
  }

  public SmoothL1Loss beta(double v) {
    return new SmoothL1Loss(reduction, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.smoothL1Loss(output, target, reduction.text(), beta);
  }
}
