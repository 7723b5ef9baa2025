package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Leaves out elements with probability p while training, and multiplies the others by 1/(1-p);
/// does nothing in evaluation. Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural
/// Networks from Overfitting".
///
/// Random numbers come from `Rng.current()`.
///
/// @param p the probability, in [0, 1]
public record Dropout(double p) implements Layer {
  public Dropout {
    Check.value(p >= 0 && p <= 1, "Dropout", "p must be in [0, 1], got " + p);
  }

  /// As usual: 0.5.
  public Dropout() {
    this(0.5);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.dropout(x, p, isTraining());
  }

  @Override
  public String toString() {
    return "Dropout(p=" + Sizes.num(p) + ")";
  }
}
