package jotter.tensor.cpu.matmul;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.formula.code.Code.Kind;

/// Writes finished tiles to the result.
final class Tiles {
  private Tiles() {}

  static void store(
      Tiling t,
      Object tile,
      Matrix to,
      int rows,
      int columns,
      boolean add,
      Object bias,
      int first) {
    if (t.kind == Kind.F32
        && to.type() == DType.FLOAT32
        && to.columnStride() == 4
        && VectorTiles.STORE.open((long) rows * columns)) {
      VectorTiles.store(
          (float[]) tile, to.address(), to.rowStride(), rows, columns, add, (float[]) bias, first);
      return;
    }
    if (bias != null) bias(t, tile, rows, bias, first);
    if (t.kind == Kind.F32 && to.type() == DType.FLOAT32 && to.rowStride() == 4) {
      across(t, (float[]) tile, to, rows, columns, add);
      return;
    }
    if (t.kind == Kind.F32) floats(t, (float[]) tile, to, rows, columns, add);
    else doubles(t, (double[]) tile, to, rows, columns, add);
  }

  private static void bias(Tiling t, Object tile, int rows, Object bias, int first) {
    for (int i = 0; i < rows; i++)
      for (int j = i * t.columns; j < (i + 1) * t.columns; j++)
        if (t.kind == Kind.F32) ((float[]) tile)[j] += ((float[]) bias)[first + i];
        else ((double[]) tile)[j] += ((double[]) bias)[first + i];
  }

  /// A result that lies transposed: column by column.
  private static void across(
      Tiling t, float[] tile, Matrix to, int rows, int columns, boolean add) {
    if (rows == 8 && VectorTiles.ACROSS.open((long) rows * columns)) {
      VectorTiles.across(tile, to.address(), to.columnStride(), columns, add);
      return;
    }
    for (int j = 0; j < columns; j++) {
      long a = to.address() + j * to.columnStride();
      for (int i = 0, at = j; i < rows; i++, at += t.columns, a += 4)
        Memory.set(a, add ? tile[at] + Memory.getF32(a) : tile[at]);
    }
  }

  private static void floats(
      Tiling t, float[] tile, Matrix to, int rows, int columns, boolean add) {
    float[] row = add ? new float[columns] : null;
    for (int i = 0; i < rows; i++) {
      long a = to.address() + i * to.rowStride();
      int at = i * t.columns;
      if (add) {
        if (to.type() == DType.FLOAT32 && to.columnStride() == 4)
          java.lang.foreign.MemorySegment.copy(Memory.ALL, Memory.F32, a, row, 0, columns);
        else Staging.load(t.kind, to.type(), a, to.columnStride(), columns, row, 0, 1, to.part());
        for (int j = 0; j < columns; j++) tile[at + j] += row[j];
      }
      Staging.store(t.kind, to.type(), a, to.columnStride(), columns, tile, at, 1, to.part());
    }
  }

  private static void doubles(
      Tiling t, double[] tile, Matrix to, int rows, int columns, boolean add) {
    double[] row = add ? new double[columns] : null;
    for (int i = 0; i < rows; i++) {
      long a = to.address() + i * to.rowStride();
      int at = i * t.columns;
      if (add) {
        Staging.load(t.kind, to.type(), a, to.columnStride(), columns, row, 0, 1, to.part());
        for (int j = 0; j < columns; j++) tile[at + j] += row[j];
      }
      Staging.store(t.kind, to.type(), a, to.columnStride(), columns, tile, at, 1, to.part());
    }
  }
}
