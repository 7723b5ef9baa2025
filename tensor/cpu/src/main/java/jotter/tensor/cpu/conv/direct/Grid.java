package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;

/// The layout of one channel: its planes, and where in them each tap begins.
final class Grid {
  /// Elements that a kernel may read beyond the last place.
  static final int SLACK = 64;

  /// Rows of so many numbers are worth a copy from memory for each.
  private static final int LONG = 64;

  final Axis[] axes;

  /// The places, counted through, those between the ends of rows included.
  final int positions;

  /// The elements of one channel.
  final int channel;

  private final int plane;

  Grid(Axis z, Axis y, Axis x) {
    axes = new Axis[] {z, y, x};
    positions = ((z.places() - 1) * y.extent() + y.places() - 1) * x.extent() + x.places();
    int size = z.extent() * y.extent() * x.extent();
    int furthest = 0;
    for (int i : z.shift())
      for (int j : y.shift())
        for (int k : x.shift())
          furthest = Math.max(furthest, (i * y.extent() + j) * x.extent() + k);
    plane = Math.max(size, furthest + positions + SLACK);
    channel = Math.multiplyExact(plane, z.bases().length * y.bases().length * x.bases().length);
  }

  /// Where the tap (kz, ky, kx) begins in its channel.
  int offset(int kz, int ky, int kx) {
    Axis z = axes[0];
    Axis y = axes[1];
    Axis x = axes[2];
    int part = (z.part()[kz] * y.bases().length + y.part()[ky]) * x.bases().length + x.part()[kx];
    return part * plane + (z.shift()[kz] * y.extent() + y.shift()[ky]) * x.extent() + x.shift()[kx];
  }

  /// How much of what is computed is wanted.
  double use() {
    return (double) axes[0].places() * axes[1].places() * axes[2].places() / positions;
  }

  /// Lays out a channel of an image, zeros around it.
  void fill(Image image, long address, float[] to, int at) {
    fill(image, address, to, at, 0);
  }

  /// Lays out a channel of an image with `around` where it has no elements.
  void fill(Image image, long address, float[] to, int at, float around) {
    int width = image.size[2];
    if (width >= LONG && channel == plane && axes[2].stride() == 1 && image.strides[2] == 4) {
      rows(image, address, to, at, around);
      return;
    }
    java.util.Arrays.fill(to, at, at + channel, around);
    // In one piece first: rows are often so short that a copy from memory for each costs more.
    int height = image.size[1];
    float[] line = Scratch.array(Scratch.LINE, image.size[0] * height * width);
    image.load(address, line);
    Axis z = axes[0];
    Axis y = axes[1];
    Axis x = axes[2];
    for (int bz : z.bases())
      for (int by : y.bases())
        for (int bx : x.bases()) {
          int lo = x.low(bx);
          int hi = x.high(bx, width);
          int zs = z.high(bz, image.size[0]);
          int ys = y.high(by, height);
          for (int i = z.low(bz); i < zs; i++)
            for (int j = y.low(by); j < ys; j++) {
              int from = ((i * z.stride() + bz) * height + j * y.stride() + by) * width + bx;
              int row = at + (i * y.extent() + j) * x.extent();
              line(line, from, x.stride(), to, row, lo, hi);
            }
          at += plane;
        }
  }

  /// The same for planes in one part and long rows, which are copied one by one.
  private void rows(Image image, long address, float[] to, int at, float around) {
    Axis z = axes[0];
    Axis y = axes[1];
    Axis x = axes[2];
    int lo = x.low(x.bases()[0]);
    int hi = x.high(x.bases()[0], image.size[2]);
    int zs = z.high(z.bases()[0], image.size[0]);
    int ys = y.high(y.bases()[0], image.size[1]);
    int end = at;
    for (int i = z.low(z.bases()[0]); i < zs; i++)
      for (int j = y.low(y.bases()[0]); j < ys; j++) {
        long from =
            address
                + (i * z.stride() + z.bases()[0]) * image.strides[0]
                + (j * y.stride() + y.bases()[0]) * image.strides[1]
                + 4L * (lo + x.bases()[0]);
        int row = at + (i * y.extent() + j) * x.extent();
        if (hi <= lo) continue;
        java.util.Arrays.fill(to, end, row + lo, around);
        MemorySegment.copy(Memory.ALL, Memory.F32, from, to, row + lo, hi - lo);
        end = row + hi;
      }
    java.util.Arrays.fill(to, end, at + channel, around);
  }

  private static void line(float[] from, int at, int step, float[] to, int row, int lo, int hi) {
    if (step == 1) System.arraycopy(from, at + lo, to, row + lo, Math.max(0, hi - lo));
    else if (step == 2) VectorEven.copy(from, at, to, row, lo, hi);
    else for (int i = lo; i < hi; i++) to[row + i] = from[at + i * step];
  }
}
