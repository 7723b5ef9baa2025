package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;

/// Householder's reflections H = I - τ·v·vᵀ, of which blocks are applied at once as I - V·T·Vᵀ.
/// Instead of T its inverse is kept, an upper triangle with 1/τ on its diagonal and products v·v
/// above it: Joffrain, Low, Quintana-Ortí, van de Geijn and Van Zee 2006, "Accumulating Householder
/// transformations, revisited", doi:10.1145/1141885.1141886.
final class Reflectors implements AutoCloseable {
  static final int BLOCK = 32;

  private final Rows r;

  /// The number of reflections.
  final int count;

  /// The length of each.
  final int length;

  /// A reflection as a row: zeros, 1, and the rest.
  final Work v;

  final double[] tau;

  /// -T⁻¹ of each block, one below the other.
  private final Work inverse;

  Reflectors(Rows r, int count, int length) {
    this.r = r;
    this.count = count;
    this.length = length;
    this.v = new Work(r, count, length);
    this.tau = new double[count];
    this.inverse = new Work(r, count, BLOCK);
  }

  /// Turns the numbers at `x` into β and the rest of v, with H·x = (β, 0, ...); returns τ.
  static double make(Rows r, long x, int n) {
    double tail = r.norm(x + r.size, n - 1);
    double alpha = r.get(x);
    if (tail == 0) return 0;
    double beta = -Math.copySign(Math.hypot(alpha, tail), alpha);
    if (!(Math.abs(beta) < Double.POSITIVE_INFINITY)) return Double.NaN;
    r.divide(x + r.size, n - 1, alpha - beta);
    r.set(x, beta);
    // From v as it was rounded, so that H is orthogonal and not only nearly so.
    return 2 / (1 + r.squares(x + r.size, n - 1, 1));
  }

  /// Makes the reflections that turn the numbers from `k` on in the rows k .. k + block - 1 of `v`,
  /// columns of a matrix, into an upper triangle, and leaves them as LAPACK does: the triangle's
  /// numbers before those of v, whose first, 1, is left out.
  void factor(int k, int block) {
    try (Work sums = new Work(r, 1, block)) {
      for (int j = k; j < k + block; j++) {
        long x = v.at(j, j).address();
        int n = length - j;
        tau[j] = make(r, x, n);
        int rest = k + block - j - 1;
        if (rest == 0) continue;
        double beta = r.get(x);
        long next = x + v.pitch;
        r.set(x, 1);
        r.dots(sums.address, r.size, x, n, next, v.pitch, rest);
        for (int i = 0; i < rest; i++) {
          long s = sums.address + (long) i * r.size;
          r.set(s, r.get(s) * tau[j]);
        }
        r.spread(-1, next, v.pitch, rest, sums.address, r.size, x, n);
        r.set(x, beta);
      }
    }
  }

  /// Writes zeros and ones before the reflections k .. k + block - 1, and makes their T⁻¹.
  void finish(int k, int block) {
    if (block <= 0) return;
    for (int j = k; j < k + block; j++) {
      long x = v.at(j, k).address();
      r.clear(x, j - k);
      // One that does nothing shall add nothing to T⁻¹ either.
      if (tau[j] == 0) r.clear(x, length - k);
      else r.set(v.at(j, j).address(), 1);
    }
    Matrix rows = v.at(k, k);
    Matrix t = inverse.at(k, 0);
    MatMul.one(block, block, length - k, rows, rows.transpose(), t, false);
    for (int j = 0; j < block; j++) {
      long row = inverse.at(k + j, 0).address();
      r.negate(row, row, block);
      r.set(row + (long) j * r.size, tau[k + j] == 0 ? -1 : -1 / tau[k + j]);
    }
  }

  /// Applies the reflections k .. k + block - 1 from the left to `columns` columns of a matrix
  /// whose row `k` is the first of `c`: their product, or its transpose.
  void apply(int k, int block, boolean transposed, Matrix c, int columns) {
    if (columns == 0) return;
    try (Work w = new Work(r, block, columns)) {
      Matrix rows = v.at(k, k);
      Matrix sums = w.at(0, 0);
      MatMul.one(block, columns, length - k, rows, c, sums, false);
      Matrix t = inverse.at(k, 0);
      Triangle.solve(r, block, columns, transposed ? t.transpose() : t, sums, !transposed, false);
      MatMul.one(length - k, columns, block, rows.transpose(), sums, c, true);
    }
  }

  /// The first `columns` columns of the product of all reflections; the rows of `q` are runs of
  /// memory.
  void product(Matrix q, int columns) {
    for (int i = 0; i < length; i++) {
      r.clear(Copies.at(q, i, 0).address(), columns);
      if (i < columns) r.set(Copies.at(q, i, i).address(), 1);
    }
    for (int k = (count - 1) / BLOCK * BLOCK; k >= 0 && count > 0; k -= BLOCK)
      apply(k, Math.min(BLOCK, count - k), false, Copies.at(q, k, k), columns - k);
  }

  @Override
  public void close() {
    v.close();
    inverse.close();
  }
}
