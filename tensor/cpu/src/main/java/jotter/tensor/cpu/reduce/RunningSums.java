package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Running sums of lines of float32 that lie in order, in float64.
///
/// A number waits for the one before it only every {@link #BLOCK} elements: within a block, every
/// second number is added to by the one before it, then of each four the last two by the second,
/// and the last four by the fourth; at last the sum of all before the block is added to each. This
/// order is the same on every machine, by vectors and without.
abstract class RunningSums {
  static final int BLOCK = 8;
  static final RunningSums PLAIN = new Plain();

  /// What the vector loop takes at a time; a multiple of a block.
  static final int LANES = Math.max(BLOCK, Simd.lanes(Kind.F32));

  static RunningSums here() {
    return Simd.ON && Simd.lanes(Kind.F32) >= BLOCK ? VectorRunningSums.INSTANCE : PLAIN;
  }

  /// Writes the running sums of `n` elements, a multiple of {@link #LANES}, that go on from
  /// `before`; gives the last one.
  abstract double span(long a, long to, int n, double before);

  /// A line of `n` elements; `to` may be `a`.
  final void run(long a, long to, int n) {
    int most = n / LANES * LANES;
    double s = most == 0 ? 0 : span(a, to, most, 0);
    int whole = n / BLOCK * BLOCK;
    s = PLAIN.span(a + 4L * most, to + 4L * most, whole - most, s);
    for (int i = whole; i < n; i++) {
      s += Memory.getF32(a + 4L * i);
      Memory.set(to + 4L * i, (float) s);
    }
  }

  /// Takes any number of blocks.
  private static final class Plain extends RunningSums {
    @Override
    double span(long a, long to, int n, double before) {
      double s = before;
      long p = a;
      long q = to;
      for (long end = a + 4L * n; p != end; p += 4 * BLOCK, q += 4 * BLOCK) {
        double x0 = Memory.getF32(p);
        double x1 = x0 + Memory.getF32(p + 4);
        double x2 = Memory.getF32(p + 8);
        double x3 = x2 + Memory.getF32(p + 12) + x1;
        x2 += x1;
        double x4 = Memory.getF32(p + 16);
        double x5 = x4 + Memory.getF32(p + 20);
        double x6 = Memory.getF32(p + 24);
        double x7 = x6 + Memory.getF32(p + 28) + x5;
        x6 += x5;
        put(q, s + x0);
        put(q + 4, s + x1);
        put(q + 8, s + x2);
        put(q + 12, s + x3);
        put(q + 16, s + (x3 + x4));
        put(q + 20, s + (x3 + x5));
        put(q + 24, s + (x3 + x6));
        s += x3 + x7;
        put(q + 28, s);
      }
      return s;
    }

    private static void put(long to, double v) {
      Memory.set(to, (float) v);
    }
  }
}
