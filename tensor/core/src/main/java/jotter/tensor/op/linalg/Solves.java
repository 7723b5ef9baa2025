package jotter.tensor.op.linalg;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.op.Family;
import jotter.tensor.op.Saved;

/// Systems of equations and inverses. Inputs have the same batch dimensions.
public final class Solves {
  private Solves() {}

  /// X with T·X = B, for the upper or lower triangle of T; `unit` takes the diagonal as 1.
  public record Triangular(boolean upper, boolean unit) implements Family {
    @Override
    public String name() {
      return "linalg.solveTriangular";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Rules.output(x[1].dtype(), x[1].shape());
      if (!out.isComplex()) {
        Rules.engine().triangular(x[0].to(Device.CPU), x[1].to(Device.CPU), out, upper, unit);
        return new Tensor[] {Rules.back(out, x[1])};
      }
      Tensor t = Mat.host(x[0]);
      Tensor in = Mat.host(x[1]);
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat rhs = Mat.read(in, b);
        Elimination.substitute(Mat.read(t, b), rhs, upper, unit);
        rhs.write(out, b);
      }
      return new Tensor[] {Rules.back(out, x[1])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor gb = Rules.solveTriangular(s.input(0).mH(), g[0], !upper, true, unit);
      Tensor ga = null;
      if (s.needs(0)) {
        ga = gb.matmul(s.output(0).mH()).neg();
        int d = unit ? 1 : 0;
        ga = upper ? ga.triu(d) : ga.tril(-d);
      }
      return new Tensor[] {ga, gb};
    }

    @Override
    public boolean savesInput(int i) {
      return i == 0;
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  /// X with A·X = B by LU; the second output is 0 or the place of a pivot that is 0.
  public record Solve(boolean check) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      return solve("linalg.solve", x[0], x[1], check);
    }

    /// The solution and `info`.
    static Tensor[] solve(String op, Tensor left, Tensor right, boolean check) {
      Tensor out = Rules.output(right.dtype(), right.shape());
      Tensor info = Rules.output(DType.INT32, Mat.shape(left));
      if (!out.isComplex())
        Rules.engine().solve(left.to(Device.CPU), right.to(Device.CPU), out, info);
      else {
        Tensor a = Mat.host(left);
        Tensor in = Mat.host(right);
        for (long b = 0; b < Mat.batches(in); b++) {
          Mat lu = Mat.read(a, b);
          int[] pivots = new int[lu.n];
          Mat.writeInts(new int[] {Elimination.lu(lu, pivots)}, info, b);
          Mat rhs = Mat.read(in, b);
          Elimination.solve(lu, pivots, rhs);
          rhs.write(out, b);
        }
      }
      int[] failed = check ? Mat.ints(info) : new int[0];
      for (int b = 0; b < failed.length; b++) if (failed[b] != 0) throw singular(op, b, failed[b]);
      return new Tensor[] {Rules.back(out, right), Rules.back(info, right)};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor gb = Rules.solve(s.input(0).mH(), g[0]);
      return new Tensor[] {s.needs(0) ? gb.matmul(s.output(0).mH()).neg() : null, gb};
    }

    @Override
    public boolean savesInput(int i) {
      return i == 0;
    }

    @Override
    public boolean savesOutput(int i) {
      return i == 0;
    }
  }

  static RuntimeException singular(String op, long batch, int pivot) {
    return Check.valueError(
        op,
        "matrix "
            + batch
            + " of the batch is singular: its pivot "
            + pivot
            + " is 0; use Linalg.lstsq or Linalg.pinv");
  }

  /// The inverse; the second output is 0 or the place of a pivot that is 0.
  public record Inverse(boolean check) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long n = x[0].size(-1);
      Tensor eye = Tensor.eye(n, n, x[0].dtype()).to(x[0].device()).expand(x[0].shape());
      return Solve.solve("linalg.inv", x[0], eye, check);
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor h = s.output(0).mH();
      return new Tensor[] {h.matmul(g[0]).matmul(h).neg()};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return i == 0;
    }
  }

  /// X with L·Lᴴ·X = B, or Uᴴ·U·X = B: inputs (L or U, B). The gradient counts every element of the
  /// factor, as if all of it were read.
  public record CholeskySolve(boolean upper) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor l = upper ? x[0].mH() : x[0];
      Tensor y = Rules.solveTriangular(l, x[1], false, true, false);
      return new Tensor[] {Rules.solveTriangular(l.mH(), y, true, true, false)};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor l = s.input(0);
      Tensor gb = Dispatch.one(new CholeskySolve(upper), l, g[0]);
      Tensor gl = null;
      if (s.needs(0)) {
        Tensor c = gb.matmul(s.output(0).mH());
        c = c.add(c.mH());
        gl = (upper ? l.matmul(c) : c.matmul(l)).neg();
      }
      return new Tensor[] {gl, gb};
    }

    @Override
    public boolean savesInput(int i) {
      return i == 0;
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  /// (L·Lᴴ)⁻¹, or (Uᴴ·U)⁻¹; gradient as {@link CholeskySolve}.
  public record CholeskyInverse(boolean upper) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long n = x[0].size(-1);
      Tensor eye = Tensor.eye(n, n, x[0].dtype()).to(x[0].device()).expand(x[0].shape());
      return new CholeskySolve(upper).forward(x[0], eye);
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor l = s.input(0);
      Tensor inv = s.output(0);
      Tensor c = inv.matmul(g[0].add(g[0].mH())).matmul(inv);
      return new Tensor[] {(upper ? l.matmul(c) : c.matmul(l)).neg()};
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  /// X with A·X = B from the factors of {@link Factors.Ldl}: inputs (LD, pivots, B).
  public record LdlSolve(boolean hermitian) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor ld = Mat.host(x[0]);
      Tensor pivots = x[1].to(Device.CPU).contiguous();
      Tensor in = Mat.host(x[2]);
      Tensor out = Rules.output(x[2].dtype(), x[2].shape());
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat rhs = Mat.read(in, b);
        Mat c = rhs.complex();
        Mat f = Mat.read(ld, b);
        boolean h = hermitian && f.im != null;
        BunchKaufman.solve(f.complex(), Mat.readInts(pivots, b, f.n), c, h);
        (rhs.im == null ? c.real() : c).write(out, b);
      }
      return new Tensor[] {Rules.back(out, x[2])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      if (s.needs(0)) throw Check.gradError("linalg.ldlSolve", "has no gradient for the factors");
      // A Hermitian matrix is its own adjoint; a symmetric one is the conjugate of it.
      Tensor gb =
          hermitian
              ? Dispatch.one(this, s.input(0), s.input(1), g[0])
              : Dispatch.one(this, s.input(0), s.input(1), g[0].conj()).conj();
      return new Tensor[] {null, null, gb};
    }

    @Override
    public boolean savesInput(int i) {
      return i < 2;
    }
  }
}
