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

  /// Lays channel `c` of a block of images side by side: place k of a plane to `to[at + k·pitch]`.
  /// Where rows of the plane lie beyond the image, zeros; columns there are left as they are, and
  /// so are rows if the images are in one piece.
  ///
  /// @param step rows of the image between one segment and the next
  void load(
      Crowd crowd, int block, int step, Sight y, Sight x, int c, float[] to, int at, int pitch) {
    long[] lane = new long[Tile.COLUMNS];
    int left = Math.max(0, -x.first());
    int right = Math.min(x.extent(), width - x.first());
    boolean whole = crowd.segments() == 1;
    int lo = whole ? Math.clamp(-y.first(), 0, y.extent()) : 0;
    int hi = whole ? Math.clamp(height - y.first(), lo, y.extent()) : y.extent();
    // Rows that lie one after the other in all images go in one piece.
    int rows = whole && right - left == width ? hi - lo : 1;
    int[] place = new int[Math.max(1, rows) * (right - left)];
    for (int r = lo; r < hi; r += rows) {
      int n = 0;
      for (int i = r; i < r + rows; i++)
        for (int k = left; k < right; k++) place[n++] = (i * x.extent() + k) * pitch;
      for (int l = 0; l < lane.length; l++) {
        int i = crowd.image(block, l);
        int from = crowd.segment(block, l) * step + y.first() + r;
        boolean there = i >= 0 && from >= 0 && from < height;
        lane[l] = there ? at(i, c) + 4 * ((long) from * width + left + x.first()) : zeros(n);
      }
      Turn.in(lane, n, to, at, place, 0);
    }
  }

  /// Stores channel `c` of a block of results, place k of which lies at `from[at + k·pitch]`.
  void store(Crowd crowd, int block, int c, float[] from, int at, int pitch) {
    long[] lane = new long[Tile.COLUMNS];
    boolean whole = crowd.segments() == 1;
    int n = whole ? height * width : width;
    int rows = whole ? 1 : crowd.rows();
    int[] place = new int[n];
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < n; k++) place[k] = (r * width + k) * pitch;
      for (int l = 0; l < lane.length; l++) {
        int i = crowd.image(block, l);
        int to = crowd.segment(block, l) * crowd.rows() + r;
        lane[l] = i < 0 || to >= height ? waste(n) : at(i, c) + 4L * to * width;
      }
      Turn.out(from, at, place, 0, lane, n);
    }
  }
}
