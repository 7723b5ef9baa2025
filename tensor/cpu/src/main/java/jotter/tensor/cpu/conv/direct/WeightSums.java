package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// The gradient of few weights: places are summed up lane by lane, image after image. A product of
/// matrices would leave most of its tiles empty.
final class WeightSums {
  private static final int LIMIT = 1 << 21;

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
    float[] sums = new float[(int) lanes];
    float[] planes = Scratch.array(Scratch.PLANES, channels * g.channel);
    float[] upstream = Scratch.array(Scratch.UPSTREAM, c.groups * rows * n);
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
