package jotter.tensor.cpu.kernel;

import java.lang.foreign.Arena;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// float32 to float64 and back, from memory to memory. Half a vector of float32 is loaded for a
/// whole one of float64: taking a loaded vector apart is several times slower.
final class VectorCasts {
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(D.vectorBitSize() / 2));
  private static final int LANES = D.length();

  static final Gate GATE = new Gate(VectorCasts::fast);

  private VectorCasts() {}

  static void widen(long from, long to, int n) {
    int whole = n / LANES * LANES;
    for (int i = 0; i < whole; i += LANES)
      FloatVector.fromMemorySegment(HALF, Memory.ALL, from + 4L * i, Memory.ORDER)
          .convertShape(VectorOperators.F2D, D, 0)
          .intoMemorySegment(Memory.ALL, to + 8L * i, Memory.ORDER);
    for (int i = whole; i < n; i++) Memory.set(to + 8L * i, (double) Memory.getF32(from + 4L * i));
  }

  static void narrow(long from, long to, int n) {
    int whole = n / LANES * LANES;
    for (int i = 0; i < whole; i += LANES)
      DoubleVector.fromMemorySegment(D, Memory.ALL, from + 8L * i, Memory.ORDER)
          .convertShape(VectorOperators.D2F, HALF, 0)
          .intoMemorySegment(Memory.ALL, to + 4L * i, Memory.ORDER);
    for (int i = whole; i < n; i++) Memory.set(to + 4L * i, (float) Memory.getF64(from + 8L * i));
  }

  private static boolean fast() {
    int n = Gate.TURNS * LANES + 3;
    try (Arena arena = Arena.ofConfined()) {
      long a = arena.allocate(4L * n, 64).address();
      long b = arena.allocate(8L * n, 64).address();
      return Gate.under(
          4.0 * n,
          () -> {
            widen(a, b, n);
            narrow(b, a, n);
          });
    }
  }
}
