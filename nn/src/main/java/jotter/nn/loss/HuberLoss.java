package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Squared below delta, linear above: d²/2 or δ·(|d| - δ/2). Huber 1964.
///
/// Options are changed by methods of their names: `new HuberLoss().reduction(Reduction.SUM)`.
public record HuberLoss(Reduction reduction, double delta) implements Loss {
  /// As usual.
  public HuberLoss() {
    this(Reduction.MEAN, 1.0);
  }

  public HuberLoss reduction(Reduction v) {
    return new HuberLoss(v, delta);
  }

  public HuberLoss delta(double v) {
    return new HuberLoss(reduction, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.huberLoss(output, target, reduction.text(), delta, null);
  }
}
