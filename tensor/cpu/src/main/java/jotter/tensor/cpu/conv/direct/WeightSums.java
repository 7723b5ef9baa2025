package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// The gradient of few weights: places are summed up lane by lane, image after image. A product of
/// matrices would leave most of its tiles empty.
final class WeightSums {
  private static final int LIMIT = 1 << 21;

  /// Numbers of the images that are summed up together, about half a second level cache.
  private static final int ROOM = 1 << 17;

  private WeightSums() {}

  /// Says whether it took the work: not if there are too many sums for that.
  static boolean run(DirectConv c, Grid g, Block x, Block grad, Block gradW) {
    Image from = new Image(x);
    Image up = new Image(grad);
    int channels = c.groups * c.inputs;
    int depth = c.inputs * c.taps();
    int rowBlocks = (c.outputs + Kernels.SUM_ROWS - 1) / Kernels.SUM_ROWS;
    int tapBlocks = (depth + Kernels.SUM_TAPS - 1) / Kernels.SUM_TAPS;
    int tile = Kernels.SUM_ROWS * Kernels.SUM_TAPS * Kernels.LANES;
    long lanes = (long) c.groups * rowBlocks * tapBlocks * tile;
    if (lanes > LIMIT) return false;
    Kernels.Sums kernel = Kernels.sums(grad.layout().numel() * depth);
    int n = (g.positions + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES;
    int rows = rowBlocks * Kernels.SUM_ROWS;
    float[] sums = Scratch.array(Scratch.SUMS, lanes);
    java.util.Arrays.fill(sums, 0, (int) lanes, 0);
    int plane = channels * g.channel;
    int gradients = c.groups * rows * n;
    int together = Math.max(1, Math.min(ROOM / (plane + gradients), c.images));
    float[] planes = Scratch.array(Scratch.PLANES, together * plane);
    float[] upstream = Scratch.array(Scratch.UPSTREAM, together * gradients);
    java.util.Arrays.fill(upstream, 0, together * gradients, 0);
    int[][] offsets = new int[together * c.groups][];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = java.util.Arrays.copyOf(c.offsets(g, c.inputs), tapBlocks * Kernels.SUM_TAPS);
      int first = i / c.groups * plane + i % c.groups * c.inputs * g.channel;
      for (int k = 0; k < offsets[i].length; k++) offsets[i][k] += first;
    }
    int each = channels + c.groups * c.outputs;
    for (int first = 0; first < c.images; first += together) {
      int image = first;
      int images = Math.min(together, c.images - first);
      Threads.run(
          images * each,
          j -> {
            int m = j / each;
            int i = j % each;
            if (i < channels)
              g.fill(from, from.at(image + m, i), planes, m * plane + i * g.channel);
            else {
              int o = i - channels;
              int row = o / c.outputs * rows + o % c.outputs;
              Places.load(up, up.at(image + m, o), g, upstream, m * gradients + row * n);
            }
          });
      Threads.run(
          c.groups * rowBlocks * tapBlocks,
          j -> {
            int b = j / tapBlocks;
            int t = j % tapBlocks;
            int group = b / rowBlocks;
            int a = (group * rows + b % rowBlocks * Kernels.SUM_ROWS) * n;
            for (int m = 0; m < images; m++)
              kernel.run(
                  n,
                  upstream,
                  m * gradients + a,
                  n,
                  planes,
                  offsets[m * c.groups + group],
                  t * Kernels.SUM_TAPS,
                  sums,
                  j * tile);
          });
    }
    Threads.run(
        c.groups * c.outputs,
        o -> {
          int row = o % c.outputs;
          int block = o / c.outputs * rowBlocks + row / Kernels.SUM_ROWS;
          for (int k = 0; k < depth; k++) {
            int first =
                (block * tapBlocks + k / Kernels.SUM_TAPS) * tile
                    + (row % Kernels.SUM_ROWS * Kernels.SUM_TAPS + k % Kernels.SUM_TAPS)
                        * Kernels.LANES;
            double s = 0;
            for (int l = 0; l < Kernels.LANES; l++) s += sums[first + l];
            Memory.set(gradW.address() + 4L * (o * depth + k), (float) s);
          }
        });
    return true;
  }
}
