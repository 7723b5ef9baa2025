package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// The gradient of weights as a product of matrices: what the taps see (taps × places) times what
/// came back (places × outputs), summed over the places of all images, a few images at a time.
final class WeightProduct {
  private static final int PANELS = 4;

  /// Rows of the sums lie so much further apart than they are long, for the sake of the cache.
  private static final int PAD = 16;

  private final DirectConv c;
  private final Grid g;
  private final Image from;
  private final Image up;
  private final Kernels.Tile kernel;
  private final int depth;
  private final int slivers;
  private final int pitch;
  private final Columns columns;

  /// The columns of one image.
  private final int each;

  /// The elements of one image's planes.
  private final int size;

  private final int together;

  private WeightProduct(DirectConv c, Grid g, Block x, Block grad) {
    this.c = c;
    this.g = g;
    this.from = new Image(x);
    this.up = new Image(grad);
    this.depth = c.inputs * c.taps();
    this.slivers = (c.outputs + Kernels.COLUMNS - 1) / Kernels.COLUMNS;
    this.pitch = slivers * Kernels.COLUMNS + PAD;
    this.size = c.inputs * g.channel;
    this.kernel = Kernels.tile(grad.layout().numel() * depth);
    int places = up.size[0] * up.size[1] * up.size[2];
    boolean gathers = c.gathers(g, c.outputs, places);
    this.each = gathers ? places : g.positions;
    this.together = c.together(g, c.inputs, each, 2 * Kernels.DEPTH);
    Sink sink = new Sink(g, new int[3], up.size, up.channel, up.strides, null, 0);
    this.columns = gathers ? new Columns(sink, together, size, up.batch) : null;
  }

  static void run(DirectConv c, Grid g, Block x, Block grad, Block gradW) {
    WeightProduct p = new WeightProduct(c, g, x, grad);
    float[] sums = Scratch.array(Scratch.SUMS, p.depth * p.pitch);
    for (int group = 0; group < c.groups; group++) {
      Arrays.fill(sums, 0, p.depth * p.pitch, 0);
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
          float[] tile = Scratch.array(Scratch.TILE, Kernels.ROWS * Kernels.COLUMNS);
          for (int p = 0; p < all; p += Kernels.DEPTH) {
            int n = Math.min(Kernels.DEPTH, all - p);
            int at = p;
            Taps.Left seen = (row, k, m, to, i) -> seen(planes, offset[row], at, m, to, i);
            for (int k = b * high; k < Math.min(depth, (b + 1) * high); k += Kernels.ROWS) {
              Taps.Left.panel(seen, depth, k, 0, n, panel);
              int rows = Math.min(Kernels.ROWS, depth - k);
              for (int s = 0; s < slivers; s++) {
                int r = (s * all + p) * Kernels.COLUMNS;
                kernel.run(n, panel, 0, right, r, Kernels.PACKED, 0, tile);
                for (int i = 0; i < rows; i++)
                  sum(tile, i * Kernels.COLUMNS, sums, (k + i) * pitch + s * Kernels.COLUMNS);
              }
            }
          }
        });
  }

  private static void sum(float[] tile, int at, float[] sums, int to) {
    for (int j = 0; j < Kernels.COLUMNS; j++) sums[to + j] += tile[at + j];
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
    float[] line = Scratch.array(Scratch.LINE, columns == null ? each : size(up));
    int o = sliver * Kernels.COLUMNS;
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
              for (int i = 0; i < n; i++) line[i] = sums[(k + i) * pitch + o];
              long row = (long) group * c.outputs + o;
              MemorySegment.copy(
                  line, 0, Memory.ALL, Memory.F32, gradW.address() + 4 * (row * depth + k), n);
            }
          }
        });
  }
}
