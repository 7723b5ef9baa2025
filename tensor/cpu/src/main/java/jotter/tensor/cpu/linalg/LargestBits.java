package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// The place of the largest modulus by vectors of whole numbers: first the largest in each lane,
/// then the first place where the largest of these stands. NaN has larger bits than infinity; where
/// there is one, the plain loop decides.
final class LargestBits extends RowLoops.Largest {
  private final PlainLoops plain;
  private final Kind bits;
  private final int size;
  private final int lanes;
  private final long infinity;
  private final Loops loops;

  abstract static class Loops {
    abstract void most(Object most, long x, int n);

    /// The first place, which there must be.
    abstract int first(long bits, long x, int n);
  }

  LargestBits(PlainLoops plain, Kind kind) {
    boolean single = kind == Kind.F32;
    this.plain = plain;
    this.bits = single ? Kind.I32 : Kind.I64;
    this.size = single ? 4 : 8;
    this.lanes = Simd.lanes(kind);
    this.infinity =
        single
            ? Float.floatToRawIntBits(Float.POSITIVE_INFINITY)
            : Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
    this.loops = SolveEmitter.largest(kind);
  }

  @Override
  int run(long x, int n) {
    Object most = Staging.array(bits, lanes);
    loops.most(most, x, n);
    long best = 0;
    if (most instanceof int[] a) for (int v : a) best = Math.max(best, v);
    else for (long v : (long[]) most) best = Math.max(best, v);
    return best > infinity ? plain.largest(x, n, size) : loops.first(best, x, n);
  }
}
