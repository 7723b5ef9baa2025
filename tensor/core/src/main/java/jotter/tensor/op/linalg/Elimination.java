package jotter.tensor.op.linalg;

/// Gauss's and Cholesky's eliminations of complex matrices, and substitution in triangular ones.
final class Elimination {
  private Elimination() {}

  /// LU in place with partial pivoting; `pivots` counts from 1. Returns 0, or the first column
  /// (from 1) without a pivot.
  static int lu(Mat a, int[] pivots) {
    if (a.m == 0 || a.n == 0) return 0;
    int m = a.m;
    double[] re = a.re;
    double[] im = a.im;
    int info = 0;
    for (int k = 0; k < Math.min(m, a.n); k++) {
      int p = k;
      double best = -1;
      for (int i = k; i < m; i++) {
        double v = Math.abs(re[i + k * m]) + Math.abs(im[i + k * m]);
        if (v > best) {
          best = v;
          p = i;
        }
      }
      pivots[k] = p + 1;
      if (best == 0) {
        if (info == 0) info = k + 1;
        continue;
      }
      a.swapRows(k, p);
      double[] inv = inverse(re[k + k * m], im[k + k * m]);
      for (int i = k + 1; i < m; i++) multiply(re, im, i + k * m, inv[0], inv[1]);
      for (int j = k + 1; j < a.n; j++) {
        double fr = re[k + j * m];
        double fi = im[k + j * m];
        if (fr == 0 && fi == 0) continue;
        for (int i = k + 1; i < m; i++) {
          double lr = re[i + k * m];
          double li = im[i + k * m];
          re[i + j * m] -= lr * fr - li * fi;
          im[i + j * m] -= lr * fi + li * fr;
        }
      }
    }
    return info;
  }

  /// 1 / (x + iy), scaled against overflow.
  static double[] inverse(double x, double y) {
    if (Math.abs(x) >= Math.abs(y)) {
      double r = y / x;
      double d = x + y * r;
      return new double[] {1 / d, -r / d};
    }
    double r = x / y;
    double d = y + x * r;
    return new double[] {r / d, -1 / d};
  }

  private static void multiply(double[] re, double[] im, int i, double x, double y) {
    double t = re[i] * x - im[i] * y;
    im[i] = re[i] * y + im[i] * x;
    re[i] = t;
  }

  /// The lower Cholesky factor in place of the lower triangle, 0 above. Returns 0, or the order of
  /// the first leading minor that is not positive.
  static int cholesky(Mat a) {
    int n = a.n;
    int info = columns(a);
    for (int j = 1; j < n; j++)
      for (int i = 0; i < j; i++) {
        a.re[i + j * n] = 0;
        a.im[i + j * n] = 0;
      }
    return info;
  }

  private static int columns(Mat a) {
    int n = a.n;
    double[] re = a.re;
    double[] im = a.im;
    for (int j = 0; j < n; j++) {
      double d = re[j + j * n];
      for (int k = 0; k < j; k++)
        d -= re[j + k * n] * re[j + k * n] + im[j + k * n] * im[j + k * n];
      if (!(d > 0)) return j + 1;
      d = Math.sqrt(d);
      re[j + j * n] = d;
      im[j + j * n] = 0;
      for (int k = 0; k < j; k++) {
        double cr = re[j + k * n];
        double ci = -im[j + k * n];
        for (int i = j + 1; i < n; i++) {
          double lr = re[i + k * n];
          double li = im[i + k * n];
          re[i + j * n] -= lr * cr - li * ci;
          im[i + j * n] -= lr * ci + li * cr;
        }
      }
      for (int i = j + 1; i < n; i++) {
        re[i + j * n] /= d;
        im[i + j * n] /= d;
      }
    }
    return 0;
  }

  /// Solves T·X = B in place of `b`, for the triangle of `t`; `unit` takes its diagonal as 1.
  static void substitute(Mat t, Mat b, boolean upper, boolean unit) {
    int n = t.n;
    for (int c = 0; c < b.n; c++) {
      int o = c * b.m;
      for (int s = 0; s < n; s++) {
        int k = upper ? n - 1 - s : s;
        double xr = b.re[o + k];
        double xi = b.im[o + k];
        if (!unit) {
          double[] inv = inverse(t.re[k + k * n], t.im[k + k * n]);
          double r = xr * inv[0] - xi * inv[1];
          xi = xr * inv[1] + xi * inv[0];
          xr = r;
          b.im[o + k] = xi;
          b.re[o + k] = xr;
        }
        int from = upper ? 0 : k + 1;
        int to = upper ? k : n;
        for (int i = from; i < to; i++) {
          double tr = t.re[i + k * n];
          double ti = t.im[i + k * n];
          b.re[o + i] -= tr * xr - ti * xi;
          b.im[o + i] -= tr * xi + ti * xr;
        }
      }
    }
  }

  /// Solves A·X = B in place of `b`, given the LU factors of A.
  static void solve(Mat lu, int[] pivots, Mat b) {
    for (int k = 0; k < lu.n; k++) b.swapRows(k, pivots[k] - 1);
    substitute(lu, b, false, true);
    substitute(lu, b, true, false);
  }
}
