package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;

/// Square matrices to upper bidiagonal ones, A = U·B·Vᵀ, by blocks of reflections from both sides:
/// within a block the matrix is left as it was and its products are corrected, then V·Yᵀ + X·U is
/// taken from it at once. Dongarra, Hammarling and Sorensen 1989, doi:10.1016/0377-0427(89)90367-1.
final class Bidiagonal implements AutoCloseable {
  private static final int BLOCK = 32;

  private final Rows r;
  private final int n;
  private final Work a;
  private final Reflectors left;
  private final Reflectors right;
  private final double[] d;
  private final double[] e;

  /// The columns of a block.
  private final Work columns;

  /// The rows v (reflections from the left) and x, y and u (from the right), and their negatives.
  private final Work vx;

  private final Work yu;
  private final Work sums;

  private Bidiagonal(
      Rows r, int n, Work a, Reflectors left, Reflectors right, double[] d, double[] e) {
    this.r = r;
    this.n = n;
    this.a = a;
    this.left = left;
    this.right = right;
    this.d = d;
    this.e = e;
    this.columns = new Work(r, BLOCK, n);
    this.vx = new Work(r, 2 * BLOCK, n);
    this.yu = new Work(r, 2 * BLOCK, n);
    this.sums = new Work(r, 3, Math.max(n, BLOCK));
  }

  /// Reduces `a`, which is lost; `left` gets n reflections, `right` the n - 1 of the columns from 1
  /// on.
  static void run(
      Rows r, int n, Work a, Reflectors left, Reflectors right, double[] d, double[] e) {
    try (Bidiagonal b = new Bidiagonal(r, n, a, left, right, d, e)) {
      for (int k = 0; k < n; k += BLOCK) b.block(k, Math.min(BLOCK, n - k));
    }
  }

  @Override
  public void close() {
    columns.close();
    vx.close();
    yu.close();
    sums.close();
  }

  private long v(int i, int column) {
    return vx.at(i, column).address();
  }

  private long x(int i, int column) {
    return vx.at(BLOCK + i, column).address();
  }

  private long y(int i, int column) {
    return yu.at(i, column).address();
  }

  private long u(int i, int column) {
    return yu.at(BLOCK + i, column).address();
  }

  private void block(int k, int block) {
    r.transpose(
        a.at(k, k).address(), a.pitch, n - k, block, columns.at(0, k).address(), columns.pitch);
    for (int i = 0; i < block; i++) {
      column(k + i, i);
      if (k + i + 1 < n) row(k + i, i);
    }
    left.finish(k, block);
    right.finish(k, Math.min(block, n - 1 - k));
    int next = k + block;
    int rest = n - next;
    if (rest == 0) return;
    for (int i = 0; i < block; i++) {
      r.divide(y(i, next), rest, -1);
      r.divide(u(i, next), rest, -1);
    }
    MatMul.one(
        rest, rest, 2 * BLOCK, vx.at(0, next).transpose(), yu.at(0, next), a.at(next, next), true);
  }

  /// Column `j`, of whose block `i` are done: d, v and y.
  private void column(int j, int i) {
    long c = columns.at(i, j).address();
    int length = n - j;
    r.combine(-1, c, length, y(0, j), yu.pitch, v(0, j), vx.pitch, i);
    r.combine(-1, c, length, u(0, j), yu.pitch, x(0, j), vx.pitch, i);
    double tau = Reflectors.make(r, c, length);
    left.tau[j] = tau;
    d[j] = r.get(c);
    r.set(c, 1);
    r.copy(c, v(i, j), length);
    r.copy(c, left.v.at(j, j).address(), length);
    int rest = n - j - 1;
    if (rest == 0) return;
    long tv = scaled(tau, c, length);
    long y = y(i, j + 1);
    r.clear(y, rest);
    r.combine(1, y, rest, tv, r.size, a.at(j, j + 1).address(), a.pitch, length);
    long products = sums.at(2, 0).address();
    r.dots(products, r.size, tv, length, v(0, j), vx.pitch, i);
    r.combine(-1, y, rest, products, r.size, y(0, j + 1), yu.pitch, i);
    r.dots(products, r.size, tv, length, x(0, j), vx.pitch, i);
    r.combine(-1, y, rest, products, r.size, u(0, j + 1), yu.pitch, i);
  }

  /// Row `j`: e, u and x.
  private void row(int j, int i) {
    int next = j + 1;
    int rest = n - next;
    long row = a.at(j, next).address();
    r.combine(-1, row, rest, v(0, j), vx.pitch, y(0, next), yu.pitch, i + 1);
    r.combine(-1, row, rest, x(0, j), vx.pitch, u(0, next), yu.pitch, i);
    double tau = Reflectors.make(r, row, rest);
    right.tau[j] = tau;
    e[j] = r.get(row);
    r.set(row, 1);
    r.copy(row, u(i, next), rest);
    r.copy(row, right.v.at(j, j).address(), rest);
    long tu = scaled(tau, row, rest);
    long x = x(i, next);
    r.dots(x, r.size, tu, rest, a.at(next, next).address(), a.pitch, rest);
    long products = sums.at(2, 0).address();
    r.dots(products, r.size, tu, rest, y(0, next), yu.pitch, i + 1);
    r.combine(-1, x, rest, products, r.size, v(0, next), vx.pitch, i + 1);
    r.dots(products, r.size, tu, rest, u(0, next), yu.pitch, i);
    r.combine(-1, x, rest, products, r.size, x(0, next), vx.pitch, i);
  }

  /// τ times a row.
  private long scaled(double tau, long row, int length) {
    long to = sums.at(0, 0).address();
    long factor = sums.at(1, 0).address();
    r.set(factor, tau);
    r.clear(to, length);
    r.combine(1, to, length, factor, 0, row, 0, 1);
    return to;
  }
}
