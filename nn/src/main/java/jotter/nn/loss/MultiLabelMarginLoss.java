package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The hinge loss of several right classes, listed in the target up to the first -1.
///
/// Options are changed by methods of their names: `new
/// MultiLabelMarginLoss().reduction(Reduction.SUM)`.
public record MultiLabelMarginLoss(Reduction reduction) implements Loss {
  /// As usual.
  public MultiLabelMarginLoss() {
    this(Reduction.MEAN);
  }

  public MultiLabelMarginLoss reduction(Reduction v) {
    return new MultiLabelMarginLoss(v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.multilabelMarginLoss(output, target, reduction.text());
  }
}
