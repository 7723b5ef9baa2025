package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.conv.lanes.Turn;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.WeightForms;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// The product the other way round, for few places and weights that stay: the places are its rows,
/// of which a few make a tile, and the outputs its columns. Small planes fill tiles better that
/// way, and weights that lie packed are read as they are needed, where {@link Taps} and {@link
/// PlaneProduct} copy them first. Every number is summed up in their order, so that results do not
/// depend on whether weights are kept.
final class Swapped {
  /// What must be left of the work of the other way.
  private static final double GAIN = 0.97;

  /// What it costs to turn results round, in numbers that are summed up.
  private static final int STORE = 32;

  /// Images from which on they fill tiles together.
  private static final int IMAGES = 4;

  /// Pieces of work there should be.
  private static final int PIECES = 16;

  /// Channels that are copied in one piece of work.
  private static final int SOME = 64;

  /// Numbers of weights that stay in the second level cache, and of a line of it.
  private static final int SECOND_LEVEL = 1 << 16;

  private static final int LINE = 16;

  /// So that reading is no work in vain.
  private static int fetched;

  private final DirectConv c;
  private final Image to;

  /// What the sums of each output begin with.
  private final float[] begin;

  private final int[] offset;
  private final int cut;
  private final int slivers;
  private final long work;

  /// Rows of a tile, and of all tiles.
  private final int rows;

  private final int all;

  /// Where in the planes tiles begin.
  private final int[] position;

  /// Where in the results a place lies, and the places before each tile.
  private final int[] place;

  private final int[] before;
  private float[] weights;

  /// @param none what is added where there is no bias
  /// @param g how the planes are laid out; null if all places of a channel follow each other
  private Swapped(DirectConv c, Grid g, Image to, Block bias, float none) {
    this.c = c;
    this.to = to;
    int places = to.size[0] * to.size[1] * to.size[2];
    int depth = c.inputs * c.taps();
    work = (long) c.images * places * c.outputs * depth;
    slivers = (c.outputs + Kernels.COLUMNS - 1) / Kernels.COLUMNS;
    begin = new float[slivers * Kernels.COLUMNS];
    if (bias == null) Arrays.fill(begin, none);
    else System.arraycopy(DirectConv.numbers(bias), 0, begin, 0, c.outputs);
    int blocks = (depth + Kernels.DEPTH - 1) / Kernels.DEPTH;
    cut = (depth + blocks - 1) / blocks;
    if (g != null) offset = c.offsets(g, c.inputs);
    else {
      offset = new int[depth];
      for (int k = 0; k < depth; k++) offset[k] = k * places;
    }
    // Row by row, or with what lies between the rows.
    int wide = g == null ? places : to.size[2];
    int high = places / wide;
    int best = Integer.MAX_VALUE;
    int bestRows = 0;
    boolean byRows = true;
    for (int r = Kernels.ROWS; r >= Kernels.ROWS - 1; r--) {
      int single = high * whole(wide, r);
      int lying = g == null ? single : whole(g.positions, r);
      if (Math.min(single, lying) >= best) continue;
      best = Math.min(single, lying);
      bestRows = r;
      byRows = single <= lying;
    }
    all = best;
    rows = bestRows;
    int tiles = all / rows;
    position = new int[tiles];
    place = new int[places];
    before = new int[tiles + 1];
    int each = whole(wide, rows) / rows;
    for (int t = 0; t < tiles; t++)
      position[t] = byRows ? at(g, t / each) + t % each * rows : t * rows;
    for (int q = 0; q < places; q++) {
      int row = byRows ? q / wide * each * rows + q % wide : at(g, q / wide) + q % wide;
      place[q] = row * Kernels.COLUMNS;
      before[row / rows + 1] = q + 1;
    }
    for (int t = 0; t < tiles; t++) before[t + 1] = Math.max(before[t], before[t + 1]);
  }

  /// Where a row of places begins.
  private int at(Grid g, int row) {
    if (g == null) return 0;
    int high = to.size[1];
    return (row / high * g.axes[1].extent() + row % high) * g.axes[2].extent();
  }

  private static int whole(int n, int of) {
    return (n + of - 1) / of * of;
  }

