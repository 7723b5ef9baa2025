package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The negative log likelihood of counts under Poisson distributions with the given (log) means.
///
/// Options are changed by methods of their names: `new PoissonNLLLoss().reduction(Reduction.SUM)`.
public record PoissonNLLLoss(boolean logInput, boolean full, double eps, Reduction reduction)
    implements Loss {
  /// As usual.
  public PoissonNLLLoss() {
    this(true, false, 1e-8, Reduction.MEAN);
  }

  public PoissonNLLLoss logInput(boolean v) {
    return new PoissonNLLLoss(v, full, eps, reduction);
  }

  public PoissonNLLLoss full(boolean v) {
    return new PoissonNLLLoss(logInput, v, eps, reduction);
  }

  public PoissonNLLLoss eps(double v) {
    return new PoissonNLLLoss(logInput, full, v, reduction);
  }

  public PoissonNLLLoss reduction(Reduction v) {
    return new PoissonNLLLoss(logInput, full, eps, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.poissonNllLoss(output, target, logInput, full, eps, reduction.text());
  }
}
