package jotter.tensor.op.linalg;

import jotter.tensor.Check;

/// Eigenvalues and eigenvectors of a complex matrix: reduction to Hessenberg form by reflections,
/// then QR steps with Wilkinson's shift until it is triangular. Golub and Van Loan, chapter 7.
final class Schur {
  private static final double EPS = 0x1p-52;
  private static final int MAX_STEPS = 60;

  private final int n;

  /// The matrix on its way to triangular form, and the unitary matrix of the way.
  private final Mat h;

  private final Mat q;

  private Schur(Mat a) {
    n = a.n;
    h = a.copy();
    q = Mat.eye(n, n, true);
  }

  /// The eigenvalues of `a` as a column; `vectors`, unless null, becomes the eigenvectors, of norm
  /// 1.
  static Mat eig(Mat a, Mat vectors) {
    Schur s = new Schur(a);
    s.hessenberg();
    s.triangularize();
    Mat w = new Mat(s.n, 1, true);
    for (int i = 0; i < s.n; i++) {
      w.re[i] = s.h.re[i + i * s.n];
      w.im[i] = s.h.im[i + i * s.n];
    }
    if (vectors != null) s.vectors(vectors);
    return w;
  }

  private void hessenberg() {
    for (int k = 0; k < n - 2; k++) {
      double[] t = Reflectors.make(h, k + 1, k);
      int d = k + 1 + k * n;
      double br = h.re[d];
      double bi = h.im[d];
      h.re[d] = 1;
      h.im[d] = 0;
      for (int j = k + 1; j < n; j++) Reflectors.apply(h, k + 1, k, t[0], -t[1], h, j);
      fromRight(h, k, t);
      fromRight(q, k, t);
      h.re[d] = br;
      h.im[d] = bi;
      for (int i = k + 2; i < n; i++) {
        h.re[i + k * n] = 0;
        h.im[i + k * n] = 0;
      }
    }
  }

  /// x becomes x·(I - τ·v·vᴴ), with v in column k of h.
  private void fromRight(Mat x, int k, double[] t) {
    for (int i = 0; i < n; i++) {
      double dr = 0;
      double di = 0;
      for (int j = k + 1; j < n; j++) {
        double vr = h.re[j + k * n];
        double vi = h.im[j + k * n];
        dr += x.re[i + j * n] * vr - x.im[i + j * n] * vi;
        di += x.re[i + j * n] * vi + x.im[i + j * n] * vr;
      }
      double fr = t[0] * dr - t[1] * di;
      double fi = t[0] * di + t[1] * dr;
      for (int j = k + 1; j < n; j++) {
        double vr = h.re[j + k * n];
        double vi = -h.im[j + k * n];
        x.re[i + j * n] -= fr * vr - fi * vi;
        x.im[i + j * n] -= fr * vi + fi * vr;
      }
    }
  }

  private double size(int i, int j) {
    return Math.abs(h.re[i + j * n]) + Math.abs(h.im[i + j * n]);
  }

  private void triangularize() {
    int hi = n - 1;
    int steps = 0;
    while (hi > 0) {
      int lo = hi;
      while (lo > 0) {
        double near = size(lo, lo) + size(lo - 1, lo - 1);
        if (size(lo, lo - 1) <= EPS * near || size(lo, lo - 1) < 1e-300) {
          h.re[lo + (lo - 1) * n] = 0;
          h.im[lo + (lo - 1) * n] = 0;
          break;
        }
        lo--;
      }
      if (lo == hi) {
        hi--;
        steps = 0;
        continue;
      }
      if (++steps > MAX_STEPS)
        throw Check.valueError(
            "linalg.eig",
            "the algorithm did not converge; is there a NaN or an infinity in the matrix?");
      double[] shift = steps % 10 == 0 ? new double[] {size(hi, hi - 1), 0} : wilkinson(hi);
      step(lo, hi, shift[0], shift[1]);
    }
  }

  /// The eigenvalue of the last two by two block that is nearer to its last element.
  private double[] wilkinson(int hi) {
    double ar = h.re[hi - 1 + (hi - 1) * n];
    double ai = h.im[hi - 1 + (hi - 1) * n];
    double dr = h.re[hi + hi * n];
    double di = h.im[hi + hi * n];
    double br = h.re[hi - 1 + hi * n];
    double bi = h.im[hi - 1 + hi * n];
    double cr = h.re[hi + (hi - 1) * n];
    double ci = h.im[hi + (hi - 1) * n];
    double pr = (ar - dr) / 2;
    double pi = (ai - di) / 2;
    double bcr = br * cr - bi * ci;
    double bci = br * ci + bi * cr;
    double[] root = sqrt(pr * pr - pi * pi + bcr, 2 * pr * pi + bci);
    if (pr * root[0] + pi * root[1] < 0) {
      root[0] = -root[0];
      root[1] = -root[1];
    }
    double er = pr + root[0];
    double ei = pi + root[1];
    if (er == 0 && ei == 0) return new double[] {dr, di};
    double[] inv = Elimination.inverse(er, ei);
    return new double[] {dr - (bcr * inv[0] - bci * inv[1]), di - (bcr * inv[1] + bci * inv[0])};
  }

