package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Leaves out elements, keeping mean and variance as SELU needs them with probability p while
/// training; does nothing in evaluation. Klambauer et al. 2017, arXiv:1706.02515.
///
/// Random numbers come from `Rng.current()`.
///
/// @param p the probability, in [0, 1]
public record AlphaDropout(double p) implements Layer {
  public AlphaDropout {
    Check.value(p >= 0 && p <= 1, "AlphaDropout", "p must be in [0, 1], got " + p);
  }

  /// As usual: 0.5.
  public AlphaDropout() {
    this(0.5);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.alphaDropout(x, p, isTraining());
  }

  @Override
  public String toString() {
    return "AlphaDropout(p=" + Sizes.num(p) + ")";
  }
}
