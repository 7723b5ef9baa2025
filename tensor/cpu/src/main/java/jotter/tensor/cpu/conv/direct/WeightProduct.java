package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.conv.lanes.Turn;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// The gradient of weights as a product of matrices: what the taps see (taps × places) times what
/// came back (places × outputs), summed over the places of all images, a few images at a time.
final class WeightProduct {
  private static final int PANELS = 4;

  /// The numbers of a tile. The sums lie tile by tile, those of a panel of rows side by side.
  private static final int TILE = Kernels.ROWS * Kernels.COLUMNS;

  private final DirectConv c;
  private final Grid g;
  private final Image from;
  private final Image up;
  private final Kernels.Tile kernel;
  private final int depth;
  private final int slivers;
  private final Columns columns;

  /// The columns of one image.
  private final int each;

  /// The elements of one image's planes.
  private final int size;

  private final int together;

  /// Where what came back of an image goes, number by number.
  private final int[] place;

  private WeightProduct(DirectConv c, Grid g, Block x, Block grad) {
    this.c = c;
    this.g = g;
    this.from = new Image(x);
    this.up = new Image(grad);
    this.depth = c.inputs * c.taps();
    this.slivers = (c.outputs + Kernels.COLUMNS - 1) / Kernels.COLUMNS;
    this.size = c.inputs * g.channel;
    this.kernel = Kernels.tile(grad.layout().numel() * depth);
    int places = up.size[0] * up.size[1] * up.size[2];
    boolean gathers = c.gathers(g, c.outputs, places);
    this.each = gathers ? places : g.positions;
    this.together = c.together(g, c.inputs, each, 2 * Kernels.DEPTH);
    Sink sink = new Sink(g, new int[3], up.size, up.channel, up.strides, null, 0);
    this.columns = gathers ? new Columns(sink, together, size, up.batch) : null;
    this.place =
        place(gathers ? up.size[1] : g.axes[1].extent(), gathers ? up.size[2] : g.axes[2].extent());
  }

  /// For planes of so many rows and columns.
  private int[] place(int height, int width) {
    int[] place = new int[size(up)];
    for (int i = 0; i < place.length; i++) {
      int x = i % up.size[2];
      int y = i / up.size[2] % up.size[1];
      int z = i / up.size[2] / up.size[1];
      place[i] = ((z * height + y) * width + x) * Kernels.COLUMNS;
    }
    return place;
  }

  static void run(DirectConv c, Grid g, Block x, Block grad, Block gradW) {
    WeightProduct p = new WeightProduct(c, g, x, grad);
    int panels = (p.depth + Kernels.ROWS - 1) / Kernels.ROWS;
    int size = Math.toIntExact((long) panels * p.slivers * TILE);
    float[] sums = Scratch.array(Scratch.SUMS, size);
    for (int group = 0; group < c.groups; group++) {
      Arrays.fill(sums, 0, size, 0);
      for (int n = 0; n < c.images; n += p.together)
        p.add(group, n, Math.min(p.together, c.images - n), sums);
      p.store(group, sums, gradW);
    }
  }

  /// Adds the shares of some images.
  private void add(int group, int first, int images, float[] sums) {
    float[] planes = Scratch.array(Scratch.PLANES, images * size);
    int channels = c.inputs;
    Threads.run(
        images * channels,
        i ->
            g.fill(
                from,
                from.at(first + i / channels, group * channels + i % channels),
                planes,
                i * g.channel));
    int all = images * each;
    float[] right = Scratch.array(Scratch.UPSTREAM, slivers * all * Kernels.COLUMNS);
    Threads.run(slivers, s -> upstream(group, first, images, s, right, s * all * Kernels.COLUMNS));
    int[] offset = c.offsets(g, c.inputs);
    int high = PANELS * Kernels.ROWS;
    Threads.run(
        (depth + high - 1) / high,
        b -> {
          float[] panel = Scratch.array(Scratch.PANEL, Kernels.ROWS * Kernels.PITCH);
          float[] tile = Scratch.array(Scratch.TILE, TILE);
          for (int p = 0; p < all; p += Kernels.DEPTH) {
            int n = Math.min(Kernels.DEPTH, all - p);
            int at = p;
            Taps.Left seen = (row, k, m, to, i) -> seen(planes, offset[row], at, m, to, i);
            for (int k = b * high; k < Math.min(depth, (b + 1) * high); k += Kernels.ROWS) {
              Taps.Left.panel(seen, depth, k, 0, n, panel);
              for (int s = 0; s < slivers; s++) {
                int r = (s * all + p) * Kernels.COLUMNS;
                kernel.run(n, panel, 0, right, r, Kernels.PACKED, 0, tile);
                sum(tile, sums, (k / Kernels.ROWS * slivers + s) * TILE);
              }
            }
          }
        });
  }

