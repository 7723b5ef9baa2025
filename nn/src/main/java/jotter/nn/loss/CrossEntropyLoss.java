package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The negative log likelihood of the target under the softmax of the outputs: outputs are logits
/// (N, C, ...), targets class numbers int64 (N, ...) or probabilities (N, C, ...).
///
/// Options are changed by methods of their names: `new
/// CrossEntropyLoss().reduction(Reduction.SUM)`.
public record CrossEntropyLoss(
    Tensor weight, long ignoreIndex, Reduction reduction, double labelSmoothing) implements Loss {
  /// As usual.
  public CrossEntropyLoss() {
    this(null, -100, Reduction.MEAN, 0);
  }

  public CrossEntropyLoss weight(Tensor v) {
    return new CrossEntropyLoss(v, ignoreIndex, reduction, labelSmoothing);
  }

  public CrossEntropyLoss ignoreIndex(long v) {
    return new CrossEntropyLoss(weight, v, reduction, labelSmoothing);
  }

  public CrossEntropyLoss reduction(Reduction v) {
    return new CrossEntropyLoss(weight, ignoreIndex, v, labelSmoothing);
  }

  public CrossEntropyLoss labelSmoothing(double v) {
    return new CrossEntropyLoss(weight, ignoreIndex, reduction, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.crossEntropy(output, target, weight, ignoreIndex, reduction.text(), labelSmoothing);
  }
}
