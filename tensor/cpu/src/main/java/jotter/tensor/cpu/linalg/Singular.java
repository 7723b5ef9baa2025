package jotter.tensor.cpu.linalg;

import jotter.tensor.DType;
import jotter.tensor.cpu.matmul.Matrix;

/// Singular values and vectors: a tall matrix is reduced to its R, that to a bidiagonal matrix, and
/// this is diagonalized by implicit QR in double precision, without a shift where one would spoil
/// small values. The rotations are applied to rows, which are the columns of U and V. Golub and
/// Kahan 1965, doi:10.1137/0702016; Demmel and Kahan 1990, doi:10.1137/0911052.
final class Singular extends Chases {
  private static final int MOST = 60;

  private final Turns left;
  private final Turns right;

  private Singular(DType type, double[] d, double[] e, Turns left, Turns right) {
    super(type, d, e);
    this.left = left;
    this.right = right;
  }

  /// The singular values, some of them negative, in place of the diagonal `d` of a bidiagonal
  /// matrix, in any order. Returns 0, or how many did not converge.
  static int diagonalize(DType type, double[] d, double[] e, Turns left, Turns right) {
    return new Singular(type, d, e, left, right).iterate(MOST);
  }

  /// The decomposition of the m × n matrix `a`, with `columns` columns of U and `rows` rows of Vᵀ.
  /// Returns 0, or how many values did not converge.
  static int run(
      Rows r, int m, int n, Matrix a, Matrix u, int columns, long s, Matrix vh, int rows) {
    if (m >= n) {
      try (Work left = new Work(r, m, columns);
          Work right = new Work(r, n, n)) {
        int failed = tall(r, m, n, a, left, columns, s, right);
        Copies.straight(r, left.at(0, 0), m, columns, u);
        Copies.straight(r, right.at(0, 0), n, n, vh);
        return failed;
      }
    }
    try (Work left = new Work(r, n, rows);
        Work right = new Work(r, m, m)) {
      int failed = tall(r, n, m, a.transpose(), left, rows, s, right);
      Copies.back(r, right.at(0, 0), m, m, u);
      Copies.back(r, left.at(0, 0), n, rows, vh);
      return failed;
    }
  }

  private static int tall(Rows r, int m, int n, Matrix a, Work u, int columns, long s, Work vh) {
    for (int i = 0; i < m; i++) {
      r.clear(u.at(i, 0).address(), columns);
      if (i >= n && i < columns) r.set(u.at(i, i).address(), 1);
    }
    if (n == 0) return 0;
    try (Work w = new Work(r, m, n);
        Reflectors h = new Reflectors(r, m > n ? n : 0, m)) {
      Copies.straight(r, a, m, n, w.at(0, 0));
      double scale = scale(r, m, n, false, w);
      if (m > n) {
        Qr.factor(r, m, n, w, h, false);
        for (int i = 1; i < n; i++) r.clear(w.at(i, 0).address(), i);
      }
      int failed = square(r, n, w, scale, u, s, vh);
      for (int k = (h.count - 1) / Reflectors.BLOCK * Reflectors.BLOCK;
          k >= 0 && h.count > 0;
          k -= Reflectors.BLOCK)
        h.apply(k, Math.min(Reflectors.BLOCK, h.count - k), false, u.at(k, 0), columns);
      return failed;
    }
  }

  private static int square(Rows r, int n, Work a, double scale, Work u, long s, Work vh) {
    double[] d = new double[n];
    double[] e = new double[n];
    try (Reflectors left = new Reflectors(r, n, n);
        Reflectors right = new Reflectors(r, n - 1, n - 1);
        Work zu = new Work(r, n, n);
        Work zv = new Work(r, n, n);
        Rotations turnU = new Rotations(r, zu, n, n);
        Rotations turnV = new Rotations(r, zv, n, n)) {
      Bidiagonal.run(r, n, a, left, right, d, e);
      if (!finite(d) || !finite(e)) return n;
      left.product(a.at(0, 0), n);
      r.transpose(a.address, a.pitch, n, n, zu.address, zu.pitch);
      right.product(a.at(0, 0), n - 1);
      bordered(r, n, a, zv);
      int failed = diagonalize(r.type, d, e, turnU, turnV);
      turnU.flush();
      turnV.flush();
      for (int i = 0; i < n; i++)
        if (d[i] < 0 || 1 / d[i] < 0) {
          d[i] = -d[i];
          r.divide(zv.at(i, 0).address(), n, -1);
        }
      int[] order = order(d, false, new int[n]);
      for (int i = 0; i < n; i++) {
        r.set(s + (long) i * r.size, d[order[i]] * scale);
        r.copy(zv.at(order[i], 0).address(), vh.at(i, 0).address(), n);
        r.copy(zu.at(order[i], 0).address(), a.at(i, 0).address(), n);
      }
      r.transpose(a.address, a.pitch, n, n, u.address, u.pitch);
      return failed;
    }
  }

