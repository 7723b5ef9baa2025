package jotter.tensor.cpu.conv.kept;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.conv.lanes.KeptWinograd;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.matmul.KeptLinear;
import jotter.tensor.cpu.matmul.KeptProduct;
import jotter.tensor.cpu.matmul.KeptRight;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.Kept;

/// A convolution in two dimensions as one product: a row for each place with what it sees, row by
/// row of the kernel, and a column for each output.
public final class KeptConv implements Kept {
  /// With fewer channels, what a place sees are too many short runs to copy each by itself.
  private static final int CHANNELS = 8;

  private final Window window;

  /// Null if there are fewer multiplications in tiles.
  private final KeptRight right;

  private final KeptWinograd tiles;
  private final Then then;

  private KeptConv(Window window, KeptRight right, KeptWinograd tiles, Then then) {
    this.window = window;
    this.right = right;
    this.tiles = tiles;
    this.then = then;
  }

  /// Null if it is none for this.
  ///
  /// @param x the shape of the images
  public static Kept of(long[] x, Block w, Block bias, ConvSpec spec, Then then) {
    if (!Simd.ON || x.length != 4 || w.dtype() != DType.FLOAT32) return null;
    if (bias != null && bias.dtype() != DType.FLOAT32) return null;
    Window g = Window.of(x, w, spec);
    if (g == null) return null;
    float[] b = KeptLinear.numbers(bias);
    if (spec.groups() > 1) return KeptDepthwise.of(g, w, b, spec, then);
    long rows = (long) g.images() * g.high() * g.wide();
    int c = g.channels();
    if (rows > Integer.MAX_VALUE / 2 || c < CHANNELS && g.dilationX() > 1) return null;
    long[] st = w.layout().strides();
    long address = w.address();
    int outputs = Math.toIntExact(w.layout().shape()[0]);
    KeptWinograd tiles = tiles(g, outputs, w, b);
    if (tiles != null) return new KeptConv(g, null, tiles, then);
    KeptRight.Source from =
        (k, o) -> {
          int tap = k / c;
          long at = o * st[0] + k % c * st[1];
          at += tap / g.kernelWidth() * st[2] + tap % g.kernelWidth() * st[3];
          return Memory.getF32(address + 4 * at);
        };
    KeptRight right = new KeptRight(g.taps() * c, outputs, from, b);
    return c < CHANNELS ? new KeptStem(g, right, then) : new KeptConv(g, right, null, then);
  }

  private static KeptWinograd tiles(Window g, int outputs, Block w, float[] bias) {
    if (g.kernelHeight() != 3 || g.kernelWidth() != 3) return null;
    if (g.strideY() * g.strideX() * g.dilationY() * g.dilationX() != 1) return null;
    int[] x = {g.images(), g.channels(), g.height(), g.width()};
    int[] padding = {g.paddingY(), g.paddingX()};
    long[] st = w.layout().strides();
    long address = w.address();
    KeptWinograd.Source from =
        (o, c, t) ->
            Memory.getF32(address + 4 * (o * st[0] + c * st[1] + t / 3 * st[2] + t % 3 * st[3]));
    return KeptWinograd.of(x, outputs, padding, from, bias);
  }

  @Override
  public void run(Block x, Block out, Block... operands) {
    Finish f = Finish.of(then, out, operands);
    try (ChannelsLast image = ChannelsLast.of(x)) {
      long address = image.address();
      if (tiles != null) {
        tiles.run(address, out.address(), f);
      } else {
        KeptProduct.Rows rows =
            window.single()
                ? KeptProduct.rows(address, 4L * window.channels())
                : (row, count, from, n, to, at, pitch) -> {
                  for (int i = 0; i < count; i++)
                    pack(address, row + i, from, n, to, at + i * pitch);
                };
        int m = Math.toIntExact((long) window.images() * window.high() * window.wide());
        KeptProduct.run(m, rows, right, out.address(), f);
      }
    }
    if (f != null) f.end();
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(operands);
  }

  /// Numbers `from` .. `from + n - 1` of what a place sees.
  private void pack(long image, int place, int from, int n, float[] to, int at) {
    Window g = window;
    int c = g.channels();
    int x = place % g.wide() * g.strideX() - g.paddingX();
    int y = place / g.wide() % g.high() * g.strideY() - g.paddingY();
    long address = image + 4L * (place / g.wide() / g.high()) * g.height() * g.width() * c;
    // Neighbouring taps of neighbouring elements are one run.
    int joined = g.dilationX() == 1 ? g.kernelWidth() : 1;
    int run = joined * c;
    int end = from + n;
    for (int k = from; k < end; ) {
      int r = k / run;
      int begin = r * run;
      int stop = Math.min(end, begin + run);
      int ky = r * joined / g.kernelWidth();
      int kx = r * joined % g.kernelWidth();
      int sy = y + ky * g.dilationY();
      int sx = x + kx * g.dilationX();
      int lo = stop;
      int hi = stop;
      if (sy >= 0 && sy < g.height()) {
        lo = Math.clamp(begin + (long) Math.max(0, -sx) * c, k, stop);
        hi = Math.clamp(begin + (long) Math.min(joined, g.width() - sx) * c, lo, stop);
      }
      if (lo > k) Arrays.fill(to, at, at + lo - k, 0);
      if (hi > lo) {
        long seen = address + 4L * (((long) sy * g.width() + sx) * c + lo - begin);
        MemorySegment.copy(Memory.ALL, Memory.F32, seen, to, at + lo - k, hi - lo);
      }
      if (stop > hi) Arrays.fill(to, at + hi - k, at + stop - k, 0);
      at += stop - k;
      k = stop;
    }
  }
}
