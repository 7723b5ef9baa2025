package jotter.tensor.cpu.conv.kept;

import java.lang.ref.Reference;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.Storage;

/// A kernel for each channel: a vector of channels at a time, with its weights in registers along a
/// row of places. Places at a border have fewer taps.
final class KeptDepthwise implements Kept {
  /// Numbers of a result that are worth a thread's while.
  private static final int WORTH = 1 << 12;

  private static final int LANES = TapRow.LANES;

  private final Window g;
  private final Then then;

  /// For each vector of channels: the weights, tap by tap, then the bias.
  private final Storage weights;

  private KeptDepthwise(Window g, Storage weights, Then then) {
    this.g = g;
    this.weights = weights;
    this.then = then;
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
  public void run(Block x, Block out, Block... operands) {
    Finish f = Finish.of(then, out, operands);
    int line = g.wide() * g.channels();
    int each = Math.max(1, WORTH / line);
    int lines = g.images() * g.high();
    try (Inner image = Inner.of(x)) {
      long from = image.address();
      long to = out.address();
      Threads.run(
          (lines + each - 1) / each,
          b -> {
            for (int r = b * each; r < Math.min(lines, (b + 1) * each); r++) {
              line(from, r, to + 4L * r * line);
              if (f != null) f.piece((long) r * line, line);
            }
          });
    }
    if (f != null) f.end();
    Reference.reachabilityFence(this);
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(operands);
  }

  /// A row of the result.
  private void line(long images, int line, long to) {
    int y = line % g.high() * g.strideY() - g.paddingY();
    long image = images + 4L * (line / g.high()) * g.height() * g.width() * g.channels();
    int first = first(y, g.dilationY());
    int count = Math.max(0, last(y, g.dilationY(), g.kernelHeight(), g.height()) - first);
    for (int p = 0; p < g.wide(); ) {
      int x = p * g.strideX() - g.paddingX();
      int tap = first(x, g.dilationX());
      int taps = Math.max(0, last(x, g.dilationX(), g.kernelWidth(), g.width()) - tap);
      int end = p + 1;
      for (; end < g.wide(); end++) {
        int next = end * g.strideX() - g.paddingX();
        if (first(next, g.dilationX()) != tap) break;
        if (Math.max(0, last(next, g.dilationX(), g.kernelWidth(), g.width()) - tap) != taps) break;
      }
      long seen =
          image
              + 4L
                  * g.channels()
                  * ((long) (y + first * g.dilationY()) * g.width() + x + tap * g.dilationX());
      places(end - p, seen, first, count, tap, taps, to + 4L * p * g.channels());
      p = end;
    }
  }

  /// The first tap, from position `x` on, that sees an element.
  private static int first(int x, int dilation) {
    return x >= 0 ? 0 : (dilation - 1 - x) / dilation;
  }

  /// The tap after the last one that sees an element.
  private static int last(int x, int dilation, int kernel, int size) {
    return x >= size ? 0 : Math.min(kernel, (size - 1 - x) / dilation + 1);
  }

  /// `n` places one after the other that have the same taps.
  private void places(int n, long seen, int row, int rows, int tap, int taps, long to) {
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
