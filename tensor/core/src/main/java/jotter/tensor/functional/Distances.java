package jotter.tensor.functional;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Norms of vectors and distances between them.
public final class Distances {
  private Distances() {}

  /// (Σ |x|^p)^(1/p) over `dims`; ∞ the largest, -∞ the smallest modulus, 0 the number of elements
  /// that are not 0. At 0 the gradient is 0.
  public static Tensor norm(Tensor x, double p, int[] dims, boolean keepdim) {
    Check.floatingOrComplex("norm", "x", x);
    if (p == 0) return x.ne(0).to(x.dtype().toReal()).sum(dims, keepdim);
    Tensor a = x.dtype().isComplex() || p != 2 ? x.abs() : x;
    if (p == Double.POSITIVE_INFINITY) return a.amax(dims, keepdim);
    if (p == Double.NEGATIVE_INFINITY) return a.amin(dims, keepdim);
    if (p == 1) return a.sum(dims, keepdim);
    Tensor sum = (p == 2 ? a.square() : a.pow(p)).sum(dims, keepdim);
    // The root's slope at 0 is infinite; 0 is chosen there, by keeping the root away from it.
    Tensor zero = sum.detach().eq(0);
    if (!x.requiresGrad() || !zero.any().itemBoolean()) return root(sum, p);
    Tensor one = Tensor.onesLike(sum.detach());
    return Tensor.where(zero, sum.mul(0), root(Tensor.where(zero, one, sum), p));
  }

  private static Tensor root(Tensor sum, double p) {
    return p == 2 ? sum.sqrt() : sum.pow(1 / p);
  }
}
