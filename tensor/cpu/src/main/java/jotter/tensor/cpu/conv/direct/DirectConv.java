package jotter.tensor.cpu.conv.direct;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;

/// Convolution and its gradients over laid out planes. Each method says whether it took the work:
/// not if too much would be computed in vain, as for tiny images.
public final class DirectConv {
  private static final double LEAST_USE = 0.7;

  /// Images from which on they are shared out, instead of cutting up each one.
  private static final int MANY = 4;

  private static final int LARGEST = 1 << 24;
  private static final int LANES_LIMIT = 1 << 21;

  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[4][]);

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

  /// An array of this thread, at least `size` long.
  static float[] scratch(int which, int size) {
    float[][] s = SCRATCH.get();
    if (s[which] == null || s[which].length < size) s[which] = new float[size];
    return s[which];
  }

  private static boolean fits(Grid g, int channels) {
    return g.use() >= LEAST_USE
        && g.positions >= Kernels.COLUMNS
        && (long) g.channel * channels <= LARGEST;
  }

  int taps() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  Grid forwardGrid(int[] out) {
    Axis[] a = new Axis[3];
    for (int d = 0; d < 3; d++)
      a[d] = Axis.forward(out[d], kernel[d], stride[d], padding[d], dilation[d]);
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
      java.lang.foreign.MemorySegment.copy(Memory.ALL, Memory.F32, w.address(), a, 0, n);
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

  /// Lays out the channels `first` .. of image `n`, then runs `body` with the planes, for every
  /// image and group.
  private void each(Image image, Grid grid, int channels, Each body) {
    int tasks = images * groups;
    java.util.function.IntConsumer task =
        t -> {
          int n = t / groups;
          int group = t % groups;
          float[] planes = scratch(0, channels * grid.channel);
          Threads.run(
              channels,
              c -> grid.fill(image, image.at(n, group * channels + c), planes, c * grid.channel));
          body.accept(n, group, planes);
        };
    if (tasks >= MANY) Threads.run(tasks, task);
    else for (int t = 0; t < tasks; t++) task.accept(t);
  }

  private interface Each {
    void accept(int image, int group, float[] planes);
  }

  /// Cuts the positions among threads; within a thread's own image it is one piece.
  private static void pieces(Grid g, java.util.function.BiConsumer<Integer, Integer> body) {
    int size = 8 * Kernels.COLUMNS;
    Threads.run(
        (g.positions + size - 1) / size,
        i -> body.accept(i * size, Math.min(g.positions, (i + 1) * size)));
  }

  public static boolean forward(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    if (!floats(x, w, bias, out)) return false;
    DirectConv c = new DirectConv(x, w, spec);
    Image from = new Image(x);
    Image to = new Image(out);
    Grid g = c.forwardGrid(to.size);
    if (!fits(g, c.inputs)) return false;
    Kernels.Tile kernel = Kernels.tile(out.layout().numel() * c.inputs * c.taps());
    int depth = c.inputs * c.taps();
    int[] offset = c.offsets(g, c.inputs);
    float[] weights = c.weights();
    float[] b = numbers(bias);
    Taps[] taps = new Taps[c.groups];
    for (int i = 0; i < c.groups; i++) {
      int first = i * c.outputs * depth;
      taps[i] = new Taps(c.outputs, offset, (r, k) -> weights[first + r * depth + k]);
    }
    int[] zero = new int[3];
    c.each(
        from,
        g,
        c.inputs,
        (n, group, planes) -> {
          int first = group * c.outputs;
          Sink sink = new Sink(g, zero, to.size, to.channel, to.strides, b, first);
          pieces(g, (p, end) -> taps[group].run(kernel, planes, p, end, sink, to.at(n, first)));
        });
    return true;
  }

  /// The gradient of the image: for each residue of the stride a product of its own.
  public static boolean inputGradient(Block grad, Block w, Block gradIn, ConvSpec spec) {
    if (!floats(grad, w, gradIn)) return false;
    DirectConv c = new DirectConv(grad, w, spec);
    Image from = new Image(grad);
    Image to = new Image(gradIn);
    Axis[] a = new Axis[3];
    for (int d = 0; d < 3; d++) {
      if (c.kernel[d] < c.stride[d]) return false; // elements that no tap saw
      if (c.dilation[d] > 1 && c.stride[d] > 1) return false;
      a[d] = Axis.back(to.size[d], c.kernel[d], c.stride[d], c.padding[d], c.dilation[d]);
    }
    Grid g = new Grid(a[0], a[1], a[2]);
    if (!fits(g, c.outputs)) return false;
    Kernels.Tile kernel = Kernels.tile(gradIn.layout().numel() * c.outputs * c.taps());
    float[] weights = c.weights();
    int residues = c.stride[0] * c.stride[1] * c.stride[2];
    Taps[][] taps = new Taps[residues][c.groups];
    Sink[] sinks = new Sink[residues];
    long[] starts = new long[residues];
    for (int r = 0; r < residues; r++) {
      int[] residue = {
        r / c.stride[2] / c.stride[1], r / c.stride[2] % c.stride[1], r % c.stride[2]
      };
      int[] chosen = c.chosen(residue);
      for (int i = 0; i < c.groups; i++) taps[r][i] = c.backTaps(g, chosen, weights, i);
      int[] low = new int[3];
      int[] high = new int[3];
      long[] strides = new long[3];
      for (int d = 0; d < 3; d++) {
        // Element u·stride + residue - padding has to lie in the image.
        low[d] = Math.max(0, Math.ceilDiv(c.padding[d] - residue[d], c.stride[d]));
        high[d] = Math.floorDiv(to.size[d] - 1 + c.padding[d] - residue[d], c.stride[d]) + 1;
        strides[d] = to.strides[d] * c.stride[d];
        starts[r] += (residue[d] - c.padding[d]) * to.strides[d];
      }
      sinks[r] = new Sink(g, low, high, to.channel, strides, null, 0);
    }
    c.each(
        from,
        g,
        c.outputs,
        (n, group, planes) ->
            pieces(
                g,
                (p, end) -> {
                  for (int r = 0; r < residues; r++)
                    taps[r][group].run(
                        kernel, planes, p, end, sinks[r], to.at(n, group * c.inputs) + starts[r]);
                }));
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

  private Taps backTaps(Grid g, int[] chosen, float[] weights, int group) {
    int[] offset = new int[outputs * chosen.length];
    int at = 0;
    for (int o = 0; o < outputs; o++)
      for (int t : chosen)
        offset[at++] =
            o * g.channel
                + g.offset(t / kernel[2] / kernel[1], t / kernel[2] % kernel[1], t % kernel[2]);
    int taps = taps();
    return new Taps(
        inputs,
        offset,
        (i, k) -> {
          int o = group * outputs + k / chosen.length;
          return weights[(o * inputs + i) * taps + chosen[k % chosen.length]];
        });
  }

  /// The gradient of the weights: places are summed up lane by lane, image after image.
  public static boolean weightGradient(Block x, Block grad, Block gradW, ConvSpec spec) {
    if (!floats(x, grad, gradW) || !gradW.layout().isContiguous()) return false;
    DirectConv c = new DirectConv(x, gradW, spec);
    Image from = new Image(x);
    Image up = new Image(grad);
    Grid g = c.forwardGrid(up.size);
    int channels = c.groups * c.inputs;
    int depth = c.inputs * c.taps();
    int rowBlocks = (c.outputs + Kernels.SUM_ROWS - 1) / Kernels.SUM_ROWS;
    int tapBlocks = (depth + Kernels.SUM_TAPS - 1) / Kernels.SUM_TAPS;
    int tile = Kernels.SUM_ROWS * Kernels.SUM_TAPS * Kernels.LANES;
    long lanes = (long) c.groups * rowBlocks * tapBlocks * tile;
    if (c.images == 0 || lanes > LANES_LIMIT || !fits(g, channels)) return false;
    Kernels.Sums kernel = Kernels.sums(grad.layout().numel() * depth);
    int n = (g.positions + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES;
    int rows = rowBlocks * Kernels.SUM_ROWS;
    float[] sums = new float[(int) lanes];
    float[] planes = scratch(0, channels * g.channel);
    float[] upstream = scratch(1, c.groups * rows * n);
    java.util.Arrays.fill(upstream, 0, c.groups * rows * n, 0);
    int[] offset = java.util.Arrays.copyOf(c.offsets(g, c.inputs), tapBlocks * Kernels.SUM_TAPS);
    for (int image = 0; image < c.images; image++) {
      int at = image;
      Threads.run(
          channels + c.groups * c.outputs,
          i -> {
            if (i < channels) g.fill(from, from.at(at, i), planes, i * g.channel);
            else {
              int o = i - channels;
              int row = o / c.outputs * rows + o % c.outputs;
              Places.load(up, up.at(at, o), g, upstream, row * n);
            }
          });
      Threads.run(
          c.groups * rowBlocks,
          b -> {
            int group = b / rowBlocks;
            int[] here = offset;
            if (group > 0) {
              here = offset.clone();
              for (int k = 0; k < here.length; k++) here[k] += group * c.inputs * g.channel;
            }
            int a = (group * rows + b % rowBlocks * Kernels.SUM_ROWS) * n;
            for (int t = 0; t < tapBlocks; t++)
              kernel.run(
                  n,
                  upstream,
                  a,
                  n,
                  planes,
                  here,
                  t * Kernels.SUM_TAPS,
                  sums,
                  (b * tapBlocks + t) * tile);
          });
    }
    for (int o = 0; o < c.groups * c.outputs; o++)
      for (int k = 0; k < depth; k++) {
        int row = o % c.outputs;
        int block = o / c.outputs * rowBlocks + row / Kernels.SUM_ROWS;
        int first =
            (block * tapBlocks + k / Kernels.SUM_TAPS) * tile
                + (row % Kernels.SUM_ROWS * Kernels.SUM_TAPS + k % Kernels.SUM_TAPS)
                    * Kernels.LANES;
        double s = 0;
        for (int l = 0; l < Kernels.LANES; l++) s += sums[first + l];
        Memory.set(gradW.address() + 4L * (o * depth + k), (float) s);
      }
    return true;
  }
}
