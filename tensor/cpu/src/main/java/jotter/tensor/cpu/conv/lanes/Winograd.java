package jotter.tensor.cpu.conv.lanes;

import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// 3 x 3 kernels of stride 1 by 2 x 2 results at a time: 16 products of matrices, one for each
/// element of the transformed tiles, between transformations of what is seen, of the kernels and of
/// the products. Sums and halves only, so that rounding stays that of the sums themselves. What is
/// not finite reaches all four results of a tile that sees it.
///
/// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, arXiv:1509.09308.
final class Winograd {
  private static final int POINTS = 16;

  /// Numbers of transformed tiles that are worked on together.
  private static final int SECOND_LEVEL = 1 << 17;

  private static final int CHANNELS = 16;
  private static final int PLACES = 1024;

  private final LaneConv c;
  private final Picture from;
  private final Picture to;
  private final Crowd crowd;
  private final int high;
  private final int wide;
  private final int extent;
  private final Sight sy;
  private final Sight sx;

  private Winograd(LaneConv c, Picture from, Picture to, boolean back, Crowd crowd) {
    this.c = c;
    this.from = from;
    this.to = to;
    this.crowd = crowd;
    high = (crowd.rows() + 1) / 2;
    wide = (to.width() + 1) / 2;
    extent = 2 * wide + 2;
    sy = plane(back ? 2 - c.padding[0] : c.padding[0], 2 * high + 2);
    sx = plane(back ? 2 - c.padding[1] : c.padding[1], extent);
  }

  private static Sight plane(int padding, int extent) {
    return new Sight(null, null, null, -padding, extent);
  }

  /// Null if this is nothing for it.
  ///
  /// @param measured whether it has to be the faster way too
  private static Winograd of(LaneConv c, Picture from, Picture to, boolean back, boolean measured) {
    if (c.kernel[0] != 3 || c.kernel[1] != 3) return null;
    for (int d = 0; d < 2; d++)
      if (c.stride[d] != 1 || c.dilation[d] != 1 || c.padding[d] > 2) return null;
    if (Math.min(from.channels(), to.channels()) < CHANNELS) return null;
    // Few channels do not earn back the transformations of wide images, nor few places those of
    // many kernels.
    if (measured) {
      if ((long) from.channels() * to.channels() < 8L * to.width()) return null;
      if ((long) to.images() * to.height() * to.width() < PLACES) return null;
    }
    double used = (double) to.height() * to.width();
    int h = (to.height() + 1) / 2;
    int w = (to.width() + 1) / 2;
    if (used < 0.75 * 4 * h * w) return null;
    Crowd crowd =
        Crowd.of(
            to.images(),
            to.height(),
            2,
            1 << 20,
            rows ->
                ((rows + 2L) * (2 * w + 2) * from.channels() + (rows + 1L) * 2 * w * to.channels())
                    * Tile.COLUMNS);
    return crowd == null ? null : new Winograd(c, from, to, back, crowd);
  }

  static boolean run(
      LaneConv c, Picture from, Picture to, Block w, Block bias, boolean back, boolean measured) {
    Winograd f = of(c, from, to, back, measured);
    if (f == null) return false;
    f.run(w, bias, back);
    return true;
  }

  /// Places of a square of `n` x `n`, `row` numbers from row to row.
  private static int[] square(int n, int row, int column) {
    int[] r = new int[n * n];
    for (int i = 0; i < r.length; i++) r[i] = i / n * row + i % n * column;
    return r;
  }

  private static int[] line(int n, int step) {
    return java.util.stream.IntStream.range(0, n).map(i -> i * step).toArray();
  }

  /// The transformed kernels, by points, then by slivers of results.
  private float[] kernels(Block w, boolean back, int slivers, int size) {
    int[] order = {0, 1, 2};
    float[] taps = c.weights(w, from.channels(), to.channels(), back, order);
    float[] to = Scratch.array(Scratch.WEIGHTS, (long) POINTS * slivers * size);
    int[] in = square(3, slivers * 3 * size, size);
    if (back)
      for (int i = 0; i < 4; i++) {
        int t = in[i];
        in[i] = in[8 - i];
        in[8 - i] = t;
      }
    int[] out = line(POINTS, slivers * size);
    Weave weave = Weave.KERNEL.get((long) slivers * size);
    Threads.run(slivers, s -> weave.run(size, taps, s * 3 * size, in, to, s * size, out));
    return to;
  }

