package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// Packing and storing of float32 in order, a vector at a time: what happens at the edges of the
/// micro-kernel must not cost more than the kernel itself.
final class VectorTiles {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /// Eight numbers are a part of a vector, where vectors are longer: a second size of vectors would
  /// throw away compiled loops that take for granted that there is one.
  private static final VectorSpecies<Float> EIGHT = LANES < 8 ? FloatVector.SPECIES_256 : F;

  private static final VectorMask<Float> FIRST = EIGHT.indexInRange(0, 8);

  static final Gate STORE = new Gate(VectorTiles::storesFast);
  static final Gate PACK = new Gate(VectorTiles::packsFast);

  static final Gate ACROSS = new Gate(VectorTiles::acrossFast);

  /// What changes no number that it is added to: 0 would turn -0 into 0.
  private static final float NOTHING = -0f;

  /// Where the numbers of a column of eight rows are.
  private static final int[] COLUMN = new int[EIGHT.length()];

  static {
    for (int i = 0; i < 8; i++) COLUMN[i] = i * 2 * LANES;
  }

  private VectorTiles() {}

  /// Writes (or adds) `rows` rows of a tile of two vectors' width, plus a number for each row;
  /// `columns` of them count.
  static void store(
      float[] tile,
      long to,
      long rowStride,
      int rows,
      int columns,
      boolean add,
      float[] bias,
      int first) {
    if (columns == 2 * LANES) {
      for (int i = 0; i < rows; i++, to += rowStride) {
        float more = bias == null ? NOTHING : bias[first + i];
        put(FloatVector.fromArray(F, tile, 2 * i * LANES).add(more), to, add);
        put(FloatVector.fromArray(F, tile, (2 * i + 1) * LANES).add(more), to + 4L * LANES, add);
      }
      return;
    }
    for (int part = 0; part < 2; part++) {
      int n = columns - part * LANES;
      if (n <= 0) return;
      VectorMask<Float> mask = F.indexInRange(0, n);
      long a = to + 4L * part * LANES;
      for (int i = 0; i < rows; i++, a += rowStride) {
        float more = bias == null ? NOTHING : bias[first + i];
        put(FloatVector.fromArray(F, tile, (2 * i + part) * LANES).add(more), a, add, mask);
      }
    }
  }

  private static void put(FloatVector v, long to, boolean add) {
    if (add)
      v.add(FloatVector.fromMemorySegment(F, Memory.ALL, to, Memory.ORDER))
          .intoMemorySegment(Memory.ALL, to, Memory.ORDER);
    else v.intoMemorySegment(Memory.ALL, to, Memory.ORDER);
  }

  private static void put(FloatVector v, long to, boolean add, VectorMask<Float> mask) {
    if (add)
      v.add(FloatVector.fromMemorySegment(F, Memory.ALL, to, Memory.ORDER, mask))
          .intoMemorySegment(Memory.ALL, to, Memory.ORDER, mask);
    else v.intoMemorySegment(Memory.ALL, to, Memory.ORDER, mask);
  }

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

  /// Rows of two vectors' width, one behind the other.
  static void packWide(long from, long rowStride, int rows, float[] to, int at) {
    for (int k = 0; k < rows; k++, from += rowStride, at += 2 * LANES) {
      FloatVector.fromMemorySegment(F, Memory.ALL, from, Memory.ORDER).intoArray(to, at);
      FloatVector.fromMemorySegment(F, Memory.ALL, from + 4L * LANES, Memory.ORDER)
          .intoArray(to, at + LANES);
    }
  }

  /// Rows of eight numbers, one behind the other.
  static void packEight(long from, long rowStride, int rows, float[] to, int at) {
    for (int k = 0; k < rows; k++, from += rowStride, at += 8)
      FloatVector.fromMemorySegment(EIGHT, Memory.ALL, from, Memory.ORDER, FIRST)
          .intoArray(to, at, FIRST);
  }

  private static boolean storesFast() {
    try (Arena arena = Arena.ofConfined()) {
      long to = arena.allocate(8L * 2 * LANES * 4, 64).address();
      float[] tile = new float[8 * 2 * LANES];
      float[] bias = new float[8];
      return Gate.under(
          3000,
          () -> {
            for (int i = 0; i < 4; i++) {
              store(tile, to, 8L * LANES, 8, 2 * LANES, i > 1, i == 3 ? bias : null, 0);
              store(tile, to, 8L * LANES, 8, LANES + 3, i > 1, i == 3 ? bias : null, 0);
            }
          });
    }
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

  private static boolean packsFast() {
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(64L * 2 * LANES * 4, 64).address();
      float[] to = new float[64 * 2 * LANES];
      return Gate.under(
          2000,
          () -> {
            packWide(from, 8L * LANES, 64, to, 0);
            packEight(from, 8L * LANES, 64, to, 0);
          });
    }
  }
}
