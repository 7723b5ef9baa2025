package jotter.nn.layers;

import jotter.nn.Param;
import jotter.nn.Parametrization;
import jotter.nn.State;
import jotter.nn.StateName;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Linalg;
import jotter.tensor.Tensor;

/// B·exp(A - Aᵀ) with the lower triangle A of what is trained, which begins so that the exponential
/// is the identity; see {@link Parametrize#orthogonal}.
final class Orthogonal extends Parametrization {
  final Param original;

  @StateName("0.base")
  final State base;

  Orthogonal(Tensor weight) {
    Check.rank("orthogonal", "the weight", weight, 2);
    original = new Param(begin(weight));
    base = new State(Grad.off(() -> nearest(weight.detach())));
  }

  private static Tensor begin(Tensor weight) {
    return Grad.off(() -> Tensor.eye(weight.size(0), weight.size(1), weight.dtype()).neg());
  }

  /// An orthogonal matrix (n, n) for a weight (n, k) of at least as many rows: Q of its QR
  /// decomposition with the signs that leave an orthonormal weight as it is.
  private static Tensor nearest(Tensor weight) {
    Tensor w = tall(weight);
    Tensor[] qr = Linalg.qr(w, "complete");
    Tensor signs = qr[1].diagonal(0, 0, 1).sign();
    Tensor ones = Tensor.ones(w.size(0) - w.size(1)).to(w.dtype());
    return qr[0].mul(Tensor.cat(0, signs, ones)).clone();
  }

  private static Tensor tall(Tensor w) {
    return w.size(0) < w.size(1) ? w.t() : w;
  }

  @Override
  public Tensor value() {
    Tensor x = original.value();
    boolean wide = x.size(0) < x.size(1);
    Tensor t = tall(x).tril(0);
    long n = t.size(0);
    long k = t.size(1);
    if (n != k) t = Tensor.cat(1, t, Tensor.zeros(new long[] {n, n - k}, t.dtype()));
    Tensor q = base.value().matmul(Linalg.matrixExp(t.sub(t.t()))).narrow(1, 0, k);
    return wide ? q.t() : q;
  }

  @Override
  public void assign(Tensor t) {
    original.set(begin(t));
    base.set(Grad.off(() -> nearest(t.detach())));
  }
}
