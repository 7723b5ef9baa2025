package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;

/// Convolution and its gradients over laid out planes. Each method says whether it took the work.
public final class DirectConv {
  /// Tasks from which on they are shared out, instead of cutting up each one.
  private static final int MANY = 4;

  private static final int LARGEST = 1 << 24;

  /// What it costs to gather a number for the right side, in rows of a product.
  private static final double GATHERING = 40;

  final int groups;
  final int outputs;
  final int inputs;
  final int images;
  final int[] kernel;
  final int[] stride;
  final int[] padding;
  final int[] dilation;
  private final Block w;

  DirectConv(Block x, Block w, ConvSpec spec) {
    this.w = w;
    groups = spec.groups();
    outputs = Math.toIntExact(w.layout().shape()[0] / groups);
    inputs = Math.toIntExact(w.layout().shape()[1]);
    images = Math.toIntExact(x.layout().shape()[0]);
    int lead = 5 - w.layout().rank();
    kernel = new int[] {1, 1, 1};
    stride = new int[] {1, 1, 1};
    padding = new int[3];
    dilation = new int[] {1, 1, 1};
    for (int d = lead; d < 3; d++) {
      kernel[d] = Math.toIntExact(w.layout().shape()[d - lead + 2]);
      stride[d] = spec.stride()[d - lead];
      padding[d] = spec.padding()[d - lead];
      dilation[d] = spec.dilation()[d - lead];
    }
  }

  static boolean floats(Block... blocks) {
    if (!Simd.ON) return false;
    for (Block b : blocks) if (b != null && b.dtype() != DType.FLOAT32) return false;
    return true;
  }

  int taps() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  Grid forwardGrid(int[] in, int[] out) {
    Axis[] a = new Axis[3];
    for (int d = 0; d < 3; d++)
      a[d] = Axis.forward(out[d], in[d], kernel[d], stride[d], padding[d], dilation[d]);
    return new Grid(a[0], a[1], a[2]);
  }

  /// The offsets of all taps of `channels` channels, tap by tap within a channel.
  int[] offsets(Grid g, int channels) {
    int[] all = new int[channels * taps()];
    int at = 0;
    for (int c = 0; c < channels; c++)
      for (int z = 0; z < kernel[0]; z++)
        for (int y = 0; y < kernel[1]; y++)
          for (int x = 0; x < kernel[2]; x++) all[at++] = c * g.channel + g.offset(z, y, x);
    return all;
  }

  float[] weights() {
    int n = Math.toIntExact(w.layout().numel());
    float[] a = new float[n];
    long[] sh = w.layout().shape();
    long[] st = w.layout().strides();
    if (w.layout().isContiguous()) {
      MemorySegment.copy(Memory.ALL, Memory.F32, w.address(), a, 0, n);
      return a;
    }
    for (int i = 0; i < n; i++) {
      long o = 0;
      int rest = i;
      for (int d = sh.length - 1; d >= 0; d--) {
        o += rest % (int) sh[d] * st[d];
        rest /= (int) sh[d];
      }
      a[i] = Memory.getF32(w.address() + 4 * o);
    }
    return a;
  }

  static float[] numbers(Block vector) {
    if (vector == null) return null;
    float[] a = new float[Math.toIntExact(vector.layout().numel())];
    long s = vector.layout().strides()[0] * 4;
    for (int i = 0; i < a.length; i++) a[i] = Memory.getF32(vector.address() + i * s);
    return a;
  }

  /// Whether to gather the places of a product of `rows` rows, or to take them where they lie
  /// together with what lies between them.
  boolean gathers(Grid g, int rows, int places) {
    double lying = (double) images * whole(g.positions);
    return lying > whole((long) images * places) * (1 + GATHERING / rows);
  }

  private static long whole(long columns) {
    return (columns + Kernels.COLUMNS - 1) / Kernels.COLUMNS * Kernels.COLUMNS;
  }

  /// How many images are laid out together, so that there are places enough for whole tiles.
  int together(Grid g, int channels, int places, int wanted) {
    long size = Math.max(1, (long) channels * g.channel);
    int m = Math.max(1, wanted / Math.max(1, places));
    return (int) Math.max(1, Math.min(Math.min(m, images), LARGEST / size));
  }

  private static boolean fits(Grid g, int channels) {
    return (long) g.channel * channels <= LARGEST;
  }

