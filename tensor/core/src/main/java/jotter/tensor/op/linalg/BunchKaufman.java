package jotter.tensor.op.linalg;

/// L·D·Lᵀ (or L·D·Lᴴ) of a symmetric (Hermitian) indefinite matrix with diagonal pivoting, D with
/// blocks of one or two. Bunch and Kaufman 1977, doi:10.1090/S0025-5718-1977-0428694-0; factors and
/// pivots as LAPACK's sytf2 leaves them.
final class BunchKaufman {
  private static final double ALPHA = (1 + Math.sqrt(17)) / 8;

  private final Mat a;
  private final int n;
  private final boolean hermitian;

  private BunchKaufman(Mat a, boolean hermitian) {
    this.a = a;
    this.n = a.n;
    this.hermitian = hermitian;
  }

  private double size(int i, int j) {
    double r = Math.abs(a.re[i + j * n]);
    return hermitian && i == j ? r : r + Math.abs(a.im[i + j * n]);
  }

  /// Factors the lower triangle of the complex matrix `a` in place. Returns 0, or the number of the
  /// first pivot that is 0.
  static int factor(Mat a, int[] pivots, boolean hermitian) {
    return new BunchKaufman(a, hermitian).factor(pivots);
  }

  private int factor(int[] pivots) {
    int info = 0;
    for (int k = 0; k < n; ) {
      int step = 1;
      int p = k;
      double diagonal = size(k, k);
      int far = k;
      double column = 0;
      for (int i = k + 1; i < n; i++)
        if (size(i, k) > column) {
          column = size(i, k);
          far = i;
        }
      if (Math.max(diagonal, column) == 0) {
        if (info == 0) info = k + 1;
        if (hermitian) a.im[k + k * n] = 0;
        pivots[k] = k + 1;
        k++;
        continue;
      }
      if (diagonal < ALPHA * column) {
        double row = 0;
        for (int j = k; j < far; j++) row = Math.max(row, size(far, j));
        for (int i = far + 1; i < n; i++) row = Math.max(row, size(i, far));
        if (diagonal < ALPHA * column * (column / row)) {
          p = far;
          if (size(far, far) < ALPHA * row) step = 2;
        }
      }
      int kk = k + step - 1;
      if (p != kk) exchange(k, kk, p);
      if (hermitian) {
        a.im[k + k * n] = 0;
        a.im[kk + kk * n] = 0;
      }
      if (step == 1) eliminateOne(k);
      else eliminateTwo(k);
      pivots[k] = step == 1 ? p + 1 : -(p + 1);
      if (step == 2) pivots[k + 1] = pivots[k];
      k += step;
    }
    return info;
  }

  private void swap(int x, int y) {
    Mat.swap(a.re, x, y);
    Mat.swap(a.im, x, y);
  }

  private void exchange(int k, int kk, int p) {
    for (int i = p + 1; i < n; i++) swap(i + kk * n, i + p * n);
    for (int j = kk + 1; j < p; j++) {
      swap(j + kk * n, p + j * n);
      if (hermitian) {
        a.im[j + kk * n] = -a.im[j + kk * n];
        a.im[p + j * n] = -a.im[p + j * n];
      }
    }
    if (hermitian) a.im[p + kk * n] = -a.im[p + kk * n];
    swap(kk + kk * n, p + p * n);
    if (kk != k) swap(kk + k * n, p + k * n);
  }

  /// a\[i, j] -= x·y, with y conjugated for a Hermitian matrix.
  private void subtract(int i, int j, double xr, double xi, double yr, double yi) {
    double w = hermitian ? -yi : yi;
    a.re[i + j * n] -= xr * yr - xi * w;
    a.im[i + j * n] -= xr * w + xi * yr;
  }

  private void eliminateOne(int k) {
    double[] inv = Elimination.inverse(a.re[k + k * n], a.im[k + k * n]);
    for (int j = k + 1; j < n; j++) {
      int o = j + k * n;
      double lr = a.re[o] * inv[0] - a.im[o] * inv[1];
      double li = a.re[o] * inv[1] + a.im[o] * inv[0];
      for (int i = j; i < n; i++) subtract(i, j, a.re[i + k * n], a.im[i + k * n], lr, li);
      if (hermitian) a.im[j + j * n] = 0;
      a.re[o] = lr;
      a.im[o] = li;
    }
  }

