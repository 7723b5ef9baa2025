package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The squared difference. Output and target must have the same shape.
///
/// Options are changed by methods of their names: `new MSELoss().reduction(Reduction.SUM)`.
public record MSELoss(Reduction reduction) implements Loss {
  /// As usual.
  public MSELoss() {
    this(Reduction.MEAN);
  }

  public MSELoss reduction(Reduction v) {
    return new MSELoss(v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.mseLoss(output, target, reduction.text());
  }
}