  /// Lays out the channels of `m` images, then runs `body` with the planes, for all images and
  /// groups.
  void each(Image image, Grid grid, int channels, int m, Each body) {
    int tasks = (images + m - 1) / m * groups;
    java.util.function.IntConsumer task =
        t -> {
          int first = t / groups * m;
          int n = Math.min(m, images - first);
          int group = t % groups;
          // Room for `m` images though the last time there are fewer: a tile that is not full
          // gathers
          // the places of those after it, too, whose results nobody wants.
          float[] planes = Scratch.array(Scratch.PLANES, (long) m * channels * grid.channel);
          Threads.run(
              n * channels,
              c ->
                  grid.fill(
                      image,
                      image.at(first + c / channels, group * channels + c % channels),
                      planes,
                      c * grid.channel));
          body.accept(first, n, group, planes);
        };
    if (tasks >= MANY) Threads.run(tasks, task);
    else for (int t = 0; t < tasks; t++) task.accept(t);
  }

  interface Each {
    void accept(int image, int images, int group, float[] planes);
  }

  /// One product over the planes for each group, and where its results go.
  private record Part(Taps[] taps, Sink[] sinks, long start) {}

  /// Runs the products of `parts`, one after the other, over all images.
  private void run(Image from, Grid g, int channels, Part[] parts, Image to, Kernels.Tile kernel) {
    int places = to.size[0] * to.size[1] * to.size[2] / parts.length;
    int rows = parts[0].taps[0].rows;
    if (!gathers(g, rows, places)) {
      each(
          from,
          g,
          channels,
          1,
          (n, one, group, planes) ->
              pieces(
                  g,
                  (p, end) -> {
                    for (Part part : parts)
                      part.taps[group].lying(
                          kernel,
                          planes,
                          p,
                          end,
                          part.sinks[group],
                          to.at(n, group * rows) + part.start);
                  }));
      return;
    }
    int m = together(g, channels, places, 2 * Taps.WIDTH);
    Columns[] columns = new Columns[parts.length];
    for (int i = 0; i < parts.length; i++)
      columns[i] = new Columns(parts[i].sinks[0], m, channels * g.channel, to.batch);
    each(
        from,
        g,
        channels,
        m,
        (n, count, group, planes) -> {
          for (int i = 0; i < parts.length; i++)
            parts[i].taps[group].gathered(
                kernel,
                planes,
                columns[i],
                count * columns[i].each,
                parts[i].sinks[group],
                to.at(n, group * rows) + parts[i].start);
        });
  }

  /// Cuts the positions among threads if there are enough of them for that.
  private static void pieces(Grid g, java.util.function.BiConsumer<Integer, Integer> body) {
    int n = (g.positions + Taps.WIDTH - 1) / Taps.WIDTH;
    java.util.function.IntConsumer piece =
        i -> body.accept(i * Taps.WIDTH, Math.min(g.positions, (i + 1) * Taps.WIDTH));
    if (n >= MANY) Threads.run(n, piece);
    else for (int i = 0; i < n; i++) piece.accept(i);
  }

  /// A kernel of one element, which sees every place once.
  public static boolean pointwise(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    return PlaneProduct.forward(x, w, bias, out, spec);
  }

  public static boolean forward(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    if (!floats(x, w, bias, out)) return false;
    DirectConv c = new DirectConv(x, w, spec);
    Image from = new Image(x);
    Image to = new Image(out);
    Grid g = c.forwardGrid(from.size, to.size);
    if (!fits(g, c.inputs)) return false;
    if (Swapped.taps(c, g, from, to, w, bias)) return true;
    int depth = c.inputs * c.taps();
    int[] offset = c.offsets(g, c.inputs);
    Taps[] taps = new Taps[c.groups];
    Sink[] sinks = new Sink[c.groups];
    float[] b = numbers(bias);
    for (int i = 0; i < c.groups; i++) {
      taps[i] = new Taps(c.outputs, offset, c.left(i, depth));
      sinks[i] = new Sink(g, new int[3], to.size, to.channel, to.strides, b, i * c.outputs);
    }
    c.run(
        from,
        g,
        c.inputs,
        new Part[] {new Part(taps, sinks, 0)},
        to,
        Kernels.tile(out.layout().numel() * depth));
    return true;
  }

  /// The weights of a group, a row for each output.
  private Taps.Left left(int group, int depth) {
    int first = group * outputs;
    if (w.layout().isContiguous()) {
      long address = w.address();
      return (row, from, n, to, at) ->
          MemorySegment.copy(
              Memory.ALL,
              Memory.F32,
              address + 4L * ((long) (first + row) * depth + from),
              to,
              at,
              n);
    }
    float[] all = weights();
    return (row, from, n, to, at) -> System.arraycopy(all, (first + row) * depth + from, to, at, n);
  }

