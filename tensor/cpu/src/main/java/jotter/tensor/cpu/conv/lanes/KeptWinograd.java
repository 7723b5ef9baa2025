package jotter.tensor.cpu.conv.lanes;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.matmul.KeptRight;
import jotter.tensor.cpu.matmul.KeptTile;
import jotter.tensor.cpu.thread.Threads;

/// {@link Winograd} for few images with weights that stay: these are transformed once, and the
/// channels lie innermost, so that transformations go through vectors of channels, and a tile is a
/// row of the left side of a product.
///
/// A {@link Change} knows nothing of what its runs are: here they are channels of one place.
public final class KeptWinograd {
  /// See {@link Winograd}.
  private static final int CHAIN = 32;

  /// Numbers of transformed tiles and their products that are worked on together.
  private static final int SECOND_LEVEL = 300_000;

  private static final int LEAST = 32;

  /// Numbers of images that are laid out at once.
  private static final long LARGEST = 1 << 23;

  /// What it costs to read a weight, in multiplications with it: more of them come from memory than
  /// stay in the third level cache.
  private static final double WEIGHT = 50;

  /// What the transformations cost, in parts of the products.
  private static final double DEARER = 1.3;

  private final Rule rule;
  private final int side;
  private final int points;
  private final int chain;
  private final int images;
  private final int height;
  private final int width;
  private final int channels;
  private final int outputs;
  private final int top;
  private final int left;
  private final int high;
  private final int wide;
  private final int down;
  private final int across;
  private final KeptRight weights;
  private final float[] bias;
  private final int panels;

  /// Where a weight is.
  public interface Source {
    float at(int output, int channel, int tap);
  }

  private KeptWinograd(
      Rule rule, int[] x, int outputs, int[] padding, KeptRight weights, float[] bias) {
    this.rule = rule;
    side = rule.tile();
    points = rule.points();
    chain = rule == Rule.TWO ? KeptTile.DEPTH : CHAIN;
    images = x[0];
    channels = x[1];
    height = x[2];
    width = x[3];
    top = padding[0];
    left = padding[1];
    high = height + 2 * top - 2;
    wide = width + 2 * left - 2;
    this.outputs = outputs;
    this.weights = weights;
    this.bias = bias == null ? new float[outputs] : bias;
    if (bias == null) Arrays.fill(this.bias, -0f);
    down = (high + side - 1) / side;
    across = (wide + side - 1) / side;
    panels = (images * down * across + KeptTile.ROWS - 1) / KeptTile.ROWS;
  }

  /// For 3 x 3 kernels of stride 1; null if it is not the fastest way.
  ///
  /// @param x the shape of the images
  public static KeptWinograd of(int[] x, int outputs, int[] padding, Source from, float[] bias) {
    int c = x[1];
    if (c % Tile.LANES != 0 || c > KeptTile.DEPTH || outputs % KeptTile.COLUMNS != 0) return null;
    if (padding[0] > 2 || padding[1] > 2 || Math.min(c, outputs) < LEAST) return null;
    KeptWinograd four = new KeptWinograd(Rule.FOUR, x, outputs, padding, null, bias);
    KeptWinograd two = new KeptWinograd(Rule.TWO, x, outputs, padding, null, bias);
    KeptWinograd best = four.cost() < two.cost() ? four : two;
    if ((long) x[0] * (x[2] + 6) * (x[3] + 6) * c > LARGEST) return null;
    int places = (x[0] * two.high * two.wide + KeptTile.ROWS - 1) / KeptTile.ROWS * KeptTile.ROWS;
    return 9 * (WEIGHT + places) < best.cost()
        ? null
        : of(best.rule, x, outputs, padding, from, bias);
  }

  /// For each pair of channels.
  private double cost() {
    return points * (WEIGHT + DEARER * panels * KeptTile.ROWS);
  }

  static KeptWinograd of(
      Rule rule, int[] x, int outputs, int[] padding, Source from, float[] bias) {
    int c = x[1];
    int points = rule.points();
    float[] all = new float[points * outputs * c];
    float[] taps = new float[9 * c];
    Change.Step step = rule.kernel().step(all.length, line(9, c), line(points, outputs * c));
    for (int o = 0; o < outputs; o++) {
      for (int t = 0; t < 9; t++) for (int k = 0; k < c; k++) taps[t * c + k] = from.at(o, k, t);
      step.run(c, taps, 0, all, o * c);
    }
    KeptRight w = new KeptRight(c, points * outputs, (k, j) -> all[j * c + k], null);
    return new KeptWinograd(rule, x, outputs, padding, w, bias);
  }

  private static int[] line(int n, int step) {
    int[] r = new int[n];
    for (int i = 0; i < n; i++) r[i] = i * step;
    return r;
  }

