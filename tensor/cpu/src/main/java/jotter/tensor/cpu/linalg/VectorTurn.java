package jotter.tensor.cpu.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Memory;

/// Turns float32 matrices by squares of eight rows in eight vectors: three times, pairs of rows
/// exchange the lanes that differ in one bit of row and lane.
final class VectorTurn {
  private static final VectorSpecies<Float> V = FloatVector.SPECIES_256;
  private static final VectorShuffle<Float> X4 = VectorShuffle.fromOp(V, i -> i ^ 4);
  private static final VectorShuffle<Float> X2 = VectorShuffle.fromOp(V, i -> i ^ 2);
  private static final VectorShuffle<Float> X1 = VectorShuffle.fromOp(V, i -> i ^ 1);
  private static final VectorMask<Float> M4 = VectorMask.fromLong(V, 0xf0);
  private static final VectorMask<Float> M2 = VectorMask.fromLong(V, 0xcc);
  private static final VectorMask<Float> M1 = VectorMask.fromLong(V, 0xaa);

  private VectorTurn() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(V, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  private static FloatVector upper(
      FloatVector a, FloatVector b, VectorShuffle<Float> x, VectorMask<Float> m) {
    return a.blend(b.rearrange(x), m);
  }

  private static FloatVector lower(
      FloatVector a, FloatVector b, VectorShuffle<Float> x, VectorMask<Float> m) {
    return a.rearrange(x).blend(b, m);
  }

  /// `to[j][i] = from[i][j]` for eight rows and columns.
  static void square(long from, long pitch, long to, long toPitch) {
    long f = from + 4 * pitch;
    FloatVector a0 = at(from);
    FloatVector a1 = at(from + pitch);
    FloatVector a2 = at(from + 2 * pitch);
    FloatVector a3 = at(from + 3 * pitch);
    FloatVector a4 = at(f);
    FloatVector a5 = at(f + pitch);
    FloatVector a6 = at(f + 2 * pitch);
    FloatVector a7 = at(f + 3 * pitch);
    FloatVector b0 = upper(a0, a4, X4, M4);
    FloatVector b1 = upper(a1, a5, X4, M4);
    FloatVector b2 = upper(a2, a6, X4, M4);
    FloatVector b3 = upper(a3, a7, X4, M4);
    FloatVector b4 = lower(a0, a4, X4, M4);
    FloatVector b5 = lower(a1, a5, X4, M4);
    FloatVector b6 = lower(a2, a6, X4, M4);
    FloatVector b7 = lower(a3, a7, X4, M4);
    a0 = upper(b0, b2, X2, M2);
    a1 = upper(b1, b3, X2, M2);
    a2 = lower(b0, b2, X2, M2);
    a3 = lower(b1, b3, X2, M2);
    a4 = upper(b4, b6, X2, M2);
    a5 = upper(b5, b7, X2, M2);
    a6 = lower(b4, b6, X2, M2);
    a7 = lower(b5, b7, X2, M2);
    long t = to + 4 * toPitch;
    put(upper(a0, a1, X1, M1), to);
    put(lower(a0, a1, X1, M1), to + toPitch);
    put(upper(a2, a3, X1, M1), to + 2 * toPitch);
    put(lower(a2, a3, X1, M1), to + 3 * toPitch);
    put(upper(a4, a5, X1, M1), t);
    put(lower(a4, a5, X1, M1), t + toPitch);
    put(upper(a6, a7, X1, M1), t + 2 * toPitch);
    put(lower(a6, a7, X1, M1), t + 3 * toPitch);
  }
}
