package jotter.tensor.cpu.linalg;

import jotter.tensor.DType;

/// What the implicit QR iterations for eigenvalues and for singular values share: numbers beside a
/// diagonal are chased away, each time in the last block that has not fallen apart.
abstract class Chases {
  private final int n;
  final double[] d;
  final double[] e;
  private final double tolerance;

  /// The diagonal, and the numbers e[i] beside it, between d[i] and d[i + 1].
  Chases(DType type, double[] d, double[] e) {
    this.n = d.length;
    this.d = d;
    this.e = e;
    // What is neglected shall be well below the rounding of the rotations.
    this.tolerance = type == DType.FLOAT32 ? 0x1p-30 : 0x1p-53;
  }

  /// One chase in the block from row `low` to row `high`.
  abstract void chase(int low, int high);

  private boolean small(int i) {
    return Math.abs(e[i]) <= tolerance * (Math.abs(d[i]) + Math.abs(d[i + 1])) + Double.MIN_NORMAL;
  }

  /// Chases at most `most` times a row; returns how many numbers beside the diagonal are left.
  final int iterate(int most) {
    int budget = most * n;
    int high = n - 1;
    while (high > 0) {
      if (small(high - 1)) {
        e[--high] = 0;
        continue;
      }
      int low = high - 1;
      while (low > 0 && !small(low - 1)) low--;
      if (low > 0) e[low - 1] = 0;
      if (budget-- == 0) break;
      chase(low, high);
    }
    int left = 0;
    for (int i = 0; i < n - 1; i++) if (e[i] != 0) left++;
    return left;
  }

  /// Divides the first numbers of the rows of `a`, `columns` of them or in each as many as the
  /// diagonal leaves, by a power of two that makes all less than 2; returns it.
  static double scale(Rows r, int rows, int columns, boolean lower, Work a) {
    double most = 0;
    for (int i = 0; i < rows; i++) {
      long row = a.at(i, 0).address();
      int n = lower ? i + 1 : columns;
      most = Math.max(most, Math.abs(r.get(row + (long) r.largest(row, n) * r.size)));
    }
    double scale = scale(most);
    if (scale != 1)
      for (int i = 0; i < rows; i++) r.divide(a.at(i, 0).address(), lower ? i + 1 : columns, scale);
    return scale;
  }

  /// A power of two that makes `most` less than 2 when it is divided by it.
  static double scale(double most) {
    return most == 0 ? 1 : Math.scalb(1.0, Math.clamp(Math.getExponent(most), -1000, 1000));
  }

  /// `z` = (1, 0; 0, Qᵀ) for the Q of n - 1 rows in the corner of `q`.
  static void bordered(Rows r, int n, Work q, Work z) {
    r.clear(z.address, n);
    for (int i = 1; i < n; i++) r.set(z.at(i, 0).address(), 0);
    r.set(z.address, 1);
    if (n > 1) r.transpose(q.address, q.pitch, n - 1, n - 1, z.at(1, 1).address(), z.pitch);
  }

  static boolean finite(double[] v) {
    for (double x : v) if (!Double.isFinite(x)) return false;
    return true;
  }

  /// The places of the numbers of `d`, ascending or descending; equal ones stay in theirs.
  static int[] order(double[] d, boolean ascending, int[] order) {
    for (int i = 0; i < d.length; i++) {
      int j = i;
      for (; j > 0 && (ascending ? d[order[j - 1]] > d[i] : d[order[j - 1]] < d[i]); j--)
        order[j] = order[j - 1];
      order[j] = i;
    }
    return order;
  }
}
