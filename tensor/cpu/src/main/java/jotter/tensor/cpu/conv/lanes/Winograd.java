package jotter.tensor.cpu.conv.lanes;

import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// 3 x 3 kernels of stride 1 by 2 x 2 or 4 x 4 results at a time: products of matrices, one for
/// each element of the transformed tiles, between transformations of what is seen, of the kernels
/// and of the products, as the {@link Rule} has them. What is not finite reaches all results of a
/// tile that sees it.
///
/// 4 x 4 kernels of stride 2 are four kernels of 2 x 2 and stride 1, each for the elements of the
/// image with the same residues by the stride, its phase: forwards phases count as channels that
/// are summed over, backwards as channels of the result. Only the elements of a phase lie two
/// apart.
///
/// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, arXiv:1509.09308.
final class Winograd {
  /// Numbers of transformed tiles that are worked on together.
  private static final int SECOND_LEVEL = 1 << 17;

  private static final int CHANNELS = 16;
  private static final int PLACES = 1024;

  /// Channels that are summed up one after the other for larger tiles, which pass on four times the
  /// error of such a sum: with short ones, the result is as good as that of plain sums.
  private static final int CHAIN = 32;

  /// Panels of results that each point of a tile is taken to, one after the other: what is seen of
  /// it is read from the second level cache once for all of them.
  private static final int ABREAST = 8;

  /// Numbers of a block of images in phases and of its results.
  private static final long LARGEST = 2 << 20;

  /// What it costs to transform a weight and to read it again, in multiplications.
  private static final int WEIGHT = 50;

  private final LaneConv c;
  private final Rule rule;
  private final int tile;
  private final int taps;

  /// Elements from one place of the kernel to the next.
  private final int stride;

  private final int phases;

  /// The stride, where it counts: between elements seen or between results.
  private final int seenStep;

  private final int resultStep;

  private final int count;
  private final Picture from;
  private final Picture to;
  private final Crowd crowd;
  private final int high;
  private final int wide;
  private final int extent;
  private final Sight sy;
  private final Sight sx;

  private Winograd(LaneConv c, Rule rule, Picture from, Picture to, boolean back, Crowd crowd) {
    this.c = c;
    this.rule = rule;
    this.tile = rule.tile();
    this.taps = rule.taps();
    this.count = rule.points();
    this.from = from;
    this.to = to;
    this.crowd = crowd;
    stride = c.stride[0];
    phases = stride * stride;
    seenStep = back ? 1 : stride;
    resultStep = back ? stride : 1;
    high = tiles(crowd.rows(), tile);
    wide = tiles(grid(c, 1, to, back), tile);
    extent = seenStep * (tile * wide + taps - 1);
    sy = plane(before(0, back), seenStep * (tile * high + taps - 1));
    sx = plane(before(1, back), extent);
  }

  /// Elements before the image that the first tile sees.
  private int before(int d, boolean back) {
    return back ? taps - 1 - c.padding[d] / stride : c.padding[d];
  }

  /// Results before the image in the first tile.
  private int unwanted(int d) {
    return c.padding[d] % resultStep;
  }

  /// Places of the kernel, or where results in phases begin: backwards, result `i·stride + phase -
  /// padding` is of place i.
  private static int grid(LaneConv c, int d, Picture to, boolean back) {
    int size = d == 0 ? to.height() : to.width();
    if (!back) return size;
    return (size - 1 + c.padding[d]) / c.stride[d] - c.padding[d] / c.stride[d] + 1;
  }

  private static int tiles(int size, int tile) {
    return (size + tile - 1) / tile;
  }

  private static Sight plane(int padding, int extent) {
    return new Sight(null, null, null, -padding, extent);
  }

