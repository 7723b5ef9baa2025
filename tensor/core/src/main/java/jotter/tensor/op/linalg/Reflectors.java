package jotter.tensor.op.linalg;

/// Householder's reflections H = I - τ·v·vᴴ of complex matrices, stored as LAPACK stores them: v
/// below the diagonal, its first element 1 not stored.
final class Reflectors {
  private Reflectors() {}

  /// QR in place: R in the upper triangle, the reflectors below; `tau` is a column.
  static void factor(Mat a, Mat tau) {
    if (a.m == 0 || a.n == 0) return;
    for (int k = 0; k < Math.min(a.m, a.n); k++) {
      double[] t = make(a, k, k);
      tau.re[k] = t[0];
      tau.im[k] = t[1];
      // A = Q·R wants the adjoint of each reflection.
      double br = a.re[k + k * a.m];
      double bi = a.im[k + k * a.m];
      a.re[k + k * a.m] = 1;
      a.im[k + k * a.m] = 0;
      for (int j = k + 1; j < a.n; j++) apply(a, k, k, t[0], -t[1], a, j);
      a.re[k + k * a.m] = br;
      a.im[k + k * a.m] = bi;
    }
  }

  /// Makes the reflection that turns rows `row`.. of column `col` into a multiple of the first unit
  /// vector; returns τ. LAPACK's zlarfg.
  static double[] make(Mat a, int row, int col) {
    int o = col * a.m;
    double tail = 0;
    for (int i = row + 1; i < a.m; i++)
      tail = Math.hypot(tail, Math.hypot(a.re[o + i], a.im[o + i]));
    double ar = a.re[o + row];
    double ai = a.im[o + row];
    if (tail == 0 && ai == 0) return new double[] {0, 0};
    double beta = -Math.copySign(Math.hypot(Math.hypot(ar, ai), tail), ar);
    double[] s = Elimination.inverse(ar - beta, ai);
    for (int i = row + 1; i < a.m; i++) {
      double r = a.re[o + i] * s[0] - a.im[o + i] * s[1];
      a.im[o + i] = a.re[o + i] * s[1] + a.im[o + i] * s[0];
      a.re[o + i] = r;
    }
    a.re[o + row] = beta;
    a.im[o + row] = 0;
    return new double[] {(beta - ar) / beta, -ai / beta};
  }

  /// Column `j` of `x` becomes (I - τ·v·vᴴ)·x, with v the rows `row`.. of column `col` of `a`, its
  /// first element included.
  static void apply(Mat a, int row, int col, double tr, double ti, Mat x, int j) {
    int v = col * a.m;
    int o = j * x.m;
    double dr = 0;
    double di = 0;
    for (int i = row; i < a.m; i++) {
      dr += a.re[v + i] * x.re[o + i] + a.im[v + i] * x.im[o + i];
      di += a.re[v + i] * x.im[o + i] - a.im[v + i] * x.re[o + i];
    }
    double fr = tr * dr - ti * di;
    double fi = tr * di + ti * dr;
    for (int i = row; i < a.m; i++) {
      x.re[o + i] -= a.re[v + i] * fr - a.im[v + i] * fi;
      x.im[o + i] -= a.re[v + i] * fi + a.im[v + i] * fr;
    }
  }

  /// The first `columns` columns of the product of the first `k` reflections.
  static Mat product(Mat a, Mat tau, int k, int columns) {
    Mat q = Mat.eye(a.m, columns, true);
    Mat v = a.copy();
    for (int i = k - 1; i >= 0; i--) {
      v.re[i + i * a.m] = 1;
      v.im[i + i * a.m] = 0;
      for (int j = 0; j < columns; j++) apply(v, i, i, tau.re[i], tau.im[i], q, j);
    }
    return q;
  }
}
