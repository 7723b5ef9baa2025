package jotter.tensor.cpu.reduce;

import java.util.Arrays;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// What {@link Moments} computes, down the columns of float32 rows in order.
final class FloatMoments {
  /// Rows whose sums of squares are taken around their own mean, while they are in second level
  /// cache.
  private static final int BLOCK = 64;

  /// Rows of float32 that are summed in float32.
  private static final int RUN = 4 * Columns.ROWS;

  private static final RowProgram EXP =
      new RowProgram(Program.of("shiftedRowExp", Formula.X.sub(Formula.Y).exp()));

  private FloatMoments() {}

  /// Means, and sums of squares around them, of all outputs.
  static void variance(Strips strips, double[] mean, double[] squares) {
    int parts = strips.parts;
    Moments[] partial = new Moments[strips.count * parts];
    Threads.run(
        partial.length,
        b -> {
          int s = b / parts;
          partial[b] = new Moments(strips.width(s));
          int end = strips.first(b % parts + 1);
          for (int r = strips.first(b % parts); r < end; r += BLOCK)
            partial[b].add(strips, s, r, Math.min(end, r + BLOCK));
        });
    for (int s = 0; s < strips.count; s++) {
      Moments all = partial[s * parts];
      for (int p = 1; p < parts; p++) {
        Moments more = partial[s * parts + p];
        all.merge(more.mean, more.squares, more.count);
      }
      System.arraycopy(all.mean, 0, mean, (int) strips.from(s), all.mean.length);
      System.arraycopy(all.squares, 0, squares, (int) strips.from(s), all.mean.length);
    }
  }

  /// Of some rows, column by column (Chan, Golub and LeVeque 1979).
  private static final class Moments {
    final Columns columns = Columns.here();
    final long[] rows = new long[Columns.ROWS];
    final double[] mean;
    final double[] squares;
    final double[] m;
    final double[] s;
    final float[] near;
    final float[] some;
    double count;

    Moments(int n) {
      mean = new double[n];
      squares = new double[n];
      m = new double[n];
      s = new double[n];
      near = new float[n];
      some = new float[n];
    }

    void add(Strips strips, int strip, int from, int to) {
      int n = mean.length;
      Arrays.fill(m, 0);
      for (int r = from; r < to; r += RUN) {
        int end = Math.min(to, r + RUN);
        for (int k = r; k < end; k += Columns.ROWS)
          columns.sum(rows, strips.rows(strip, k, end, rows), n, some);
        fold(m);
      }
      double each = to - from;
      for (int i = 0; i < n; i++) m[i] /= each;
      for (int i = 0; i < n; i++) near[i] = (float) m[i];
      Arrays.fill(s, 0);
      for (int r = from; r < to; r += RUN) {
        int end = Math.min(to, r + RUN);
        for (int k = r; k < end; k += Columns.ROWS)
          columns.squares(rows, strips.rows(strip, k, end, rows), n, near, some);
        fold(s);
      }
      // Around the rounded mean the sum is too large by as many times the squared distance.
      for (int i = 0; i < n; i++) {
        double off = m[i] - near[i];
        s[i] = Math.max(0, s[i] - each * off * off);
      }
      merge(m, s, each);
    }

    private void fold(double[] to) {
      for (int i = 0; i < to.length; i++) to[i] += some[i];
      Arrays.fill(some, 0);
    }

    void merge(double[] m, double[] s, double each) {
      double total = count + each;
      double part = each / total;
      double weight = count * part;
      for (int i = 0; i < mean.length; i++) {
        double d = m[i] - mean[i];
        squares[i] += s[i] + d * d * weight;
        mean[i] += d * part;
      }
      count = total;
    }
  }

  /// Maxima, and sums of exponentials relative to them, of all outputs.
  static void logSumExp(Strips strips, double[] top, double[] sum) {
    int parts = strips.parts;
    int tasks = strips.count * parts;
    float[][] tops = new float[tasks][];
    Threads.run(tasks, b -> tops[b] = tops(strips, b / parts, b % parts));
    for (int s = 0; s < strips.count; s++) {
      float[] t = tops[s * parts];
      for (int p = 1; p < parts; p++)
        for (int i = 0; i < t.length; i++) t[i] = Math.max(t[i], tops[s * parts + p][i]);
      for (int i = 0; i < t.length; i++) top[(int) strips.from(s) + i] = t[i];
    }
    double[][] sums = new double[tasks][];
    Threads.run(
        tasks, b -> sums[b] = exponentials(strips, b / parts, b % parts, tops[b / parts * parts]));
    for (int s = 0; s < strips.count; s++) {
      int from = (int) strips.from(s);
      for (int p = 0; p < parts; p++) {
        double[] more = sums[s * parts + p];
        for (int i = 0; i < more.length; i++) sum[from + i] += more[i];
      }
    }
  }

  /// The largest of each column, NaN if there is one.
  private static float[] tops(Strips strips, int s, int part) {
    int n = strips.width(s);
    float[] best = new float[n];
    float[] all = new float[n];
    long[] rows = new long[Columns.ROWS];
    Columns columns = Columns.here();
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    int end = strips.first(part + 1);
    for (int r = strips.first(part); r < end; r += Columns.ROWS)
      columns.top(rows, strips.rows(s, r, end, rows), n, 1, best, all);
    for (int i = 0; i < n; i++)
      if (all[i] != all[i]) best[i] = top(strips, s, strips.first(part), end, i);
    return best;
  }

  private static float top(Strips strips, int s, int first, int end, int column) {
    long[] rows = new long[Columns.ROWS];
    float top = Float.NEGATIVE_INFINITY;
    for (int r = first; r < end; r += Columns.ROWS) {
      int count = strips.rows(s, r, end, rows);
      for (int k = 0; k < count; k++) top = Math.max(top, Memory.getF32(rows[k] + 4L * column));
    }
    return top;
  }

  private static double[] exponentials(Strips strips, int s, int part, float[] tops) {
    int n = tops.length;
    double[] sum = new double[n];
    float[] some = new float[n];
    long[] rows = new long[Columns.ROWS];
    long[] results = new long[Columns.ROWS];
    long[] addresses = new long[3];
    double[] none = {};
    Columns columns = Columns.here();
    try (Scratch scratch = new Scratch((Columns.ROWS + 1L) * n)) {
      for (int k = 0; k < Columns.ROWS; k++) results[k] = scratch.address + 4L * k * n;
      addresses[2] = scratch.address + 4L * Columns.ROWS * n;
      // Infinite maxima would give NaN; the sums of such columns are not used.
      for (int i = 0; i < n; i++)
        Memory.set(addresses[2] + 4L * i, Float.isInfinite(tops[i]) ? 0 : tops[i]);
      int last = strips.first(part + 1);
      for (int from = strips.first(part); from < last; from += RUN) {
        int end = Math.min(last, from + RUN);
        for (int r = from; r < end; r += Columns.ROWS) {
          int count = strips.rows(s, r, end, rows);
          for (int k = 0; k < count; k++) {
            addresses[0] = results[k];
            addresses[1] = rows[k];
            EXP.run(n, none, addresses);
          }
          columns.sum(results, count, n, some);
        }
        for (int i = 0; i < n; i++) sum[i] += some[i];
        Arrays.fill(some, 0);
      }
    }
    return sum;
  }
}
