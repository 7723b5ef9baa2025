package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;

/// Sums and extremes down the columns of float32 rows that lie in order, {@link #ROWS} rows at a
/// time: a row of accumulators is read and written once for all of them. The vector loops and the
/// plain ones give the same bits.
abstract class Columns {
  /// Rows that are taken together.
  static final int ROWS = 8;

  static final Columns PLAIN = new Plain();

  static Columns here() {
    return Simd.ON ? VectorColumns.INSTANCE : PLAIN;
  }

  /// Of whole groups: `sum[i] += Σ x[i]` over the rows, by pairs.
  abstract void sums(long[] rows, int n, float[] sum);

  /// Of one row.
  abstract void sum(long row, int n, float[] sum);

  /// Of whole groups: `sum[i] += Σ (x[i] - mean[i])²`.
  abstract void squares(long[] rows, int n, float[] mean, float[] sum);

  /// Of one row.
  abstract void square(long row, int n, float[] mean, float[] sum);

  abstract void tops(long[] rows, int n, float sign, float[] best, float[] all);

  abstract void places(
      long[] rows, int n, float sign, int first, float[] best, int[] at, float[] all);

  /// `sum[i] += Σ x[i]` over the first `count` of `rows`.
  final void sum(long[] rows, int count, int n, float[] sum) {
    if (count == ROWS) sums(rows, n, sum);
    else for (int k = 0; k < count; k++) sum(rows[k], n, sum);
  }

  /// `sum[i] += Σ (x[i] - mean[i])²` over the first `count` of `rows`.
  final void squares(long[] rows, int count, int n, float[] mean, float[] sum) {
    if (count == ROWS) squares(rows, n, mean, sum);
    else for (int k = 0; k < count; k++) square(rows[k], n, mean, sum);
  }

  /// `best[i]` becomes the largest of itself and the rows' x·sign (1 or -1), the first of equals. A
  /// NaN is passed over, but spoils `all[i]`, to which all are added; so do infinities of both
  /// signs.
  final void top(long[] rows, int count, int n, float sign, float[] best, float[] all) {
    tops(filled(rows, count), n, sign, best, all);
  }

  /// As {@link #top}, and `at[i]` becomes the number of the row that `best[i]` is from; the first
  /// of `rows` has the number `first`.
  final void place(
      long[] rows, int count, int n, float sign, int first, float[] best, int[] at, float[] all) {
    places(filled(rows, count), n, sign, first, best, at, all);
  }

  /// A row that comes again changes nothing about extremes.
  private static long[] filled(long[] rows, int count) {
    for (int k = count; k < ROWS; k++) rows[k] = rows[count - 1];
    return rows;
  }

  private static final class Plain extends Columns {
    @Override
    void sums(long[] r, int n, float[] sum) {
      for (int i = 0; i < n; i++) sum[i] = sumAt(r, 4L * i) + sum[i];
    }

    @Override
    void sum(long row, int n, float[] sum) {
      for (int i = 0; i < n; i++) sum[i] = Memory.getF32(row + 4L * i) + sum[i];
    }

    @Override
    void squares(long[] r, int n, float[] mean, float[] sum) {
      for (int i = 0; i < n; i++) sum[i] = squaresAt(r, 4L * i, mean[i]) + sum[i];
    }

    @Override
    void square(long row, int n, float[] mean, float[] sum) {
      for (int i = 0; i < n; i++) {
        float d = Memory.getF32(row + 4L * i) - mean[i];
        sum[i] = Math.fma(d, d, sum[i]);
      }
    }

    @Override
    void tops(long[] r, int n, float sign, float[] best, float[] all) {
      for (int i = 0; i < n; i++) topAt(r, i, sign, best, all);
    }

    @Override
    void places(long[] r, int n, float sign, int first, float[] best, int[] at, float[] all) {
      for (int i = 0; i < n; i++) placeAt(r, i, sign, first, best, at, all);
    }
  }

  static float sumAt(long[] r, long o) {
    float a = Memory.getF32(r[0] + o) + Memory.getF32(r[1] + o);
    float b = Memory.getF32(r[2] + o) + Memory.getF32(r[3] + o);
    float c = Memory.getF32(r[4] + o) + Memory.getF32(r[5] + o);
    float d = Memory.getF32(r[6] + o) + Memory.getF32(r[7] + o);
    return (a + b) + (c + d);
  }

  static float squaresAt(long[] r, long o, float mean) {
    float a = square(r[1] + o, mean, square(r[0] + o, mean));
    float b = square(r[3] + o, mean, square(r[2] + o, mean));
    float c = square(r[5] + o, mean, square(r[4] + o, mean));
    float d = square(r[7] + o, mean, square(r[6] + o, mean));
    return (a + b) + (c + d);
  }

  private static float square(long x, float mean) {
    float d = Memory.getF32(x) - mean;
    return d * d;
  }

  private static float square(long x, float mean, float sum) {
    float d = Memory.getF32(x) - mean;
    return Math.fma(d, d, sum);
  }

  static void topAt(long[] r, int i, float sign, float[] best, float[] all) {
    float b = best[i];
    float s = all[i];
    for (int k = 0; k < ROWS; k++) {
      float x = Memory.getF32(r[k] + 4L * i) * sign;
      if (x > b) b = x;
      s += x;
    }
    best[i] = b;
    all[i] = s;
  }

  static void placeAt(long[] r, int i, float sign, int first, float[] best, int[] at, float[] all) {
    float b = best[i];
    float s = all[i];
    for (int k = 0; k < ROWS; k++) {
      float x = Memory.getF32(r[k] + 4L * i) * sign;
      if (x > b) {
        b = x;
        at[i] = first + k;
      }
      s += x;
    }
    best[i] = b;
    all[i] = s;
  }
}
