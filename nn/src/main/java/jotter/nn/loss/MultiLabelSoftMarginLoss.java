package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Binary cross entropy of logits, averaged over the classes.
///
/// Options are changed by methods of their names: `new
/// MultiLabelSoftMarginLoss().reduction(Reduction.SUM)`.
public record MultiLabelSoftMarginLoss(Tensor weight, Reduction reduction) implements Loss {
  /// As usual.
  public MultiLabelSoftMarginLoss() {
    this(null, Reduction.MEAN);
  }

  public MultiLabelSoftMarginLoss weight(Tensor v) {
    return new MultiLabelSoftMarginLoss(v, reduction);
  }

  public MultiLabelSoftMarginLoss reduction(Reduction v) {
    return new MultiLabelSoftMarginLoss(weight, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.multilabelSoftMarginLoss(output, target, weight, reduction.text());
  }
}
