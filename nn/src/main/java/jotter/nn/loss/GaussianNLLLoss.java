package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The negative log likelihood of targets under normal distributions with the given means and
/// variances.
///
/// Options are changed by methods of their names: `new GaussianNLLLoss().reduction(Reduction.SUM)`.
public record GaussianNLLLoss(boolean full, double eps, Reduction reduction) {
  /// As usual.
  public GaussianNLLLoss() {
    this(false, 1e-6, Reduction.MEAN);
  }

  public GaussianNLLLoss full(boolean v) {
    return new GaussianNLLLoss(v, eps, reduction);
  }

  public GaussianNLLLoss eps(double v) {
    return new GaussianNLLLoss(full, v, reduction);
  }

  public GaussianNLLLoss reduction(Reduction v) {
    return new GaussianNLLLoss(full, eps, v);
  }

  /// The loss.
  public Tensor apply(Tensor output, Tensor target, Tensor variance) {
    return F.gaussianNllLoss(output, target, variance, full, eps, reduction.text());
  }
}
