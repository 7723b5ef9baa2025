package jotter.tensor.cpu.linalg;

import jotter.tensor.DType;
import jotter.tensor.cpu.matmul.Matrix;

/// Eigenvalues and eigenvectors of symmetric matrices: reduction to a tridiagonal matrix, and its
/// diagonalization by implicit QL or QR, with shifts after Wilkinson, in double precision. The
/// rotations are applied to rows, which are the columns of Q. Golub and Van Loan, "Matrix
/// Computations", 8.3; Dubrulle 1970, doi:10.1007/BF02165505.
final class Eigen extends Chases {
  private static final int MOST = 30;
  private static final int SQUARE = 16;

  private final Turns rotations;

  private Eigen(DType type, double[] d, double[] e, Turns rotations) {
    super(type, d, e);
    this.rotations = rotations;
  }

  /// The eigenvalues in place of the diagonal `d` of a tridiagonal matrix, in any order. Returns 0,
  /// or how many did not converge.
  static int diagonalize(DType type, double[] d, double[] e, Turns rotations) {
    return new Eigen(type, d, e, rotations).iterate(MOST);
  }

  /// The eigenvalues of `a`, of which the lower triangle is read, ascending in `w`, and the
  /// eigenvectors in the columns of `v`. Returns 0, or how many did not converge.
  static int run(Rows r, int n, Matrix a, long w, Matrix v) {
    if (n == 0) return 0;
    double[] d = new double[n];
    double[] e = new double[n];
    try (Work c = new Work(r, n, n);
        Work z = new Work(r, n, n);
        Reflectors h = new Reflectors(r, n - 1, n - 1);
        Rotations rotations = new Rotations(r, z, n, n)) {
      double scale = symmetric(r, n, a, c);
      Tridiagonal.run(r, n, c, h, d, e);
      if (!finite(d) || !finite(e)) return n;
      // Q' acts on the rows from 1 on; its columns become rows of z.
      h.product(c.at(0, 0), n - 1);
      bordered(r, n, c, z);
      int failed = diagonalize(r.type, d, e, rotations);
      rotations.flush();
      int[] order = order(d, true, new int[n]);
      for (int i = 0; i < n; i++) {
        r.set(w + (long) i * r.size, d[order[i]] * scale);
        r.copy(z.at(order[i], 0).address(), c.at(i, 0).address(), n);
      }
      r.transpose(c.address, c.pitch, n, n, v.address(), v.rowStride());
      return failed;
    }
  }

  /// Both triangles of `a` from the lower one, scaled by a power of two to numbers below 2; returns
  /// the inverse of the scale.
  private static double symmetric(Rows r, int n, Matrix a, Work c) {
    Copies.straight(r, a, n, n, c.at(0, 0));
    double scale = scale(r, n, n, true, c);
    for (int i = 0; i < n; i += SQUARE) {
      int rows = Math.min(SQUARE, n - i);
      if (i > 0) r.transpose(c.at(i, 0).address(), c.pitch, rows, i, c.at(0, i).address(), c.pitch);
      for (int p = i; p < i + rows; p++)
        for (int q = i; q < p; q++) r.set(c.at(q, p).address(), r.get(c.at(p, q).address()));
    }
    return scale;
  }

  @Override
  void chase(int low, int high) {
    // Work towards the smaller end of a graded matrix.
    if (Math.abs(d[high]) < Math.abs(d[low])) sweep(low, high, 1);
    else sweep(high, low, -1);
  }

  /// One chase from row `from` to row `to`, at which the eigenvalue appears that the shift is near:
  /// the step is 1 (QR) or -1 (QL).
  private void sweep(int from, int to, int step) {
    // The number between rows i and i + step is e[i + off].
    int off = step > 0 ? 0 : -1;
    int last = to - step;
    double end = e[last + off];
    double g = (d[last] - d[to]) / (2 * end);
    double root = Math.sqrt(g * g + 1);
    g = d[from] - d[to] + end / (g + Math.copySign(root, g));
    double c = 1;
    double s = 1;
    double p = 0;
    rotations.chain(from, step, Math.abs(to - from));
    for (int i = from; i != to; i += step) {
      double between = e[i + off];
      double f = s * between;
      double b = c * between;
      // With the sign that makes c positive.
      double length = Math.copySign(Math.sqrt(f * f + g * g), g);
      if (i != from) e[i - step + off] = length;
      if (length == 0) {
        // Nothing left to chase: the block falls apart here.
        d[i] -= p;
        return;
      }
      s = f / length;
      c = g / length;
      g = d[i] - p;
      double t = (d[i + step] - g) * s + 2 * c * b;
      p = s * t;
      d[i] = g + p;
      g = c * t - b;
      rotations.add(c, s);
    }
    d[to] -= p;
    e[last + off] = g;
  }
}
