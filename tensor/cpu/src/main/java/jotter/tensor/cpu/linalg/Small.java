package jotter.tensor.cpu.linalg;

import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;

/// Batches of small matrices, each by {@link SmallMatrix} in arrays of its thread: what blocks and
/// vectors cost at their borders is more than all of the arithmetic here.
final class Small {
  private static final int MOST = 16;

  private Small() {}

  static boolean fits(Batch a) {
    return a.rows <= MOST && a.columns <= MOST;
  }

  /// What a matrix costs, in multiplications: some for reading and writing.
  private static double cost(double work) {
    return 2 * work + 200;
  }

  static void cholesky(Batch a, Batch l, Batch info) {
    int n = a.rows;
    a.each(
        cost(n * n * n / 6.0),
        () -> {
          SmallPort in = SmallPort.of(a);
          SmallPort out = SmallPort.of(l);
          double[] s = new double[n * n];
          double[] column = new double[n];
          return i -> {
            in.load(i, s);
            Memory.set(info.address(i), SmallMatrix.cholesky(n, s, column));
            for (int j = 0; j < n; j++) for (int k = j + 1; k < n; k++) s[j * n + k] = 0;
            out.store(i, s);
          };
        });
  }

  static void lu(Batch a, Batch lu, Batch pivots, Batch info) {
    int m = a.rows;
    int n = a.columns;
    a.each(
        cost(m * n * Math.min(m, n) / 2.0),
        () -> {
          SmallPort in = SmallPort.of(a);
          SmallPort out = SmallPort.of(lu);
          double[] s = new double[m * n];
          int[] p = new int[Math.min(m, n)];
          return i -> {
            in.load(i, s);
            Memory.set(info.address(i), SmallMatrix.lu(m, n, s, p));
            out.store(i, s);
            long to = pivots.address(i);
            for (int j = 0; j < p.length; j++) Memory.set(to + 4L * j, p[j]);
          };
        });
  }

  static void solve(Batch a, Batch b, Batch x, Batch info) {
    int n = a.rows;
    int k = x.columns;
    a.each(
        cost(n * n * (n / 3.0 + k)),
        () -> {
          SmallPort in = SmallPort.of(a);
          SmallPort right = SmallPort.of(b);
          SmallPort out = SmallPort.of(x);
          double[] s = new double[n * n];
          double[] y = new double[n * k];
          int[] p = new int[n];
          return i -> {
            in.load(i, s);
            Memory.set(info.address(i), SmallMatrix.lu(n, n, s, p));
            right.load(i, y);
            SmallMatrix.exchange(n, k, p, y);
            SmallMatrix.substitute(n, k, s, y, false, true);
            SmallMatrix.substitute(n, k, s, y, true, false);
            out.store(i, y);
          };
        });
  }

  static void triangular(Batch t, Batch b, Batch x, boolean upper, boolean unit) {
    int n = t.rows;
    int k = x.columns;
    t.each(
        cost(n * n * k / 2.0),
        () -> {
          SmallPort in = SmallPort.of(t);
          SmallPort right = SmallPort.of(b);
          SmallPort out = SmallPort.of(x);
          double[] s = new double[n * n];
          double[] y = new double[n * k];
          return i -> {
            in.load(i, s);
            right.load(i, y);
            SmallMatrix.substitute(n, k, s, y, upper, unit);
            out.store(i, y);
          };
        });
  }

  static void qr(Batch a, Batch q, Batch upper) {
    int m = a.rows;
    int n = a.columns;
    int c = q.columns;
    int steps = Math.min(m, n);
    a.each(
        cost(2.0 * m * n * steps),
        () -> {
          SmallPort in = SmallPort.of(a);
          SmallPort left = SmallPort.of(q);
          SmallPort right = SmallPort.of(upper);
          double[] s = new double[Math.max(m, c) * n];
          double[] tau = new double[steps];
          double[] w = new double[Math.max(c, n)];
          double[] y = new double[m * c];
          return i -> {
            in.load(i, s);
            SmallMatrix.qr(m, n, s, tau, w);
            SmallMatrix.product(s, 0, n, n, 0, steps, tau, y, m, c, w);
            for (int j = 1; j < m; j++) for (int k = 0; k < Math.min(j, n); k++) s[j * n + k] = 0;
            left.store(i, y);
            right.store(i, s);
          };
        });
  }