  private static void sum(float[] tile, float[] sums, int to) {
    for (int j = 0; j < TILE; j++) sums[to + j] += tile[j];
  }

  /// What a tap sees at `n` columns from `p` on.
  private void seen(float[] planes, int offset, int p, int n, float[] to, int at) {
    if (columns != null) {
      columns.gather(planes, offset, p, n, to, at);
      return;
    }
    for (int done = 0; done < n; ) {
      int image = (p + done) / each;
      int place = p + done - image * each;
      int run = Math.min(n - done, each - place);
      System.arraycopy(planes, image * size + offset + place, to, at + done, run);
      done += run;
    }
  }

  /// Packs what came back for a sliver of outputs: zeros between the ends of rows and after the
  /// last output.
  private void upstream(int group, int first, int images, int sliver, float[] to, int at) {
    int o = sliver * Kernels.COLUMNS;
    if (up.dense()) {
      turned(group, first, images, o, to, at);
      return;
    }
    float[] line = Scratch.array(Scratch.LINE, columns == null ? each : size(up));
    int n = Math.min(Kernels.COLUMNS, c.outputs - o);
    if (n < Kernels.COLUMNS) Arrays.fill(to, at, at + images * each * Kernels.COLUMNS, 0);
    if (columns == null) Arrays.fill(line, 0, each, 0);
    for (int j = 0; j < n; j++)
      for (int i = 0; i < images; i++) {
        long address = up.at(first + i, group * c.outputs + o + j);
        if (columns == null) Places.load(up, address, g, line, 0);
        else up.load(address, line);
        int column = at + i * each * Kernels.COLUMNS + j;
        for (int p = 0; p < each; p++) to[column + p * Kernels.COLUMNS] = line[p];
      }
  }

  /// The same for images whose elements lie one after the other.
  private void turned(int group, int first, int images, int o, float[] to, int at) {
    if (place.length < each) Arrays.fill(to, at, at + images * each * Kernels.COLUMNS, 0);
    long[][] lane = new long[1][Kernels.COLUMNS];
    for (int i = 0; i < images; i++) {
      for (int j = 0; j < Kernels.COLUMNS; j++)
        lane[0][j] =
            o + j < c.outputs
                ? up.at(first + i, group * c.outputs + o + j)
                : Turn.zeros(place.length);
      Turn.in(lane, 1, place.length, to, at + i * each * Kernels.COLUMNS, place, 0);
    }
  }

  private static int size(Image image) {
    return image.size[0] * image.size[1] * image.size[2];
  }

  /// Turns the sums round, into the order of weights.
  private void store(int group, float[] sums, Block gradW) {
    int some = 16;
    Threads.run(
        (c.outputs + some - 1) / some,
        b -> {
          float[] line = Scratch.array(Scratch.LINE, Kernels.DEPTH);
          for (int k = 0; k < depth; k += Kernels.DEPTH) {
            int n = Math.min(Kernels.DEPTH, depth - k);
            for (int o = b * some; o < Math.min(c.outputs, (b + 1) * some); o++) {
              line(sums, k, o, line, n);
              long row = (long) group * c.outputs + o;
              MemorySegment.copy(
                  line, 0, Memory.ALL, Memory.F32, gradW.address() + 4 * (row * depth + k), n);
            }
          }
        });
  }

  /// What was summed up for output `o`, from row `k` on.
  private void line(float[] sums, int k, int o, float[] to, int n) {
    int rows = Kernels.ROWS;
    int columns = Kernels.COLUMNS;
    int at = o / columns * TILE + o % columns;
    for (int i = 0; i < n; i++)
      to[i] = sums[(k + i) / rows * slivers * TILE + (k + i) % rows * columns + at];
  }
}
