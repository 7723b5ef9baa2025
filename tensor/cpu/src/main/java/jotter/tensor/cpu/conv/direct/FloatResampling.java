package jotter.tensor.cpu.conv.direct;

import jotter.tensor.DType;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Bands;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Images of float32 at other sizes through {@link Resizing}: some rows at a time, which stay in
/// the first level cache between its two steps. Channels may lie before or behind the places; a row
/// of places with all their channels is then just a longer row.
public final class FloatResampling {
  /// Numbers between the two steps, and rows of them at least: some hundred are faster than some
  /// thousand, though these fit as well, as reading and writing memory go on in small steps.
  private static final int LINES = 1 << 9;

  private static final int ROWS = 4;

  /// Results that a thread takes at least.
  private static final int SOME = 1 << 13;

  private FloatResampling() {}

  /// Says whether it took the work.
  public static boolean run(Block in, Block out, Bands... bands) {
    if (in.dtype() != DType.FLOAT32 || out.dtype() != DType.FLOAT32) return false;
    int inner = inner(in.layout(), out.layout(), bands.length);
    if (inner == 0) return false;
    Bands last = bands[bands.length - 1];
    Across across = Across.of(last, inner);
    if (across == null) return false;
    Stack stack =
        switch (bands.length) {
          case 1 -> Stack.one();
          case 2 -> Stack.of(bands[0]);
          default -> Stack.of(bands[0], bands[1]);
        };
    long before = across.in;
    for (int d = 0; d < bands.length - 1; d++) before *= bands[d].in();
    int each = Math.min(Math.max(LINES / across.pitch(), ROWS), stack.rows);
    int parts = (stack.rows + each - 1) / each;
    long from = in.address();
    long to = out.address();
    long plane = 4 * before;
    int planes = Math.toIntExact(out.layout().numel() / across.out / stack.rows);
    int all = Math.multiplyExact(planes, parts);
    int some = (int) Threads.perBlock(all, SOME / ((long) each * across.out));
    Resizing r = Resizing.here(out.layout().numel());
    Threads.run(
        (all + some - 1) / some,
        t -> {
          float[] lines = Scratch.array(Scratch.LINE, across.room(each));
          for (int i = t * some; i < Math.min(all, (t + 1) * some); i++) {
            int first = i % parts * each;
            int rows = Math.min(each, stack.rows - first);
            long image = i / parts;
            r.rows(from + image * plane, from + planes * plane, stack, first, rows, across, lines);
            r.along(lines, across, rows, to + 4L * (image * stack.rows + first) * across.out);
          }
        });
    return true;
  }

  /// Numbers at each place: 1, or all channels; 0 if the layouts are neither.
  private static int inner(Layout in, Layout out, int dims) {
    if (in.isContiguous() && out.isContiguous()) return 1;
    if (in.rank() != dims + 2 || !in.channelsLast() || !out.channelsLast()) return 0;
    return Math.toIntExact(in.shape()[1]);
  }
}
