package jotter.tensor.cpu.conv.lanes;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// A block (N, C, H, W) of float32, or (N, C, W) with H = 1; strides count bytes.
record Picture(
    long address, int images, int channels, int height, int width, long image, long channel) {
  private static volatile MemorySegment zeros = MemorySegment.NULL;
  private static volatile MemorySegment waste = MemorySegment.NULL;

  /// Null if the elements of a channel do not lie one after the other.
  static Picture of(Block b) {
    Layout l = b.layout();
    int r = l.rank();
    if (r != 3 && r != 4) return null;
    long[] sh = l.shape();
    long[] st = l.strides();
    int width = Math.toIntExact(sh[r - 1]);
    int height = r == 4 ? Math.toIntExact(sh[2]) : 1;
    if (width > 1 && st[r - 1] != 1) return null;
    if (height > 1 && st[2] != width) return null;
    return new Picture(
        b.address(),
        Math.toIntExact(sh[0]),
        Math.toIntExact(sh[1]),
        height,
        width,
        st[0] * 4,
        st[1] * 4);
  }

  long at(int n, int c) {
    return address + n * image + c * channel;
  }

  /// Memory of zeros for `n` numbers.
  static long zeros(int n) {
    MemorySegment m = zeros;
    if (m.byteSize() < 4L * n) zeros = m = Arena.global().allocate(8L * n, 64);
    return m.address();
  }

  /// Memory for `n` numbers that nobody wants.
  static long waste(int n) {
    MemorySegment m = waste;
    if (m.byteSize() < 4L * n) waste = m = Arena.global().allocate(8L * n, 64);
    return m.address();
  }

  /// Lays channel `c` of a block of images side by side, zeros beyond their borders.
  ///
  /// @param step rows of the image between one segment and the next
  void load(Crowd crowd, int block, int step, Sight y, Sight x, int c, float[] to, int at) {
    int columns = Tile.COLUMNS;
    int n = y.extent() * x.extent() * columns;
    long[] lane = new long[columns];
    if (y.first() != 0 || x.first() != 0 || y.extent() != height || x.extent() != width)
      java.util.Arrays.fill(to, at, at + n, 0);
    int[] place = new int[height * width];
    if (crowd.segments() == 1) {
      int lo = Math.clamp(-y.first(), 0, y.extent());
      int hi = Math.clamp(height - y.first(), lo, y.extent());
      int count = 0;
      if (x.first() > 0 || x.first() + x.extent() < width) {
        // Columns that nobody sees are in the way: row by row.
        for (int r = lo; r < hi; r++) row(crowd, block, step, y, x, c, r, lane, place, to, at);
        return;
      }
      for (int r = lo; r < hi; r++)
        for (int k = 0; k < width; k++) place[count++] = (r * x.extent() + k - x.first()) * columns;
      for (int l = 0; l < columns; l++) {
        int i = crowd.image(block, l);
        lane[l] = i < 0 ? zeros(count) : at(i, c) + 4L * width * (y.first() + lo);
      }
      Turn.in(lane, count, to, at, place, 0);
      return;
    }
    for (int r = 0; r < y.extent(); r++) row(crowd, block, step, y, x, c, r, lane, place, to, at);
  }

  private void row(
      Crowd crowd,
      int block,
      int step,
      Sight y,
      Sight x,
      int c,
      int r,
      long[] lane,
      int[] place,
      float[] to,
      int at) {
    int lo = Math.max(0, -x.first());
    int hi = Math.min(x.extent(), width - x.first());
    for (int k = lo; k < hi; k++) place[k - lo] = (r * x.extent() + k) * Tile.COLUMNS;
    for (int l = 0; l < lane.length; l++) {
      int i = crowd.image(block, l);
      int from = crowd.segment(block, l) * step + y.first() + r;
      boolean there = i >= 0 && from >= 0 && from < height;
      lane[l] = there ? at(i, c) + 4 * ((long) from * width + lo + x.first()) : zeros(hi - lo);
    }
    Turn.in(lane, hi - lo, to, at, place, 0);
  }

  /// Stores channel `c` of a block of results, `rows` x `width` places side by side, each `pitch`
  /// numbers apart from the next.
  void store(Crowd crowd, int block, int c, float[] from, int at) {
    int columns = Tile.COLUMNS;
    long[] lane = new long[columns];
    int all = crowd.segments() == 1 ? height * width : width;
    int[] place = new int[all];
    int rows = crowd.segments() == 1 ? 1 : crowd.rows();
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < all; k++) place[k] = (r * width + k) * columns;
      for (int l = 0; l < columns; l++) {
        int i = crowd.image(block, l);
        int to = crowd.segment(block, l) * crowd.rows() + r;
        lane[l] = i < 0 || to >= height ? waste(all) : at(i, c) + 4L * to * width;
      }
      Turn.out(from, at, place, 0, lane, all);
    }
  }
}