  /// A kernel of one element, which sees every place once. Says whether it took the work.
  static boolean single(DirectConv c, Image from, Image to, Block w, Block bias) {
    if (!suits(c, w, to)) return false;
    // Unlike 0, -0 leaves what it is added to as it is.
    Swapped s = new Swapped(c, null, to, bias, -0f);
    if (!s.gains() || !s.kept(w)) return false;
    int places = s.place.length;
    float[] planes = Scratch.array(Scratch.PLANES, (long) c.inputs * places + Kernels.ROWS);
    for (int i = 0; i < c.images; i++) {
      int n = i;
      Threads.run(
          (c.inputs + SOME - 1) / SOME,
          b -> {
            int end = Math.min(c.inputs, (b + 1) * SOME);
            boolean one = from.channel == 4L * places;
            int step = one ? end - b * SOME : 1;
            for (int k = b * SOME; k < end; k += step)
              MemorySegment.copy(
                  Memory.ALL, Memory.F32, from.at(n, k), planes, k * places, step * places);
          });
      s.image(n, planes);
    }
    return true;
  }

  /// Any kernel. Says whether it took the work.
  static boolean taps(DirectConv c, Grid g, Image from, Image to, Block w, Block bias) {
    if (!suits(c, w, to)) return false;
    Swapped s = new Swapped(c, g, to, bias, 0);
    if (!s.gains() || !s.kept(w)) return false;
    c.each(from, g, c.inputs, 1, (n, one, group, planes) -> s.image(n, planes));
    return true;
  }

  private static boolean suits(DirectConv c, Block w, Image to) {
    return c.groups == 1
        && c.images < IMAGES
        && c.inputs > 0
        && w.isSteady()
        && w.layout().isContiguous()
        && to.dense();
  }

  private boolean gains() {
    double other = (double) whole(c.outputs, Kernels.ROWS) * whole(place.length, Kernels.COLUMNS);
    double depth = offset.length;
    return (double) slivers * Kernels.COLUMNS * all * (depth + STORE) < GAIN * other * depth;
  }

  private boolean kept(Block w) {
    weights = WeightForms.of(w, () -> packed(w.address()));
    return weights != null;
  }

  /// The weights by slivers of outputs: number by number, outputs side by side.
  private float[] packed(long w) {
    int depth = offset.length;
    int columns = Kernels.COLUMNS;
    float[] packed = new float[Math.multiplyExact(slivers * columns, depth)];
    int[] places = new int[depth];
    for (int k = 0; k < depth; k++) places[k] = k * columns;
    Threads.run(
        slivers,
        s -> {
          long[] lane = new long[columns];
          for (int j = 0; j < columns; j++) {
            int o = s * columns + j;
            lane[j] = o < c.outputs ? w + 4L * o * depth : Turn.zeros(depth);
          }
          Turn.in(new long[][] {lane}, 1, depth, packed, s * columns * depth, places, 0);
        });
    return packed;
  }

  private void image(int n, float[] planes) {
    PlaceTile tile = PlaceTile.of(rows, work);
    int tiles = position.length;
    int parts = Math.clamp(PIECES / slivers, 1, tiles);
    Threads.run(
        slivers * parts,
        i -> {
          int p = i % parts;
          int first = (int) ((long) tiles * p / parts);
          int end = (int) ((long) tiles * (p + 1) / parts);
          part(n, planes, tile, i / parts, first, end);
        });
  }

  /// Some tiles of a sliver of outputs.
  private void part(int n, float[] planes, PlaceTile tile, int sliver, int first, int end) {
    int columns = Kernels.COLUMNS;
    int high = (end - first) * rows;
    float[] results = Scratch.array(Scratch.RESULTS, high * columns);
    int o = sliver * columns;
    int depth = offset.length;
    boolean far = (long) depth * c.outputs > SECOND_LEVEL;
    for (int k = 0; k < depth; k += cut) {
      int some = Math.min(cut, depth - k);
      int right = (sliver * depth + k) * columns;
      if (far) fetch(weights, right, some * columns);
      for (int t = first; t < end; t++) {
        int at = (t - first) * rows * columns;
        int p = position[t];
        if (k == 0) tile.run(some, planes, p, offset, k, weights, right, begin, o, 0, results, at);
        else
          tile.run(some, planes, p, offset, k, weights, right, results, at, columns, results, at);
      }
    }
    int q = before[first];
    int count = before[end] - q;
    if (count <= 0) return;
    long[] lane = new long[columns];
    for (int j = 0; j < columns; j++)
      lane[j] = o + j < c.outputs ? to.at(n, o + j) + 4L * q : Turn.waste(count);
    Turn.out(results, -first * rows * columns, place, q, lane, count);
  }

  /// Reads what is needed next. A loop that does nothing else keeps far more lines of memory on
  /// their way than one that multiplies.
  private static void fetch(float[] from, int at, int n) {
    int sum = 0;
    for (int i = at; i < at + n; i += LINE) sum += Float.floatToRawIntBits(from[i]);
    fetched = sum;
  }
}
