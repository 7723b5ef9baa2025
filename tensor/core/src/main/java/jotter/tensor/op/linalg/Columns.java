package jotter.tensor.op.linalg;

import java.util.Arrays;

/// A real matrix as an array for each column, and factorizations of it column by column: each takes
/// the shares of four finished ones at a time. With one index for all arrays the just-in-time
/// compiler makes vectors of the loops, which it cannot where they go through one array at
/// different places.
final class Columns {
  private static final int FOUR = 4;

  private final int m;
  private final double[][] c;

  Columns(Mat a) {
    m = a.m;
    c = new double[a.n][];
    for (int j = 0; j < a.n; j++) c[j] = Arrays.copyOfRange(a.re, j * m, (j + 1) * m);
  }

  void write(Mat to) {
    for (int j = 0; j < c.length; j++) System.arraycopy(c[j], 0, to.re, j * m, m);
  }

  /// `x -= Σ f[q]·column q` for the rows from `from` on.
  private void four(double[] x, int k, int from, double f0, double f1, double f2, double f3) {
    four(x, c[k], c[k + 1], c[k + 2], c[k + 3], from, m, f0, f1, f2, f3);
  }

  private static void four(
      double[] x,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      int from,
      int to,
      double f0,
      double f1,
      double f2,
      double f3) {
    for (int i = from; i < to; i++) x[i] -= f0 * a[i] + f1 * b[i] + f2 * c[i] + f3 * d[i];
  }

  private static void one(double[] x, double[] a, int from, int to, double f) {
    for (int i = from; i < to; i++) x[i] -= f * a[i];
  }

  /// The lower Cholesky factor in place of the lower triangle. Returns 0, or the order of the first
  /// leading minor that is not positive.
  int cholesky() {
    for (int j = 0; j < c.length; j++) {
      double[] x = c[j];
      int k = 0;
      for (; k + FOUR <= j; k += FOUR)
        four(x, k, j, c[k][j], c[k + 1][j], c[k + 2][j], c[k + 3][j]);
      for (; k < j; k++) one(x, c[k], j, m, c[k][j]);
      if (!(x[j] > 0)) return j + 1;
      double d = Math.sqrt(x[j]);
      x[j] = d;
      for (int i = j + 1; i < m; i++) x[i] /= d;
    }
    return 0;
  }

  /// LU in place with partial pivoting; `pivots` counts from 1. Returns 0, or the first column
  /// (from
  /// 1) without a pivot.
  int lu(int[] pivots) {
    int steps = Math.min(m, c.length);
    int info = 0;
    for (int j = 0; j < c.length; j++) {
      double[] x = c[j];
      int done = Math.min(j, steps);
      for (int k = 0; k < done; k++) Mat.swap(x, k, pivots[k] - 1);
      lower(x, done, true);
      if (j >= steps) continue;
      int p = j;
      for (int i = j + 1; i < m; i++) if (Math.abs(x[i]) > Math.abs(x[p])) p = i;
      pivots[j] = p + 1;
      if (x[p] == 0) {
        if (info == 0) info = j + 1;
        continue;
      }
      if (p != j) for (int k = 0; k <= j; k++) Mat.swap(c[k], j, p);
      double pivot = x[j];
      for (int i = j + 1; i < m; i++) x[i] /= pivot;
    }
    return info;
  }

  /// Solves L·y = x for the first `n` columns of the lower triangle, in place, and takes their
  /// shares from the rows below.
  void lower(double[] x, int n, boolean unit) {
    int k = 0;
    for (; k + FOUR <= n; k += FOUR) {
      // The four by four triangle first; below it the four columns together.
      for (int q = k; q < k + FOUR; q++) {
        if (!unit) x[q] /= c[q][q];
        for (int r = q + 1; r < k + FOUR; r++) x[r] -= x[q] * c[q][r];
      }
      four(x, k, k + FOUR, x[k], x[k + 1], x[k + 2], x[k + 3]);
    }
    for (; k < n; k++) {
      if (!unit) x[k] /= c[k][k];
      one(x, c[k], k + 1, m, x[k]);
    }
  }

  /// Solves U·y = x for the upper triangle, in place.
  void upper(double[] x, boolean unit) {
    int k = c.length;
    for (; k >= FOUR; k -= FOUR) {
      int f = k - FOUR;
      for (int q = k - 1; q >= f; q--) {
        if (!unit) x[q] /= c[q][q];
        for (int r = f; r < q; r++) x[r] -= x[q] * c[q][r];
      }
      four(x, c[f], c[f + 1], c[f + 2], c[f + 3], 0, f, x[f], x[f + 1], x[f + 2], x[f + 3]);
    }
    for (; k > 0; k--) {
      if (!unit) x[k - 1] /= c[k - 1][k - 1];
      one(x, c[k - 1], 0, k - 1, x[k - 1]);
    }
  }
}
