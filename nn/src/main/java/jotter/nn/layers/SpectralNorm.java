package jotter.nn.layers;

import jotter.nn.Param;
import jotter.nn.Parametrization;
import jotter.nn.State;
import jotter.nn.StateName;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// The weight over its largest singular value, uᵀ·W·v, whose vectors follow the weight by the power
/// method in training; see {@link Parametrize#spectralNorm}.
final class SpectralNorm extends Parametrization {
  final Param original;

  /// The left singular vector (outputs); null for a vector, which is divided by its length.
  @StateName("0._u")
  final State u;

  /// The right singular vector (all others).
  @StateName("0._v")
  final State v;

  private final int iterations;
  private final double eps;
  private final int dim;

  SpectralNorm(Tensor weight, int iterations, double eps, int dim) {
    Check.value(iterations > 0, "spectralNorm", "iterations must be positive, got " + iterations);
    this.iterations = iterations;
    this.eps = eps;
    this.dim = weight.rank() == 0 ? 0 : Check.dim("spectralNorm", dim, weight.rank());
    original = new Param(Grad.off(() -> weight.detach().clone()));
    if (weight.rank() < 2) {
      u = null;
      v = null;
      return;
    }
    Tensor w = matrix(original.value().detach());
    u = new State(F.normalize(Tensor.randn(new long[] {w.size(0)}, w.dtype()), 2, 0, eps));
    v = new State(F.normalize(Tensor.randn(new long[] {w.size(1)}, w.dtype()), 2, 0, eps));
    follow(w, 15);
  }

  /// The outputs by everything else.
  private Tensor matrix(Tensor w) {
    Tensor front = dim == 0 ? w : w.movedim(dim, 0);
    return front.flatten(1, -1);
  }

  private void follow(Tensor w, int steps) {
    Grad.off(
        () -> {
          for (int i = 0; i < steps; i++) {
            u.set(F.normalize(w.matmul(v.value()), 2, 0, eps));
            v.set(F.normalize(w.t().matmul(u.value()), 2, 0, eps));
          }
        });
  }

  @Override
  public Tensor value() {
    Tensor w = original.value();
    if (u == null) return F.normalize(w, 2, 0, eps);
    Tensor m = matrix(w);
    if (isTraining()) follow(m.detach(), iterations);
    return w.div(u.value().mul(m.matmul(v.value())).sum());
  }

  @Override
  public void assign(Tensor t) {
    original.set(t);
  }

  @Override
  protected String details() {
    return "dim=" + dim + ", iterations=" + iterations;
  }
}
