package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.machine.Memory;

/// Where results go: place (z, y, x) of row r to `address + r·row + z·strides[0] + y·strides[1] +
/// x·strides[2]`, if `from` ≤ place < `to` in every dimension.
record Sink(
    Grid grid, int[] from, int[] to, long row, long[] strides, float[] bias, int firstBias) {
  /// Stores the columns of a tile, which begin at position `p`.
  void store(float[] tile, long address, int first, int rows, int p, boolean add) {
    int width = grid.axes[2].extent();
    int height = grid.axes[1].extent();
    int n = Math.min(Kernels.COLUMNS, grid.positions - p);
    int x = p % width;
    int rest = p / width;
    int y = rest % height;
    int z = rest / height;
    for (int j = 0; j < n; ) {
      int run = Math.min(width - x, n - j);
      int lo = Math.max(x, from[2]);
      int hi = Math.min(x + run, to[2]);
      if (lo < hi && y >= from[1] && y < to[1] && z >= from[0] && z < to[0]) {
        long a = address + first * row + z * strides[0] + y * strides[1] + lo * strides[2];
        rows(tile, j + lo - x, a, first, rows, hi - lo, strides[2], add);
      }
      j += run;
      x = 0;
      if (++y == height) {
        y = 0;
        z++;
      }
    }
  }

  /// Stores `n` columns of a tile's rows from column `at` on, `stride` bytes apart.
  void rows(float[] tile, int at, long a, int first, int rows, int n, long stride, boolean add) {
    if (stride == 4 && VectorSink.GATE.open((long) rows * n)) {
      VectorSink.store(this, tile, at, a, first, rows, n, add);
      return;
    }
    for (int i = 0; i < rows; i++, a += row) {
      int k = i * Kernels.COLUMNS + at;
      float b = bias == null || add ? 0 : bias[firstBias + first + i];
      long to = a;
      for (int j = 0; j < n; j++, to += stride)
        Memory.set(to, add ? tile[k + j] + Memory.getF32(to) : tile[k + j] + b);
    }
  }
}
