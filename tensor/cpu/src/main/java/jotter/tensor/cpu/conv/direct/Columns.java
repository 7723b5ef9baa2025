package jotter.tensor.cpu.conv.direct;

/// The wanted places of several images, one after the other: where each lies in the planes, and
/// where its results go. For images so small that what lies between the ends of their rows is a
/// good part of everything.
final class Columns {
  /// The places of one image.
  final int each;

  private final int[] position;
  private final long[] target;

  /// How many columns from this one on lie one behind the other in the result.
  private final int[] run;

  /// @param images how many images lie in the planes, `pitch` elements apart
  /// @param batch bytes between the results of one image and the next
  Columns(Sink sink, int images, int pitch, long batch) {
    int width = sink.grid().axes[2].extent();
    int height = sink.grid().axes[1].extent();
    int[] n = new int[3];
    for (int d = 0; d < 3; d++) n[d] = Math.max(0, sink.to()[d] - sink.from()[d]);
    each = n[0] * n[1] * n[2];
    int all = each * images;
    position = new int[(all + Kernels.COLUMNS - 1) / Kernels.COLUMNS * Kernels.COLUMNS];
    target = new long[all];
    run = new int[all];
    for (int c = 0; c < all; c++) {
      int x = c % n[2] + sink.from()[2];
      int y = c / n[2] % n[1] + sink.from()[1];
      int z = c % each / n[2] / n[1] + sink.from()[0];
      position[c] = c / each * pitch + (z * height + y) * width + x;
      target[c] =
          c / each * batch + z * sink.strides()[0] + y * sink.strides()[1] + x * sink.strides()[2];
    }
    for (int c = all - 1; c >= 0; c--)
      run[c] = c + 1 < all && target[c + 1] == target[c] + 4 ? run[c + 1] + 1 : 1;
  }

  /// Copies what a tap sees at `n` columns.
  void gather(float[] planes, int offset, int column, int n, float[] to, int at) {
    for (int j = 0; j < n; j++) to[at + j] = planes[offset + position[column + j]];
  }

  /// Stores the first `n` columns of a tile.
  void store(
      Sink sink, float[] tile, long address, int row, int rows, int column, int n, boolean add) {
    for (int j = 0; j < n; ) {
      int length = Math.min(n - j, run[column + j]);
      sink.rows(
          tile, j, address + row * sink.row() + target[column + j], row, rows, length, 4, add);
      j += length;
    }
  }
}
