package jotter.tensor.cpu.linalg;

import jotter.tensor.DType;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Storage;

/// A matrix in memory of its own for a while. Its rows are not a power of two apart, since such
/// rows share few places in the caches.
final class Work implements AutoCloseable {
  private final Storage storage;
  final long address;
  final long pitch;
  private final DType type;

  Work(Rows r, int rows, int columns) {
    pitch = pitch(r, columns);
    storage = Pool.INSTANCE.allocate(Math.max(1, rows) * pitch);
    address = storage.address();
    type = r.kind == Kind.F32 ? DType.FLOAT32 : DType.FLOAT64;
  }

  private static long pitch(Rows r, int columns) {
    long bytes = Math.max(1, columns) * (long) r.size;
    if (columns <= 16) return bytes;
    bytes = (bytes + 63) / 64 * 64;
    return bytes % 512 == 0 ? bytes + 64 : bytes;
  }

  /// The part of the matrix that begins at a row and a column.
  Matrix at(int row, int column) {
    return new Matrix(
        address + row * pitch + (long) column * type.bytes(), type, pitch, type.bytes(), 0);
  }

  @Override
  public void close() {
    storage.release();
  }
}
