package jotter.tensor.cpu.matmul;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.formula.code.Code.Kind;

/// Writes finished tiles to the result.
final class Tiles {
  private static final ThreadLocal<Object[][]> OWN =
      ThreadLocal.withInitial(() -> new Object[2][0]);

  private Tiles() {}

  /// As many tiles of this thread, for sums that are not finished.
  static Object[] own(Tiling t, int n) {
    Object[][] own = OWN.get();
    int slot = t.kind == Kind.F32 ? 0 : 1;
    int had = own[slot].length;
    if (had < n) {
      own[slot] = Arrays.copyOf(own[slot], n);
      for (int i = had; i < n; i++) own[slot][i] = Staging.array(t.kind, t.rows * t.columns);
    }
    return own[slot];
  }

  /// Writes `rows` times `columns` numbers of a tile, or adds them to what is there. Number (i, j)
  /// of what is written has `ofRows[first + i]` and `ofColumns[at + j]` added to it, if these are
  /// not null; of the latter there is a multiple of the tiles' width.
  static void store(
      Tiling t,
      Object tile,
      Matrix to,
      int rows,
      int columns,
      boolean add,
      Object ofRows,
      int first,
      Object ofColumns,
      int at) {
    if (to.type() == t.type() && to.columnStride() == t.type().bytes()) {
      boolean plain = ofRows == null && ofColumns == null;
      TileStore s = (add && plain ? t.stores.add : t.stores.put).get((long) rows * columns);
      if (s != null && (plain || !add)) {
        Object nothing = t.nothing;
        s.run(
            tile,
            to.address(),
            to.rowStride(),
            rows,
            columns,
            ofRows == null ? nothing : ofRows,
            ofRows == null ? 0 : first,
            ofColumns == null ? nothing : ofColumns,
            ofColumns == null ? 0 : at);
        return;
      }
    }
    if (ofRows != null || ofColumns != null) more(t, tile, rows, ofRows, first, ofColumns, at);
    if (t.kind == Kind.F32) floats(t, (float[]) tile, to, rows, columns, add);
    else doubles(t, (double[]) tile, to, rows, columns, add);
  }

  private static void more(
      Tiling t, Object tile, int rows, Object ofRows, int first, Object ofColumns, int at) {
    int n = t.columns;
    if (t.kind == Kind.F32) {
      float[] a = (float[]) tile;
      float[] r = (float[]) ofRows;
      float[] c = (float[]) ofColumns;
      for (int i = 0; i < rows * n; i++) {
        if (c != null) a[i] += c[at + i % n];
        if (r != null) a[i] += r[first + i / n];
      }
      return;
    }
    double[] a = (double[]) tile;
    double[] r = (double[]) ofRows;
    double[] c = (double[]) ofColumns;
    for (int i = 0; i < rows * n; i++) {
      if (c != null) a[i] += c[at + i % n];
      if (r != null) a[i] += r[first + i / n];
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
