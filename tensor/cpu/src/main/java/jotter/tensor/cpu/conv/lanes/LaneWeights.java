package jotter.tensor.cpu.conv.lanes;

import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// The gradient of weights: for each tap a product of what it sees (channels × places and images)
/// with what came back, which lies with its channels side by side.
final class LaneWeights {
  /// Places whose shares are added up one after the other, tile by tile.
  private static final int PLACES = 32;

  private LaneWeights() {}

  static boolean run(LaneConv c, Block gradW) {
    Crowd crowd = c.crowd(c.x, c.y, false);
    if (crowd == null) return false;
    boolean cut = crowd.segments() > 1;
    int height = cut ? crowd.rows() : c.y.height();
    int width = c.y.width();
    Sight sy = c.sight(0, height, c.x.height(), cut, false);
    Sight sx = c.sight(1, width, c.x.width(), false, false);
    int step = c.step(crowd.rows(), false);
    int columns = Tile.COLUMNS;
    int panels = (c.x.channels() + Tile.ROWS - 1) / Tile.ROWS;
    int slivers = (c.y.channels() + columns - 1) / columns;
    int pitch = panels * Tile.ROWS * columns + Tile.PAD;
    int places = height * width;
    int square = columns * columns + Tile.PAD;
    float[] planes = Scratch.array(Scratch.PLANES, (long) sy.extent() * sx.extent() * pitch);
    float[] up = Scratch.array(Scratch.UPSTREAM, (long) slivers * places * square);
    int tile = Tile.ROWS * columns;
    int size = slivers * tile;
    int taps = c.taps();
    int apart = panels * size + Tile.PAD;
    float[] sums = Scratch.array(Scratch.SUMS, (long) taps * apart);
    Arrays.fill(sums, 0, taps * apart, 0);
    Tile kernel = Tile.SUMS.get((long) places * columns * c.x.channels() * c.y.channels());
    int high = Math.clamp(PLACES / width, 1, height);
    int[] came = c.y.places(crowd, width, square);
    for (int block = 0; block < crowd.blocks(); block++) {
      int b = block;
      c.x.load(crowd, b, step, sy, sx, planes, pitch);
      Threads.run(
          slivers * (columns / Turn.TOGETHER),
          t -> {
            int s = t / (columns / Turn.TOGETHER);
            int first = t % (columns / Turn.TOGETHER) * Turn.TOGETHER;
            upstream(c.y, crowd, b, first, s, up, s * places * square, came);
          });
      Threads.run(
          panels,
          p -> {
            for (int top = 0; top < height; top += high)
              for (int ky = 0; ky < c.kernel[0]; ky++)
                for (int kx = 0; kx < c.kernel[1]; kx++) {
                  int first = first(sx, kx);
                  int n = count(sx, kx, first);
                  if (n == 0) continue;
                  int there = sx.at()[first][Arrays.binarySearch(sx.tap()[first], kx)];
                  for (int s = 0; s < slivers; s++)
                    for (int y = top; y < Math.min(height, top + high); y++) {
                      int i = Arrays.binarySearch(sy.tap()[y], ky);
                      if (i < 0) continue;
                      kernel.run(
                          n,
                          planes,
                          (sy.at()[y][i] * sx.extent() + there) * pitch + p * tile,
                          up,
                          (s * places + y * width + first) * square,
                          c.stride[1] * pitch,
                          sums,
                          (ky * c.kernel[1] + kx) * apart + p * size + s * tile,
                          columns);
                    }
                }
          });
    }
    store(c, gradW.address(), sums, apart, panels, slivers);
    return true;
  }

  /// The first result that sees something with tap k.
  private static int first(Sight x, int k) {
    int i = 0;
    while (i < x.tap().length && Arrays.binarySearch(x.tap()[i], k) < 0) i++;
    return i;
  }

  /// How many do so from there on; they are neighbours.
  private static int count(Sight x, int k, int first) {
    int i = first;
    while (i < x.tap().length && Arrays.binarySearch(x.tap()[i], k) >= 0) i++;
    return i - first;
  }

  /// What came back in some lanes from `first` on, for a sliver of channels, with `place` from
  /// {@link Picture#places}.
  static void upstream(
      Picture y, Crowd crowd, int block, int first, int sliver, float[] to, int at, int[] place) {
    int columns = Tile.COLUMNS;
    int width = y.width();
    long[][] lane = Picture.LANES.get();
    crowd.rows(
        block,
        0,
        y.rows(crowd),
        crowd.rows(),
        0,
        y.height(),
        (r, high) -> {
          int n = high * width;
          for (int l = 0; l < Turn.TOGETHER; l++) {
            int image = crowd.image(block, first + l);
            int top = crowd.segment(block, first + l) * crowd.rows() + r;
            boolean there = image >= 0 && top < y.height();
            for (int j = 0; j < columns; j++) {
              int o = sliver * columns + j;
              lane[l][j] =
                  there && o < y.channels() ? y.at(image, o) + 4L * top * width : Turn.zeros(n);
            }
          }
          Turn.in(lane, Turn.TOGETHER, n, to, at + first * columns, place, r * width);
        });
  }

  /// Turns the sums round, into the order of weights.
  ///
  /// @param apart numbers from one tap's sums to those of the next
  static void store(LaneConv c, long gradW, float[] sums, int apart, int panels, int slivers) {
    int columns = Tile.COLUMNS;
    int tile = Tile.ROWS * columns;
    int taps = c.taps();
    int outputs = c.y.channels();
    int inputs = c.x.channels();
    int[] place = new int[Tile.ROWS * taps];
    for (int i = 0; i < Tile.ROWS; i++)
      for (int t = 0; t < taps; t++) place[i * taps + t] = t * apart + i * columns;
    Threads.run(
        slivers,
        s -> {
          long[] lane = new long[columns];
          for (int p = 0; p < panels; p++) {
            int n = Math.min(Tile.ROWS, inputs - p * Tile.ROWS) * taps;
            for (int j = 0; j < columns; j++) {
              int o = s * columns + j;
              long row = ((long) o * inputs + p * Tile.ROWS) * taps;
              lane[j] = o < outputs ? gradW + 4 * row : Turn.waste(n);
            }
            Turn.out(sums, (p * slivers + s) * tile, place, 0, lane, n);
          }
        });
  }
}