  /// The gradient of the image: for each residue of the stride a product of its own.
  public static boolean inputGradient(Block grad, Block w, Block gradIn, ConvSpec spec) {
    if (!floats(grad, w, gradIn)) return false;
    DirectConv c = new DirectConv(grad, w, spec);
    Image from = new Image(grad);
    Image to = new Image(gradIn);
    Axis[] a = new Axis[3];
    for (int d = 0; d < 3; d++) {
      if (c.dilation[d] > 1 && c.stride[d] > 1) return false;
      a[d] =
          Axis.back(
              to.size[d], from.size[d], c.kernel[d], c.stride[d], c.padding[d], c.dilation[d]);
    }
    Grid g = new Grid(a[0], a[1], a[2]);
    if (!fits(g, c.outputs)) return false;
    Kernels.Tile kernel = Kernels.tile(gradIn.layout().numel() * c.outputs * c.taps());
    float[] weights = c.weights();
    Part[] parts = new Part[c.stride[0] * c.stride[1] * c.stride[2]];
    for (int r = 0; r < parts.length; r++) {
      int[] residue = {
        r / c.stride[2] / c.stride[1], r / c.stride[2] % c.stride[1], r % c.stride[2]
      };
      int[] chosen = c.chosen(residue);
      Taps[] taps = new Taps[c.groups];
      for (int i = 0; i < c.groups; i++) taps[i] = c.backTaps(g, chosen, weights, i);
      int[] low = new int[3];
      int[] high = new int[3];
      long[] strides = new long[3];
      long start = 0;
      for (int d = 0; d < 3; d++) {
        // Element u·stride + residue - padding has to lie in the image.
        int u = a[d].first();
        low[d] = Math.max(0, Math.ceilDiv(c.padding[d] - residue[d], c.stride[d]) - u);
        high[d] = Math.floorDiv(to.size[d] - 1 + c.padding[d] - residue[d], c.stride[d]) + 1 - u;
        strides[d] = to.strides[d] * c.stride[d];
        start += (u * c.stride[d] + residue[d] - c.padding[d]) * to.strides[d];
      }
      Sink[] sinks = new Sink[c.groups];
      java.util.Arrays.fill(sinks, new Sink(g, low, high, to.channel, strides, null, 0));
      parts[r] = new Part(taps, sinks, start);
    }
    c.run(from, g, c.outputs, parts, to, kernel);
    return true;
  }

  /// The taps, counted through, that contribute to a residue.
  int[] chosen(int[] residue) {
    int[] all = new int[taps()];
    int n = 0;
    for (int t = 0; t < all.length; t++) {
      int[] k = {t / kernel[2] / kernel[1], t / kernel[2] % kernel[1], t % kernel[2]};
      boolean fits = true;
      for (int d = 0; d < 3; d++) fits &= k[d] * dilation[d] % stride[d] == residue[d];
      if (fits) all[n++] = t;
    }
    return java.util.Arrays.copyOf(all, n);
  }

  /// The weights turned round: a row for each input, with a number for each output and tap.
  private Taps backTaps(Grid g, int[] chosen, float[] weights, int group) {
    int each = chosen.length;
    int depth = outputs * each;
    int[] offset = new int[depth];
    for (int o = 0, at = 0; o < outputs; o++)
      for (int t : chosen)
        offset[at++] =
            o * g.channel
                + g.offset(t / kernel[2] / kernel[1], t / kernel[2] % kernel[1], t % kernel[2]);
    int taps = taps();
    float[] turned = new float[inputs * depth];
    // A few outputs at a time, so that neighbours in the result are written soon after each other.
    int some = Math.max(1, 64 / Math.max(1, each));
    Threads.run(
        (outputs + some - 1) / some,
        b -> {
          int end = Math.min(outputs, (b + 1) * some);
          for (int i = 0; i < inputs; i++)
            for (int o = b * some; o < end; o++) {
              int from = ((group * outputs + o) * inputs + i) * taps;
              int to = i * depth + o * each;
              for (int t = 0; t < each; t++) turned[to + t] = weights[from + chosen[t]];
            }
        });
    return new Taps(
        inputs,
        offset,
        (row, from, n, to, at) -> System.arraycopy(turned, row * depth + from, to, at, n));
  }

  /// The gradient of the weights.
  public static boolean weightGradient(Block x, Block grad, Block gradW, ConvSpec spec) {
    if (!floats(x, grad, gradW) || !gradW.layout().isContiguous()) return false;
    DirectConv c = new DirectConv(x, gradW, spec);
    Grid g = c.forwardGrid(new Image(x).size, new Image(grad).size);
    if (c.images == 0 || !fits(g, c.groups * c.inputs)) return false;
    if (c.outputs < Kernels.COLUMNS * 3 / 4 && WeightSums.run(c, g, x, grad, gradW)) return true;
    WeightProduct.run(c, g, x, grad, gradW);
    return true;
  }
}
