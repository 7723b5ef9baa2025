package jotter.tensor.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Memory;

/// Conversions from and to bfloat16 of rows in order; reached only if {@link Simd#ON}.
final class VectorHalves {
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> HALF =
      VectorSpecies.of(short.class, VectorShape.forBitSize(I.vectorBitSize() / 2));
  private static final int LANES = I.length();

  private VectorHalves() {}

  /// Converts as many of `n` bfloat16 as fill vectors; gives their number.
  static int fromBFloat16(long a, int n, float[] to, int at) {
    int i = 0;
    for (; i <= n - LANES; i += LANES)
      ((IntVector)
              ShortVector.fromMemorySegment(HALF, Memory.ALL, a + 2L * i, Memory.ORDER)
                  .convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0))
          .lanewise(VectorOperators.LSHL, 16)
          .reinterpretAsFloats()
          .intoArray(to, at + i);
    return i;
  }

  /// Rounds as many of `n` numbers as fill vectors to bfloat16, ties to even; gives their number.
  static int toBFloat16(float[] from, int at, int n, long a) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector f = FloatVector.fromArray(F, from, at + i);
      IntVector b = f.reinterpretAsInts();
      IntVector even = b.lanewise(VectorOperators.LSHR, 16).and(1);
      IntVector rounded = b.add(even).add(0x7fff).lanewise(VectorOperators.LSHR, 16);
      IntVector nan = b.lanewise(VectorOperators.LSHR, 16).or(0x40);
      rounded = rounded.blend(nan, f.test(VectorOperators.IS_NAN).cast(I));
      ((ShortVector) rounded.convertShape(VectorOperators.I2S, HALF, 0))
          .intoMemorySegment(Memory.ALL, a + 2L * i, Memory.ORDER);
    }
    return i;
  }
}