  /// Null if this is nothing for it.
  ///
  /// @param large the largest tiles that may be taken
  /// @param measured whether it has to be the faster way too
  private static Winograd of(
      LaneConv c, Rule large, Picture from, Picture to, boolean back, boolean measured) {
    int side = c.kernel[0];
    int stride = c.stride[0];
    boolean two = side == 4 && stride == 2;
    if (!two && (side != 3 || stride != 1)) return null;
    for (int d = 0; d < 2; d++)
      if (c.kernel[d] != side
          || c.stride[d] != stride
          || c.dilation[d] != 1
          || c.padding[d] >= side) return null;
    if (Math.min(from.channels(), to.channels()) < CHANNELS) return null;
    // Few channels do not earn back the transformations of wide images, nor few places those of
    // many kernels.
    if (measured) {
      if ((long) from.channels() * to.channels() < 8L * c.y.width()) return null;
      if ((long) c.y.images() * c.y.height() * c.y.width() < PLACES) return null;
    }
    if (two) return by(c, Rule.THREE, from, to, back, measured);
    boolean fewer = cost(large, to) < cost(Rule.TWO, to);
    Winograd f = fewer ? by(c, large, from, to, back, measured) : null;
    return f == null ? by(c, Rule.TWO, from, to, back, measured) : f;
  }

  private static Winograd by(
      LaneConv c, Rule rule, Picture from, Picture to, boolean back, boolean measured) {
    int m = rule.tile();
    int rows = grid(c, 0, to, back);
    int high = tiles(rows, m);
    int wide = tiles(grid(c, 1, to, back), m);
    int phases = c.stride[0] * c.stride[0];
    // Tiles whose results are partly not wanted must still be less than plain sums.
    double plain = (double) c.taps() * c.y.height() * c.y.width();
    if (measured && plain < 1.7 * phases * high * wide * rule.points()) return null;
    int w = wide * m;
    int more = rule.taps() - 1;
    int seen = from.channels() * (back ? 1 : phases);
    int results = to.channels() * (back ? phases : 1);
    Crowd crowd =
        Crowd.of(
            to.images(),
            rows,
            m,
            phases > 1 ? LARGEST : m << 19,
            n ->
                (((long) n + more) * (w + more) * seen + (n + m - 1L) * w * results)
                    * Tile.COLUMNS);
    return crowd == null ? null : new Winograd(c, rule, from, to, back, crowd);
  }

  /// Multiplications for each pair of channels.
  private static long cost(Rule rule, Picture to) {
    long tiles = (long) tiles(to.height(), rule.tile()) * tiles(to.width(), rule.tile());
    return rule.points() * (WEIGHT + tiles * to.images());
  }

  static boolean run(
      LaneConv c, Picture from, Picture to, Block w, Block bias, boolean back, boolean measured) {
    Winograd f = of(c, Rule.FOUR, from, to, back, measured);
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
    int[] r = new int[n];
    for (int i = 0; i < n; i++) r[i] = i * step;
    return r;
  }

