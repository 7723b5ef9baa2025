package jotter.tensor.cpu.conv.direct;

import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;

/// Convolutions whose kernels are single elements: for each image a product of the weights (outputs
/// × inputs) with its planes (inputs × places), which lie there as the right side of a product.
/// Whole tiles go from the registers to the result.
final class PlaneProduct {
  /// Numbers of the right side that stay in the second level cache.
  private static final int SECOND_LEVEL = 1 << 16;

  /// Slivers that are worked on together at most.
  private static final int WIDE = 32;

  /// Fewer places fill too little of a tile.
  private static final int LEAST = Kernels.COLUMNS / 4;

  private static final int MANY = 4;
  private static final int PANELS = 4;
  private static final int PANEL = Kernels.ROWS * Kernels.PITCH;

  private final DirectConv c;
  private final Image from;
  private final Image to;
  private final long weights;
  private final float[] bias;
  private final float[] more;
  private final int places;
  private final int cut;
  private final long work;

  private PlaneProduct(DirectConv c, Image from, Image to, Block w, Block bias) {
    this.c = c;
    this.from = from;
    this.to = to;
    this.weights = w.address();
    this.bias = DirectConv.numbers(bias);
    places = to.size[0] * to.size[1] * to.size[2];
    int blocks = (c.inputs + Kernels.DEPTH - 1) / Kernels.DEPTH;
    cut = (c.inputs + blocks - 1) / blocks;
    work = (long) c.images * c.groups * c.outputs * c.inputs * places;
    if (this.bias == null) {
      // Unlike 0, it leaves -0 what it is.
      more = new float[c.groups * c.outputs];
      Arrays.fill(more, -0f);
    } else more = this.bias;
  }

  /// Says whether it took the work.
  static boolean forward(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    if (!DirectConv.floats(x, w, bias, out) || !w.layout().isContiguous()) return false;
    DirectConv c = new DirectConv(x, w, spec);
    if (c.taps() != 1 || c.inputs == 0) return false;
    for (int d = 0; d < 3; d++) if (c.stride[d] != 1 || c.padding[d] != 0) return false;
    Image from = new Image(x);
    Image to = new Image(out);
    if (!from.dense() || !to.dense()) return false;
    PlaneProduct p = new PlaneProduct(c, from, to, w, bias);
    if (p.places < LEAST || from.channel < 4L * p.places) return false;
    if (Swapped.single(c, from, to, w, bias)) return true;
    p.run();
    return true;
  }

  private void run() {
    int tasks = c.images * c.groups;
    if (tasks >= MANY) Threads.run(tasks, this::image);
    else for (int t = 0; t < tasks; t++) image(t);
  }

  private void image(int task) {
    int n = task / c.groups;
    int group = task % c.groups;
    int slivers = (places + Kernels.COLUMNS - 1) / Kernels.COLUMNS;
    int wide = Math.clamp(SECOND_LEVEL / (cut * Kernels.COLUMNS), 1, Math.min(WIDE, slivers));
    boolean again = slivers > wide;
    int panels = (c.outputs + Kernels.ROWS - 1) / Kernels.ROWS;
    float[] right = Scratch.array(Scratch.RIGHT, (long) wide * cut * Kernels.COLUMNS);
    float[] all = again ? Scratch.array(Scratch.WEIGHTS, (long) panels * PANEL) : null;
    for (int k = 0; k < c.inputs; k += cut) {
      int first = k;
      int depth = Math.min(cut, c.inputs - k);
      if (again)
        Threads.run(
            (panels + PANELS - 1) / PANELS,
            b -> {
              for (int p = b * PANELS; p < Math.min(panels, (b + 1) * PANELS); p++)
                left(group, p, first, depth, all, p * PANEL);
            });
      for (int s = 0; s < slivers; s += wide) {
        int column = s * Kernels.COLUMNS;
        int some = Math.min(wide, slivers - s);
        pack(from.at(n, group * c.inputs), first, depth, column, some, right);
        Threads.run(
            panels,
            p -> {
              float[] one = again ? all : Scratch.array(Scratch.PANEL, PANEL);
              if (!again) left(group, p, first, depth, one, 0);
              int a = again ? p * PANEL : 0;
              tiles(n, group, p * Kernels.ROWS, one, a, right, depth, column, some, first > 0);
            });
      }
    }
  }

  /// A panel of weights.
  private void left(int group, int panel, int first, int depth, float[] to, int at) {
    int row = panel * Kernels.ROWS;
    int rows = Math.min(Kernels.ROWS, c.outputs - row);
    long pitch = 4L * c.inputs;
    long address = weights + ((long) group * c.outputs + row) * pitch + 4L * first;
    VectorRuns.left(address, pitch, rows, depth, to, at);
    for (int i = rows; i < Kernels.ROWS; i++)
      Arrays.fill(to, at + i * Kernels.PITCH, at + i * Kernels.PITCH + depth, 0);
  }

  /// The places from `column` on. After the last place of a plane follows the next plane, which is
  /// read along where it is there: what becomes of that is not stored.
  private void pack(long image, int first, int depth, int column, int slivers, float[] right) {
    int columns = Kernels.COLUMNS;
    int apart = depth * columns;
    int rest = places - column - (slivers - 1) * columns;
    long end = image + (c.inputs - 1) * from.channel + 4L * places;
    int some = 32;
    Threads.run(
        (depth + some - 1) / some,
        b -> {
          int k = b * some;
          int rows = Math.min(some, depth - k);
          long at = image + (first + k) * from.channel + 4L * column;
          long reach = 4L * slivers * columns;
          int whole = rest >= columns ? rows : 0;
          while (whole < rows && at + whole * from.channel + reach <= end) whole++;
          VectorRuns.right(at, from.channel, whole, slivers, right, k * columns, apart);
          for (int r = whole; r < rows; r++) {
            long row = at + r * from.channel;
            int to = (k + r) * columns;
            if (slivers > 1) VectorRuns.right(row, from.channel, 1, slivers - 1, right, to, apart);
            to += (slivers - 1) * apart;
            row += 4L * (slivers - 1) * columns;
            for (int j = 0; j < columns; j++)
              right[to + j] = j < rest ? Memory.getF32(row + 4L * j) : 0;
          }
        });
  }

  private void tiles(
      int n,
      int group,
      int row,
      float[] a,
      int ao,
      float[] right,
      int depth,
      int column,
      int slivers,
      boolean add) {
    int rows = Math.min(Kernels.ROWS, c.outputs - row);
    int channel = group * c.outputs + row;
    Kernels.Stored stored = Kernels.stored(add, work);
    long address = to.at(n, channel) + 4L * column;
    for (int s = 0; s < slivers; s++, address += 4L * Kernels.COLUMNS) {
      int p = s * depth * Kernels.COLUMNS;
      int width = Math.min(Kernels.COLUMNS, places - column - s * Kernels.COLUMNS);
      if (rows == Kernels.ROWS && width == Kernels.COLUMNS)
        stored.run(depth, a, ao, right, p, address, to.channel, more, channel);
      else {
        float[] tile = Scratch.array(Scratch.TILE, Kernels.ROWS * Kernels.COLUMNS);
        Kernels.tile(work).run(depth, a, ao, right, p, Kernels.PACKED, 0, tile);
        Sink sink = new Sink(null, null, null, to.channel, null, bias, channel);
        sink.rows(tile, 0, address, 0, rows, width, 4, add);
      }
    }
  }
}
