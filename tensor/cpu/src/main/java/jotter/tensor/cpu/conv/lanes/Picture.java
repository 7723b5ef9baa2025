package jotter.tensor.cpu.conv.lanes;

import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// A block (N, C, H, W) of float32, or (N, C, W) with H = 1; strides count bytes.
record Picture(
    long address, int images, int channels, int height, int width, long image, long channel) {
  /// Where the runs of memory begin that a thread turns round: of some channels, for each lane.
  static final ThreadLocal<long[][]> LANES =
      ThreadLocal.withInitial(() -> new long[Turn.TOGETHER][Tile.COLUMNS]);

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

  /// Lays channels of a block of images side by side: place k of channel c goes to `to[k·pitch +
  /// c·COLUMNS]`. Where rows of the plane lie beyond the image, zeros; columns there are left as
  /// they are, and so are rows if the images are in one piece.
  ///
  /// @param step rows of the image between one segment and the next
  void load(Crowd crowd, int block, int step, Sight y, Sight x, float[] to, int pitch) {
    int left = Math.max(0, -x.first());
    int right = Math.min(x.extent(), width - x.first());
    boolean whole = crowd.segments() == 1;
    int lo = whole ? Math.clamp(-y.first(), 0, y.extent()) : 0;
    int hi = whole ? Math.clamp(height - y.first(), lo, y.extent()) : y.extent();
    int across = right - left;
    int[] place = new int[(hi - lo) * across];
    for (int i = lo, at = 0; i < hi; i++)
      for (int k = left; k < right; k++) place[at++] = (i * x.extent() + k) * pitch;
    Threads.run(
        (channels + Turn.TOGETHER - 1) / Turn.TOGETHER,
        g -> {
          int first = g * Turn.TOGETHER;
          int some = Math.min(Turn.TOGETHER, channels - first);
          long[][] lane = LANES.get();
          Crowd.Rows body =
              (r, rows) -> {
                for (int l = 0; l < Tile.COLUMNS; l++) {
                  int i = crowd.image(block, l);
                  int from = crowd.segment(block, l) * step + y.first() + r;
                  boolean there = i >= 0 && from >= 0 && from < height;
                  long shift = 4 * ((long) from * width + left + x.first());
                  for (int c = 0; c < some; c++)
                    lane[c][l] = there ? at(i, first + c) + shift : Turn.zeros(rows * across);
                }
                int at = (r - lo) * across;
                Turn.in(lane, some, rows * across, to, first * Tile.COLUMNS, place, at);
              };
          if (across == width) crowd.rows(block, lo, hi, step, y.first(), height, body);
          else for (int r = lo; r < hi; r++) body.accept(r, 1);
        });
  }

  /// Where the places of a block of results lie: `pitch` numbers apart, `wide` of them from row to
  /// row.
  int[] places(Crowd crowd, int wide, int pitch) {
    return places(rows(crowd), wide, 0, pitch);
  }

  /// Where the places of `rows` rows of results lie, which begin at column `first`.
  int[] places(int rows, int wide, int first, int pitch) {
    int[] place = new int[rows * width];
    for (int k = 0; k < place.length; k++)
      place[k] = (k / width * wide + k % width + first) * pitch;
    return place;
  }

  /// The rows of a segment.
  int rows(Crowd crowd) {
    return rows(crowd, crowd.rows(), 0);
  }

  /// The rows of results of a segment, with those before the image.
  ///
  /// @param step rows of the image between one segment and the next
  /// @param first where in the image row 0 of the first segment lies; not behind its beginning
  int rows(Crowd crowd, int step, int first) {
    return crowd.segments() == 1 ? height - first : step;
  }

  /// Stores channel `c` of a block of results, which lie at `from[at + place[..]]`, with `place`
  /// from {@link #places}.
  void store(Crowd crowd, int block, int c, float[] from, int at, int[] place) {
    store(crowd, block, crowd.rows(), 0, c, from, at, place);
  }

  /// The same for results some of whose rows lie before the image, as {@link #rows} says.
  void store(
      Crowd crowd, int block, int step, int first, int c, float[] from, int at, int[] place) {
    long[] lane = LANES.get()[0];
    int lo = crowd.segments() == 1 ? -first : 0;
    crowd.rows(
        block,
        lo,
        rows(crowd, step, first),
        step,
        first,
        height,
        (r, rows) -> {
          int n = rows * width;
          for (int l = 0; l < lane.length; l++) {
            int i = crowd.image(block, l);
            int to = crowd.segment(block, l) * step + first + r;
            boolean there = i >= 0 && to >= 0 && to < height;
            lane[l] = there ? at(i, c) + 4L * to * width : Turn.waste(n);
          }
          Turn.out(from, at, place, r * width, lane, n);
        });
  }
}
