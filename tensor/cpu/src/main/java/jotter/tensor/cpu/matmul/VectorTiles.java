package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// Storing of float32 tiles whose columns are runs of memory.
final class VectorTiles {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /// Eight numbers are a part of a vector, where vectors are longer: a second size of vectors would
  /// throw away compiled loops that take for granted that there is one.
  private static final VectorSpecies<Float> EIGHT = LANES < 8 ? FloatVector.SPECIES_256 : F;

  private static final VectorMask<Float> FIRST = EIGHT.indexInRange(0, 8);

  static final Gate ACROSS = new Gate(VectorTiles::acrossFast);

  /// Where the numbers of a column of eight rows are.
  private static final int[] COLUMN = new int[EIGHT.length()];

  static {
    for (int i = 0; i < 8; i++) COLUMN[i] = i * 2 * LANES;
  }

  private VectorTiles() {}

  private static FloatVector column(float[] tile, int j) {
    return FloatVector.fromArray(EIGHT, tile, j, COLUMN, 0, FIRST);
  }

  /// Writes (or adds) the columns of a tile of eight rows as runs of memory.
  static void across(float[] tile, long to, long columnStride, int columns, boolean add) {
    if (add)
      for (int j = 0; j < columns; j++, to += columnStride)
        column(tile, j)
            .add(FloatVector.fromMemorySegment(EIGHT, Memory.ALL, to, Memory.ORDER, FIRST))
            .intoMemorySegment(Memory.ALL, to, Memory.ORDER, FIRST);
    else
      for (int j = 0; j < columns; j++, to += columnStride)
        column(tile, j).intoMemorySegment(Memory.ALL, to, Memory.ORDER, FIRST);
  }

  private static boolean acrossFast() {
    try (Arena arena = Arena.ofConfined()) {
      long to = arena.allocate(8L * 2 * LANES * 4, 64).address();
      float[] tile = new float[8 * 2 * LANES];
      return Gate.under(
          3000,
          () -> {
            across(tile, to, 32, 2 * LANES, false);
            across(tile, to, 32, 2 * LANES, true);
          });
    }
  }
}
