package jotter.tensor.cpu.index;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;

/// Keys by vectors: made of numbers, and passed over where they cannot be among the largest.
final class LoopKeys {
  /// More than that are not looked for: of few, several are found in one of the groups.
  private static final int MOST = 32;

  private static final Gate KEYS = Simd.ON ? new Gate(LoopKeys::keysAreFast) : null;
  private static final Gate CANDIDATES = Simd.ON ? new Gate(LoopKeys::candidatesAreFast) : null;

  private LoopKeys() {}

  /// Makes keys (see {@link IntRow#key}) of as many of `n` numbers as fill vectors; gives how many.
  static int keys(long a, int n, int turn, int[] to) {
    return KEYS != null && KEYS.open(n) ? Loops.keys(a, n, turn, to) : 0;
  }

  /// The places of keys among which are the `wanted` largest, in order, or -1 if nothing is known.
  ///
  /// A row is divided into groups, the lanes of four vectors: as many groups as are wanted have a
  /// largest key of their own that is no less than the wanted-th of those, so nothing that is less
  /// is wanted.
  static int candidates(int[] key, int n, int wanted, int[] to) {
    if (CANDIDATES == null || wanted > MOST || wanted > 4 * Loops.LANES || n < 16 * Loops.LANES)
      return -1;
    return CANDIDATES.open(n) ? Loops.candidates(key, n, wanted, to) : -1;
  }

  private static boolean keysAreFast() {
    int n = Gate.TURNS * Loops.LANES;
    try (Arena arena = Arena.ofConfined()) {
      long a = arena.allocate(4L * n, 64).address();
      int[] to = new int[n];
      return Gate.under(n, () -> Loops.keys(a, n, 0, to));
    }
  }

  private static boolean candidatesAreFast() {
    int n = 4 * Gate.TURNS * Loops.LANES + 3;
    int[] key = new int[n];
    int[] to = new int[n];
    for (int i = 0, x = 1; i < n; i++) key[i] = x = 1664525 * x + 1013904223;
    return Gate.under(n, () -> Loops.candidates(key, n, 5, to));
  }

  /// What mentions the Vector API.
  static final class Loops {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    static final int LANES = I.length();

    private Loops() {}

    static int keys(long a, int n, int turn, int[] to) {
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        // -0 becomes 0.
        FloatVector v =
            FloatVector.fromMemorySegment(F, Memory.ALL, a + 4L * i, Memory.ORDER).add(0);
        IntVector b = v.reinterpretAsInts();
        IntVector flip = b.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
        b.lanewise(VectorOperators.XOR, flip)
            .blend(Float.floatToIntBits(Float.NaN), v.test(VectorOperators.IS_NAN).cast(I))
            .lanewise(VectorOperators.XOR, turn)
            .intoArray(to, i);
      }
      return i;
    }

    private static IntVector below(IntVector v, int t) {
      return v.blend(Integer.MIN_VALUE, v.compare(VectorOperators.GE, t));
    }

    static int candidates(int[] key, int n, int wanted, int[] to) {
      int step = 4 * LANES;
      int whole = n / step * step;
      int t = threshold(key, whole, wanted);
      int c = 0;
      for (int i = 0; i < whole; i += step) {
        long m = mask(key, i, t) | mask(key, i + LANES, t) << LANES;
        long l = mask(key, i + 2 * LANES, t) | mask(key, i + 3 * LANES, t) << LANES;
        // Of the widest vectors, four have 64 lanes.
        for (m |= l << 2 * LANES; m != 0; m &= m - 1) to[c++] = i + Long.numberOfTrailingZeros(m);
      }
      for (int i = whole; i < n; i++) if (key[i] >= t) to[c++] = i;
      return c;
    }

    private static long mask(int[] key, int i, int t) {
      return IntVector.fromArray(I, key, i).compare(VectorOperators.GE, t).toLong();
    }

    private static int threshold(int[] key, int n, int wanted) {
      IntVector m0 = IntVector.broadcast(I, Integer.MIN_VALUE);
      IntVector m1 = m0;
      IntVector m2 = m0;
      IntVector m3 = m0;
      for (int i = 0; i < n; i += 4 * LANES) {
        m0 = IntVector.fromArray(I, key, i).max(m0);
        m1 = IntVector.fromArray(I, key, i + LANES).max(m1);
        m2 = IntVector.fromArray(I, key, i + 2 * LANES).max(m2);
        m3 = IntVector.fromArray(I, key, i + 3 * LANES).max(m3);
      }
      IntVector a = Carried.of(m0);
      IntVector b = Carried.of(m1);
      IntVector c = Carried.of(m2);
      IntVector d = Carried.of(m3);
      int t = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
      for (int k = 1; k < wanted; k++)
        t =
            below(a, t)
                .max(below(b, t))
                .max(below(c, t).max(below(d, t)))
                .reduceLanes(VectorOperators.MAX);
      return t;
    }
  }
}
