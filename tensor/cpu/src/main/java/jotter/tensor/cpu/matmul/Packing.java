package jotter.tensor.cpu.matmul;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.formula.code.Code.Kind;

/// How matrices become panels and slivers: with a vector loop where one fits, else plainly.
final class Packing {
  private Packing() {}

  /// Rows of the kernel's own type that are runs of memory, to a left panel {@link Tiling#byRows}.
  static void rows(Tiling t, long from, long pitch, int rows, int kc, Object to, int at) {
    Panel p = rows == t.rows ? t.panels.rows.get((long) rows * kc) : null;
    if (p != null) {
      p.run(from, pitch, kc, to, at);
      return;
    }
    for (int i = 0; i < rows; i++) {
      int first = at + i * t.byRows.rowStep;
      Staging.load(t.kind, t.type(), from + i * pitch, t.type().bytes(), kc, to, first, 1, 0);
    }
  }

  /// `rows` of a right side's sliver of at most `width` columns.
  static void right(Kind kind, Matrix from, int rows, int columns, Object to, int at, int width) {
    Tiling t = Tiling.of(kind);
    if (from.type() == t.type() && width == t.columns) {
      long count = (long) rows * columns;
      if (columns == width && from.columnStride() == t.type().bytes()) {
        Panel p = t.panels.wide.get(count);
        if (p != null) {
          p.run(from.address(), from.rowStride(), rows, to, at);
          return;
        }
      }
      if (columns >= width / 2 && from.rowStride() == t.type().bytes()) {
        Panel p = t.panels.turned.get(count);
        if (p != null) {
          turned(t, p, from, rows, columns, to, at);
          return;
        }
      }
    }
    plainly(kind, from, rows, columns, to, at, width);
  }

  /// A right side whose columns are runs of memory: squares are turned, edges copied plainly.
  private static void turned(
      Tiling t, Panel p, Matrix from, int rows, int columns, Object to, int at) {
    int lanes = t.columns / 2;
    int whole = rows / lanes * lanes;
    int done = 0;
    for (; done + lanes <= columns; done += lanes) {
      long address = from.address() + done * from.columnStride();
      if (whole > 0) p.run(address, from.columnStride(), whole, to, at + done);
    }
    if (whole < rows)
      plainly(
          t.kind,
          from.at(whole * from.rowStride()),
          rows - whole,
          done,
          to,
          at + whole * t.columns,
          t.columns);
    if (done < columns)
      plainly(
          t.kind,
          from.at(done * from.columnStride()),
          rows,
          columns - done,
          to,
          at + done,
          t.columns);
  }

  private static void plainly(
      Kind kind, Matrix from, int rows, int columns, Object to, int at, int width) {
    if (Math.abs(from.columnStride()) <= Math.abs(from.rowStride()))
      for (int k = 0; k < rows; k++)
        Staging.load(
            kind,
            from.type(),
            from.address() + k * from.rowStride(),
            from.columnStride(),
            columns,
            to,
            at + k * width,
            1,
            from.part());
    else
      for (int j = 0; j < columns; j++)
        Staging.load(
            kind,
            from.type(),
            from.address() + j * from.columnStride(),
            from.rowStride(),
            rows,
            to,
            at + j,
            width,
            from.part());
  }
}