  private void eliminateTwo(int k) {
    double[][] d = inverseBlock(k);
    for (int j = k + 2; j < n; j++) {
      int x = j + k * n;
      int y = x + n;
      double[] l0 = combine(a.re[x], a.im[x], d[0], a.re[y], a.im[y], d[2]);
      double[] l1 = combine(a.re[x], a.im[x], d[1], a.re[y], a.im[y], d[3]);
      for (int i = j; i < n; i++) {
        subtract(i, j, a.re[i + k * n], a.im[i + k * n], l0[0], l0[1]);
        subtract(i, j, a.re[i + (k + 1) * n], a.im[i + (k + 1) * n], l1[0], l1[1]);
      }
      if (hermitian) a.im[j + j * n] = 0;
      a.re[x] = l0[0];
      a.im[x] = l0[1];
      a.re[y] = l1[0];
      a.im[y] = l1[1];
    }
  }

  private static double[] combine(
      double xr, double xi, double[] u, double yr, double yi, double[] v) {
    return new double[] {
      xr * u[0] - xi * u[1] + yr * v[0] - yi * v[1], xr * u[1] + xi * u[0] + yr * v[1] + yi * v[0]
    };
  }

  /// The inverse of the block of two at `k`: its elements 00, 01, 10, 11.
  private double[][] inverseBlock(int k) {
    double ar = a.re[k + k * n];
    double ai = a.im[k + k * n];
    double br = a.re[k + 1 + k * n];
    double bi = a.im[k + 1 + k * n];
    double dr = a.re[k + 1 + (k + 1) * n];
    double di = a.im[k + 1 + (k + 1) * n];
    double ci = hermitian ? -bi : bi;
    double detR = ar * dr - ai * di - (br * br - bi * ci);
    double detI = ar * di + ai * dr - (br * ci + bi * br);
    double[] inv = Elimination.inverse(detR, detI);
    return new double[][] {
      times(dr, di, inv), times(-br, -ci, inv), times(-br, -bi, inv), times(ar, ai, inv)
    };
  }

  private static double[] times(double x, double y, double[] by) {
    return new double[] {x * by[0] - y * by[1], x * by[1] + y * by[0]};
  }

  /// Solves A·X = B in place of the complex matrix `b`, from the factors of A.
  static void solve(Mat ld, int[] pivots, Mat b, boolean hermitian) {
    new BunchKaufman(ld, hermitian).solve(pivots, b);
  }

  private void solve(int[] pivots, Mat b) {
    for (int k = 0; k < n; ) {
      if (pivots[k] > 0) {
        b.swapRows(k, pivots[k] - 1);
        forward(b, k, k + 1);
        double[] inv = Elimination.inverse(a.re[k + k * n], a.im[k + k * n]);
        for (int c = 0; c < b.n; c++) {
          int o = k + c * n;
          double r = b.re[o] * inv[0] - b.im[o] * inv[1];
          b.im[o] = b.re[o] * inv[1] + b.im[o] * inv[0];
          b.re[o] = r;
        }
        k++;
      } else {
        b.swapRows(k + 1, -pivots[k] - 1);
        forward(b, k, k + 2);
        forward(b, k + 1, k + 2);
        double[][] d = inverseBlock(k);
        for (int c = 0; c < b.n; c++) {
          int o = k + c * n;
          double[] x = combine(b.re[o], b.im[o], d[0], b.re[o + 1], b.im[o + 1], d[1]);
          double[] y = combine(b.re[o], b.im[o], d[2], b.re[o + 1], b.im[o + 1], d[3]);
          b.re[o] = x[0];
          b.im[o] = x[1];
          b.re[o + 1] = y[0];
          b.im[o + 1] = y[1];
        }
        k += 2;
      }
    }
    for (int k = n - 1; k >= 0; ) {
      boolean one = pivots[k] > 0;
      backward(b, k, k + 1);
      if (!one) backward(b, k - 1, k + 1);
      b.swapRows(k, Math.abs(pivots[k]) - 1);
      k -= one ? 1 : 2;
    }
  }

  private void forward(Mat b, int k, int from) {
    for (int c = 0; c < b.n; c++) {
      double xr = b.re[k + c * n];
      double xi = b.im[k + c * n];
      for (int i = from; i < n; i++) {
        double lr = a.re[i + k * n];
        double li = a.im[i + k * n];
        b.re[i + c * n] -= lr * xr - li * xi;
        b.im[i + c * n] -= lr * xi + li * xr;
      }
    }
  }

  private void backward(Mat b, int k, int from) {
    for (int c = 0; c < b.n; c++)
      for (int i = from; i < n; i++) {
        double lr = a.re[i + k * n];
        double li = hermitian ? -a.im[i + k * n] : a.im[i + k * n];
        double xr = b.re[i + c * n];
        double xi = b.im[i + c * n];
        b.re[k + c * n] -= lr * xr - li * xi;
        b.im[k + c * n] -= lr * xi + li * xr;
      }
  }
}
