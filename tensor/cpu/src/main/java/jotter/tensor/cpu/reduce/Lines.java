package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Sums and extremes of float32 that lie in order in memory.
///
/// Groups of {@link #GROUP} or {@link #FEW} vectors of the machine are added up two by two, and
/// then to a vector of partial sums; vectors that fill no group go there one by one. After every
/// {@link #SPAN} elements its lanes are added up by halves, and spans in float64, as is what fills
/// no vector. So no number in float32 is a sum of more than some dozens of terms. The vector loops
/// and the plain ones, which serve until those are compiled, give the same bits.
abstract class Lines {
  static final int SPAN = 1024;
  static final int LANES = Simd.partialSums(Kind.F32);

  /// Vectors that are added up before they go to the partial sums.
  static final int GROUP = 8;

  /// The same where more is done with each: the compiler stops short of what follows a longer turn.
  static final int FEW = 4;

  static final Lines PLAIN = new Plain();

  private static final ThreadLocal<double[]> ONE = ThreadLocal.withInitial(() -> new double[1]);

  /// What to use for rows of `n` elements.
  static Lines here(long n) {
    return Simd.ON ? VectorLines.INSTANCE : PLAIN;
  }

  /// The sums of lines of `n` elements, a multiple of a vector, that begin `stride` bytes apart.
  abstract void sums(long a, long stride, int lines, int n, double[] to);

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
    double[] one = ONE.get();
    sum(a, 0, 1, n, one);
    return one[0];
  }

  /// The sums of lines of `n` elements that begin `stride` bytes apart.
  final void sum(long a, long stride, int lines, int n, double[] to) {
    int whole = whole(n);
    sums(a, stride, lines, whole, to);
    if (whole == n) return;
    for (int line = 0; line < lines; line++)
      for (int i = whole; i < n; i++) to[line] += Memory.getF32(a + line * stride + 4L * i);
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

  /// One of the numbers to be added up, by its place in bytes.
  interface Term {
    float at(long offset);
  }

  private static double spans(int n, int group, Term term) {
    double s = 0;
    for (int i = 0; i < n; i += SPAN) {
      long from = 4L * i;
      s += span(Math.min(SPAN, n - i), group, o -> term.at(from + o));
    }
    return s;
  }

  /// The sum of `n` terms: lane by lane, groups of vectors two by two.
  static float span(int n, int group, Term term) {
    float[] some = new float[LANES];
    int width = group * LANES;
    int i = 0;
    for (; i < n / width * width; i += width)
      for (int l = 0; l < LANES; l++) {
        float[] each = new float[group];
        for (int k = 0; k < group; k++) each[k] = term.at(4L * (i + k * LANES + l));
        for (int w = 1; w < group; w *= 2)
          for (int k = 0; k < group; k += 2 * w) each[k] += each[k + w];
        some[l] += each[0];
      }
    for (; i < n; i++) some[i % LANES] += term.at(4L * i);
    return halves(some);
  }

  private static final class Plain extends Lines {
    @Override
    void sums(long a, long stride, int lines, int n, double[] to) {
      for (int line = 0; line < lines; line++) {
        long first = a + line * stride;
        to[line] = spans(n, GROUP, o -> Memory.getF32(first + o));
      }
    }

    @Override
    double squaresOf(long a, int n, float mean) {
      return spans(
          n,
          FEW,
          o -> {
            float d = Memory.getF32(a + o) - mean;
            return d * d;
          });
    }

    @Override
    double dots(long a, long b, int n, float mean) {
      return spans(n, FEW, o -> Memory.getF32(a + o) * (Memory.getF32(b + o) - mean));
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
