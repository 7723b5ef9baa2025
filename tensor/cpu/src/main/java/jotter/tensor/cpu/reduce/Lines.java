package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Sums and extremes of float32 that lie in order in memory.
///
/// Elements go round a fixed number of partial sums (four vectors of the machine), which are added
/// up in float64 after every {@link #BLOCK} elements: the vector loops and the plain ones, which
/// serve until those are compiled, give the same bits.
abstract class Lines {
  static final int BLOCK = 1024;
  static final int LANES = Simd.lanes(Kind.F32);

  private static final Lines PLAIN = new Plain();

  /// The lanes of one caller, who works on many lines.
  static final class Lanes {
    final double[] sums = new double[LANES];
    final double[] others = new double[LANES];
    final float[] tops = new float[4 * LANES];
  }

  /// What to use for `n` elements.
  static Lines here(long n) {
    return Simd.ON && VectorLines.GATE.open(n) ? VectorLines.INSTANCE : PLAIN;
  }

  /// The sums of `n` elements (a multiple of four vectors) by lane, lanes half of them apart added.
  abstract void sum(long a, int n, double[] lanes);

  /// The sums of (x - mean)².
  abstract void squares(long a, int n, float mean, double[] lanes);

  /// The sums of a·b.
  abstract void dot(long a, long b, int n, double[] lanes);

  /// For a row of normalized numbers h = (x - mean)·rstd and what came back: the sums of u = g·w
  /// and of u·h by lane; g·h and g are added to the arrays `gh` and `gs`.
  abstract void normal(
      long x,
      long g,
      long w,
      int n,
      float mean,
      float rstd,
      float[] gh,
      float[] gs,
      double[] lanes,
      double[] others);

  /// The largest in each lane, NaN if there is one.
  abstract void max(long a, int n, float[] lanes);

  abstract void min(long a, int n, float[] lanes);

  private static int whole(int n) {
    return n / (4 * LANES) * (4 * LANES);
  }

  /// Half is added to half until one is left.
  private static double total(double[] lanes) {
    for (int w = LANES / 4; w > 0; w /= 2) for (int l = 0; l < w; l++) lanes[l] += lanes[l + w];
    return lanes[0];
  }

  final double sum(long a, int n, Lanes lanes) {
    int whole = whole(n);
    sum(a, whole, lanes.sums);
    double s = total(lanes.sums);
    for (int i = whole; i < n; i++) s += Memory.getF32(a + 4L * i);
    return s;
  }

  final double squares(long a, int n, float mean, Lanes lanes) {
    int whole = whole(n);
    squares(a, whole, mean, lanes.sums);
    double s = total(lanes.sums);
    for (int i = whole; i < n; i++) {
      double d = Memory.getF32(a + 4L * i) - mean;
      s += d * d;
    }
    return s;
  }

  final double dot(long a, long b, int n, Lanes lanes) {
    int whole = whole(n);
    dot(a, b, whole, lanes.sums);
    double s = total(lanes.sums);
    for (int i = whole; i < n; i++)
      s += (double) Memory.getF32(a + 4L * i) * Memory.getF32(b + 4L * i);
    return s;
  }

  /// The sums of u and of u·h, see above, as the first elements of the lanes.
  final void normal(
      long x, long g, long w, int n, float mean, float rstd, float[] gh, float[] gs, Lanes lanes) {
    int whole = whole(n);
    normal(x, g, w, whole, mean, rstd, gh, gs, lanes.sums, lanes.others);
    double s = total(lanes.sums);
    double t = total(lanes.others);
    for (int i = whole; i < n; i++) {
      float h = (Memory.getF32(x + 4L * i) - mean) * rstd;
      float d = Memory.getF32(g + 4L * i);
      float u = d * Memory.getF32(w + 4L * i);
      s += u;
      t += (double) u * h;
      gh[i] = Math.fma(d, h, gh[i]);
      gs[i] += d;
    }
    lanes.sums[0] = s;
    lanes.others[0] = t;
  }

  final float max(long a, int n, Lanes lanes) {
    float m = Float.NEGATIVE_INFINITY;
    int whole = whole(n);
    if (whole > 0) {
      max(a, whole, lanes.tops);
      for (float l : lanes.tops) m = Math.max(m, l);
    }
    for (int i = whole; i < n; i++) m = Math.max(m, Memory.getF32(a + 4L * i));
    return m;
  }

