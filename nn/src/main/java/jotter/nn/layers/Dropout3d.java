package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Leaves out whole channels (N, C, D, H, W) with probability p while training, and multiplies the
/// others by 1/(1-p); does nothing in evaluation. Tompson et al. 2015, arXiv:1411.4280.
///
/// Random numbers come from `Rng.current()`.
///
/// @param p the probability, in [0, 1]
public record Dropout3d(double p) implements Layer {
  public Dropout3d {
    Check.value(p >= 0 && p <= 1, "Dropout3d", "p must be in [0, 1], got " + p);
  }

  /// As usual: 0.5.
  public Dropout3d() {
    this(0.5);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.dropout3d(x, p, isTraining());
  }

  @Override
  public String toString() {
    return "Dropout3d(p=" + Sizes.num(p) + ")";
  }
}
