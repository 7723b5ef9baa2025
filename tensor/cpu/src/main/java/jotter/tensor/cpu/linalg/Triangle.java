package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;

/// Substitution in triangular matrices by blocks: a block of the solution is found row by row and
/// then taken from the other equations, a product.
final class Triangle {
  private static final int BLOCK = 64;
  private static final int COLUMNS = 128;

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
        for (int i = 0; i < block; i++)
          r.negate(Copies.at(b, k + i, 0).address(), minus.at(i, 0).address(), columns);
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

  /// One block, from its first equation to be solved on: eight at a time are freed of all that is
  /// known, which shares loads among rows, and solved. Few columns at a time stay in the cache.
  private static void block(
      Rows r, int k, int block, int columns, Matrix t, Matrix b, boolean upper, boolean unit) {
    int first = upper ? k + block - 1 : k;
    int way = upper ? -1 : 1;
    long f = Copies.at(t, first, first).address();
    for (int j = 0; j < columns; j += COLUMNS) {
      long y = Copies.at(b, first, j).address();
      int some = Math.min(COLUMNS, columns - j);
      some(
          r,
          block,
          y,
          way * b.rowStride(),
          some,
          f,
          way * t.rowStride(),
          way * t.columnStride(),
          unit);
    }
  }

  private static void some(
      Rows r,
      int n,
      long y,
      long pitch,
      int columns,
      long f,
      long fPitch,
      long step,
      boolean unit) {
    int whole = n / 8 * 8;
    for (int s = 0; s < whole; s += 8) {
      long row = y + s * pitch;
      long factors = f + s * fPitch;
      r.product(-1, row, pitch, 8, columns, factors, fPitch, step, y, pitch, s);
      r.substitute(row, pitch, columns, factors + s * step, fPitch, step, unit);
    }
    for (int s = whole; s < n; s++) {
      long row = y + s * pitch;
      long factors = f + s * fPitch;
      r.combine(-1, row, columns, factors, step, y, pitch, s);
      if (!unit) r.divide(row, columns, r.get(factors + s * step));
    }
  }
}
