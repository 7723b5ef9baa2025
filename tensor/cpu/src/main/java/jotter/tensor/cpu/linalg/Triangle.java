package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;

/// Substitution in triangular matrices by blocks: a block of the solution is found row by row and
/// then taken from the other equations, a product.
final class Triangle {
  private static final int BLOCK = 64;

  private Triangle() {}

  /// Solves T·X = B in place of B, which has `columns` columns in rows that are runs of memory; `t`
  /// may lie anyhow. `unit` takes the diagonal as 1.
  static void solve(Rows r, int n, int columns, Matrix t, Matrix b, boolean upper, boolean unit) {
    if (n == 0 || columns == 0) return;
    if (n <= BLOCK) {
      block(r, 0, n, columns, t, b, upper, unit);
      return;
    }
    int blocks = (n + BLOCK - 1) / BLOCK;
    try (Work minus = new Work(r, BLOCK, columns)) {
      for (int s = 0; s < blocks; s++) {
        int k = (upper ? blocks - 1 - s : s) * BLOCK;
        int block = Math.min(BLOCK, n - k);
        block(r, k, block, columns, t, b, upper, unit);
        int from = upper ? 0 : k + block;
        int rest = upper ? k : n - from;
        if (rest == 0) continue;
        for (int i = 0; i < block; i++) {
          long to = minus.at(i, 0).address();
          r.copy(Copies.at(b, k + i, 0).address(), to, columns);
          r.divide(to, columns, -1);
        }
        MatMul.one(
            rest,
            columns,
            block,
            Copies.at(t, from, k),
            minus.at(0, 0),
            Copies.at(b, from, 0),
            true);
      }
    }
  }

  private static void block(
      Rows r, int k, int block, int columns, Matrix t, Matrix b, boolean upper, boolean unit) {
    long step = t.columnStride();
    for (int s = 0; s < block; s++) {
      int j = upper ? k + block - 1 - s : k + s;
      int first = upper ? j + 1 : k;
      long row = Copies.at(b, j, 0).address();
      long known = Copies.at(b, first, 0).address();
      r.combine(-1, row, columns, Copies.at(t, j, first).address(), step, known, b.rowStride(), s);
      if (!unit) r.divide(row, columns, r.get(Copies.at(t, j, j).address()));
    }
  }
}
