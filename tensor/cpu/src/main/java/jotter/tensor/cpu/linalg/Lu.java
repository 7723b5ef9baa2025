package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;

/// Gauss's elimination with partial pivoting, by panels of columns. A panel is factored turned, its
/// columns being runs of memory; exchanges of rows, the rows of U beside the panel and the product
/// that takes both from the rest go along rows. Golub and Van Loan, "Matrix Computations", 3.4.
final class Lu {
  private static final int BLOCK = 64;

  /// So many columns of a panel are eliminated one by one, all others of it at once then.
  private static final int SOME = 16;

  private Lu() {}

  /// Factors in place; `pivots` counts from 1. Returns 0, or the first column (from 1) without a
  /// pivot.
  static int factor(Rows r, int m, int n, Work a, int[] pivots) {
    int steps = Math.min(m, n);
    int info = 0;
    try (Work panel = new Work(r, Math.min(steps, BLOCK), m);
        Work beside = new Work(r, SOME, BLOCK)) {
      for (int k = 0; k < steps; k += BLOCK) {
        int block = Math.min(BLOCK, steps - k);
        int rest = n - k - block;
        r.transpose(a.at(k, k).address(), a.pitch, m - k, block, panel.address, panel.pitch);
        int failed = columns(r, m - k, block, panel, beside, pivots, k);
        if (failed != 0 && info == 0) info = k + failed;
        for (int j = k; j < k + block; j++) {
          int p = pivots[j] - 1;
          if (p == j) continue;
          r.swap(a.at(j, 0).address(), a.at(p, 0).address(), k);
          r.swap(a.at(j, k + block).address(), a.at(p, k + block).address(), rest);
        }
        r.transpose(panel.address, panel.pitch, block, m - k, a.at(k, k).address(), a.pitch);
        if (rest == 0) continue;
        Triangle.solve(r, block, rest, a.at(k, k), a.at(k, k + block), false, true);
        int below = m - k - block;
        if (below == 0) continue;
        for (int j = 0; j < block; j++) {
          long x = panel.at(j, block).address();
          r.negate(x, x, below);
        }
        Matrix left = panel.at(0, block).transpose();
        MatMul.one(below, rest, block, left, a.at(k, k + block), a.at(k + block, k + block), true);
      }
    }
    return info;
  }

  /// Factors `n` columns of `m` numbers, which lie as rows of `c`.
  private static int columns(Rows r, int m, int n, Work c, Work beside, int[] pivots, int first) {
    int info = 0;
    for (int j = 0; j < n; j++) {
      int end = Math.min(n, j / SOME * SOME + SOME);
      long x = c.at(j, j).address();
      int p = j + r.largest(x, m - j);
      pivots[first + j] = first + p + 1;
      if (p != j) r.swapColumns(c.at(0, j).address(), c.at(0, p).address(), c.pitch, n);
      double d = r.get(x);
      if (d != 0) {
        r.divide(x + r.size, m - j - 1, d);
        long next = x + c.pitch;
        r.spread(-1, next + r.size, c.pitch, end - j - 1, next, c.pitch, x + r.size, m - j - 1);
      } else if (info == 0) info = j + 1;
      if (j + 1 == end && end < n) others(r, m, n, c, beside, end - SOME);
    }
    return info;
  }

  /// Takes columns `s` .. of the panel, which are factored, from those behind them: first their
  /// numbers in U are found, along rows, then all below is brought up to date.
  private static void others(Rows r, int m, int n, Work c, Work beside, int s) {
    int end = s + SOME;
    long u = c.at(end, s).address();
    r.transpose(u, c.pitch, n - end, SOME, beside.address, beside.pitch);
    Triangle.solve(r, SOME, n - end, c.at(s, s).transpose(), beside.at(0, 0), false, true);
    r.transpose(beside.address, beside.pitch, SOME, n - end, u, c.pitch);
    long y = c.at(end, end).address();
    long rows = c.at(s, end).address();
    r.product(-1, y, c.pitch, n - end, m - end, u, c.pitch, r.size, rows, c.pitch, SOME);
  }
}
