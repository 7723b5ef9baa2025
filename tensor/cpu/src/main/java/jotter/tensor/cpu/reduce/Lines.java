package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Sums and extremes of float32 that lie in order in memory.
///
/// Elements go round a fixed number of partial sums (four vectors of the machine), which are added
/// up in float64 after every {@link #SPAN} elements: none of them has more than some dozens of
/// terms. The vector loops and the plain ones, which serve until those are compiled, give the same
/// bits.
abstract class Lines {
  static final int SPAN = 1024;
  static final int LANES = Simd.lanes(Kind.F32);

  private static final Lines PLAIN = new Plain();

  /// The lanes of one caller, who works on many lines, and the two results of {@link #normal}.
  static final class Lanes {
    final float[] sums = new float[LANES];
    final float[] others = new float[LANES];
    double sum;
    double other;
  }

  /// What to use for `n` elements.
  static Lines here(long n) {
    return Simd.ON && VectorLines.GATE.open(n) ? VectorLines.INSTANCE : PLAIN;
  }

  /// The sums of `n` elements (a multiple of four vectors, at most a span) by lane.
  abstract void sum(long a, int n, float[] lanes);

  /// The sums of (x - mean)².
  abstract void squares(long a, int n, float mean, float[] lanes);

  /// The sums of a·(b - mean).
  abstract void dot(long a, long b, int n, float mean, float[] lanes);

  /// For a row of normalized numbers h = (x - mean)·rstd and what came back: the sums of u = g·w
  /// and of u·h by lane; g·h and g are added to the arrays `gh` and `gs` from `at` on.
  abstract void normal(
      long x,
      long g,
      long w,
      int n,
      float mean,
      float rstd,
      float[] gh,
      float[] gs,
      int at,
      float[] lanes,
      float[] others);

  /// The largest, NaN if there is one.
  abstract float max(long a, int n);

  abstract float min(long a, int n);

  private static int whole(int n) {
    return n / (4 * LANES) * (4 * LANES);
  }

