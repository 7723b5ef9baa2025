package jotter.tensor.cpu.conv.kept;

import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.PoolSpec;

/// The largest elements of windows.
public final class KeptMaxPool extends KeptLines {
  private KeptMaxPool(Window g) {
    super(g, null);
  }

  /// Null if it is none for this.
  ///
  /// @param x the shape of the images
  /// @param y that of the result
  public static Kept of(long[] x, long[] y, PoolSpec spec) {
    if (!Simd.ON || x.length != 4 || x[1] % TapRow.LANES != 0) return null;
    int[] k = spec.kernel();
    if (k[0] > TapRow.MOST || k[1] > TapRow.MOST) return null;
    for (int d = 0; d < 2; d++)
      if (spec.dilation()[d] != 1 || 2 * spec.padding()[d] > k[d]) return null;
    Window g = Window.of(x, k[0], k[1], spec.stride(), spec.padding(), spec.dilation());
    // A window beyond the last whole one is none for this.
    return g == null || g.high() != y[2] || g.wide() != y[3] ? null : new KeptMaxPool(g);
  }

  @Override
  void places(int n, long seen, int row, int rows, int tap, int taps, long to) {
    int c = g.channels();
    TapRow kernel = TapRow.top(rows, taps, (long) n * c);
    for (int i = 0; i < c; i += TapRow.LANES)
      kernel.run(
          n,
          seen + 4L * i,
          4L * c * g.width(),
          4L * c,
          4L * c * g.strideX(),
          0,
          0,
          to + 4L * i,
          4L * c);
  }
}
