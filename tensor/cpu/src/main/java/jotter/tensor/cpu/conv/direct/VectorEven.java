package jotter.tensor.cpu.conv.direct;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Gate;

/// Every second number of a row.
final class VectorEven {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(F, i -> 2 * i & LANES - 1);
  private static final VectorMask<Float> UPPER =
      VectorMask.fromLong(F, -1L << LANES / 2 & -1L >>> 64 - LANES);

  private static final Gate GATE = new Gate(VectorEven::fast);

  private VectorEven() {}

  /// `to[row + i] = from[at + 2·i]` for i from `lo` to `hi`.
  static void copy(float[] from, int at, float[] to, int row, int lo, int hi) {
    int i = lo;
    if (GATE.open(hi - lo)) i += whole(from, at + 2 * lo, to, row + lo, hi - lo - 1);
    for (; i < hi; i++) to[row + i] = from[at + 2 * i];
  }

  /// As many whole vectors as `n` numbers hold; gives how many numbers that was.
  static int whole(float[] from, int at, float[] to, int row, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES, at += 2 * LANES)
      FloatVector.fromArray(F, from, at)
          .rearrange(EVEN)
          .blend(FloatVector.fromArray(F, from, at + LANES).rearrange(EVEN), UPPER)
          .intoArray(to, row + i);
    return i;
  }

  private static boolean fast() {
    int n = Gate.TURNS * LANES;
    float[] from = new float[2 * n];
    float[] to = new float[n];
    return Gate.under(2.0 * n, () -> whole(from, 0, to, 0, n));
  }
}