  private static double total(float[] lanes) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int l = 0;
    for (; l <= LANES - 4; l += 4) {
      s0 += lanes[l];
      s1 += lanes[l + 1];
      s2 += lanes[l + 2];
      s3 += lanes[l + 3];
    }
    for (; l < LANES; l++) s0 += lanes[l];
    return (s0 + s1) + (s2 + s3);
  }

  final double sum(long a, int n, Lanes lanes) {
    int whole = whole(n);
    double s = 0;
    for (int i = 0; i < whole; i += SPAN) {
      sum(a + 4L * i, Math.min(SPAN, whole - i), lanes.sums);
      s += total(lanes.sums);
    }
    for (int i = whole; i < n; i++) s += Memory.getF32(a + 4L * i);
    return s;
  }

  final double squares(long a, int n, float mean, Lanes lanes) {
    int whole = whole(n);
    double s = 0;
    for (int i = 0; i < whole; i += SPAN) {
      squares(a + 4L * i, Math.min(SPAN, whole - i), mean, lanes.sums);
      s += total(lanes.sums);
    }
    for (int i = whole; i < n; i++) {
      double d = Memory.getF32(a + 4L * i) - mean;
      s += d * d;
    }
    return s;
  }

  final double dot(long a, long b, int n, float mean, Lanes lanes) {
    int whole = whole(n);
    double s = 0;
    for (int i = 0; i < whole; i += SPAN) {
      dot(a + 4L * i, b + 4L * i, Math.min(SPAN, whole - i), mean, lanes.sums);
      s += total(lanes.sums);
    }
    for (int i = whole; i < n; i++)
      s += (double) Memory.getF32(a + 4L * i) * (Memory.getF32(b + 4L * i) - mean);
    return s;
  }

  /// The sums of u and of u·h, see above, as `sum` and `other` of the lanes.
  final void normal(
      long x, long g, long w, int n, float mean, float rstd, float[] gh, float[] gs, Lanes lanes) {
    int whole = whole(n);
    double s = 0;
    double t = 0;
    for (int i = 0; i < whole; i += SPAN) {
      long o = 4L * i;
      int m = Math.min(SPAN, whole - i);
      normal(x + o, g + o, w + o, m, mean, rstd, gh, gs, i, lanes.sums, lanes.others);
      s += total(lanes.sums);
      t += total(lanes.others);
    }
    for (int i = whole; i < n; i++) {
      float h = (Memory.getF32(x + 4L * i) - mean) * rstd;
      float d = Memory.getF32(g + 4L * i);
      float u = d * Memory.getF32(w + 4L * i);
      s += u;
      t += (double) u * h;
      gh[i] = Math.fma(d, h, gh[i]);
      gs[i] += d;
    }
    lanes.sum = s;
    lanes.other = t;
  }

  final float maximum(long a, int n) {
    int whole = whole(n);
    float m = whole > 0 ? max(a, whole) : Float.NEGATIVE_INFINITY;
    for (int i = whole; i < n; i++) m = Math.max(m, Memory.getF32(a + 4L * i));
    return m;
  }

  final float minimum(long a, int n) {
    int whole = whole(n);
    float m = whole > 0 ? min(a, whole) : Float.POSITIVE_INFINITY;
    for (int i = whole; i < n; i++) m = Math.min(m, Memory.getF32(a + 4L * i));
    return m;
  }

  private static final class Plain extends Lines {
    private static final int WIDTH = 4 * LANES;

    /// Four vectors into one.
    private static void add(float[] some, float[] lanes) {
      for (int l = 0; l < LANES; l++)
        lanes[l] = (some[l] + some[l + LANES]) + (some[l + 2 * LANES] + some[l + 3 * LANES]);
    }

    @Override
    void sum(long a, int n, float[] lanes) {
      float[] some = new float[WIDTH];
      for (int i = 0; i < n; i += WIDTH)
        for (int l = 0; l < WIDTH; l++) some[l] += Memory.getF32(a + 4L * (i + l));
      add(some, lanes);
    }

    @Override
    void squares(long a, int n, float mean, float[] lanes) {
      float[] some = new float[WIDTH];
      for (int i = 0; i < n; i += WIDTH)
        for (int l = 0; l < WIDTH; l++) {
          float d = Memory.getF32(a + 4L * (i + l)) - mean;
          some[l] = Math.fma(d, d, some[l]);
        }
      add(some, lanes);
    }

    @Override
    void dot(long a, long b, int n, float mean, float[] lanes) {
      float[] some = new float[WIDTH];
      for (int i = 0; i < n; i += WIDTH)
        for (int l = 0; l < WIDTH; l++) {
          long o = 4L * (i + l);
          some[l] = Math.fma(Memory.getF32(a + o), Memory.getF32(b + o) - mean, some[l]);
        }
      add(some, lanes);
    }

    @Override
    void normal(
        long x,
        long g,
        long w,
        int n,
        float mean,
        float rstd,
        float[] gh,
        float[] gs,
        int at,
        float[] lanes,
        float[] others) {
      float[] some = new float[WIDTH];
      float[] more = new float[WIDTH];
      for (int i = 0; i < n; i += 2 * LANES)
        for (int l = 0; l < 2 * LANES; l++) {
          long o = 4L * (i + l);
          float h = (Memory.getF32(x + o) - mean) * rstd;
          float d = Memory.getF32(g + o);
          float u = d * Memory.getF32(w + o);
          some[l] += u;
          more[l] = Math.fma(u, h, more[l]);
          gh[at + i + l] = Math.fma(d, h, gh[at + i + l]);
          gs[at + i + l] += d;
        }
      add(some, lanes);
      add(more, others);
    }

    @Override
    float max(long a, int n) {
      float m = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) m = Math.max(m, Memory.getF32(a + 4L * i));
      return m;
    }

    @Override
    float min(long a, int n) {
      float m = Float.POSITIVE_INFINITY;
      for (int i = 0; i < n; i++) m = Math.min(m, Memory.getF32(a + 4L * i));
      return m;
    }
  }
}
