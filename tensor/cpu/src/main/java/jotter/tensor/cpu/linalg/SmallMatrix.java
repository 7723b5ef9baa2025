package jotter.tensor.cpu.linalg;

/// Factorizations of a small matrix in an array, row after row, in double precision.
final class SmallMatrix {
  private SmallMatrix() {}

  /// L in place of the lower triangle; `column` has room for one. Returns 0, or the order of the
  /// first leading minor that is not positive.
  static int cholesky(int n, double[] a, double[] column) {
    for (int j = 0; j < n; j++) {
      double d = a[j * n + j];
      if (!(d > 0)) return j + 1;
      d = Math.sqrt(d);
      a[j * n + j] = d;
      for (int i = j + 1; i < n; i++) {
        double f = a[i * n + j] / d;
        a[i * n + j] = f;
        column[i] = f;
        int row = i * n;
        for (int k = j + 1; k <= i; k++) a[row + k] = Math.fma(-f, column[k], a[row + k]);
      }
    }
    return 0;
  }

  /// L and U in place; `pivots` counts from 1. Returns 0, or the first column (from 1) without a
  /// pivot.
  static int lu(int m, int n, double[] a, int[] pivots) {
    int info = 0;
    int steps = Math.min(m, n);
    for (int j = 0; j < steps; j++) {
      int p = j;
      double best = Math.abs(a[j * n + j]);
      for (int i = j + 1; i < m; i++) {
        double v = Math.abs(a[i * n + j]);
        if (v > best) {
          best = v;
          p = i;
        }
      }
      pivots[j] = p + 1;
      int top = j * n;
      if (p != j) swap(a, top, p * n, n);
      double d = a[top + j];
      if (d == 0) {
        if (info == 0) info = j + 1;
        continue;
      }
      for (int i = j + 1; i < m; i++) {
        int row = i * n;
        double f = a[row + j] / d;
        a[row + j] = f;
        for (int k = j + 1; k < n; k++) a[row + k] = Math.fma(-f, a[top + k], a[row + k]);
      }
    }
    return info;
  }

  private static void swap(double[] a, int x, int y, int n) {
    for (int k = 0; k < n; k++) {
      double t = a[x + k];
      a[x + k] = a[y + k];
      a[y + k] = t;
    }
  }

  /// The order that exchanging rows by `pivots` gives `x`, of `columns` columns.
  static void exchange(int n, int columns, int[] pivots, double[] x) {
    for (int j = 0; j < n; j++)
      if (pivots[j] != j + 1) swap(x, j * columns, (pivots[j] - 1) * columns, columns);
  }

  /// Solves T·X = B in place of B, for one triangle of `t`.
  static void substitute(int n, int columns, double[] t, double[] x, boolean upper, boolean unit) {
    for (int s = 0; s < n; s++) {
      int j = upper ? n - 1 - s : s;
      int known = j * columns;
      if (!unit) {
        double d = t[j * n + j];
        for (int c = 0; c < columns; c++) x[known + c] /= d;
      }
      int end = upper ? j : n;
      for (int i = upper ? 0 : j + 1; i < end; i++) {
        double f = t[i * n + j];
        int row = i * columns;
        for (int c = 0; c < columns; c++) x[row + c] = Math.fma(-f, x[known + c], x[row + c]);
      }
    }
  }

  /// Turns the `n` numbers at `at`, `step` apart, into β and what comes after the 1 of v, with H·x
  /// = (β, 0, ...); returns τ.
  static double reflection(double[] a, int at, int step, int n) {
    double squares = 0;
    for (int i = 1; i < n; i++) {
      double v = a[at + i * step];
      squares = Math.fma(v, v, squares);
    }
    double alpha = a[at];
    double length = Math.sqrt(Math.fma(alpha, alpha, squares));
    if (!(squares > 1e-280 && length < 1e140)) {
      // Out of the range of squares, or nothing to do, or not finite.
      length = 0;
      for (int i = 1; i < n; i++) length = Math.hypot(length, a[at + i * step]);
      if (length == 0) return 0;
      length = Math.hypot(length, alpha);
      if (!(length < Double.POSITIVE_INFINITY)) return Double.NaN;
    }
    double beta = alpha < 0 ? length : -length;
    double d = alpha - beta;
    for (int i = 1; i < n; i++) a[at + i * step] /= d;
    a[at] = beta;
    return -d / beta;
  }