  private static int[] square(int n, int row, int column) {
    int[] r = new int[n * n];
    for (int i = 0; i < r.length; i++) r[i] = i / n * row + i % n * column;
    return r;
  }

  /// Images at `x`, results to `out`, with the channels innermost in both.
  public void run(long x, long out, Finish finish) {
    int extent = side * across + 2;
    int rows = side * down + 2;
    float[] planes = Scratch.array(Scratch.PLANES, (long) images * rows * extent * channels);
    int most = Math.max(1, SECOND_LEVEL / (points * (channels + outputs) * KeptTile.ROWS));
    int blocks = (panels + most - 1) / most;
    int each = (panels + blocks - 1) / blocks;
    int panel = KeptTile.ROWS * KeptTile.PITCH;
    float[] seen = Scratch.array(Scratch.SEEN, (long) points * each * panel);
    int point = each * KeptTile.ROWS * outputs;
    float[] products = Scratch.array(Scratch.RESULTS, (long) points * point);
    long work = (long) panels * KeptTile.ROWS * points * channels;
    Change.Step transform =
        rule.seen()
            .step(
                work, square(rule.side(), extent * channels, channels), line(points, each * panel));
    int[] summed = Arrays.copyOf(line(points, outputs), points + 1);
    summed[points] = points * outputs;
    Change.Step turn = rule.result().step(work, summed, line(side * side, outputs));
    Threads.Stage laying = new Threads.Stage(images * rows, r -> lay(x, r, rows, extent, planes));
    int slivers = outputs / KeptTile.COLUMNS;
    for (int b = 0; b < panels; b += each) {
      int first = b;
      int n = Math.min(each, panels - b);
      Threads.Stage seeing =
          new Threads.Stage(
              n * KeptTile.ROWS,
              i -> {
                int tile = first * KeptTile.ROWS + i;
                int to = i / KeptTile.ROWS * panel + i % KeptTile.ROWS * KeptTile.PITCH;
                if (tile >= images * down * across) tile = 0; // of which nobody reads the result
                int image = tile / across / down;
                int y = image * rows + tile / across % down * side;
                int at = (y * extent + tile % across * side) * channels;
                transform.run(channels, planes, at, seen, to);
              });
      Threads.Stage product =
          new Threads.Stage(
              points * slivers,
              i -> {
                int k = i / slivers;
                int s = i % slivers;
                for (int p = 0; p < n; p++)
                  KeptTile.run(
                      weights,
                      i,
                      chain,
                      seen,
                      (k * each + p) * panel,
                      products,
                      k * point + p * KeptTile.ROWS * outputs + s * KeptTile.COLUMNS,
                      outputs);
              });
      Threads.Stage storing =
          new Threads.Stage(
              n * KeptTile.ROWS,
              i -> {
                int tile = first * KeptTile.ROWS + i;
                if (tile < images * down * across)
                  store(tile, products, i * outputs, point, turn, out, finish);
              });
      if (b == 0) Threads.run(laying, seeing, product, storing);
      else Threads.run(seeing, product, storing);
    }
    Reference.reachabilityFence(weights);
  }

  /// A row of an image, and zeros around it.
  private void lay(long x, int r, int rows, int extent, float[] planes) {
    int y = r % rows - top;
    int at = r * extent * channels;
    int line = extent * channels;
    if (y < 0 || y >= height) {
      Arrays.fill(planes, at, at + line, 0);
      return;
    }
    int from = left * channels;
    int end = Math.min(line, from + width * channels);
    Arrays.fill(planes, at, at + from, 0);
    Arrays.fill(planes, at + end, at + line, 0);
    long row = x + 4L * ((long) r / rows * height + y) * width * channels;
    MemorySegment.copy(Memory.ALL, Memory.F32, row, planes, at + from, end - from);
  }

  /// The results of a tile.
  private void store(
      int tile, float[] products, int at, int point, Change.Step turn, long out, Finish finish) {
    float[] in = Scratch.array(Scratch.LINE, (long) (points + 1) * outputs);
    float[] done = Scratch.array(Scratch.TILES, (long) side * side * outputs);
    for (int k = 0; k < points; k++)
      System.arraycopy(products, k * point + at, in, k * outputs, outputs);
    System.arraycopy(bias, 0, in, points * outputs, outputs);
    turn.run(outputs, in, 0, done, 0);
    int x = tile % across * side;
    int y = tile / across % down * side;
    int image = tile / across / down;
    int n = Math.min(side, wide - x) * outputs;
    for (int i = 0; i < Math.min(side, high - y); i++) {
      long place = ((long) image * high + y + i) * wide + x;
      long to = out + 4 * place * outputs;
      MemorySegment.copy(done, i * side * outputs, Memory.ALL, Memory.F32, to, n);
      if (finish != null) finish.piece(place * outputs, n);
    }
  }
}
