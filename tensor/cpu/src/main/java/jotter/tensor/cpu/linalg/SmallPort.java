package jotter.tensor.cpu.linalg;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;

/// The way of small matrices (or vectors) from memory into arrays, row after row, and back.
final class SmallPort {
  private final Batch batch;
  final DType type;
  private final int rows;
  private final int columns;
  private final long rowStep;
  private final long columnStep;
  private final boolean dense;

  /// What float32 passes through.
  private final float[] singles;

  private SmallPort(Batch b, boolean turned) {
    batch = b;
    type = b.type;
    rows = turned ? b.columns : b.rows;
    columns = turned ? b.rows : b.columns;
    rowStep = b.step(turned ? 1 : 2);
    columnStep = b.step(turned ? 2 : 1);
    int size = type.bytes();
    dense = columnStep == size && (rows == 1 || rowStep == (long) size * columns);
    singles = new float[type == DType.FLOAT32 ? rows * columns : 0];
  }

  static SmallPort of(Batch b) {
    return new SmallPort(b, false);
  }

  /// Rows for columns, if `turned`.
  static SmallPort of(Batch b, boolean turned) {
    return new SmallPort(b, turned);
  }

  void load(long index, double[] to) {
    long a = batch.address(index);
    int n = rows * columns;
    if (type == DType.FLOAT64) {
      if (dense) MemorySegment.copy(Memory.ALL, Memory.F64, a, to, 0, n);
      else
        for (int i = 0, k = 0; i < rows; i++)
          for (int j = 0; j < columns; j++)
            to[k++] = Memory.getF64(a + i * rowStep + j * columnStep);
      return;
    }
    float[] f = singles;
    if (dense) MemorySegment.copy(Memory.ALL, Memory.F32, a, f, 0, n);
    else
      for (int i = 0, k = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) f[k++] = Memory.getF32(a + i * rowStep + j * columnStep);
    for (int i = 0; i < n; i++) to[i] = f[i];
  }

  void store(long index, double[] from) {
    long a = batch.address(index);
    int n = rows * columns;
    if (type == DType.FLOAT64) {
      if (dense) MemorySegment.copy(from, 0, Memory.ALL, Memory.F64, a, n);
      else
        for (int i = 0, k = 0; i < rows; i++)
          for (int j = 0; j < columns; j++) Memory.set(a + i * rowStep + j * columnStep, from[k++]);
      return;
    }
    float[] f = singles;
    for (int i = 0; i < n; i++) f[i] = (float) from[i];
    if (dense) MemorySegment.copy(f, 0, Memory.ALL, Memory.F32, a, n);
    else
      for (int i = 0, k = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) Memory.set(a + i * rowStep + j * columnStep, f[k++]);
  }
}