  /// (I - τ·v·vᵀ)·A for `n` rows of `columns` numbers, `pitch` apart; `w` has room for one. The
  /// first number of v is 1 whatever stands there.
  static void left(
      double[] v,
      int from,
      int step,
      double tau,
      double[] a,
      int at,
      int pitch,
      int n,
      int columns,
      double[] w) {
    if (tau == 0) return;
    for (int c = 0; c < columns; c++) w[c] = a[at + c];
    for (int i = 1; i < n; i++) {
      double f = v[from + i * step];
      int row = at + i * pitch;
      for (int c = 0; c < columns; c++) w[c] = Math.fma(f, a[row + c], w[c]);
    }
    for (int c = 0; c < columns; c++) {
      w[c] *= tau;
      a[at + c] -= w[c];
    }
    for (int i = 1; i < n; i++) {
      double f = v[from + i * step];
      int row = at + i * pitch;
      for (int c = 0; c < columns; c++) a[row + c] = Math.fma(-f, w[c], a[row + c]);
    }
  }

  /// A·(I - τ·v·vᵀ) for `rows` rows of `n` numbers, `pitch` apart.
  private static void right(
      double[] v, int from, double tau, double[] a, int at, int pitch, int rows, int n) {
    if (tau == 0) return;
    for (int i = 0; i < rows; i++) {
      int row = at + i * pitch;
      double s = a[row];
      for (int c = 1; c < n; c++) s = Math.fma(v[from + c], a[row + c], s);
      s *= tau;
      a[row] -= s;
      for (int c = 1; c < n; c++) a[row + c] = Math.fma(-s, v[from + c], a[row + c]);
    }
  }

  /// R in the upper triangle and the reflections below it.
  static void qr(int m, int n, double[] a, double[] tau, double[] w) {
    for (int j = 0; j < Math.min(m, n); j++) {
      int at = j * n + j;
      tau[j] = reflection(a, at, n, m - j);
      left(a, at, n, tau[j], a, at + 1, n, m - j, n - j - 1, w);
    }
  }

  /// The first `columns` columns of the product of `count` reflections. Reflection j begins at
  /// `first
  /// + j·(pitch + 1)` of `v`, goes on by `step` and acts on the rows from `skip` + j on.
  static void product(
      double[] v,
      int first,
      int pitch,
      int step,
      int skip,
      int count,
      double[] tau,
      double[] q,
      int rows,
      int columns,
      double[] w) {
    java.util.Arrays.fill(q, 0, rows * columns, 0);
    for (int i = 0; i < Math.min(rows, columns); i++) q[i * columns + i] = 1;
    for (int j = count - 1; j >= 0; j--) {
      int k = skip + j;
      int at = k * columns + k;
      left(v, first + j * (pitch + 1), step, tau[j], q, at, columns, rows - k, columns - k, w);
    }
  }

  /// The diagonal and what is beside it of QᵀAQ, for a symmetric matrix of which all is there; the
  /// reflections of the rows from 1 on stay in the rows of `a`, right of the diagonal.
  static void tridiagonal(int n, double[] a, double[] d, double[] e, double[] tau, double[] w) {
    for (int j = 0; j < n; j++) {
      d[j] = a[j * n + j];
      int rest = n - j - 1;
      if (rest == 0) continue;
      int v = j * n + j + 1;
      double t = reflection(a, v, 1, rest);
      tau[j] = t;
      e[j] = a[v];
      if (t == 0) continue;
      a[v] = 1;
      int corner = v + n;
      for (int c = 0; c < rest; c++) w[c] = 0;
      for (int i = 0; i < rest; i++) {
        double f = t * a[v + i];
        int row = corner + i * n;
        for (int c = 0; c < rest; c++) w[c] = Math.fma(f, a[row + c], w[c]);
      }
      double s = 0;
      for (int c = 0; c < rest; c++) s = Math.fma(w[c], a[v + c], s);
      s *= t / 2;
      for (int c = 0; c < rest; c++) w[c] = Math.fma(-s, a[v + c], w[c]);
      for (int i = 0; i < rest; i++) {
        double f = a[v + i];
        double g = w[i];
        int row = corner + i * n;
        for (int c = 0; c < rest; c++)
          a[row + c] = Math.fma(-f, w[c], Math.fma(-g, a[v + c], a[row + c]));
      }
    }
  }

  /// The upper bidiagonal UᵀAV of a matrix with no more columns than rows; the reflections stay
  /// below the diagonal and right of what is beside it.
  static void bidiagonal(
      int m, int n, double[] a, double[] d, double[] e, double[] left, double[] right, double[] w) {
    for (int j = 0; j < n; j++) {
      int at = j * n + j;
      left[j] = reflection(a, at, n, m - j);
      d[j] = a[at];
      int rest = n - j - 1;
      if (rest == 0) continue;
      left(a, at, n, left[j], a, at + 1, n, m - j, rest, w);
      right[j] = reflection(a, at + 1, 1, rest);
      e[j] = a[at + 1];
      right(a, at + 1, right[j], a, at + 1 + n, n, m - j - 1, rest);
    }
  }
}