  final float min(long a, int n, Lanes lanes) {
    float m = Float.POSITIVE_INFINITY;
    int whole = whole(n);
    if (whole > 0) {
      min(a, whole, lanes.tops);
      for (float l : lanes.tops) m = Math.min(m, l);
    }
    for (int i = whole; i < n; i++) m = Math.min(m, Memory.getF32(a + 4L * i));
    return m;
  }

  private static final class Plain extends Lines {
    private static final int WIDTH = 4 * LANES;

    /// A block's partial sums into the lanes' own.
    private static void add(float[] some, double[] lanes) {
      for (int l = 0; l < LANES; l++)
        lanes[l] += (some[l] + some[l + LANES]) + (some[l + 2 * LANES] + some[l + 3 * LANES]);
    }

    private static void fold(double[] lanes) {
      for (int l = 0; l < LANES / 2; l++) lanes[l] += lanes[l + LANES / 2];
    }

    @Override
    void sum(long a, int n, double[] lanes) {
      java.util.Arrays.fill(lanes, 0);
      for (int from = 0; from < n; from += BLOCK) {
        float[] some = new float[WIDTH];
        for (int i = from; i < Math.min(n, from + BLOCK); i += WIDTH)
          for (int l = 0; l < WIDTH; l++) some[l] += Memory.getF32(a + 4L * (i + l));
        add(some, lanes);
      }
      fold(lanes);
    }

    @Override
    void squares(long a, int n, float mean, double[] lanes) {
      java.util.Arrays.fill(lanes, 0);
      for (int from = 0; from < n; from += BLOCK) {
        float[] some = new float[WIDTH];
        for (int i = from; i < Math.min(n, from + BLOCK); i += WIDTH)
          for (int l = 0; l < WIDTH; l++) {
            float d = Memory.getF32(a + 4L * (i + l)) - mean;
            some[l] = Math.fma(d, d, some[l]);
          }
        add(some, lanes);
      }
      fold(lanes);
    }

    @Override
    void dot(long a, long b, int n, double[] lanes) {
      java.util.Arrays.fill(lanes, 0);
      for (int from = 0; from < n; from += BLOCK) {
        float[] some = new float[WIDTH];
        for (int i = from; i < Math.min(n, from + BLOCK); i += WIDTH)
          for (int l = 0; l < WIDTH; l++) {
            long o = 4L * (i + l);
            some[l] = Math.fma(Memory.getF32(a + o), Memory.getF32(b + o), some[l]);
          }
        add(some, lanes);
      }
      fold(lanes);
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
        double[] lanes,
        double[] others) {
      java.util.Arrays.fill(lanes, 0);
      java.util.Arrays.fill(others, 0);
      for (int from = 0; from < n; from += BLOCK) {
        float[] some = new float[WIDTH];
        float[] more = new float[WIDTH];
        for (int i = from; i < Math.min(n, from + BLOCK); i += 2 * LANES)
          for (int l = 0; l < 2 * LANES; l++) {
            long o = 4L * (i + l);
            float h = (Memory.getF32(x + o) - mean) * rstd;
            float d = Memory.getF32(g + o);
            float u = d * Memory.getF32(w + o);
            some[l] += u;
            more[l] = Math.fma(u, h, more[l]);
            gh[i + l] = Math.fma(d, h, gh[i + l]);
            gs[i + l] += d;
          }
        add(some, lanes);
        add(more, others);
      }
      fold(lanes);
      fold(others);
    }

    @Override
    void max(long a, int n, float[] lanes) {
      java.util.Arrays.fill(lanes, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < n; i += lanes.length)
        for (int l = 0; l < lanes.length; l++)
          lanes[l] = Math.max(lanes[l], Memory.getF32(a + 4L * (i + l)));
    }

    @Override
    void min(long a, int n, float[] lanes) {
      java.util.Arrays.fill(lanes, Float.POSITIVE_INFINITY);
      for (int i = 0; i < n; i += lanes.length)
        for (int l = 0; l < lanes.length; l++)
          lanes[l] = Math.min(lanes[l], Memory.getF32(a + 4L * (i + l)));
    }
  }
}
