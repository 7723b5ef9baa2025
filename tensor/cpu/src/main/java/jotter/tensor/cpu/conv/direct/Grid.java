package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.kernel.Memory;

/// The layout of one channel: its planes, and where in them each tap begins.
final class Grid {
  /// Elements that a kernel may read beyond the last place.
  static final int SLACK = 64;

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
    Axis z = axes[0];
    Axis y = axes[1];
    Axis x = axes[2];
    for (int bz : z.bases())
      for (int by : y.bases())
        for (int bx : x.bases()) {
          int row = at;
          for (int i = 0; i < z.extent(); i++)
            for (int j = 0; j < y.extent(); j++, row += x.extent()) {
              int cz = i * z.stride() + bz;
              int cy = j * y.stride() + by;
              if (cz < 0 || cz >= image.size[0] || cy < 0 || cy >= image.size[1])
                java.util.Arrays.fill(to, row, row + x.extent(), around);
              else
                line(
                    image,
                    address + cz * image.strides[0] + cy * image.strides[1],
                    bx,
                    to,
                    row,
                    around);
            }
          java.util.Arrays.fill(to, row, at + plane, around);
          at += plane;
        }
  }

  private void line(Image image, long address, int base, float[] to, int at, float around) {
    int n = axes[2].extent();
    int step = axes[2].stride();
    int lo = base >= 0 ? 0 : Math.min(n, Math.ceilDiv(-base, step));
    int hi = image.size[2] <= base ? lo : Math.clamp((image.size[2] - 1 - base) / step + 1, lo, n);
    java.util.Arrays.fill(to, at, at + lo, around);
    java.util.Arrays.fill(to, at + hi, at + n, around);
    long stride = image.strides[2] * step;
    long a = address + (lo * (long) step + base) * image.strides[2];
    if (stride == 4) MemorySegment.copy(Memory.ALL, Memory.F32, a, to, at + lo, hi - lo);
    else for (int i = lo; i < hi; i++, a += stride) to[at + i] = Memory.getF32(a);
  }
}
