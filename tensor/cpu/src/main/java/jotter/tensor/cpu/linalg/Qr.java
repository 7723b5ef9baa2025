package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.matmul.Matrix;

/// QR by reflections, a block of columns at a time. Golub and Van Loan, "Matrix Computations", 5.2;
/// Schreiber and Van Loan 1989, doi:10.1137/0910005.
final class Qr {
  private Qr() {}

  /// Factors `a` in place: R in the upper triangle and, if they are wanted, the reflections below
  /// it; else what is below is left as it happens to be. `h` gets the reflections.
  static void factor(Rows r, int m, int n, Work a, Reflectors h, boolean below) {
    for (int k = 0; k < h.count; k += Reflectors.BLOCK) {
      int block = Math.min(Reflectors.BLOCK, h.count - k);
      Matrix v = h.v.at(k, k);
      r.transpose(a.at(k, k).address(), a.pitch, m - k, block, v.address(), h.v.pitch);
      h.factor(k, block);
      int rows = below ? m - k : block;
      r.transpose(v.address(), h.v.pitch, block, rows, a.at(k, k).address(), a.pitch);
      h.finish(k, block);
      int rest = n - k - block;
      if (rest > 0) h.apply(k, block, true, a.at(k, k + block), rest);
    }
  }

  /// Q (as many columns as `q` shall have) and R, of as many rows.
  static void run(Rows r, int m, int n, Matrix a, Matrix q, int columns, Matrix upper) {
    int steps = Math.min(m, n);
    try (Work w = new Work(r, m, n);
        Reflectors h = new Reflectors(r, steps, m)) {
      Copies.straight(r, a, m, n, w.at(0, 0));
      factor(r, m, n, w, h, false);
      for (int i = 0; i < columns; i++) {
        long row = Copies.at(upper, i, 0).address();
        int zeros = Math.min(i, n);
        r.clear(row, zeros);
        if (i < steps) r.copy(w.at(i, i).address(), Copies.at(upper, i, i).address(), n - zeros);
      }
      h.product(q, columns);
    }
  }

  /// R and reflections in one matrix, and τ.
  static void reflectors(Rows r, int m, int n, Matrix a, Matrix out, long tau) {
    try (Work w = new Work(r, m, n);
        Reflectors h = new Reflectors(r, Math.min(m, n), m)) {
      Copies.straight(r, a, m, n, w.at(0, 0));
      factor(r, m, n, w, h, true);
      Copies.straight(r, w.at(0, 0), m, n, out);
      for (int i = 0; i < h.count; i++) r.set(tau + (long) i * r.size, h.tau[i]);
    }
  }

  /// The product of the reflections below the diagonal of `a` and in `tau`.
  static void product(
      Rows r, int m, int columns, Matrix a, long tau, long step, int count, Matrix q) {
    try (Reflectors h = new Reflectors(r, count, m)) {
      Copies.transposed(r, a, m, count, h.v.at(0, 0));
      for (int i = 0; i < count; i++) h.tau[i] = r.get(tau + i * step);
      for (int k = 0; k < count; k += Reflectors.BLOCK)
        h.finish(k, Math.min(Reflectors.BLOCK, count - k));
      h.product(q, columns);
    }
  }
}
