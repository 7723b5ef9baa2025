package jotter.nn.loss;

import jotter.tensor.Tensor;

/// How far a network's output is from what it should be. A function of two tensors fits: `Loss l =
/// (y, t) -> y.sub(t).square().mean()`.
@FunctionalInterface
public interface Loss {
  /// The loss of `output` against `target`, usually a scalar.
  Tensor apply(Tensor output, Tensor target);
}
