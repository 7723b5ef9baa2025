package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The negative log likelihood: outputs are log probabilities (N, C, ...), targets class numbers
/// int64 (N, ...).
///
/// Options are changed by methods of their names: `new NLLLoss().reduction(Reduction.SUM)`.
public record NLLLoss(Tensor weight, long ignoreIndex, Reduction reduction) implements Loss {
  /// As usual.
  public NLLLoss() {
    this(null, -100, Reduction.MEAN);
  }

  public NLLLoss weight(Tensor v) {
    return new NLLLoss(v, ignoreIndex, reduction);
  }

  public NLLLoss ignoreIndex(long v) {
    return new NLLLoss(weight, v, reduction);
  }

  public NLLLoss reduction(Reduction v) {
    return new NLLLoss(weight, ignoreIndex, v);
  }

  @Override
  public Tensor apply(Tensor output, Tensor target) {
    return F.nllLoss(output, target, weight, ignoreIndex, reduction.text());
  }
}
