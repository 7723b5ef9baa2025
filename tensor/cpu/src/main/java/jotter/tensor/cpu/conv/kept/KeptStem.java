package jotter.tensor.cpu.conv.kept;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.matmul.KeptProduct;
import jotter.tensor.cpu.matmul.KeptRight;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.Storage;

/// A convolution of images of few channels, with which most networks begin: the images are laid out
/// once with their borders, so that a row of the kernel sees one short run of memory everywhere.
final class KeptStem implements Kept {
  /// Numbers that may be read beyond the last run.
  private static final int SLACK = 64;

  private static final int ROWS = 8;

  private final Window g;
  private final KeptRight right;
  private final Then then;
  private final int high;
  private final int wide;

  KeptStem(Window g, KeptRight right, Then then) {
    this.g = g;
    this.right = right;
    this.then = then;
    this.high = g.height() + 2 * g.paddingY();
    this.wide = g.width() + 2 * g.paddingX();
  }

  @Override
  public void run(Block x, Block out, Block... operands) {
    Finish f = Finish.of(then, out, operands);
    int line = wide * g.channels();
    int lines = g.images() * high;
    Storage planes = Pool.INSTANCE.allocate(4L * lines * line + 4 * SLACK);
    try {
      long to = planes.address();
      Threads.run(
          (lines + ROWS - 1) / ROWS,
          b -> {
            for (int r = b * ROWS; r < Math.min(lines, (b + 1) * ROWS); r++)
              lay(x, r / high, r % high - g.paddingY(), to + 4L * r * line);
          });
      int m = g.images() * g.high() * g.wide();
      Runs runs = Runs.of((long) m * right.depth());
      KeptProduct.run(
          m,
          (row, rows, from, n, into, at, pitch) ->
              pack(runs, to, row, rows, from, n, into, at, pitch),
          right,
          out.address(),
          f);
    } finally {
      planes.release();
    }
    if (f != null) f.end();
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(operands);
  }

  /// Row `y` of an image, with its borders. Arrays in between: loops over memory, number by number,
  /// are slow in some processes.
  private void lay(Block x, int image, int y, long to) {
    int c = g.channels();
    int width = g.width();
    float[] row = Scratch.array(Scratch.TILES, (long) wide * c);
    Arrays.fill(row, 0, wide * c, 0);
    if (y >= 0 && y < g.height()) {
      float[] line = Scratch.array(Scratch.LINE, width);
      long[] s = x.layout().strides();
      for (int k = 0; k < c; k++) {
        long from = x.address() + 4 * (image * s[0] + k * s[1] + y * s[2]);
        Staging.load(Kind.F32, DType.FLOAT32, from, 4 * s[3], width, line, 0, 1, 0);
        for (int i = 0, at = g.paddingX() * c + k; i < width; i++, at += c) row[at] = line[i];
      }
    }
    MemorySegment.copy(row, 0, Memory.ALL, Memory.F32, to, wide * c);
  }

  private void pack(
      Runs runs, long planes, int row, int rows, int from, int n, float[] to, int at, int pitch) {
    int c = g.channels();
    int run = g.kernelWidth() * c;
    for (int i = 0; i < rows; ) {
      int x = (row + i) % g.wide();
      int y = (row + i) / g.wide();
      int some = Math.min(rows - i, g.wide() - x);
      long first = (long) (y / g.high()) * high + (long) (y % g.high()) * g.strideY();
      for (int k = from; k < from + n; ) {
        int ky = k / run;
        int stop = Math.min(from + n, (ky + 1) * run);
        long seen = (first + ky * g.dilationY()) * wide + (long) x * g.strideX();
        long address = planes + 4 * (seen * c + k - ky * run);
        int into = at + i * pitch + k - from;
        runs.copy(some, stop - k, address, 4L * c * g.strideX(), to, into, pitch);
        k = stop;
      }
      i += some;
    }
  }
}
