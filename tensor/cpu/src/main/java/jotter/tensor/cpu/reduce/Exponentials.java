package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;

/// Exponentials of rows of float32 relative to the largest number, and their sums on the way. The
/// vector loops and the plain ones give the same bits.
///
/// What is written is {@link #SCALE} times too large: so numbers that the division by their sum
/// makes denormal have all their digits until then, and one power of two is enough to make them.
abstract class Exponentials {
  static final int LANES = Lines.LANES;
  static final float SCALE = 0x1p64f;

  /// exp of less is 0 in float32.
  static final float LEAST = -104;

  static final float INVERSE = (float) (1 / Math.log(2));

  /// Added to a number, it leaves the nearest integer in the last bits.
  static final float MAGIC = 0x1.8p23f;

  /// ln 2 in two parts; the first has zeros at its end, so that small multiples of it are exact.
  static final float LN_HIGH = 0x1.62e4p-1f;

  static final float LN_LOW = 0x1.7f7d1cp-20f;

  /// (exp(r) - 1 - r) / r² for |r| ≤ ln2 / 2.
  static final float C0 = 0.5f;

  static final float C1 = 0.16666576969878697f;
  static final float C2 = 0.04166655461720457f;
  static final float C3 = 0.008363179052722578f;
  static final float C4 = 0.0013926183587713494f;

  static final int SCALE_BITS = Float.floatToRawIntBits(SCALE);
  static final int FRACTION = 23;

  static final Exponentials PLAIN = new Plain();

  static Exponentials here() {
    return Simd.ON ? VectorExponentials.INSTANCE : PLAIN;
  }

  /// The largest of `n` elements, which fill vectors.
  abstract float spanTop(long a, int n);

  /// Writes SCALE·exp(x - top) for `n` elements that fill vectors, at most a {@link Lines#SPAN},
  /// and gives the sum.
  abstract float span(long x, int n, float top, long to);

  /// The largest of `n` elements; where there is a NaN, it may be that or another number.
  final float top(long a, int n) {
    int whole = n / LANES * LANES;
    float m = whole > 0 ? spanTop(a, whole) : Float.NEGATIVE_INFINITY;
    for (int i = whole; i < n; i++) m = Math.max(m, Memory.getF32(a + 4L * i));
    return m;
  }

  /// Writes SCALE·exp(x - top) for `n` elements, none of them above `top`; gives the sum of exp(x -
  /// top).
  final double run(long x, int n, float top, long to) {
    int whole = n / LANES * LANES;
    double s = 0;
    for (int i = 0; i < whole; i += Lines.SPAN) {
      long from = 4L * i;
      s += span(x + from, Math.min(Lines.SPAN, whole - i), top, to + from);
    }
    for (int i = whole; i < n; i++) {
      float e = power(Memory.getF32(x + 4L * i) - top);
      Memory.set(to + 4L * i, e);
      s += e;
    }
    return s / SCALE;
  }

  /// SCALE·exp(d), d ≤ 0.
  static float power(float d) {
    float x = d < LEAST ? LEAST : d;
    float t = Math.fma(x, INVERSE, MAGIC);
    float n = t - MAGIC;
    float r = Math.fma(n, -LN_LOW, Math.fma(n, -LN_HIGH, x));
    float q = Math.fma(r, C4, C3);
    q = Math.fma(q, r, C2);
    q = Math.fma(q, r, C1);
    q = Math.fma(q, r, C0);
    float p = Math.fma(r * r, q, r);
    float s = Float.intBitsToFloat((Float.floatToRawIntBits(t) << FRACTION) + SCALE_BITS);
    return Math.fma(p, s, s);
  }

  private static final class Plain extends Exponentials {
    @Override
    float spanTop(long a, int n) {
      int most = Integer.MIN_VALUE;
      int least = Integer.MAX_VALUE;
      for (int i = 0; i < n; i++) {
        int x = Memory.getI32(a + 4L * i);
        most = Math.max(most, x);
        least = Math.min(least, x);
      }
      return Float.intBitsToFloat(most >= 0 ? most : least);
    }

    @Override
    float span(long x, int n, float top, long to) {
      // Vectors go to two partial sums by turns.
      float[] lanes = new float[2 * LANES];
      for (int i = 0; i < n; i++) {
        float e = power(Memory.getF32(x + 4L * i) - top);
        Memory.set(to + 4L * i, e);
        lanes[i % lanes.length] += e;
      }
      for (int l = 0; l < LANES; l++) lanes[l] += lanes[l + LANES];
      return Lines.halves(lanes);
    }
  }
}
