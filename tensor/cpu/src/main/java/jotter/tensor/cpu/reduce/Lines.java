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
  static final int BLOCK = 4096;
  static final int LANES = Simd.lanes(Kind.F32);

  private static final Lines PLAIN = new Plain();

  /// What to use for `n` elements.
  static Lines here(long n) {
    return Simd.ON && VectorLines.GATE.open(n) ? VectorLines.INSTANCE : PLAIN;
  }

  /// The partial sums of a block.
  abstract void sum(long a, int n, float[] lanes);

  /// The partial sums of (x - mean)².
  abstract void squares(long a, int n, float mean, float[] lanes);

  /// The partial sums of a·b.
  abstract void dot(long a, long b, int n, float[] lanes);

  /// The largest in each lane, NaN if there is one.
  abstract void max(long a, int n, float[] lanes);

  abstract void min(long a, int n, float[] lanes);

  private static int whole(int n) {
    return n / (4 * LANES) * (4 * LANES);
  }

  /// Four vectors' lanes as one number, in a fixed order.
  private static double total(float[] lanes) {
    double s = 0;
    for (int l = 0; l < LANES; l++)
      s += (lanes[l] + lanes[l + LANES]) + (lanes[l + 2 * LANES] + lanes[l + 3 * LANES]);
    return s;
  }

  final double sum(long a, int n) {
    float[] lanes = new float[4 * LANES];
    double s = 0;
    int whole = whole(n);
    for (int i = 0; i < whole; i += BLOCK) {
      sum(a + 4L * i, Math.min(BLOCK, whole - i), lanes);
      s += total(lanes);
    }
    for (int i = whole; i < n; i++) s += Memory.getF32(a + 4L * i);
    return s;
  }

  final double squares(long a, int n, float mean) {
    float[] lanes = new float[4 * LANES];
    double s = 0;
    int whole = whole(n);
    for (int i = 0; i < whole; i += BLOCK) {
      squares(a + 4L * i, Math.min(BLOCK, whole - i), mean, lanes);
      s += total(lanes);
    }
    for (int i = whole; i < n; i++) {
      double d = Memory.getF32(a + 4L * i) - mean;
      s += d * d;
    }
    return s;
  }

  final double dot(long a, long b, int n) {
    float[] lanes = new float[4 * LANES];
    double s = 0;
    int whole = whole(n);
    for (int i = 0; i < whole; i += BLOCK) {
      dot(a + 4L * i, b + 4L * i, Math.min(BLOCK, whole - i), lanes);
      s += total(lanes);
    }
    for (int i = whole; i < n; i++)
      s += (double) Memory.getF32(a + 4L * i) * Memory.getF32(b + 4L * i);
    return s;
  }

  final float max(long a, int n) {
    float m = Float.NEGATIVE_INFINITY;
    int whole = whole(n);
    if (whole > 0) {
      float[] lanes = new float[4 * LANES];
      max(a, whole, lanes);
      for (float l : lanes) m = Math.max(m, l);
    }
    for (int i = whole; i < n; i++) m = Math.max(m, Memory.getF32(a + 4L * i));
    return m;
  }

  final float min(long a, int n) {
    float m = Float.POSITIVE_INFINITY;
    int whole = whole(n);
    if (whole > 0) {
      float[] lanes = new float[4 * LANES];
      min(a, whole, lanes);
      for (float l : lanes) m = Math.min(m, l);
    }
    for (int i = whole; i < n; i++) m = Math.min(m, Memory.getF32(a + 4L * i));
    return m;
  }

  private static final class Plain extends Lines {
    @Override
    void sum(long a, int n, float[] lanes) {
      java.util.Arrays.fill(lanes, 0);
      for (int i = 0; i < n; i += lanes.length)
        for (int l = 0; l < lanes.length; l++) lanes[l] += Memory.getF32(a + 4L * (i + l));
    }

    @Override
    void squares(long a, int n, float mean, float[] lanes) {
      java.util.Arrays.fill(lanes, 0);
      for (int i = 0; i < n; i += lanes.length)
        for (int l = 0; l < lanes.length; l++) {
          float d = Memory.getF32(a + 4L * (i + l)) - mean;
          lanes[l] = Math.fma(d, d, lanes[l]);
        }
    }

    @Override
    void dot(long a, long b, int n, float[] lanes) {
      java.util.Arrays.fill(lanes, 0);
      for (int i = 0; i < n; i += lanes.length)
        for (int l = 0; l < lanes.length; l++) {
          long o = 4L * (i + l);
          lanes[l] = Math.fma(Memory.getF32(a + o), Memory.getF32(b + o), lanes[l]);
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