  private static double[] sqrt(double x, double y) {
    double r = Math.hypot(x, y);
    if (r == 0) return new double[2];
    double a = Math.sqrt((r + Math.abs(x)) / 2);
    double b = y / (2 * a);
    return x >= 0 ? new double[] {a, b} : new double[] {Math.abs(b), Math.copySign(a, y)};
  }

  private void step(int lo, int hi, double sr, double si) {
    for (int i = 0; i < n; i++) {
      h.re[i + i * n] -= sr;
      h.im[i + i * n] -= si;
    }
    double[][] turns = new double[hi - lo][];
    for (int k = lo; k < hi; k++) {
      double fr = h.re[k + k * n];
      double fi = h.im[k + k * n];
      double gr = h.re[k + 1 + k * n];
      double gi = h.im[k + 1 + k * n];
      double f = Math.hypot(fr, fi);
      double r = Math.hypot(f, Math.hypot(gr, gi));
      double c = r == 0 ? 1 : f / r;
      double ur = f == 0 ? 1 : fr / f;
      double ui = f == 0 ? 0 : fi / f;
      // s = phase(f)·conj(g) / r
      double s1 = r == 0 ? 0 : (ur * gr + ui * gi) / r;
      double s2 = r == 0 ? 0 : (ui * gr - ur * gi) / r;
      turns[k - lo] = new double[] {c, s1, s2};
      for (int j = k; j < n; j++) {
        int x = k + j * n;
        double xr = h.re[x];
        double xi = h.im[x];
        double yr = h.re[x + 1];
        double yi = h.im[x + 1];
        h.re[x] = c * xr + s1 * yr - s2 * yi;
        h.im[x] = c * xi + s1 * yi + s2 * yr;
        h.re[x + 1] = c * yr - (s1 * xr + s2 * xi);
        h.im[x + 1] = c * yi - (s1 * xi - s2 * xr);
      }
    }
    for (int k = lo; k < hi; k++) {
      double[] t = turns[k - lo];
      turnColumns(h, k, k + 2, t);
      turnColumns(q, k, n, t);
    }
    for (int i = 0; i < n; i++) {
      h.re[i + i * n] += sr;
      h.im[i + i * n] += si;
    }
  }

  private void turnColumns(Mat x, int k, int rows, double[] t) {
    for (int i = 0; i < rows; i++) {
      int a = i + k * n;
      int b = a + n;
      double xr = x.re[a];
      double xi = x.im[a];
      double yr = x.re[b];
      double yi = x.im[b];
      x.re[a] = t[0] * xr + t[1] * yr + t[2] * yi;
      x.im[a] = t[0] * xi + t[1] * yi - t[2] * yr;
      x.re[b] = t[0] * yr - (t[1] * xr - t[2] * xi);
      x.im[b] = t[0] * yi - (t[1] * xi + t[2] * xr);
    }
  }

  private void vectors(Mat v) {
    double norm = 0;
    for (int i = 0; i < n * n; i++) norm = Math.max(norm, Math.hypot(h.re[i], h.im[i]));
    double small = Math.max(EPS * norm, 1e-300);
    double[] yr = new double[n];
    double[] yi = new double[n];
    for (int k = 0; k < n; k++) {
      yr[k] = 1;
      yi[k] = 0;
      for (int i = k - 1; i >= 0; i--) {
        double sr = 0;
        double si = 0;
        for (int j = i + 1; j <= k; j++) {
          sr -= h.re[i + j * n] * yr[j] - h.im[i + j * n] * yi[j];
          si -= h.re[i + j * n] * yi[j] + h.im[i + j * n] * yr[j];
        }
        double dr = h.re[i + i * n] - h.re[k + k * n];
        double di = h.im[i + i * n] - h.im[k + k * n];
        if (Math.abs(dr) + Math.abs(di) < small) dr = small;
        double[] inv = Elimination.inverse(dr, di);
        yr[i] = sr * inv[0] - si * inv[1];
        yi[i] = sr * inv[1] + si * inv[0];
      }
      double length = 0;
      for (int i = 0; i < n; i++) {
        double r = 0;
        double m = 0;
        for (int j = 0; j <= k; j++) {
          r += q.re[i + j * n] * yr[j] - q.im[i + j * n] * yi[j];
          m += q.re[i + j * n] * yi[j] + q.im[i + j * n] * yr[j];
        }
        v.re[i + k * n] = r;
        v.im[i + k * n] = m;
        length = Math.hypot(length, Math.hypot(r, m));
      }
      for (int i = k * n; i < (k + 1) * n; i++) {
        v.re[i] /= length;
        v.im[i] /= length;
      }
    }
  }
}
