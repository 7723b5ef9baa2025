package jotter.tensor.op.linalg;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Engines;
import jotter.tensor.spi.Factorizations;

/// What the gradients of several operations share.
final class Rules {
  private Rules() {}

  static Tensor solveTriangular(Tensor t, Tensor b, boolean upper, boolean left, boolean unit) {
    if (!left) return solveTriangular(t.mH(), b.mH(), !upper, true, unit).mH();
    return Dispatch.one(new Solves.Triangular(upper, unit), t, b);
  }

  static Tensor solve(Tensor a, Tensor b) {
    return Dispatch.apply(new Solves.Solve(false), a, b)[0];
  }

  static Tensor sum(Tensor a, Tensor b) {
    return a == null ? b : b == null ? a : a.add(b);
  }

  /// X - Xᴴ
  static Tensor skew(Tensor x) {
    return x.sub(x.mH());
  }

  /// The differences λ_j - λ_i, with 1 on the diagonal so that one can divide by them.
  static Tensor gaps(Tensor w) {
    Tensor e = w.unsqueeze(-2).sub(w.unsqueeze(-1));
    long n = w.size(-1);
    return e.add(Tensor.eye(n, n, w.dtype()).to(w.device()));
  }

  /// The matrix with 0 on its diagonal.
  static Tensor hollow(Tensor x) {
    long n = x.size(-1);
    Tensor on = Tensor.eye(n, n, DType.BOOL).to(x.device());
    return x.maskedFill(on, 0);
  }

  /// A new tensor in the processor's memory for the results of a kernel.
  static Tensor output(DType type, long... shape) {
    return Tensor.empty(shape, type);
  }

  /// What the engine of the processor computes for real matrices.
  static Factorizations engine() {
    return Engines.cpu().factorizations();
  }

  /// Throws if one of the matrices of a batch did not converge.
  static void converged(String op, Tensor info) {
    int[] failed = Mat.ints(info);
    for (int b = 0; b < failed.length; b++)
      if (failed[b] != 0)
        throw Check.valueError(
            op,
            "the algorithm did not converge for matrix "
                + b
                + " of the batch; is there a NaN or an infinity in it?");
  }

  static Tensor back(Tensor host, Tensor like) {
    return host.to(like.device());
  }
}