  /// The transformed kernels, by points, then by slivers of results. The channels of all phases
  /// follow each other: within a sliver, or the slivers of each phase those of the one before it.
  private float[] kernels(Block w, boolean back, int slivers, int size) {
    int side = c.kernel[1];
    int[] order = line(side, 1);
    float[] all = c.weights(w, from.channels(), to.channels(), back, order, size);
    float[] to = Scratch.array(Scratch.WEIGHTS, (long) count * slivers * phases * size);
    int[] in = square(taps, stride * slivers * side * size, stride * size);
    for (int i = 0, j = in.length - 1; back && i < j; i++, j--) {
      int t = in[i];
      in[i] = in[j];
      in[j] = t;
    }
    int[] out = line(count, slivers * phases * size);
    Change.Step step = rule.kernel().step((long) slivers * phases * size, in, out);
    Threads.run(
        slivers * phases,
        t -> {
          int s = t / phases;
          int f = t % phases;
          int phase = f / stride * slivers * side + f % stride;
          step.run(size, all, (s * side + phase) * size, to, (back ? f * slivers + s : t) * size);
        });
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
    int channels = from.channels() * columns;
    int cell = Tile.ROWS * columns;
    int each = (to.channels() + Tile.ROWS - 1) / Tile.ROWS;
    int slivers = (to.channels() + columns - 1) / columns;
    int result = each * cell + Tile.PAD;
    int pitch = channels + Tile.PAD;
    float[] kernels = kernels(w, back, slivers, channels);
    int seenPhases = seenStep * seenStep;
    int panels = resultStep * resultStep * each;
    int depth = seenPhases * from.channels();
    int seen = depth * columns;
    int across = resultStep * tile * wide;
    float[] planes = Scratch.array(Scratch.PLANES, (long) sy.extent() * extent * pitch);
    float[] results =
        Scratch.array(Scratch.RESULTS, (long) resultStep * tile * high * across * result);
    float[] begin = LaneConv.begin(bias, each * cell);
    long work = (long) high * wide * to.channels() * seen;
    Tile product = Tile.SET.get(work);
    Tile add = Tile.ADD.get(work);
    int pieces = rule != Rule.FOUR ? 1 : Math.max(2, (depth + CHAIN - 1) / CHAIN);
    int some = (depth + pieces - 1) / pieces;
    int group = Math.clamp(SECOND_LEVEL / ((long) count * seen), 1, wide);
    int groups = (wide + group - 1) / group;
    int apart = (count + 1) * cell;
    int abreast = Math.min(panels, ABREAST);
    int[] around = square(rule.side(), seenStep * extent * pitch, seenStep * pitch);
    int[] points = line(count, group * seen + 3 * Tile.PAD);
    int[] tiles = line(count + 1, cell);
    int[] places = square(tile, resultStep * across * result, resultStep * result);
    int above = -unwanted(0);
    int step = resultStep * crowd.rows();
    int[] stored = to.places(to.rows(crowd, step, above), across, unwanted(1), result);
    int slice = seenPhases == 1 ? slivers * phases * seen : slivers * seen;
    Change.Step transform = rule.seen().step(work, around, points);
    Change.Step finish = rule.result().step(work, tiles, places);
    border(planes, pitch);
    for (int block = 0; block < crowd.blocks(); block++) {
      int b = block;
      from.load(crowd, b, seenStep * crowd.rows(), sy, sx, planes, pitch);
      Threads.run(
          high * groups,
          t -> {
            int y = t / groups;
            int first = t % groups * group;
            int n = Math.min(group, wide - first);
            float[] v = Scratch.array(Scratch.SEEN, (long) count * points[1]);
            float[] m = Scratch.array(Scratch.TILES, (long) abreast * apart);
            for (int i = 0; i < n; i++)
              for (int f = 0; f < seenPhases; f++) {
                int row = seenStep * tile * y + f / seenStep;
                int column = seenStep * tile * (first + i) + f % seenStep;
                int at = i * seen + f * channels;
                transform.run(channels, planes, (row * extent + column) * pitch, v, at);
              }
            for (int i = 0; i < n; i++)
              for (int begun = 0; begun < panels; begun += abreast) {
                int end = Math.min(panels, begun + abreast);
                for (int p = begun; p < end; p++) {
                  int at = (p - begun) * apart + count * cell;
                  if (begin == null) Arrays.fill(m, at, at + cell, 0);
                  else System.arraycopy(begin, p % each * cell, m, at, cell);
                }
                for (int k = 0; k < count; k++)
                  for (int p = begun; p < end; p++) {
                    int row = p % each * Tile.ROWS;
                    int left = (p / each * slivers + row / columns) * seen + row % columns;
                    for (int d = 0; d < depth; d += some)
                      (d == 0 ? product : add)
                          .run(
                              Math.min(some, depth - d),
                              kernels,
                              k * slice + left + d * columns,
                              v,
                              points[k] + i * seen + d * columns,
                              columns,
                              m,
                              (p - begun) * apart + k * cell,
                              columns);
                  }
                for (int p = begun; p < end; p++) {
                  int f = p / each;
                  int row = resultStep * tile * y + f / resultStep;
                  int column = resultStep * tile * (first + i) + f % resultStep;
                  int at = (row * across + column) * result + p % each * cell;
                  finish.run(cell, m, (p - begun) * apart, results, at);
                }
              }
          });
      Threads.run(
          to.channels(), k -> to.store(crowd, b, step, above, k, results, k * columns, stored));
    }
  }

  static boolean weights(LaneConv c, Block gradW, boolean measured) {
    // Sums over so many places would pass on too much of the errors of larger tiles.
    Winograd f = of(c, Rule.TWO, c.x, c.y, false, measured);
    if (f == null) return false;
    f.weights(gradW);
    return true;
  }

