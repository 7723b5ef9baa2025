package jotter.tensor.cpu.conv.kept;

import java.lang.ref.Reference;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Kept;

/// What windows over each channel by itself come to, row by row of the result: a vector of channels
/// at a time along a row of places. Places at a border have fewer taps.
abstract class KeptLines implements Kept {
  /// Numbers of a result that are worth a thread's while.
  private static final int WORTH = 1 << 14;

  final Window g;
  private final Then then;

  KeptLines(Window g, Then then) {
    this.g = g;
    this.then = then;
  }

  /// `n` places one after the other that have the same taps: `taps` from `tap` on, of `rows` rows
  /// from `row` on. The first tap sees the element at `seen`.
  abstract void places(int n, long seen, int row, int rows, int tap, int taps, long to);

  @Override
  public void run(Block x, Block out, Block... operands) {
    Finish f = Finish.of(then, out, operands);
    int line = g.wide() * g.channels();
    int each = Math.max(1, WORTH / line);
    int lines = g.images() * g.high();
    try (ChannelsLast image = ChannelsLast.of(x)) {
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
}
