package jotter.tensor.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.*;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Memory;

/// Bytes in memory from and to vectors of kernels: as many as the vector has lanes.
final class VectorBytes {
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;

  /// As many bytes as there are lanes of 32 bits, and of 64.
  private static final VectorSpecies<Byte> B = species(4);

  private static final VectorSpecies<Byte> B8 = species(8);

  private VectorBytes() {}

  private static VectorSpecies<Byte> species(int part) {
    return VectorSpecies.of(
        byte.class, VectorShape.forBitSize(Math.max(64, I.vectorBitSize() / part)));
  }

  private static ByteVector at(VectorSpecies<Byte> s, long a) {
    return ByteVector.fromMemorySegment(s, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(ByteVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  static IntVector getINT8asI32(long a) {
    return (IntVector) at(B, a).convertShape(B2I, I, 0);
  }

  static IntVector getUINT8asI32(long a) {
    return (IntVector) at(B, a).convertShape(ZERO_EXTEND_B2I, I, 0);
  }

  static IntVector getBOOLasI32(long a) {
    return getUINT8asI32(a).min(1);
  }

  static LongVector getINT8asI64(long a) {
    return (LongVector) at(B8, a).convertShape(B2L, L, 0);
  }

  static LongVector getUINT8asI64(long a) {
    return (LongVector) at(B8, a).convertShape(ZERO_EXTEND_B2L, L, 0);
  }

  static LongVector getBOOLasI64(long a) {
    return getUINT8asI64(a).min(1);
  }

  static FloatVector getINT8asF32(long a) {
    return (FloatVector) getINT8asI32(a).convert(I2F, 0);
  }

  static DoubleVector getINT8asF64(long a) {
    return (DoubleVector) getINT8asI64(a).convert(L2D, 0);
  }

  static FloatVector getUINT8asF32(long a) {
    return (FloatVector) getUINT8asI32(a).convert(I2F, 0);
  }

  static DoubleVector getUINT8asF64(long a) {
    return (DoubleVector) getUINT8asI64(a).convert(L2D, 0);
  }

  static FloatVector getBOOLasF32(long a) {
    return (FloatVector) getBOOLasI32(a).convert(I2F, 0);
  }

  static DoubleVector getBOOLasF64(long a) {
    return (DoubleVector) getBOOLasI64(a).convert(L2D, 0);
  }

  /// The low bytes.
  static void bytes(IntVector v, long a) {
    put((ByteVector) v.convertShape(I2B, B, 0), a);
  }

  static void bytes(LongVector v, long a) {
    put((ByteVector) v.convertShape(L2B, B8, 0), a);
  }

  /// 1 for what is not 0.
  static void truths(IntVector v, long a) {
    bytes(v.blend(1, v.compare(NE, 0)), a);
  }

  static void truths(LongVector v, long a) {
    bytes(v.blend(1, v.compare(NE, 0)), a);
  }

  static void truths(FloatVector v, long a) {
    bytes(IntVector.zero(I).blend(1, v.compare(NE, 0).cast(I)), a);
  }

  static void truths(DoubleVector v, long a) {
    bytes(LongVector.zero(L).blend(1, v.compare(NE, 0).cast(L)), a);
  }
}
