package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The hinge loss of several classes: how far other classes come within the margin of the right
/// one.
///
/// Options are changed by methods of their names: `new MultiMarginLoss().reduction(Reduction.SUM)`.
public record MultiMarginLoss(int p, double margin, Tensor weight, Reduction reduction)
    implements Loss {
  /// As usual.
  public MultiMarginLoss() {
    this(1, 1.0, null, Reduction.MEAN);
  }

  public MultiMarginLoss p(int v) {
    return new MultiMarginLoss(v, margin, weight, reduction);
  }

  public MultiMarginLoss margin(double v) {
    return new MultiMarginLoss(p, v, weight, reduction);
  }

  public MultiMarginLoss weight(Tensor v) {
    return new MultiMarginLoss(p, margin, v, reduction);
  }

  public MultiMarginLoss reduction(Reduction v) {
    return new MultiMarginLoss(p, margin, weight, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.multiMarginLoss(output, target, p, margin, weight, reduction.text());
  }
}
