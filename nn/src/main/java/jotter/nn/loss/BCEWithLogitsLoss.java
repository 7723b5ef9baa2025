package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Binary cross entropy of logits, computed without overflow.
///
/// Options are changed by methods of their names: `new
/// BCEWithLogitsLoss().reduction(Reduction.SUM)`.
public record BCEWithLogitsLoss(Tensor weight, Reduction reduction, Tensor posWeight)
    implements Loss {
  /// As usual.
  public BCEWithLogitsLoss() {
    this(null, Reduction.MEAN, null);
  }

  public BCEWithLogitsLoss weight(Tensor v) {
    return new BCEWithLogitsLoss(v, reduction, posWeight);
  }

  public BCEWithLogitsLoss reduction(Reduction v) {
    return new BCEWithLogitsLoss(weight, v, posWeight);
  }

  public BCEWithLogitsLoss posWeight(Tensor v) {
    return new BCEWithLogitsLoss(weight, reduction, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.binaryCrossEntropyWithLogits(output, target, weight, reduction.text(), posWeight);
  }
}
