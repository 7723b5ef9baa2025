package jotter.tensor.cpu.conv.pool;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.cpu.conv.pool.PoolLoop.Work;
import jotter.tensor.cpu.machine.Memory;

/// Rows of a result whose channels lie side by side, one by one: the pieces of every window, and
/// the places of a row that see alike.
final class Rows {
  private final Work work;
  private final Reach[] reach;
  private final int[] kernel;
  private final float[][] weights;
  private final float divisor;
  private final List<Reach.Run> runs;
  private final boolean upright;

  /// @param reach what is seen along each dimension
  /// @param weights the product of a place's is what its sum is divided by
  /// @param divisor in their place, unless 0
  Rows(Work work, Reach[] reach, int[] kernel, float[][] weights, float divisor) {
    this.work = work;
    this.reach = reach;
    this.kernel = kernel;
    this.weights = weights;
    this.divisor = divisor;
    this.runs = reach[2].runs(weights[2]);
    int seen = reach[0].most() * reach[1].most() * reach[2].most();
    this.upright = (work == Work.MEAN || work == Work.TOP) && seen > PoolLoop.FEW;
  }

  /// What the places from `from` to `to` of a dimension see.
  int[] span(int d, int from, int to) {
    return reach[d].span(from, to);
  }

  boolean numbersTaps() {
    return work == Work.PLACE;
  }

  boolean readsTaps() {
    return work == Work.ROUTE;
  }

  /// Whether a row is not written from one end to the other.
  boolean leavesGaps() {
    return reach[2].period() > 1;
  }

  /// Whether what lies above one another is gathered first, along whole rows, which takes less
  /// where much is seen: not if it counts in which order.
  boolean goesUpright() {
    return upright;
  }

  /// Whether two rows see the same.
  boolean alike(int z, int y, int otherZ, int otherY) {
    return work == Work.MEAN && alike(reach[0], z, otherZ) && alike(reach[1], y, otherY);
  }

  private static boolean alike(Reach r, int p, int q) {
    return r.first()[p] == r.first()[q] && r.count()[p] == r.count()[q];
  }

  /// Row (z, y).
  ///
  /// @param x where the source begins, and `pitch` its strides
  /// @param width places of a row of the source
  /// @param to where the row begins, and `step` how far its places are apart
  /// @param beside where numbers of taps lie, see {@link PoolLoop#run}
  /// @param channels at each place, a vector at least
  /// @param aside room for a row of the source
  void row(
      int z,
      int y,
      long x,
      long[] pitch,
      int width,
      long to,
      long step,
      long beside,
      int channels,
      long aside) {
    int deep = reach[0].count()[z];
    int high = reach[1].count()[y];
    long seen = x + reach[0].first()[z] * pitch[0] + reach[1].first()[y] * pitch[1];
    if (upright && deep * high > 1 && pitch[2] == 4L * channels) {
      gather(deep, high, seen, pitch, (long) width * channels, aside);
      seen = aside;
      deep = 1;
      high = 1;
    }
    int vectors = channels / PoolLoop.LANES;
    int rest = channels % PoolLoop.LANES;
    for (Reach.Run run : runs) {
      run(run, z, y, deep, high, seen, pitch, to, step, beside, vectors);
      if (rest == 0) continue;
      // The last vector does again what is missing to be whole.
      long shift = 4L * (channels - PoolLoop.LANES);
      run(run, z, y, deep, high, seen + shift, pitch, to + shift, step, beside, 1);
    }
  }

  /// Gathers `n` numbers of rows that lie above one another: one long run through memory.
  private void gather(int deep, int high, long seen, long[] pitch, long n, long to) {
    upright(deep, high, seen, pitch, Math.toIntExact(n / PoolLoop.LANES), to);
    long last = 4 * (n - PoolLoop.LANES);
    if (n % PoolLoop.LANES != 0) upright(deep, high, seen + last, pitch, 1, to + last);
  }

