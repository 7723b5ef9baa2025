package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;

/// Cholesky's factorization by blocks of rows of the upper factor U = Lᵀ, whose rows are runs of
/// memory: each block first takes the share of all finished ones, a product, and is then eliminated
/// row by row. Golub and Van Loan, "Matrix Computations", 4.2.
final class Cholesky {
  private static final int BLOCK = 64;

  /// So many rows of a block at once take the share of those above them.
  private static final int SOME = 8;

  private Cholesky() {}

  /// Factors `a`, of which the lower triangle is read, into `l`. Returns 0, or the order of the
  /// first leading minor that is not positive.
  static int run(Rows r, int n, Matrix a, Matrix l) {
    try (Work u = new Work(r, n, n);
        Work minus = new Work(r, n, Math.min(n, BLOCK))) {
      for (int k = 0; k < n; k += BLOCK) {
        int block = Math.min(BLOCK, n - k);
        Copies.transposed(r, Copies.at(a, k, k), n - k, block, u.at(k, k));
      }
      int info = factor(r, n, u, minus);
      for (int k = 0; k < n; k += BLOCK) {
        int block = Math.min(BLOCK, n - k);
        Copies.back(r, u.at(k, k), block, n - k, Copies.at(l, k, k));
      }
      for (int i = 0; i < n - 1; i++) r.clear(Copies.at(l, i, i + 1).address(), n - 1 - i);
      return info;
    }
  }

  private static int factor(Rows r, int n, Work u, Work minus) {
    for (int k = 0; k < n; k += BLOCK) {
      int block = Math.min(BLOCK, n - k);
      if (k > 0) {
        for (int i = 0; i < k; i++) r.negate(u.at(i, k).address(), minus.at(i, 0).address(), block);
        Matrix left = minus.at(0, 0).transpose();
        MatMul.one(block, n - k, k, left, u.at(0, k), u.at(k, k), true);
      }
      for (int j = k; j < k + block; j++) {
        long row = u.at(j, j).address();
        int known = (j - k) / SOME * SOME;
        if (j == k + known) {
          int some = Math.min(SOME, k + block - j);
          long f = u.at(k, j).address();
          r.product(-1, row, u.pitch, some, n - j, f, r.size, u.pitch, f, u.pitch, known);
        }
        long first = u.at(k + known, j).address();
        r.combine(-1, row, n - j, first, u.pitch, first, u.pitch, j - k - known);
        double d = r.get(row);
        if (!(d > 0)) return j + 1;
        r.divide(row, n - j, Math.sqrt(d));
      }
    }
    return 0;
  }
}
