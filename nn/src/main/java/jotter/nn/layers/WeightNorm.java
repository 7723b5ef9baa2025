package jotter.nn.layers;

import jotter.nn.Param;
import jotter.nn.Parametrization;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// g·v/‖v‖, with the length g and the direction v of each slice; see {@link
/// Parametrize#weightNorm}.
final class WeightNorm extends Parametrization {
  /// The lengths, g.
  final Param original0;

  /// The directions, v.
  final Param original1;

  private final int dim;

  WeightNorm(Tensor weight, int dim) {
    this.dim = dim;
    original0 = new Param(Grad.off(() -> F.normExceptDim(weight.detach(), 2, dim).clone()));
    original1 = new Param(Grad.off(() -> weight.detach().clone()));
  }

  @Override
  public Tensor value() {
    Tensor v = original1.value();
    return v.mul(original0.value().div(F.normExceptDim(v, 2, dim)));
  }

  @Override
  public void assign(Tensor t) {
    original0.set(Grad.off(() -> F.normExceptDim(t.detach(), 2, dim)));
    original1.set(t);
  }

  @Override
  protected String details() {
    return "dim=" + dim;
  }
}