  /// What lies around the images in their planes.
  private void border(float[] planes, int pitch) {
    int left = -sx.first();
    int right = Math.min(extent, from.width() + left);
    boolean whole = crowd.segments() == 1;
    for (int r = 0; r < sy.extent(); r++) {
      int at = r * extent * pitch;
      int y = r + sy.first();
      if (whole && (y < 0 || y >= from.height())) Arrays.fill(planes, at, at + extent * pitch, 0);
      else {
        Arrays.fill(planes, at, at + left * pitch, 0);
        Arrays.fill(planes, at + right * pitch, at + extent * pitch, 0);
      }
    }
  }

  private void run(Block w, Block bias, boolean back) {
    int columns = Tile.COLUMNS;
    int depth = from.channels();
    int seen = depth * columns;
    int tile = Tile.ROWS * columns;
    int panels = (to.channels() + Tile.ROWS - 1) / Tile.ROWS;
    int slivers = (to.channels() + columns - 1) / columns;
    int result = panels * tile + Tile.PAD;
    int pitch = seen + Tile.PAD;
    float[] kernels = kernels(w, back, slivers, seen);
    float[] planes = Scratch.array(Scratch.PLANES, (long) sy.extent() * extent * pitch);
    float[] results = Scratch.array(Scratch.RESULTS, 4L * high * wide * result);
    float[] begin = LaneConv.begin(bias, panels * tile);
    long work = (long) high * wide * to.channels() * seen;
    Tile product = Tile.SET.get(work);
    Weave transform = Weave.SEEN.get(work);
    Weave finish = Weave.RESULT.get(work);
    int group = Math.clamp(SECOND_LEVEL / ((long) POINTS * seen), 1, wide);
    int groups = (wide + group - 1) / group;
    int[] around = square(4, extent * pitch, pitch);
    int[] points = line(POINTS, group * seen + 3 * Tile.PAD);
    int[] tiles = line(POINTS + 1, tile);
    int[] places = square(2, 2 * wide * result, result);
    border(planes, pitch);
    for (int block = 0; block < crowd.blocks(); block++) {
      int b = block;
      from.load(crowd, b, crowd.rows(), sy, sx, planes, pitch);
      Threads.run(
          high * groups,
          t -> {
            int y = t / groups;
            int first = t % groups * group;
            int n = Math.min(group, wide - first);
            float[] v = Scratch.array(Scratch.SEEN, (long) POINTS * points[1]);
            float[] m = Scratch.array(Scratch.TILES, (POINTS + 1) * tile);
            for (int i = 0; i < n; i++)
              transform.run(
                  seen, planes, 2 * (y * extent + first + i) * pitch, around, v, i * seen, points);
            for (int p = 0; p < panels; p++) {
              if (begin == null) Arrays.fill(m, POINTS * tile, (POINTS + 1) * tile, 0);
              else System.arraycopy(begin, p * tile, m, POINTS * tile, tile);
              int left = p * Tile.ROWS / columns * seen + p * Tile.ROWS % columns;
              for (int i = 0; i < n; i++) {
                for (int k = 0; k < POINTS; k++)
                  product.run(
                      depth,
                      kernels,
                      k * slivers * seen + left,
                      v,
                      points[k] + i * seen,
                      columns,
                      m,
                      k * tile,
                      columns);
                int at = (2 * (y * 2 * wide + first + i)) * result + p * tile;
                finish.run(tile, m, 0, tiles, results, at, places);
              }
            }
          });
      Threads.run(
          to.channels(), k -> to.store(crowd, b, k, results, k * columns, 2 * wide, result));
    }
  }

