package jotter.tensor.cpu.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Memory;

/// Runs of whole numbers of 8 and 16 bits in memory from and to arrays of `int`, by vectors;
/// reached only if {@link jotter.tensor.cpu.machine.Simd#ON}.
final class VectorNarrow {
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = I.length();
  private static final VectorSpecies<Short> S =
      VectorSpecies.of(short.class, VectorShape.forBitSize(I.vectorBitSize() / 2));
  private static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, I.vectorBitSize() / 4)));

  private VectorNarrow() {}

  /// `n` numbers, which fill vectors.
  static void bytes(long a, int n, int[] to, int at) {
    for (int i = 0; i < n; i += LANES)
      ((IntVector) bytes(a + i).convertShape(VectorOperators.B2I, I, 0)).intoArray(to, at + i);
  }

  /// The same without signs.
  static void unsigned(long a, int n, int[] to, int at) {
    for (int i = 0; i < n; i += LANES)
      ((IntVector) bytes(a + i).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0))
          .intoArray(to, at + i);
  }

  /// The same as 1 for what is not 0.
  static void truths(long a, int n, int[] to, int at) {
    for (int i = 0; i < n; i += LANES)
      ((IntVector) bytes(a + i).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0))
          .min(1)
          .intoArray(to, at + i);
  }

  static void shorts(long a, int n, int[] to, int at) {
    for (int i = 0; i < n; i += LANES)
      ((IntVector)
              ShortVector.fromMemorySegment(S, Memory.ALL, a + 2L * i, Memory.ORDER)
                  .convertShape(VectorOperators.S2I, I, 0))
          .intoArray(to, at + i);
  }

  /// Bytes without signs as float32 in memory.
  static void unsignedFloats(long a, int n, long to) {
    for (int i = 0; i < n; i += LANES)
      ((FloatVector)
              bytes(a + i)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0)
                  .convert(VectorOperators.I2F, 0))
          .intoMemorySegment(Memory.ALL, to + 4L * i, Memory.ORDER);
  }

  /// The same as 1 for what is not 0.
  static void truthFloats(long a, int n, long to) {
    for (int i = 0; i < n; i += LANES)
      ((FloatVector)
              ((IntVector) bytes(a + i).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0))
                  .min(1)
                  .convert(VectorOperators.I2F, 0))
          .intoMemorySegment(Memory.ALL, to + 4L * i, Memory.ORDER);
  }

  /// The low bytes of `n` numbers, which fill vectors.
  static void toBytes(int[] from, int at, int n, long a) {
    for (int i = 0; i < n; i += LANES)
      ((ByteVector) IntVector.fromArray(I, from, at + i).convertShape(VectorOperators.I2B, B, 0))
          .intoMemorySegment(Memory.ALL, a + i, Memory.ORDER);
  }

  static void toShorts(int[] from, int at, int n, long a) {
    for (int i = 0; i < n; i += LANES)
      ((ShortVector) IntVector.fromArray(I, from, at + i).convertShape(VectorOperators.I2S, S, 0))
          .intoMemorySegment(Memory.ALL, a + 2L * i, Memory.ORDER);
  }

  private static ByteVector bytes(long a) {
    return ByteVector.fromMemorySegment(B, Memory.ALL, a, Memory.ORDER);
  }
}
