package jotter.tensor.cpu.conv.lanes;

import jotter.tensor.DType;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;

/// Convolutions and the gradients of their images, tap by tap: a product of the tap's weights with
/// what it sees, for every place of the result. Each method says whether it took the work.
public final class LaneConv {
  /// Below so many multiplications the other ways are as good.
  private static final long WORTH = 1 << 22;

  private static final int CHANNELS = 12;
  private static final int WIDE = 28;

  /// Cutting images costs what their borders save: blocks may be large.
  private static final long LARGEST = 3 << 20;

  /// Numbers of what is seen that stay in the second level cache.
  private static final int SECOND_LEVEL = 1 << 17;

  /// Channels whose weights are turned round in one piece of work.
  private static final int SOME = 8;

  final Picture x;
  final Picture y;
  final int[] kernel;
  final int[] stride;
  final int[] padding;
  final int[] dilation;

  private LaneConv(Picture x, Picture y, Block w, ConvSpec spec) {
    this.x = x;
    this.y = y;
    int r = w.layout().rank();
    kernel = new int[] {1, Math.toIntExact(w.layout().shape()[r - 1])};
    stride = new int[] {1, 1};
    padding = new int[2];
    dilation = new int[] {1, 1};
    if (r == 4) kernel[0] = Math.toIntExact(w.layout().shape()[2]);
    for (int d = 4 - r; d < 2; d++) {
      stride[d] = spec.stride()[d - 4 + r];
      padding[d] = spec.padding()[d - 4 + r];
      dilation[d] = spec.dilation()[d - 4 + r];
    }
  }

  /// The convolution of `image` to `result`, or null if it is none for this way.
  static LaneConv of(Block image, Block w, Block result, ConvSpec spec, long worth) {
    if (!Simd.ON || spec.groups() != 1) return null;
    for (Block b : new Block[] {image, w, result}) if (b.dtype() != DType.FLOAT32) return null;
    if (!w.layout().isContiguous()) return null;
    Picture x = Picture.of(image);
    Picture y = Picture.of(result);
    if (x == null || y == null) return null;
    LaneConv c = new LaneConv(x, y, w, spec);
    long places = (long) y.images() * y.height() * y.width();
    if (worth > 0 && Math.min(x.channels(), y.channels()) < CHANNELS) return null;
    return places * x.channels() * y.channels() * c.taps() < worth ? null : c;
  }

  /// Whether this way gains anything over rows of places: those of wide images are long enough.
  private boolean gains() {
    return stride[0] > 1 || stride[1] > 1 || y.width() < WIDE;
  }

  int taps() {
    return kernel[0] * kernel[1];
  }

  public static boolean forward(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    return forward(x, w, bias, out, spec, WORTH);
  }

  static boolean forward(Block x, Block w, Block bias, Block out, ConvSpec spec, long worth) {
    LaneConv c = of(x, w, out, spec, worth);
    if (c == null) return false;
    if (Winograd.run(c, c.x, c.y, w, bias, false, worth > 0)) return true;
    return (worth == 0 || c.gains()) && c.run(c.x, c.y, w, bias, false);
  }

  public static boolean inputGradient(Block grad, Block w, Block gradIn, ConvSpec spec) {
    return inputGradient(grad, w, gradIn, spec, WORTH);
  }

  public static boolean weightGradient(Block x, Block grad, Block gradW, ConvSpec spec) {
    return weightGradient(x, grad, gradW, spec, WORTH);
  }

  static boolean weightGradient(Block x, Block grad, Block gradW, ConvSpec spec, long worth) {
    LaneConv c = of(x, gradW, grad, spec, worth);
    if (c == null) return false;
    if (Winograd.weights(c, gradW, worth > 0)) return true;
    boolean few = Math.min(c.x.channels(), c.y.channels()) < 2 * CHANNELS;
    // Long rows are a product as they are: only what came back is turned round.
    boolean rows = c.y.height() == 1 && !c.gains();
    return (worth == 0 || !few && !rows) && LaneWeights.run(c, gradW);
  }

