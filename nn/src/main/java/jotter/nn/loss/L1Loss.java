package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The absolute difference. Output and target must have the same shape.
///
/// Options are changed by methods of their names: `new L1Loss().reduction(Reduction.SUM)`.
public record L1Loss(Reduction reduction) implements Loss {
  /// As usual.
  public L1Loss() {
    this(Reduction.MEAN);
  }

  public L1Loss reduction(Reduction v) {
    return new L1Loss(v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.l1Loss(output, target, reduction.text());
  }
}
