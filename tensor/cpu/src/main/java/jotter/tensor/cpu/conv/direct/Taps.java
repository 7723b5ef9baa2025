package jotter.tensor.cpu.conv.direct;

/// The left side of a product, packed for {@link Kernels.Tile}, with the offsets of its columns:
/// `depth` numbers for each of `rows` results.
final class Taps {
  /// Deeper products are cut, so that a tile's panel stays in the first level cache.
  private static final int BLOCK = 1024;

  final int rows;
  final int depth;
  final int[] offset;
  private final float[] packed;

  /// The weight of row r and column k.
  interface Weight {
    float at(int row, int column);
  }

  Taps(int rows, int[] offset, Weight weight) {
    this.rows = rows;
    this.depth = offset.length;
    this.offset = offset;
    int panels = (rows + Kernels.ROWS - 1) / Kernels.ROWS;
    packed = new float[panels * Kernels.ROWS * depth];
    int at = 0;
    for (int from = 0; from < depth; from += BLOCK) {
      int to = Math.min(depth, from + BLOCK);
      for (int p = 0; p < panels; p++)
        for (int k = from; k < to; k++)
          for (int i = 0; i < Kernels.ROWS; i++, at++) {
            int r = p * Kernels.ROWS + i;
            if (r < rows) packed[at] = weight.at(r, k);
          }
    }
  }

  /// Computes the positions from `p` up to `end` from laid out planes.
  void run(Kernels.Tile kernel, float[] planes, int p, int end, Sink sink, long address) {
    float[] tile = new float[Kernels.ROWS * Kernels.COLUMNS];
    int padded = (rows + Kernels.ROWS - 1) / Kernels.ROWS * Kernels.ROWS;
    for (int from = 0; from < depth; from += BLOCK) {
      int kc = Math.min(BLOCK, depth - from);
      for (int q = p; q < end; q += Kernels.COLUMNS)
        for (int r = 0; r < rows; r += Kernels.ROWS) {
          kernel.run(kc, packed, padded * from + r * kc, planes, q, offset, from, tile);
          sink.store(tile, address, r, Math.min(Kernels.ROWS, rows - r), q, from > 0);
        }
    }
  }
}
