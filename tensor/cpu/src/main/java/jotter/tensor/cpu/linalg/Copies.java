package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.matmul.Matrix;

/// Matrices in and out of the memory in which they are worked on.
final class Copies {
  private Copies() {}

  static Matrix at(Matrix a, int row, int column) {
    return a.at(row * a.rowStride() + column * a.columnStride());
  }

  /// `to[i][j] = from[i][j]`; the rows of `to` are runs of memory.
  static void straight(Rows r, Matrix from, int rows, int columns, Matrix to) {
    if (from.columnStride() == r.size || columns == 1)
      for (int i = 0; i < rows; i++)
        r.copy(at(from, i, 0).address(), at(to, i, 0).address(), columns);
    else if (from.rowStride() == r.size)
      r.transpose(from.address(), from.columnStride(), columns, rows, to.address(), to.rowStride());
    else
      for (int i = 0; i < rows; i++) {
        Object row = Staging.array(r.kind, columns);
        Staging.load(
            r.kind,
            from.type(),
            at(from, i, 0).address(),
            from.columnStride(),
            columns,
            row,
            0,
            1,
            0);
        Staging.store(r.kind, to.type(), at(to, i, 0).address(), r.size, columns, row, 0, 1, 0);
      }
  }

  /// `to[j][i] = from[i][j]`; the rows of `to` are runs of memory.
  static void transposed(Rows r, Matrix from, int rows, int columns, Matrix to) {
    straight(r, from.transpose(), columns, rows, to);
  }

  /// `to[j][i] = from[i][j]`; the rows of both are runs of memory.
  static void back(Rows r, Matrix from, int rows, int columns, Matrix to) {
    r.transpose(from.address(), from.rowStride(), rows, columns, to.address(), to.rowStride());
  }
}