  static boolean weights(LaneConv c, Block gradW, boolean measured) {
    Winograd f = of(c, c.x, c.y, false, measured);
    if (f == null) return false;
    f.weights(gradW);
    return true;
  }

  /// The gradient of the weights: as many products, of the same tiles with those of what came back.
  private void weights(Block gradW) {
    int columns = Tile.COLUMNS;
    int square = columns * columns;
    int tile = Tile.ROWS * columns;
    int panels = (from.channels() + Tile.ROWS - 1) / Tile.ROWS;
    int slivers = (to.channels() + columns - 1) / columns;
    int seen = panels * tile;
    int places = 4 * high * wide;
    int pitch = seen + Tile.PAD;
    int apart = square + Tile.PAD;
    float[] planes = Scratch.array(Scratch.PLANES, (long) sy.extent() * extent * pitch);
    float[] up = Scratch.array(Scratch.UPSTREAM, (long) slivers * places * apart);
    int all = panels * slivers * tile;
    float[] sums = Scratch.array(Scratch.SUMS, (long) POINTS * all);
    Arrays.fill(sums, 0, POINTS * all, 0);
    long work = (long) high * wide * to.channels() * seen;
    Tile product = Tile.SUMS.get(work);
    Weave transform = Weave.SEEN.get(work);
    Weave came = Weave.CAME.get(work);
    int group = Math.clamp(2L * SECOND_LEVEL / ((long) POINTS * (seen + slivers * square)), 4, 16);
    float[] v = Scratch.array(Scratch.SEEN, (long) POINTS * (group * seen + 3 * Tile.PAD));
    float[] r =
        Scratch.array(Scratch.CAME, (long) POINTS * (group * slivers * apart + 3 * Tile.PAD));
    int[] around = square(4, extent * pitch, pitch);
    int[] points = line(POINTS, group * seen + 3 * Tile.PAD);
    int[] four = square(2, 2 * wide * apart, apart);
    int[] behind = line(POINTS, slivers * group * apart + 3 * Tile.PAD);
    border(planes, pitch);
    if (2 * wide > to.width() || 2 * high > to.height())
      Arrays.fill(up, 0, slivers * places * apart, 0);
    for (int block = 0; block < crowd.blocks(); block++) {
      int b = block;
      from.load(crowd, b, crowd.rows(), sy, sx, planes, pitch);
      int parts = columns / Turn.TOGETHER;
      Threads.run(
          slivers * parts,
          t -> {
            int s = t / parts;
            int first = t % parts * Turn.TOGETHER;
            LaneWeights.upstream(to, crowd, b, first, s, up, s * places * apart, 2 * wide, apart);
          });
      for (int t = 0; t < high * wide; t += group) {
        int n = Math.min(group, high * wide - t);
        int begin = t;
        Threads.run(
            n * (1 + slivers),
            k -> {
              int i = k % n;
              int y = (begin + i) / wide;
              int x = (begin + i) % wide;
              int s = k / n - 1;
              if (s < 0)
                transform.run(
                    seen, planes, 2 * (y * extent + x) * pitch, around, v, i * seen, points);
              else
                came.run(
                    square,
                    up,
                    (s * places + 2 * (y * 2 * wide + x)) * apart,
                    four,
                    r,
                    (s * group + i) * apart,
                    behind);
            });
        Threads.run(
            POINTS,
            k -> {
              for (int p = 0; p < panels; p++)
                for (int s = 0; s < slivers; s++)
                  product.run(
                      n,
                      v,
                      points[k] + p * tile,
                      r,
                      behind[k] + s * group * apart,
                      seen,
                      sums,
                      k * all + (p * slivers + s) * tile,
                      columns);
            });
      }
    }
    float[] taps = Scratch.array(Scratch.PACKED, 9L * all);
    Weave last = Weave.SUMMED.get(work);
    int[] in = line(POINTS, all);
    int[] out = line(9, all);
    Threads.run(
        panels,
        p -> last.run(slivers * tile, sums, p * slivers * tile, in, taps, p * slivers * tile, out));
    LaneWeights.store(c, gradW.address(), taps, panels, slivers);
  }
}
