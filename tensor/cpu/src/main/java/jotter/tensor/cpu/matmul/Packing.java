package jotter.tensor.cpu.matmul;

import java.util.Arrays;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.formula.code.Code.Kind;

/// How matrices become panels and slivers: with a vector loop where one fits, else plainly.
final class Packing {
  /// From so many bytes on runs of memory are copied one after the other.
  private static final int RUN = 1 << 9;

  private Packing() {}

  /// Rows of the kernel's own type that are runs of memory, to left panels {@link Tiling#byRows}:
  /// one for every chain of `chain` numbers, `size` apart. Each row goes from one end to the other,
  /// if it is long: that is how memory is fetched ahead.
  static void rows(
      Tiling t, long from, long pitch, int rows, int k, int chain, Object to, int at, int size) {
    int bytes = t.type().bytes();
    if (chain * bytes < RUN) {
      for (int s = 0; s < k; s += chain, at += size)
        rows(t, from + (long) s * bytes, pitch, rows, Math.min(chain, k - s), to, at);
      return;
    }
    for (int s = 0, first = at; rows < t.rows && s < k; s += chain, first += size)
      clear(t, rows, to, first);
    for (int i = 0; i < rows; i++, at += t.byRows.rowStep, from += pitch)
      for (int s = 0, first = at; s < k; s += chain, first += size)
        copy(t, from + (long) s * bytes, Math.min(chain, k - s), to, first);
  }

  /// Rows of one chain; what lies in the panel beyond them is zero.
  static void rows(Tiling t, long from, long pitch, int rows, int k, Object to, int at) {
    Panel p = rows == t.rows ? t.panels.rows.get((long) rows * k) : null;
    if (p != null) {
      p.run(from, pitch, k, to, at);
      return;
    }
    if (rows < t.rows) clear(t, rows, to, at);
    for (int i = 0; i < rows; i++) copy(t, from + i * pitch, k, to, at + i * t.byRows.rowStep);
  }

  /// Makes the rows of a panel from `row` on zero.
  private static void clear(Tiling t, int row, Object to, int at) {
    clear(t, to, at + row * t.byRows.rowStep, (t.rows - row) * t.byRows.rowStep);
  }

  /// Makes `n` numbers of an array from `from` on zero.
  static void clear(Tiling t, Object array, int from, int n) {
    if (t.kind == Kind.F32) Arrays.fill((float[]) array, from, from + n, 0);
    else Arrays.fill((double[]) array, from, from + n, 0);
  }

  private static void copy(Tiling t, long from, int n, Object to, int at) {
    Staging.load(t.kind, t.type(), from, t.type().bytes(), n, to, at, 1, 0);
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
