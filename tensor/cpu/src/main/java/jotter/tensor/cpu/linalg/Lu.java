package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;

/// Gauss's elimination with partial pivoting, by panels of columns. A panel is factored turned, its
/// columns being runs of memory; exchanges of rows, the rows of U beside the panel and the product
/// that takes both from the rest go along rows. Golub and Van Loan, "Matrix Computations", 3.4.
final class Lu {
  private static final int BLOCK = 64;

  private Lu() {}

  /// Factors in place; `pivots` counts from 1. Returns 0, or the first column (from 1) without a
  /// pivot.
  static int factor(Rows r, int m, int n, Work a, int[] pivots) {
    int steps = Math.min(m, n);
    int info = 0;
    try (Work panel = new Work(r, Math.min(steps, BLOCK), m)) {
      for (int k = 0; k < steps; k += BLOCK) {
        int block = Math.min(BLOCK, steps - k);
        int rest = n - k - block;
        r.transpose(a.at(k, k).address(), a.pitch, m - k, block, panel.address, panel.pitch);
        int failed = columns(r, m - k, block, panel, pivots, k);
        if (failed != 0 && info == 0) info = k + failed;
        for (int j = k; j < k + block; j++) {
          int p = pivots[j] - 1;
          if (p == j) continue;
          r.swap(a.at(j, 0).address(), a.at(p, 0).address(), k);
          r.swap(a.at(j, k + block).address(), a.at(p, k + block).address(), rest);
        }
        r.transpose(panel.address, panel.pitch, block, m - k, a.at(k, k).address(), a.pitch);
        if (rest == 0) continue;
        long first = a.at(k, k + block).address();
        for (int j = 1; j < block; j++)
          r.combine(
              -1, first + j * a.pitch, rest, a.at(k + j, k).address(), r.size, first, a.pitch, j);
        int below = m - k - block;
        if (below == 0) continue;
        for (int j = 0; j < block; j++) r.divide(panel.at(j, block).address(), below, -1);
        Matrix left = panel.at(0, block).transpose();
        MatMul.one(below, rest, block, left, a.at(k, k + block), a.at(k + block, k + block), true);
      }
    }
    return info;
  }

  /// Factors `n` columns of `m` numbers, which lie as rows of `c`.
  private static int columns(Rows r, int m, int n, Work c, int[] pivots, int first) {
    int info = 0;
    for (int j = 0; j < n; j++) {
      long x = c.at(j, j).address();
      int p = j + r.largest(x, m - j);
      pivots[first + j] = first + p + 1;
      if (p != j) r.swapColumns(c.at(0, j).address(), c.at(0, p).address(), c.pitch, n);
      double d = r.get(x);
      if (d == 0) {
        if (info == 0) info = j + 1;
        continue;
      }
      r.divide(x + r.size, m - j - 1, d);
      long next = c.at(Math.min(j + 1, n - 1), j).address();
      r.spread(-1, next + r.size, c.pitch, n - j - 1, next, c.pitch, x + r.size, m - j - 1);
    }
    return info;
  }
}
