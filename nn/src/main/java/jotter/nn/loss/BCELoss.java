package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Binary cross entropy of probabilities: -(t·log y + (1 - t)·log(1 - y)), with logarithms cut at
/// -100.
///
/// Options are changed by methods of their names: `new BCELoss().reduction(Reduction.SUM)`.
public record BCELoss(Tensor weight, Reduction reduction) implements Loss {
  /// As usual.
  public BCELoss() {
    this(null, Reduction.MEAN);
  }

  public BCELoss weight(Tensor v) {
    return new BCELoss(v, reduction);
  }

  public BCELoss reduction(Reduction v) {
    return new BCELoss(weight, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.binaryCrossEntropy(output, target, weight, reduction.text());
  }
}