  private void upright(int deep, int high, long seen, long[] pitch, int vectors, long to) {
    Work w = work == Work.MEAN ? Work.SUM : work;
    long row = reach[1].apart() * pitch[1];
    boolean more = false;
    for (Piece p : pieces(deep, high, 1)) {
      PoolLoop.of(w, more, p.rows, 1, 1, vectors)
          .run(
              1,
              vectors,
              seen + p.z * reach[0].apart() * pitch[0] + p.y * row,
              row,
              0,
              0,
              to,
              0,
              0,
              1,
              0,
              0);
      more = true;
    }
  }

  private void run(
      Reach.Run run,
      int z,
      int y,
      int deep,
      int high,
      long source,
      long[] pitch,
      long to,
      long step,
      long beside,
      int vectors) {
    long at = to + run.place() * step;
    long out = reach[2].period() * step;
    if (high == 0 || deep == 0 || run.count() == 0) {
      for (int i = 0; i < run.n(); i++)
        Memory.ALL.asSlice(at + i * out, vectors * PoolLoop.VECTOR).fill((byte) 0);
      return;
    }
    long seen = source + run.first() * pitch[2];
    long next = reach[2].advance() * pitch[2];
    int n = run.n();
    boolean dense = next == vectors * PoolLoop.VECTOR && out == next;
    int places = dense ? 1 : n;
    int along = dense ? n * vectors : vectors;
    boolean more = false;
    for (Piece p : pieces(deep, high, run.count())) {
      float a = 1;
      Work w = work;
      if (work == Work.MEAN) {
        float by = divisor != 0 ? divisor : weights[0][z] * weights[1][y] * weights[2][run.place()];
        // A power of two has an exact inverse.
        boolean exact = (Float.floatToRawIntBits(by) & 0x7fffff) == 0 && by < 0x1p100f;
        if (!p.last || exact) w = Work.SUM;
        if (p.last) a = exact ? 1 / by : by;
      } else if (work == Work.PLACE || work == Work.ROUTE) a = tap(z, y, run, p);
      PoolLoop.of(w, more, p.rows, p.taps, places, along)
          .run(
              places,
              along,
              seen
                  + p.z * reach[0].apart() * pitch[0]
                  + p.y * reach[1].apart() * pitch[1]
                  + p.x * reach[2].apart() * pitch[2],
              reach[1].apart() * pitch[1],
              reach[2].apart() * pitch[2],
              next,
              at,
              out,
              beside,
              a,
              reach[1].tapStep() * kernel[2],
              reach[2].tapStep());
      more = true;
    }
  }

  /// The number of the first tap of a piece.
  private float tap(int z, int y, Reach.Run run, Piece p) {
    int tz = reach[0].tap()[z] + p.z * reach[0].tapStep();
    int ty = reach[1].tap()[y] + p.y * reach[1].tapStep();
    int tx = run.tap() + p.x * reach[2].tapStep();
    return (tz * kernel[1] + ty) * kernel[2] + tx;
  }

  /// A part of a window that a loop takes at once.
  private record Piece(int z, int y, int x, int rows, int taps, boolean last) {}

  private List<Piece> pieces(int deep, int high, int wide) {
    int most = PoolLoop.MOST;
    // Of equal maxima the first one in a window counts: row after row.
    boolean inOrder = work == Work.TOP || work == Work.PLACE;
    int tall = inOrder && wide > most ? 1 : most;
    List<Piece> all = new ArrayList<>();
    for (int z = 0; z < deep; z++)
      for (int y = 0; y < high; y += tall)
        for (int x = 0; x < wide; x += most)
          all.add(
              new Piece(
                  z,
                  y,
                  x,
                  Math.min(tall, high - y),
                  Math.min(most, wide - x),
                  z == deep - 1 && y + tall >= high && x + most >= wide));
    return all;
  }
}
