package jotter.tensor.cpu.kernel;

import java.util.function.LongFunction;
import jotter.tensor.cpu.thread.Threads;

/// A walk in tiles of two dimensions: the innermost one and a second one, which is the next one or,
/// where inputs are transposed, the one along which these lie in order.
final class Tiles {
  /// What is done with tiles, by one thread.
  interface Work {
    /// `p` holds the addresses of the tile's first elements; it has `m0` elements along the
    /// innermost dimension and `m1` along the second one.
    void tile(long[] p, int m0, int m1);
  }

  private final Walk walk;
  private final int d0;
  private final int d1;
  private final int t0;
  private final int t1;
  private final long n0;
  private final long n1;
  private final long count0;
  private final long count1;

  private Tiles(Walk walk, int d1, int most0, int most1) {
    this.walk = walk;
    this.d0 = walk.rank() - 1;
    this.d1 = d1;
    this.n0 = walk.inner(0);
    this.n1 = d1 >= 0 ? walk.size[d1] : 1;
    this.t0 = (int) Math.min(n0, most0);
    this.t1 = (int) Math.min(n1, most1);
    this.count0 = (n0 + t0 - 1) / t0;
    this.count1 = (n1 + t1 - 1) / t1;
  }

  /// Tiles of at most `area` elements, as long as may be.
  static Tiles rows(Walk walk, int area) {
    long n0 = Math.min(area, walk.inner(0));
    return new Tiles(walk, walk.rank() - 2, area, (int) (area / n0));
  }

  /// Tiles of `most0 × most1` elements, or of as many where one way has fewer.
  static Tiles turned(Walk walk, Turned turned, int most0, int most1) {
    int area = most0 * most1;
    int n1 = (int) Math.min(most1, walk.size[turned.dimension()]);
    int n0 = (int) Math.min(area / n1, walk.inner(0));
    return new Tiles(walk, turned.dimension(), n0, area / n0);
  }

  /// The second dimension, or -1.
  int second() {
    return d1;
  }

  /// Does all tiles, those of a thread with what `work` makes for so many elements.
  void run(LongFunction<Work> work) {
    long count = count0 * count1;
    for (int d = 0; d < d0; d++) if (d != d1) count *= walk.size[d];
    long tiles = count;
    int each = Math.max(1, Pointwise.share(tiles * t0 * t1) / (t0 * t1));
    if (tiles <= each) {
      span(work, 0, tiles);
      return;
    }
    Threads.run(
        (int) ((tiles + each - 1) / each),
        b -> span(work, (long) b * each, Math.min(tiles, (long) (b + 1) * each)));
  }

  private void span(LongFunction<Work> make, long from, long to) {
    Work work = make.apply((to - from) * t0 * t1);
    long[] p = new long[walk.address.length];
    for (long tile = from; tile < to; tile++) {
      long rest = tile;
      long i0 = rest % count0 * t0;
      rest /= count0;
      long i1 = rest % count1 * t1;
      rest /= count1;
      System.arraycopy(walk.address, 0, p, 0, p.length);
      move(p, d0, i0);
      move(p, d1, i1);
      for (int d = d0 - 1; d >= 0; d--) {
        if (d == d1) continue;
        move(p, d, rest % walk.size[d]);
        rest /= walk.size[d];
      }
      work.tile(p, (int) Math.min(t0, n0 - i0), (int) Math.min(t1, n1 - i1));
    }
  }

  private void move(long[] p, int d, long i) {
    if (d >= 0 && i != 0) for (int k = 0; k < p.length; k++) p[k] += i * walk.stride[k][d];
  }
}
