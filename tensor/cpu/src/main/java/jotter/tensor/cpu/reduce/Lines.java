package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Sums and extremes of float32 that lie in order in memory.
///
/// Elements go round a fixed number of partial sums (four vectors of the machine; what fills no
/// four goes to the first one), whose lanes are added up by halves after every {@link #SPAN}
/// elements; what fills no vector is done in float64. None of the partial sums has more than some
/// dozens of terms. The vector loops and the plain ones, which serve until those are compiled, give
/// the same bits.
abstract class Lines {
  static final int SPAN = 1024;
  static final int LANES = Simd.lanes(Kind.F32);
  private static final int WIDTH = 4 * LANES;

  static final Lines PLAIN = new Plain();

  /// What to use for rows of `n` elements.
  static Lines here(long n) {
    return Simd.ON ? VectorLines.INSTANCE : PLAIN;
  }

  /// The sum of `n` elements, a multiple of a vector, span by span.
  abstract double sums(long a, int n);

  abstract double squaresOf(long a, int n, float mean);

  abstract double dots(long a, long b, int n, float mean);

  /// The largest or smallest of `n` elements, a multiple of a vector; NaN if there is one.
  abstract float spanExtreme(long a, int n, boolean max);

  /// The first place of `v`, which is not NaN, or -1.
  abstract int spanFirst(long a, int n, float v);

  private static int whole(int n) {
    return n / LANES * LANES;
  }

  final double sum(long a, int n) {
    int whole = whole(n);
    double s = sums(a, whole);
    for (int i = whole; i < n; i++) s += Memory.getF32(a + 4L * i);
    return s;
  }

  /// The sum of (x - mean)².
  final double squares(long a, int n, float mean) {
    int whole = whole(n);
    double s = squaresOf(a, whole, mean);
    for (int i = whole; i < n; i++) {
      double d = Memory.getF32(a + 4L * i) - mean;
      s += d * d;
    }
    return s;
  }

  /// The sum of a·(b - mean).
  final double dot(long a, long b, int n, float mean) {
    int whole = whole(n);
    double s = dots(a, b, whole, mean);
    for (int i = whole; i < n; i++)
      s += (double) Memory.getF32(a + 4L * i) * (Memory.getF32(b + 4L * i) - mean);
    return s;
  }

  /// The largest, NaN if there is one; 0 is larger than -0.
  final float max(long a, int n) {
    return extreme(a, n, true);
  }

  /// The smallest, NaN if there is one; -0 is smaller than 0.
  final float min(long a, int n) {
    return extreme(a, n, false);
  }

  final float extreme(long a, int n, boolean max) {
    int whole = whole(n);
    float m = max ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    if (whole > 0) m = spanExtreme(a, whole, max);
    for (int i = whole; i < n; i++) {
      float x = Memory.getF32(a + 4L * i);
      m = max ? Math.max(m, x) : Math.min(m, x);
    }
    return m;
  }

  /// The largest or smallest number, from what is known of the bits of all, as integers. Those of
  /// positive numbers are in the numbers' order, those of negative ones in the opposite order and
  /// before all positive ones, and those of NaN beyond those of infinities.
  ///
  /// @param most the largest bits
  /// @param turned the largest bits with the other sign
  /// @param least the smallest bits
  static float extreme(int most, int turned, int least, boolean max) {
    int infinity = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    if (most > infinity || turned > infinity) return Float.NaN;
    if (max) return Float.intBitsToFloat(most >= 0 ? most : least);
    return turned >= 0 ? -Float.intBitsToFloat(turned) : Float.intBitsToFloat(least);
  }

  /// The first place of `v`, which one of the elements is; NaN is equal to itself.
  final int first(long a, int n, float v) {
    if (v != v) {
      int i = 0;
      for (float x = 0; x == x; i++) x = Memory.getF32(a + 4L * i);
      return i - 1;
    }
    int whole = whole(n);
    int at = spanFirst(a, whole, v);
    if (at >= 0) return at;
    at = whole;
    while (Memory.getF32(a + 4L * at) != v) at++;
    return at;
  }

  /// Lanes added up by halves.
  static float halves(float[] lanes) {
    for (int w = LANES / 2; w > 0; w /= 2) for (int l = 0; l < w; l++) lanes[l] += lanes[l + w];
    return lanes[0];
  }

  private static final class Plain extends Lines {
    /// Four vectors to one, and its halves to one lane.
    private static float total(float[] some) {
      for (int l = 0; l < LANES; l++)
        some[l] = (some[l] + some[l + LANES]) + (some[l + 2 * LANES] + some[l + 3 * LANES]);
      return halves(some);
    }

    @Override
    double sums(long a, int n) {
      double s = 0;
      for (int i = 0; i < n; i += SPAN) s += spanSum(a + 4L * i, Math.min(SPAN, n - i));
      return s;
    }

    @Override
    double squaresOf(long a, int n, float mean) {
      double s = 0;
      for (int i = 0; i < n; i += SPAN) s += spanSquares(a + 4L * i, Math.min(SPAN, n - i), mean);
      return s;
    }

    @Override
    double dots(long a, long b, int n, float mean) {
      double s = 0;
      for (int i = 0; i < n; i += SPAN)
        s += spanDot(a + 4L * i, b + 4L * i, Math.min(SPAN, n - i), mean);
      return s;
    }

    private static float spanSum(long a, int n) {
      float[] some = new float[WIDTH];
      int i = 0;
      for (; i <= n - WIDTH; i += WIDTH)
        for (int l = 0; l < WIDTH; l++) some[l] += Memory.getF32(a + 4L * (i + l));
      for (; i < n; i += LANES)
        for (int l = 0; l < LANES; l++) some[l] += Memory.getF32(a + 4L * (i + l));
      return total(some);
    }

    private static float spanSquares(long a, int n, float mean) {
      float[] some = new float[WIDTH];
      int i = 0;
      for (; i <= n - WIDTH; i += WIDTH) squares(a + 4L * i, WIDTH, mean, some);
      for (; i < n; i += LANES) squares(a + 4L * i, LANES, mean, some);
      return total(some);
    }

    private static void squares(long a, int n, float mean, float[] some) {
      for (int l = 0; l < n; l++) {
        float d = Memory.getF32(a + 4L * l) - mean;
        some[l] = Math.fma(d, d, some[l]);
      }
    }

    private static float spanDot(long a, long b, int n, float mean) {
      float[] some = new float[WIDTH];
      int i = 0;
      for (; i <= n - WIDTH; i += WIDTH) dots(a + 4L * i, b + 4L * i, WIDTH, mean, some);
      for (; i < n; i += LANES) dots(a + 4L * i, b + 4L * i, LANES, mean, some);
      return total(some);
    }

    private static void dots(long a, long b, int n, float mean, float[] some) {
      for (int l = 0; l < n; l++)
        some[l] = Math.fma(Memory.getF32(a + 4L * l), Memory.getF32(b + 4L * l) - mean, some[l]);
    }

    @Override
    float spanExtreme(long a, int n, boolean max) {
      int most = Integer.MIN_VALUE;
      int turned = Integer.MIN_VALUE;
      int least = Integer.MAX_VALUE;
      for (int i = 0; i < n; i++) {
        int x = Memory.getI32(a + 4L * i);
        most = Math.max(most, x);
        turned = Math.max(turned, x ^ Integer.MIN_VALUE);
        least = Math.min(least, x);
      }
      return extreme(most, turned, least, max);
    }

    @Override
    int spanFirst(long a, int n, float v) {
      for (int i = 0; i < n; i++) if (Memory.getF32(a + 4L * i) == v) return i;
      return -1;
    }
  }
}