  /// The gradient of the weights: as many products, of the same tiles with those of what came back.
  private void weights(Block gradW) {
    int columns = Tile.COLUMNS;
    int square = columns * columns;
    int cell = Tile.ROWS * columns;
    int each = (from.channels() + Tile.ROWS - 1) / Tile.ROWS;
    int slivers = (to.channels() + columns - 1) / columns;
    int panels = phases * each;
    int channels = each * cell;
    int seen = panels * cell;
    int places = tile * tile * high * wide;
    int pitch = channels + Tile.PAD;
    int apart = square + Tile.PAD;
    float[] planes = Scratch.array(Scratch.PLANES, (long) sy.extent() * extent * pitch);
    float[] up = Scratch.array(Scratch.UPSTREAM, (long) slivers * places * apart);
    int all = panels * slivers * cell;
    float[] sums = Scratch.array(Scratch.SUMS, (long) count * all);
    Arrays.fill(sums, 0, count * all, 0);
    long work = (long) high * wide * to.channels() * seen;
    Tile product = Tile.SUMS.get(work);
    int group = Math.clamp(2L * SECOND_LEVEL / ((long) count * (seen + slivers * square)), 4, 16);
    float[] v = Scratch.array(Scratch.SEEN, (long) count * (group * seen + 3 * Tile.PAD));
    float[] r =
        Scratch.array(Scratch.CAME, (long) count * (group * slivers * apart + 3 * Tile.PAD));
    int[] around = square(rule.side(), stride * extent * pitch, stride * pitch);
    int[] points = line(count, group * seen + 3 * Tile.PAD);
    int[] four = square(tile, tile * wide * apart, apart);
    int[] behind = line(count, slivers * group * apart + 3 * Tile.PAD);
    Change.Step transform = rule.seen().step(work, around, points);
    Change.Step turn = rule.came().step(work, four, behind);
    int[] came = to.places(crowd, tile * wide, apart);
    border(planes, pitch);
    if (tile * wide > to.width() || tile * high > to.height())
      Arrays.fill(up, 0, slivers * places * apart, 0);
    for (int block = 0; block < crowd.blocks(); block++) {
      int b = block;
      from.load(crowd, b, stride * crowd.rows(), sy, sx, planes, pitch);
      int parts = columns / Turn.TOGETHER;
      Threads.run(
          slivers * parts,
          t -> {
            int s = t / parts;
            int first = t % parts * Turn.TOGETHER;
            LaneWeights.upstream(to, crowd, b, first, s, up, s * places * apart, came);
          });
      for (int t = 0; t < high * wide; t += group) {
        int n = Math.min(group, high * wide - t);
        int begin = t;
        Threads.run(
            n * (phases + slivers),
            k -> {
              int i = k % n;
              int y = (begin + i) / wide;
              int x = (begin + i) % wide;
              int f = k / n;
              int s = f - phases;
              if (s < 0) {
                int row = stride * tile * y + f / stride;
                int column = stride * tile * x + f % stride;
                int at = i * seen + f * channels;
                transform.run(channels, planes, (row * extent + column) * pitch, v, at);
              } else
                turn.run(
                    square,
                    up,
                    (s * places + tile * (y * tile * wide + x)) * apart,
                    r,
                    (s * group + i) * apart);
            });
        Threads.run(
            count,
            k -> {
              for (int p = 0; p < panels; p++)
                for (int s = 0; s < slivers; s++)
                  product.run(
                      n,
                      v,
                      points[k] + p * cell,
                      r,
                      behind[k] + s * group * apart,
                      seen,
                      sums,
                      k * all + (p * slivers + s) * cell,
                      columns);
            });
      }
    }
    int size = each * slivers * cell;
    float[] taps = Scratch.array(Scratch.PACKED, (long) c.taps() * size);
    int[] in = line(count, all);
    int[] out = square(this.taps, stride * c.kernel[1] * size, stride * size);
    Change.Step last = rule.summed().step(work, in, out);
    Threads.run(
        panels,
        p -> {
          int f = p / each;
          int phase = f / stride * c.kernel[1] + f % stride;
          int to = phase * size + p % each * slivers * cell;
          last.run(slivers * cell, sums, p * slivers * cell, taps, to);
        });
    LaneWeights.store(c, gradW.address(), taps, size, each, slivers);
  }
}