  static void eigh(Batch a, Batch w, Batch v, Batch info) {
    int n = a.rows;
    a.each(
        cost(12.0 * n * n * n),
        () -> {
          SmallPort in = SmallPort.of(a);
          SmallPort values = SmallPort.of(w);
          SmallPort vectors = SmallPort.of(v);
          double[] s = new double[n * n];
          double[] q = new double[n * n];
          double[] d = new double[n];
          double[] e = new double[n];
          double[] tau = new double[n];
          double[] room = new double[n];
          int[] order = new int[n];
          return i -> {
            in.load(i, s);
            double most = 0;
            for (int j = 0; j < n; j++)
              for (int k = 0; k <= j; k++) most = Math.max(most, Math.abs(s[j * n + k]));
            double scale = Chases.scale(most);
            for (int j = 0; j < n; j++)
              for (int k = 0; k <= j; k++) {
                s[j * n + k] /= scale;
                s[k * n + j] = s[j * n + k];
              }
            SmallMatrix.tridiagonal(n, s, d, e, tau, room);
            int failed = n;
            if (Chases.finite(d) && Chases.finite(e)) {
              SmallMatrix.product(s, 1, n, 1, 1, n - 1, tau, q, n, n, room);
              turn(q, n, n, s);
              failed = Eigen.diagonalize(in.type, d, e, new SmallTurns(s, n));
            }
            Memory.set(info.address(i), failed);
            Chases.order(d, true, order);
            for (int j = 0; j < n; j++) {
              room[j] = d[order[j]] * scale;
              for (int k = 0; k < n; k++) q[k * n + j] = s[order[j] * n + k];
            }
            values.store(i, room);
            vectors.store(i, q);
          };
        });
  }

  /// `to[j][i] = from[i][j]`.
  private static void turn(double[] from, int rows, int columns, double[] to) {
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++) to[j * rows + i] = from[i * columns + j];
  }

  static void svd(Batch a, Batch u, Batch s, Batch vh, Batch info) {
    boolean wide = a.rows < a.columns;
    int m = wide ? a.columns : a.rows;
    int n = wide ? a.rows : a.columns;
    int c = wide ? vh.rows : u.columns;
    a.each(
        cost(20.0 * m * n * n),
        () -> {
          SmallPort in = SmallPort.of(a, wide);
          // The singular vectors are rows.
          SmallPort left = SmallPort.of(wide ? vh : u, !wide);
          SmallPort right = SmallPort.of(wide ? u : vh, wide);
          SmallPort values = SmallPort.of(s);
          SmallSingular x = new SmallSingular(m, n, c);
          return i -> {
            in.load(i, x.a);
            Memory.set(info.address(i), x.run(in.type));
            values.store(i, x.ordered(x.d, 1));
            right.store(i, x.ordered(x.v, n));
            left.store(i, x.ordered(x.u, m));
          };
        });
  }

  /// The decomposition of one matrix with no more columns than rows.
  private static final class SmallSingular {
    final int m;
    final int n;
    final int columns;
    final double[] a;
    final double[] d;

    /// Rows of left and right singular vectors, not yet in order.
    final double[] u;

    final double[] v;
    private final int[] order;
    private final double[] e;
    private final double[] left;
    private final double[] right;
    private final double[] w;
    private final double[] q;

    SmallSingular(int m, int n, int columns) {
      this.m = m;
      this.n = n;
      this.columns = columns;
      a = new double[m * n];
      d = new double[n];
      e = new double[n];
      left = new double[n];
      right = new double[n];
      order = new int[n];
      w = new double[m];
      q = new double[m * Math.max(columns, n)];
      u = new double[m * columns];
      v = new double[n * n];
    }

    int run(DType type) {
      double most = 0;
      for (double x : a) most = Math.max(most, Math.abs(x));
      double scale = Chases.scale(most);
      for (int i = 0; i < a.length; i++) a[i] /= scale;
      SmallMatrix.bidiagonal(m, n, a, d, e, left, right, w);
      int failed = n;
      if (Chases.finite(d) && Chases.finite(e)) {
        SmallMatrix.product(a, 0, n, n, 0, n, left, q, m, columns, w);
        turn(q, m, columns, u);
        SmallMatrix.product(a, 1, n, 1, 1, n - 1, right, q, n, n, w);
        turn(q, n, n, v);
        failed = Singular.diagonalize(type, d, e, new SmallTurns(u, m), new SmallTurns(v, n));
      }
      for (int j = 0; j < n; j++) {
        if (d[j] < 0 || 1 / d[j] < 0) {
          d[j] = -d[j];
          for (int k = 0; k < n; k++) v[j * n + k] = -v[j * n + k];
        }
        d[j] *= scale;
      }
      Chases.order(d, false, order);
      return failed;
    }

    /// The rows of `length` numbers in the order of the singular values, and behind them the rest.
    double[] ordered(double[] rows, int length) {
      for (int j = 0; j < n; j++) System.arraycopy(rows, order[j] * length, q, j * length, length);
      int end = n * length;
      System.arraycopy(rows, end, q, end, rows.length - end);
      return q;
    }
  }
}
