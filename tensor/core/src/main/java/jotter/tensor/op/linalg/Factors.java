package jotter.tensor.op.linalg;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.op.Family;
import jotter.tensor.op.Saved;
import jotter.tensor.spi.Memory;

/// Factorizations into triangular and unitary matrices.
public final class Factors {
  private Factors() {}

  /// L with A = L·Lᴴ, lower triangular; reads the lower triangle, or the upper one. The second
  /// output tells for each matrix 0, or the order of the leading minor that is not positive.
  ///
  /// Gradient: L⁻ᴴ·Φ(Lᴴ·Ḡ)·L⁻¹, Φ the Hermitian half of the lower triangle. Murray 2016,
  /// arXiv:1602.07527.
  public record Cholesky(boolean upper) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor given = upper ? x[0].mH() : x[0];
      Tensor l = Rules.output(x[0].dtype(), x[0].shape());
      Tensor info = Rules.output(DType.INT32, Mat.shape(given));
      if (!given.isComplex()) {
        Rules.engine().cholesky(given.to(Device.CPU), l, info);
        return new Tensor[] {Rules.back(l, x[0]), Rules.back(info, x[0])};
      }
      Tensor in = Mat.host(given);
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat a = Mat.read(in, b);
        Mat.writeInts(new int[] {Elimination.cholesky(a)}, info, b);
        a.write(l, b);
      }
      return new Tensor[] {Rules.back(l, x[0]), Rules.back(info, x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor l = s.output(0);
      Tensor phi = l.mH().matmul(g[0]);
      phi = phi.tril().add(phi.tril(-1).mH());
      Tensor left = Rules.solveTriangular(l.mH(), phi, true, true, false);
      return new Tensor[] {Rules.solveTriangular(l, left, false, false, false).mul(0.5)};
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

  /// P·A = L·U by rows exchanged: L (unit diagonal, not stored) and U in one matrix; LAPACK's
  /// pivots, from 1; for each matrix 0 or the place of the first pivot that is 0; and the order of
  /// the rows, `(P·A)[i] = A[order[i]]`.
  public record Lu() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor t = x[0];
      int m = (int) t.size(-2);
      int k = (int) Math.min(m, t.size(-1));
      Tensor lu = Rules.output(t.dtype(), t.shape());
      Tensor pivots = Rules.output(DType.INT32, Mat.shape(t, k));
      Tensor info = Rules.output(DType.INT32, Mat.shape(t));
      Tensor order = Rules.output(DType.INT64, Mat.shape(t, m));
      factor(t, lu, pivots, info);
      orders(pivots, k, order, m);
      return new Tensor[] {
        Rules.back(lu, t), Rules.back(pivots, t), Rules.back(info, t), Rules.back(order, t)
      };
    }

    static void factor(Tensor t, Tensor lu, Tensor pivots, Tensor info) {
      if (!t.isComplex()) {
        Rules.engine().lu(t.to(Device.CPU), lu, pivots, info);
        return;
      }
      Tensor in = Mat.host(t);
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat a = Mat.read(in, b);
        int[] p = new int[Math.min(a.m, a.n)];
        Mat.writeInts(new int[] {Elimination.lu(a, p)}, info, b);
        a.write(lu, b);
        Mat.writeInts(p, pivots, b);
      }
    }

    /// Ḡ_A = Pᵀ·L⁻ᴴ·(tril(Lᴴ·L̄, -1) + triu(Ū·Uᴴ))·U⁻ᴴ for a square matrix; what is beyond the
    /// square is a triangular solution of it.
    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor lu = s.output(0);
      long m = lu.size(-2);
      long n = lu.size(-1);
      long k = Math.min(m, n);
      Tensor square = lu.narrow(-2, 0, k).narrow(-1, 0, k);
      Tensor gs = g[0].narrow(-2, 0, k).narrow(-1, 0, k);
      Tensor gl = gs.tril(-1);
      Tensor gu = gs.triu();
      Tensor rest = null;
      if (m < n) {
        Tensor u2 = lu.narrow(-1, k, n - k);
        rest = Rules.solveTriangular(square.mH(), g[0].narrow(-1, k, n - k), true, true, true);
        gl = gl.sub(rest.matmul(u2.mH()));
      } else if (m > n) {
        Tensor l2 = lu.narrow(-2, k, m - k);
        rest = Rules.solveTriangular(square.mH(), g[0].narrow(-2, k, m - k), false, false, false);
        gu = gu.sub(l2.mH().matmul(rest));
      }
      Tensor unit = square.tril(-1).add(Tensor.eye(k, k, lu.dtype()).to(lu.device()));
      Tensor core = unit.mH().matmul(gl).tril(-1).add(gu.matmul(square.triu().mH()).triu());
      core = Rules.solveTriangular(square.mH(), core, true, true, true);
      core = Rules.solveTriangular(square.mH(), core, false, false, false);
      if (rest != null) core = Tensor.cat(m < n ? -1 : -2, core, rest);
      Tensor back = s.output(3).argsort(-1, false).unsqueeze(-1).expand(core.shape());
      return new Tensor[] {core.gather(core.rank() - 2, back)};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return i == 0 || i == 3;
    }
  }

  /// The order of `m` rows that exchanging them by `k` pivots (from 1) gives, for each matrix.
  private static void orders(Tensor pivots, int k, Tensor order, int m) {
    int[] p = Mat.ints(pivots);
    long[] o = new long[Math.toIntExact(order.numel())];
    int b = 0;
    for (int at = 0; at < o.length; at += m, b += k) {
      for (int i = 0; i < m; i++) o[at + i] = i;
      for (int i = 0; i < k; i++) {
        int j = at + p[b + i] - 1;
        long t = o[at + i];
        o[at + i] = o[j];
        o[j] = t;
      }
    }
    MemorySegment.copy(
        o, 0, Memory.ALL, ValueLayout.JAVA_LONG_UNALIGNED, order.address(), o.length);
  }

  /// The order of rows that LAPACK's pivots mean, int64 (..., rows).
  public record Order(long rows) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor in = x[0].to(Device.CPU).to(DType.INT32).contiguous();
      long[] s = in.shape();
      int k = (int) s[s.length - 1];
      s[s.length - 1] = rows;
      Tensor out = Rules.output(DType.INT64, s);
      orders(in, k, out, (int) rows);
      return new Tensor[] {Rules.back(out, x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[1];
    }
  }

  /// QR by reflections, as LAPACK stores them: (a, τ). Not differentiable: use {@link Qr}.
  public record Geqrf() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      int k = (int) Math.min(x[0].size(-1), x[0].size(-2));
      Tensor out = Rules.output(x[0].dtype(), x[0].shape());
      Tensor taus = Rules.output(x[0].dtype(), Mat.shape(x[0], k));
      if (!out.isComplex()) {
        Rules.engine().reflectors(x[0].to(Device.CPU), out, taus);
        return new Tensor[] {Rules.back(out, x[0]), Rules.back(taus, x[0])};
      }
      Tensor in = Mat.host(x[0]);
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat a = Mat.read(in, b);
        Mat tau = new Mat(k, 1, a.im != null);
        Reflectors.factor(a, tau);
        a.write(out, b);
        tau.writeVector(taus, b);
      }
      return new Tensor[] {Rules.back(out, x[0]), Rules.back(taus, x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      throw jotter.tensor.Check.gradError("geqrf", "has no gradient; use Linalg.qr");
    }
  }

  /// The product of reflections, as a matrix of the shape of the first input (a, τ). Without a
  /// gradient of its own: where one is needed, the product is made of tensor operations.
  public record Product(long columns) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Rules.output(x[0].dtype(), Mat.shape(x[0], x[0].size(-2), columns));
      if (!out.isComplex()) {
        Rules.engine().product(x[0].to(Device.CPU), x[1].to(Device.CPU), out);
        return new Tensor[] {Rules.back(out, x[0])};
      }
      Tensor in = Mat.host(x[0]);
      Tensor taus = Mat.host(x[1]);
      int k = (int) taus.size(-1);
      Tensor column = taus.unsqueeze(-1);
      for (long b = 0; b < Mat.batches(in); b++)
        Reflectors.product(Mat.read(in, b), Mat.read(column, b), k, (int) columns).write(out, b);
      return new Tensor[] {Rules.back(out, x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      throw new IllegalStateException("householderProduct is recorded as its parts");
    }
  }

  /// A = Q·R with QᴴQ = I and R upper triangular; `complete` makes Q square.
  ///
  /// Gradient: Walter and Lehmann 2013, arXiv:1009.6112; Roberts and Roberts 2020,
  /// arXiv:2009.10071, for wide matrices.
  public record Qr(boolean complete) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      int m = (int) x[0].size(-2);
      int n = (int) x[0].size(-1);
      int k = Math.min(m, n);
      int c = complete ? m : k;
      Tensor q = Rules.output(x[0].dtype(), Mat.shape(x[0], m, c));
      Tensor r = Rules.output(x[0].dtype(), Mat.shape(x[0], c, n));
      if (!q.isComplex()) {
        Rules.engine().qr(x[0].to(Device.CPU), q, r);
        return new Tensor[] {Rules.back(q, x[0]), Rules.back(r, x[0])};
      }
      Tensor in = Mat.host(x[0]);
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat a = Mat.read(in, b);
        Mat tau = new Mat(k, 1, a.im != null);
        Reflectors.factor(a, tau);
        Reflectors.product(a, tau, k, c).write(q, b);
        a.clearBelowDiagonal();
        a.write(r, b);
      }
      return new Tensor[] {Rules.back(q, x[0]), Rules.back(r, x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor a = s.input(0);
      Tensor q = s.output(0);
      Tensor r = s.output(1);
      long m = a.size(-2);
      long n = a.size(-1);
      if (complete && m > n)
        throw jotter.tensor.Check.gradError(
            "linalg.qr",
            "mode 'complete' has no gradient for a matrix with more rows than columns, "
                + m
                + "×"
                + n
                + ", because the added columns of Q are arbitrary; use mode 'reduced'");
      if (m >= n) return new Tensor[] {tall(q, r, g[0], g[1])};
      // A = Q·[U | V]: V = Qᴴ·Y depends on Q too.
      Tensor gu = g[1] == null ? null : g[1].narrow(-1, 0, m);
      Tensor gv = g[1] == null ? null : g[1].narrow(-1, m, n - m);
      Tensor y = a.narrow(-1, m, n - m);
      Tensor gq = gv == null ? g[0] : Rules.sum(g[0], y.matmul(gv.mH()));
      Tensor gx = tall(q, r.narrow(-1, 0, m), gq, gu);
      Tensor gy = gv == null ? Tensor.zerosLike(y.detach()) : q.matmul(gv);
      return new Tensor[] {Tensor.cat(-1, gx, gy)};
    }

    private static Tensor tall(Tensor q, Tensor r, Tensor gq, Tensor gr) {
      Tensor x = null;
      if (gr != null) x = gr.matmul(r.mH());
      if (gq != null) {
        Tensor y = q.mH().matmul(gq);
        x = x == null ? y.neg() : x.sub(y);
      }
      // The Hermitian matrix of the upper triangle, its diagonal real.
      Tensor upper = x.triu(1);
      Tensor d = x.diagonal(0, -2, -1);
      if (d.isComplex()) d = d.real().to(x.dtype());
      Tensor h = upper.add(upper.mH()).add(d.diagEmbed(0, -2, -1));
      Tensor out = q.matmul(h);
      if (gq != null) out = out.add(gq);
      return Rules.solveTriangular(r.mH(), out, false, false, false);
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  /// L·D·Lᵀ of a symmetric (or Hermitian) matrix: LD, pivots, info; reads the lower triangle.
  public record Ldl(boolean hermitian) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor in = Mat.host(x[0]);
      int n = (int) in.size(-1);
      Tensor ld = Rules.output(x[0].dtype(), x[0].shape());
      Tensor pivots = Rules.output(DType.INT32, Mat.shape(in, n));
      Tensor info = Rules.output(DType.INT32, Mat.shape(in));
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat a = Mat.read(in, b);
        boolean real = a.im == null;
        Mat c = a.complex();
        int[] p = new int[n];
        int failed = BunchKaufman.factor(c, p, hermitian && !real);
        for (int j = 1; j < n; j++)
          for (int i = 0; i < j; i++) {
            c.re[i + j * n] = 0;
            c.im[i + j * n] = 0;
          }
        Mat.writeInts(new int[] {failed}, info, b);
        (real ? c.real() : c).write(ld, b);
        Mat.writeInts(p, pivots, b);
      }
      return new Tensor[] {Rules.back(ld, x[0]), Rules.back(pivots, x[0]), Rules.back(info, x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      throw jotter.tensor.Check.gradError("linalg.ldlFactor", "has no gradient; use Linalg.solve");
    }
  }
}
