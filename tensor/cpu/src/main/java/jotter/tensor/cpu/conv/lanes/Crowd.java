package jotter.tensor.cpu.conv.lanes;

/// How the images of a batch stand side by side, {@link Tile#COLUMNS} in a block: each in one
/// piece, or cut into segments of rows, which count as images.
///
/// @param segments of each image
/// @param rows of results in a segment; the last one may have fewer that count
/// @param blocks of {@link Tile#COLUMNS} segments
record Crowd(int images, int segments, int rows, int blocks) {
  /// How much of a block must be images for all this to be worth it.
  private static final double FULL = 0.8;

  /// What a place of a plane costs.
  interface Size {
    /// The numbers of a block whose segments have `rows` rows of results.
    long of(int rows);
  }

  /// The fewest segments that leave little empty and make blocks that are not too large; null if
  /// there are none.
  ///
  /// @param results rows of a result
  /// @param multiple of which the rows of a segment must be
  /// @param largest numbers of a block, so that it stays in the third level cache
  static Crowd of(int images, int results, int multiple, long largest, Size size) {
    Crowd best = null;
    int seen = 0;
    for (int parts = 1; parts <= results; parts++) {
      int rows = (results + parts - 1) / parts;
      if (parts > 1) rows = (rows + multiple - 1) / multiple * multiple;
      int segments = (results + rows - 1) / rows;
      if (rows == seen || segments == 1 && parts > 1) continue;
      seen = rows;
      int blocks = (images * segments + Tile.COLUMNS - 1) / Tile.COLUMNS;
      Crowd c = new Crowd(images, segments, rows, blocks);
      if (size.of(rows) > largest) continue;
      if (best == null || c.full(results) > best.full(results) * 1.05) best = c;
    }
    return best == null || best.full(results) < FULL ? null : best;
  }

  /// The share of the work that is wanted.
  double full(int results) {
    return (double) images * results / ((double) blocks * Tile.COLUMNS * rows);
  }

  /// The image that stands in a lane of a block, or -1.
  int image(int block, int lane) {
    int i = (block * Tile.COLUMNS + lane) / segments;
    return i < images ? i : -1;
  }

  int segment(int block, int lane) {
    return (block * Tile.COLUMNS + lane) % segments;
  }

  /// Some rows.
  interface Rows {
    void accept(int first, int rows);
  }

  /// Runs `body` for the rows `lo` .. `hi - 1` of the segments in a block: for those together that
  /// lie within the images in all of its lanes, for the others one by one.
  ///
  /// @param step rows of an image between one segment and the next
  /// @param first where in the image row 0 of the first segment lies
  /// @param height rows of an image
  void rows(int block, int lo, int hi, int step, int first, int height, Rows body) {
    int least = segments;
    int most = 0;
    for (int l = 0; l < Tile.COLUMNS; l++)
      if (image(block, l) >= 0) {
        least = Math.min(least, segment(block, l));
        most = Math.max(most, segment(block, l));
      }
    int from = Math.clamp(-(long) least * step - first, lo, hi);
    int to = Math.clamp((long) height - (long) most * step - first, from, hi);
    for (int r = lo; r < from; r++) body.accept(r, 1);
    if (to > from) body.accept(from, to - from);
    for (int r = to; r < hi; r++) body.accept(r, 1);
  }
}