  @Override
  void chase(int low, int high) {
    // From the larger end of a graded matrix to the smaller one.
    if (Math.abs(d[low]) >= Math.abs(d[high])) sweep(low, high, 1, left, right);
    else sweep(high, low, -1, right, left);
  }

  /// One chase from row `from` to row `to`. Upwards (step -1) it is that of the transpose with rows
  /// and columns reversed, in which U and V change places.
  private void sweep(int from, int to, int step, Turns left, Turns right) {
    int off = step > 0 ? 0 : -1;
    double shift = smaller(d[to - step], e[to - step + off], d[to]);
    double most = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = from; ; i += step) {
      most = Math.max(most, Math.abs(d[i]));
      least = Math.min(least, Math.abs(d[i]));
      if (i == to) break;
      most = Math.max(most, Math.abs(e[i + off]));
    }
    double first = Math.abs(d[from]);
    boolean none = least <= 0x1p-53 * most || square(shift / first) < 0x1p-53;
    int count = Math.abs(to - from);
    left.chain(from, step, count);
    right.chain(from, step, count);
    if (none) unshifted(from, to, step, off, left, right);
    else shifted(from, to, step, off, shift, left, right);
  }

  private static double square(double x) {
    return x * x;
  }

  /// The smaller singular value of the upper triangle (f, g; 0, h).
  private static double smaller(double f, double g, double h) {
    double a = Math.min(Math.abs(f), Math.abs(h));
    double b = Math.max(Math.abs(f), Math.abs(h));
    if (a == 0) return 0;
    // The product of both is |f·h|, the sum of their squares f² + g² + h².
    double plus = Math.hypot(b + a, g);
    double minus = Math.hypot(b - a, g);
    return 2 * a * (b / (plus + minus));
  }

  private void shifted(int from, int to, int step, int off, double shift, Turns left, Turns right) {
    double f = (Math.abs(d[from]) - shift) * (Math.copySign(1, d[from]) + shift / d[from]);
    double g = e[from + off];
    for (int i = from; i != to; i += step) {
      double length = length(f, g);
      double c = length == 0 ? 1 : f / length;
      double s = length == 0 ? 0 : g / length;
      right.add(c, s);
      if (i != from) e[i - step + off] = length;
      double di = d[i];
      double ei = e[i + off];
      double dn = d[i + step];
      f = c * di + s * ei;
      ei = c * ei - s * di;
      g = s * dn;
      dn = c * dn;
      length = length(f, g);
      c = length == 0 ? 1 : f / length;
      s = length == 0 ? 0 : g / length;
      left.add(c, s);
      d[i] = length;
      f = c * ei + s * dn;
      d[i + step] = c * dn - s * ei;
      e[i + off] = f;
      int next = i + step;
      if (next != to) {
        g = s * e[next + off];
        e[next + off] = c * e[next + off];
      }
    }
  }

  private void unshifted(int from, int to, int step, int off, Turns left, Turns right) {
    double c = 1;
    double before = 1;
    double sine = 0;
    for (int i = from; i != to; i += step) {
      double f = d[i] * c;
      double g = e[i + off];
      double length = length(f, g);
      c = length == 0 ? 1 : f / length;
      double s = length == 0 ? 0 : g / length;
      right.add(c, s);
      if (i != from) e[i - step + off] = sine * length;
      f = before * length;
      g = d[i + step] * s;
      d[i] = length(f, g);
      before = d[i] == 0 ? 1 : f / d[i];
      sine = d[i] == 0 ? 0 : g / d[i];
      left.add(before, sine);
    }
    double h = d[to] * c;
    d[to] = h * before;
    e[to - step + off] = h * sine;
  }

  /// With the sign that makes c, f divided by it, positive.
  private static double length(double f, double g) {
    return Math.copySign(Math.sqrt(f * f + g * g), f);
  }
}
