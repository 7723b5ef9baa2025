package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;

/// Symmetric matrices to tridiagonal ones, QᵀAQ = T, by blocks of reflections: within a block the
/// matrix is left as it was and its products are corrected, then V·Wᵀ + W·Vᵀ is taken from it at
/// once. Dongarra, Hammarling and Sorensen 1989, doi:10.1016/0377-0427(89)90367-1. All of the
/// matrix is kept, not only a triangle, so that its rows are its columns.
final class Tridiagonal {
  private static final int BLOCK = 32;

  private final Rows r;
  private final int n;
  private final Work a;
  private final Reflectors h;
  private final double[] d;
  private final double[] e;

  /// The rows V and W of a block, and -W and -V for the product.
  private final Work vw;

  private final Work wv;
  private final Work sums;

  private Tridiagonal(
      Rows r, int n, Work a, Reflectors h, double[] d, double[] e, Work vw, Work wv, Work sums) {
    this.r = r;
    this.n = n;
    this.a = a;
    this.h = h;
    this.d = d;
    this.e = e;
    this.vw = vw;
    this.wv = wv;
    this.sums = sums;
  }

  /// Reduces `a`, which is lost; `h` gets the n - 1 reflections of the rows from 1 on.
  static void run(Rows r, int n, Work a, Reflectors h, double[] d, double[] e) {
    try (Work vw = new Work(r, 2 * BLOCK, n);
        Work wv = new Work(r, 2 * BLOCK, n);
        Work sums = new Work(r, 3, Math.max(n, 2 * BLOCK))) {
      Tridiagonal t = new Tridiagonal(r, n, a, h, d, e, vw, wv, sums);
      for (int k = 0; k < n - 1; k += BLOCK) t.block(k, Math.min(BLOCK, n - 1 - k));
      if (n > 0) d[n - 1] = r.get(a.at(n - 1, n - 1).address());
    }
  }

  private long v(int i, int column) {
    return vw.at(i, column).address();
  }

  private long w(int i, int column) {
    return vw.at(BLOCK + i, column).address();
  }

  private void block(int k, int block) {
    for (int i = 0; i < block; i++) step(k + i, i);
    h.finish(k, block);
    int next = k + block;
    int rest = n - next;
    for (int i = 0; i < block; i++) {
      negate(w(i, next), wv.at(i, next).address(), rest);
      negate(v(i, next), wv.at(BLOCK + i, next).address(), rest);
    }
    Matrix c = a.at(next, next);
    Matrix left = vw.at(0, next).transpose();
    if (block == BLOCK) MatMul.one(rest, rest, 2 * BLOCK, left, wv.at(0, next), c, true);
    else {
      MatMul.one(rest, rest, block, left, wv.at(0, next), c, true);
      MatMul.one(rest, rest, block, vw.at(BLOCK, next).transpose(), wv.at(BLOCK, next), c, true);
    }
  }

  private void negate(long from, long to, int count) {
    r.copy(from, to, count);
    r.divide(to, count, -1);
  }

  /// Row `j` of the matrix, of whose block `i` rows are done.
  private void step(int j, int i) {
    long row = a.at(j, j).address();
    int rest = n - j - 1;
    r.combine(-1, row, n - j, v(0, j), vw.pitch, w(0, j), vw.pitch, i);
    r.combine(-1, row, n - j, w(0, j), vw.pitch, v(0, j), vw.pitch, i);
    d[j] = r.get(row);
    long x = row + r.size;
    double tau = Reflectors.make(r, x, rest);
    h.tau[j] = tau;
    e[j] = r.get(x);
    r.set(x, 1);
    // The reflection, as this block's v and as one of Q's.
    int next = j + 1;
    long v = v(i, next);
    r.copy(x, v, rest);
    r.copy(x, h.v.at(j, j).address(), rest);
    // w = τ·(A·v - ...), and then the multiple of v that makes the update symmetric.
    long tv = sums.at(0, 0).address();
    long factor = sums.at(1, 0).address();
    long products = sums.at(2, 0).address();
    long w = w(i, next);
    r.set(factor, tau);
    r.clear(tv, rest);
    r.combine(1, tv, rest, factor, 0, v, 0, 1);
    r.clear(w, rest);
    r.combine(1, w, rest, tv, r.size, a.at(next, next).address(), a.pitch, rest);
    r.dots(products, r.size, tv, rest, v(0, next), vw.pitch, i);
    r.combine(-1, w, rest, products, r.size, w(0, next), vw.pitch, i);
    r.dots(products, r.size, tv, rest, w(0, next), vw.pitch, i);
    r.combine(-1, w, rest, products, r.size, v(0, next), vw.pitch, i);
    r.dots(factor, 0, tv, rest, w, 0, 1);
    r.set(factor, r.get(factor) / 2);
    r.combine(-1, w, rest, factor, 0, v, 0, 1);
  }
}