  static boolean inputGradient(Block grad, Block w, Block gradIn, ConvSpec spec, long worth) {
    LaneConv c = of(gradIn, w, grad, spec, worth);
    if (c == null) return false;
    if (Winograd.run(c, c.y, c.x, w, null, true, worth > 0)) return true;
    return (worth == 0 || c.gains()) && c.run(c.y, c.x, w, null, true);
  }

  Sight sight(int d, int results, int size, boolean whole, boolean back) {
    return back
        ? Sight.back(results, size, kernel[d], stride[d], padding[d], dilation[d], whole)
        : Sight.forward(results, size, kernel[d], stride[d], padding[d], dilation[d], whole);
  }

  /// Rows of the seen image to which `rows` rows of results move.
  int step(int rows, boolean back) {
    return back ? rows / stride[0] : rows * stride[0];
  }

  Crowd crowd(Picture from, Picture to, boolean back) {
    return Crowd.of(
        to.images(),
        to.height(),
        back ? stride[0] : 1,
        LARGEST,
        rows -> {
          long seen = step(rows, back) + (long) (kernel[0] - 1) * dilation[0];
          return (seen * from.channels() * from.width() + (long) rows * to.channels() * to.width())
              * Tile.COLUMNS;
        });
  }

  boolean run(Picture from, Picture to, Block w, Block bias, boolean back) {
    Crowd crowd = crowd(from, to, back);
    if (crowd == null) return false;
    boolean cut = crowd.segments() > 1;
    Sight sy = sight(0, cut ? crowd.rows() : to.height(), from.height(), cut, back);
    Sight sx = sight(1, to.width(), from.width(), false, back);
    int step = step(crowd.rows(), back);
    int depth = from.channels();
    int panels = (to.channels() + Tile.ROWS - 1) / Tile.ROWS;
    int tile = Tile.ROWS * Tile.COLUMNS;
    int slivers = (to.channels() + Tile.COLUMNS - 1) / Tile.COLUMNS;
    // Places side by side, then channel by channel: what a tap sees is one run of memory.
    int seen = depth * Tile.COLUMNS;
    int result = panels * Tile.ROWS * Tile.COLUMNS + Tile.PAD;
    // Few channels gain more by joining neighbouring taps, which then must touch.
    boolean joins = depth < 64;
    int pitch = joins ? seen : seen + Tile.PAD;
    float[] weights = weights(w, depth, to.channels(), back, sx.order(), pitch);
    float[] planes = Scratch.array(Scratch.PLANES, (long) sy.extent() * sx.extent() * pitch);
    float[] results = Scratch.array(Scratch.RESULTS, (long) crowd.rows() * to.width() * result);
    float[] begin = begin(bias, panels * tile);
    int[] places = to.places(crowd, to.width(), result);
    long work = (long) Tile.COLUMNS * crowd.rows() * to.width() * to.channels() * depth;
    Tile set = Tile.SET.get(work);
    Tile add = Tile.ADD.get(work);
    int wide = Math.clamp(SECOND_LEVEL / ((long) kernel[0] * seen), 1, to.width());
    int parts = (to.width() + wide - 1) / wide;
    for (int block = 0; block < crowd.blocks(); block++) {
      int b = block;
      from.load(crowd, b, step, sy, sx, planes, pitch);
      Threads.run(
          crowd.rows() * parts,
          t -> {
            int y = t / parts;
            int first = t % parts * wide;
            int end = Math.min(to.width(), first + wide);
            for (int p = 0; p < panels; p++)
              for (int x = first; x < end; x++) {
                int at = (y * to.width() + x) * result + p * tile;
                boolean begun = begin != null;
                if (begun) System.arraycopy(begin, p * tile, results, at, tile);
                int[] taps = sx.tap()[x];
                int[] there = sx.at()[x];
                for (int i = 0; i < sy.tap()[y].length; i++)
                  for (int j = 0; j < taps.length; ) {
                    int run = 1;
                    while (joins
                        && j + run < taps.length
                        && taps[j + run] == taps[j] + run
                        && there[j + run] == there[j] + run) run++;
                    int row = sy.order()[sy.tap()[y][i]];
                    (begun ? add : set)
                        .run(
                            run * depth,
                            weights,
                            ((row * slivers + p * Tile.ROWS / Tile.COLUMNS) * kernel[1] + taps[j])
                                    * pitch
                                + p * Tile.ROWS % Tile.COLUMNS,
                            planes,
                            (sy.at()[y][i] * sx.extent() + there[j]) * pitch,
                            Tile.COLUMNS,
                            results,
                            at,
                            Tile.COLUMNS);
                    begun = true;
                    j += run;
                  }
                if (!begun) java.util.Arrays.fill(results, at, at + tile, 0);
              }
          });
      Threads.run(to.channels(), c -> to.store(crowd, b, c, results, c * Tile.COLUMNS, places));
    }
    return true;
  }

