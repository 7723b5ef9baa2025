package jotter.tensor.cpu.kernel;

import java.lang.foreign.Arena;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;

/// float32 to float64 in memory; reached only if {@link Simd#ON}. Both halves of a vector become
/// vectors of the same shape: with vectors of a second length beside those of the preferred one,
/// loops compiled before, which took for granted that there is one, would be thrown away.
final class VectorWidening {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final int GRAIN = 1 << 15;
  private static final Gate GATE = new Gate(VectorWidening::fast);

  private VectorWidening() {}

  /// Widens `n` numbers, or gives false as long as this is not warm.
  static boolean run(long from, long n, long to) {
    if (!GATE.open(n)) return false;
    long whole = n / LANES * LANES;
    Threads.run(
        Math.toIntExact((whole + GRAIN - 1) / GRAIN),
        b -> {
          long first = (long) b * GRAIN;
          vectors(from + 4 * first, Math.min(GRAIN, whole - first), to + 8 * first);
        });
    for (long i = whole; i < n; i++) Memory.set(to + 8 * i, (double) Memory.getF32(from + 4 * i));
    return true;
  }

  /// `n` numbers, which fill vectors.
  static void vectors(long from, long n, long to) {
    long end = from + 4 * n;
    long a = from;
    long b = to;
    while (a != end) {
      FloatVector v = FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
      put((DoubleVector) v.convert(VectorOperators.F2D, 0), b);
      put((DoubleVector) v.convert(VectorOperators.F2D, 1), b + 4L * LANES);
      a += 4L * LANES;
      b += 8L * LANES;
    }
  }

  private static void put(DoubleVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  private static boolean fast() {
    int n = Gate.TURNS * LANES;
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      long to = arena.allocate(8L * n, 64).address();
      return Gate.under(1.0 * n, () -> vectors(from, n, to));
    }
  }
}
