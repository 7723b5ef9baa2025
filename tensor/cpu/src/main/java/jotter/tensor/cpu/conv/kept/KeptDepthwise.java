package jotter.tensor.cpu.conv.kept;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.Storage;

/// A kernel for each channel, whose weights are in registers along a row of places.
final class KeptDepthwise extends KeptLines {
  private static final int LANES = TapRow.LANES;

  /// For each vector of channels: the weights, tap by tap, then the bias.
  private final Storage weights;

  private KeptDepthwise(Window g, Storage weights, Then then) {
    super(g, then);
    this.weights = weights;
  }

  static Kept of(Window g, Block w, float[] bias, ConvSpec spec, Then then) {
    int c = g.channels();
    if (spec.groups() != c || w.layout().shape()[0] != c || c % LANES != 0) return null;
    if (g.kernelHeight() > TapRow.MOST || g.kernelWidth() > TapRow.MOST) return null;
    int taps = g.taps();
    Storage s = Pool.INSTANCE.allocate(4L * c * (taps + 1));
    long[] st = w.layout().strides();
    for (int i = 0; i < c; i++) {
      long to = s.address() + 4L * (i / LANES * LANES * (taps + 1) + i % LANES);
      for (int t = 0; t < taps; t++, to += 4L * LANES) {
        long at = i * st[0] + t / g.kernelWidth() * st[2] + t % g.kernelWidth() * st[3];
        Memory.set(to, Memory.getF32(w.address() + 4 * at));
      }
      Memory.set(to, bias == null ? -0f : bias[i]);
    }
    return new KeptDepthwise(g, s, then);
  }

  @Override
  void places(int n, long seen, int row, int rows, int tap, int taps, long to) {
    int c = g.channels();
    if (rows == 0) taps = 0;
    if (taps == 0) rows = 0;
    TapRow kernel = TapRow.of(rows, taps, g.kernelWidth(), (long) n * c);
    int all = g.taps();
    for (int i = 0; i < c; i += LANES) {
      long w = weights.address() + 4L * i * (all + 1);
      kernel.run(
          n,
          seen + 4L * i,
          4L * c * g.width() * g.dilationY(),
          4L * c * g.dilationX(),
          4L * c * g.strideX(),
          w + 4L * LANES * (row * g.kernelWidth() + tap),
          w + 4L * LANES * all,
          to + 4L * i,
          4L * c);
    }
  }
}