  /// What a place begins with: a bias for all images; null without one.
  static float[] begin(Block bias, int size) {
    if (bias == null) return null;
    float[] a = new float[size];
    long s = bias.layout().strides()[0] * 4;
    int n = Math.toIntExact(bias.layout().numel());
    for (int i = 0; i < n; i++)
      java.util.Arrays.fill(
          a, i * Tile.COLUMNS, (i + 1) * Tile.COLUMNS, Memory.getF32(bias.address() + i * s));
    return a;
  }

  /// The weights by rows of taps, then by slivers of {@link Tile#COLUMNS} results, then by taps in
  /// `order`, then by depth: the numbers of a sliver lie side by side, zeros after the last result.
  ///
  /// @param depth channels that are summed over
  /// @param size the numbers of a tap and sliver, and of what lies between it and the next one
  float[] weights(Block w, int depth, int results, boolean back, int[] order, int size) {
    int taps = taps();
    int wide = kernel[1];
    int columns = Tile.COLUMNS;
    int slivers = (results + columns - 1) / columns;
    float[] to = Scratch.array(Scratch.PACKED, (long) taps * slivers * size);
    int[] place = new int[taps];
    for (int y = 0; y < kernel[0]; y++)
      for (int x = 0; x < wide; x++) place[y * wide + order[x]] = (y * slivers * wide + x) * size;
    if (back) turned(w.address(), depth, results, to, place, size);
    else straight(w.address(), depth, results, to, place, size);
    return to;
  }

  /// Results are outputs: rows of weights.
  private void straight(long w, int depth, int results, float[] to, int[] place, int size) {
    int columns = Tile.COLUMNS;
    int taps = place.length;
    int n = depth * taps;
    int[] places = new int[n];
    for (int k = 0; k < depth; k++)
      for (int t = 0; t < taps; t++) places[k * taps + t] = place[t] + k * columns;
    Threads.run(
        (results + columns - 1) / columns,
        s -> {
          long[] lane = new long[columns];
          for (int l = 0; l < columns; l++) {
            int o = s * columns + l;
            lane[l] = o < results ? w + 4L * o * n : Turn.zeros(n);
          }
          Turn.in(new long[][] {lane}, 1, n, to, s * kernel[1] * size, places, 0);
        });
  }

  /// Results are inputs, the depth are outputs.
  private void turned(long w, int depth, int results, float[] to, int[] place, int size) {
    int columns = Tile.COLUMNS;
    int taps = place.length;
    long row = 4L * results * taps;
    Threads.run(
        (depth + SOME - 1) / SOME,
        b -> {
          long[][] lane = new long[1][columns];
          for (int k = b * SOME; k < Math.min(depth, (b + 1) * SOME); k++)
            for (int s = 0; s * columns < results; s++) {
              for (int l = 0; l < columns; l++) {
                int i = s * columns + l;
                lane[0][l] = i < results ? w + k * row + 4L * i * taps : Turn.zeros(taps);
              }
              Turn.in(lane, 1, taps, to, s * kernel[1] * size + k * columns, place, 0);
            }
        });
  }
}
