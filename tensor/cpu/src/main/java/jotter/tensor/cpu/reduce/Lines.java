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
    final float[] tops = new float[4 * LANES];
  }

  /// What to use for `n` elements.
  static Lines here(long n) {
    return Simd.ON && VectorLines.GATE.open(n) ? VectorLines.INSTANCE : PLAIN;
  }

  /// The sums of `n` elements (a multiple of four vectors) by lane.
  abstract void sum(long a, int n, double[] lanes);

  /// The sums of (x - mean)².
  abstract void squares(long a, int n, float mean, double[] lanes);

  /// The sums of a·b.
  abstract void dot(long a, long b, int n, double[] lanes);

  /// The largest in each lane, NaN if there is one.
  abstract void max(long a, int n, float[] lanes);

  abstract void min(long a, int n, float[] lanes);

  private static int whole(int n) {
    return n / (4 * LANES) * (4 * LANES);
  }

  private static double total(double[] lanes) {
    double s = 0;
    for (double l : lanes) s += l;
    return s;
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

    @Override
    void sum(long a, int n, double[] lanes) {
      java.util.Arrays.fill(lanes, 0);
      for (int from = 0; from < n; from += BLOCK) {
        float[] some = new float[WIDTH];
        for (int i = from; i < Math.min(n, from + BLOCK); i += WIDTH)
          for (int l = 0; l < WIDTH; l++) some[l] += Memory.getF32(a + 4L * (i + l));
        add(some, lanes);
      }
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
