package jotter.tensor.op.linalg;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.op.Family;
import jotter.tensor.op.Saved;

/// Eigenvalues and singular values.
public final class Spectra {
  private Spectra() {}

  /// Eigenvalues (real, ascending) and eigenvectors of the Hermitian matrix in the lower triangle.
  ///
  /// Gradient: the Hermitian part of V·(diag(w̄) + (Vᴴ·V̄) / (w_j - w_i))·Vᴴ. Giles 2008; Seeger et
  /// al. 2017, arXiv:1710.08717.
  public record Eigh() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      int n = (int) x[0].size(-1);
      Tensor w = Rules.output(x[0].dtype().toReal(), Mat.shape(x[0], n));
      Tensor v = Rules.output(x[0].dtype(), x[0].shape());
      if (!v.isComplex()) {
        Tensor info = Rules.output(DType.INT32, Mat.shape(x[0]));
        Rules.engine().eigh(x[0].to(Device.CPU), w, v, info);
        Rules.converged("linalg.eigh", info);
        return new Tensor[] {Rules.back(w, x[0]), Rules.back(v, x[0])};
      }
      Tensor in = Mat.host(x[0]);
      for (long b = 0; b < Mat.batches(in); b++) {
        if (n == 0) continue;
        Mat a = Mat.read(in, b);
        mirror(a);
        Mat vectors = Mat.eye(n, n, true);
        double[] values = Jacobi.eigh(a, vectors);
        Mat.column(values).writeVector(w, b);
        vectors.write(v, b);
      }
      return new Tensor[] {Rules.back(w, x[0]), Rules.back(v, x[0])};
    }

    /// Fills the upper triangle from the lower one.
    private static void mirror(Mat a) {
      int n = a.n;
      for (int j = 0; j < n; j++) {
        a.im[j + j * n] = 0;
        for (int i = j + 1; i < n; i++) {
          a.re[j + i * n] = a.re[i + j * n];
          a.im[j + i * n] = -a.im[i + j * n];
        }
      }
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor w = s.output(0);
      Tensor v = s.output(1);
      Tensor gw = g[0] == null ? null : g[0].to(v.dtype());
      if (g[1] == null) return new Tensor[] {v.mul(gw.unsqueeze(-2)).matmul(v.mH())};
      Tensor inner = Rules.hollow(v.mH().matmul(g[1]).div(Rules.gaps(w)));
      inner = inner.add(inner.mH()).mul(0.5);
      if (gw != null) inner = inner.add(gw.diagEmbed(0, -2, -1));
      return new Tensor[] {v.matmul(inner).matmul(v.mH())};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  /// Eigenvalues and eigenvectors (columns of norm 1) of a square matrix, both complex.
  ///
  /// Gradient: V⁻ᴴ·(diag(w̄) + (VᴴV̄ - VᴴV·diag(Re VᴴV̄)) / conj(w_j - w_i))·Vᴴ. Boeddeker et al.
  /// 2017, arXiv:1701.00392.
  public record Eig() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor in = Mat.host(x[0]);
      int n = (int) in.size(-1);
      DType t = x[0].dtype().toComplex();
      Tensor w = Rules.output(t, Mat.shape(in, n));
      Tensor v = Rules.output(t, x[0].shape());
      for (long b = 0; b < Mat.batches(in); b++) {
        if (n == 0) continue;
        Mat a = Mat.read(in, b);
        checkFinite(a);
        Mat vectors = new Mat(n, n, true);
        Mat values;
        if (a.im != null) values = Schur.eig(a, vectors);
        else {
          values = new Mat(n, 1, true);
          Lapack.eig(a, values.re, values.im, vectors);
          pair(values, vectors);
        }
        values.writeVector(w, b);
        vectors.write(v, b);
      }
      return new Tensor[] {Rules.back(w, x[0]), Rules.back(v, x[0])};
    }

    private static void checkFinite(Mat a) {
      for (int i = 0; i < a.re.length; i++)
        if (!Double.isFinite(a.re[i]) || a.im != null && !Double.isFinite(a.im[i]))
          throw Check.valueError("linalg.eig", "the matrix has a NaN or an infinity");
    }

    /// Turns LAPACK's columns (real part, imaginary part) of conjugate pairs into complex ones.
    private static void pair(Mat w, Mat v) {
      int n = v.n;
      for (int j = 0; j < n - 1; j++) {
        if (w.im[j] == 0) continue;
        for (int i = 0; i < n; i++) {
          double im = v.re[i + (j + 1) * n];
          v.re[i + (j + 1) * n] = v.re[i + j * n];
          v.im[i + j * n] = im;
          v.im[i + (j + 1) * n] = -im;
        }
        j++;
      }
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor w = s.output(0);
      Tensor v = s.output(1);
      Tensor vh = v.mH();
      Tensor inner = null;
      if (g[1] != null) {
        Tensor y = vh.matmul(g[1]);
        Tensor d = y.diagonal(0, -2, -1).real().to(v.dtype());
        inner = y.sub(vh.matmul(v).mul(d.unsqueeze(-2)));
        inner = Rules.hollow(inner.div(Rules.gaps(w).conj()));
      }
      if (g[0] != null) inner = Rules.sum(inner, g[0].diagEmbed(0, -2, -1));
      Tensor r = Rules.solve(vh, inner.matmul(vh));
      return new Tensor[] {s.inputType(0).isComplex() ? r : r.real()};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }

  /// A = U·diag(S)·Vᴴ, S descending; `full` makes U and V square.
  ///
  /// Gradient: Townsend 2016; Wan and Zhang 2019, arXiv:1909.02659, for the complex case.
  public record Svd(boolean full) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      int m = (int) x[0].size(-2);
      int n = (int) x[0].size(-1);
      int k = Math.min(m, n);
      Tensor u = Rules.output(x[0].dtype(), Mat.shape(x[0], m, full ? m : k));
      Tensor s = Rules.output(x[0].dtype().toReal(), Mat.shape(x[0], k));
      Tensor vh = Rules.output(x[0].dtype(), Mat.shape(x[0], full ? n : k, n));
      if (!u.isComplex()) {
        Tensor info = Rules.output(DType.INT32, Mat.shape(x[0]));
        Rules.engine().svd(x[0].to(Device.CPU), u, s, vh, info);
        Rules.converged("linalg.svd", info);
        return new Tensor[] {Rules.back(u, x[0]), Rules.back(s, x[0]), Rules.back(vh, x[0])};
      }
      Tensor in = Mat.host(x[0]);
      for (long b = 0; b < Mat.batches(in); b++) {
        Mat a = Mat.read(in, b);
        Jacobi.Svd r;
        if (k == 0) {
          int c = full ? m : 0;
          int d = full ? n : 0;
          r = new Jacobi.Svd(Mat.eye(m, c, true), new double[0], Mat.eye(d, n, true));
        } else r = Jacobi.svd(a, full);
        r.u().write(u, b);
        Mat.column(r.s()).writeVector(s, b);
        r.vh().write(vh, b);
      }
      return new Tensor[] {Rules.back(u, x[0]), Rules.back(s, x[0]), Rules.back(vh, x[0])};
    }

    @Override
    public Tensor[] vjp(Saved saved, Tensor... g) {
      Tensor s = saved.output(1);
      long k = s.size(-1);
      Tensor u = saved.output(0).narrow(-1, 0, k);
      Tensor vh = saved.output(2).narrow(-2, 0, k);
      Tensor gu = g[0] == null ? null : g[0].narrow(-1, 0, k);
      Tensor gs = g[1] == null ? null : g[1].to(u.dtype());
      Tensor gvh = g[2] == null ? null : g[2].narrow(-2, 0, k);
      if (gu == null && gvh == null) return new Tensor[] {u.mul(gs.unsqueeze(-2)).matmul(vh)};
      Tensor sc = s.to(u.dtype());
      Tensor row = sc.unsqueeze(-2);
      Tensor column = sc.unsqueeze(-1);
      Tensor gaps = Rules.gaps(s.mul(s)).to(u.dtype());
      Tensor inner = null;
      Tensor skewU = null;
      if (gu != null) {
        skewU = Rules.skew(u.mH().matmul(gu));
        inner = skewU.mul(row).div(gaps);
      }
      if (gvh != null) {
        Tensor skewV = Rules.skew(vh.matmul(gvh.mH()));
        inner = Rules.sum(inner, column.mul(skewV).div(gaps));
      }
      if (u.isComplex()) {
        // The diagonals of the skew parts are phases, which only count once.
        inner = Rules.hollow(inner);
        if (gu != null && gvh != null) {
          Tensor d = skewU.diagonal(0, -2, -1).div(sc.mul(2));
          inner = inner.add(d.diagEmbed(0, -2, -1));
        }
      }
      if (gs != null) inner = inner.add(gs.diagEmbed(0, -2, -1));
      long m = u.size(-2);
      long n = vh.size(-1);
      Tensor r = u.matmul(inner);
      if (m > k && gu != null) {
        Tensor y = gu.div(row);
        r = r.add(y).sub(u.matmul(u.mH().matmul(y)));
      }
      r = r.matmul(vh);
      if (n > k && gvh != null) {
        Tensor y = gvh.div(column);
        r = r.add(u.matmul(y.sub(y.matmul(vh.mH()).matmul(vh))));
      }
      return new Tensor[] {r};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }
  }
}
