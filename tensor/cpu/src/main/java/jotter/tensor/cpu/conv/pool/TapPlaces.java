package jotter.tensor.cpu.conv.pool;

import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.PoolSpec;
import jotter.tensor.spi.Storage;

/// Numbers of taps for a while, for who asks for places in the plane.
public record TapPlaces(Layout layout, Storage storage) implements Block, AutoCloseable {
  /// Room for those of `y`, in its layout.
  public static TapPlaces of(Block y) {
    Layout l = y.layout();
    Layout own = l.isDense() ? new Layout(l.shape(), l.strides(), 0) : Layout.contiguous(l.shape());
    return new TapPlaces(own, Pool.INSTANCE.allocate(4 * own.numel()));
  }

  /// Where in the plane of `image` the taps look.
  public void write(Block image, Block indices, PoolSpec spec) {
    int[] size = Field.of(image).size();
    int[] behind = behind(spec, size);
    Field taps = Field.of(this);
    Layout l = indices.layout();
    long[] strides = Field.of(indices).strides();
    int lead = 3 - spec.kernel().length;
    Threads.run(
        taps.images() * taps.channels(),
        p -> {
          int n = p / taps.channels();
          int channel = p % taps.channels();
          long to = indices.address() + 8 * (n * l.strides()[0] + channel * l.strides()[1]);
          for (int z = 0; z < taps.size()[0]; z++)
            for (int y = 0; y < taps.size()[1]; y++) {
              long from = taps.at(n, z, y) + channel * taps.channel();
              // Of the fields' strides, which count elements of four bytes.
              long row = to + 2 * (z * strides[0] + y * strides[1]);
              int base = (first(spec, -lead, z) * size[1] + first(spec, 1 - lead, y)) * size[2];
              for (int x = 0; x < taps.size()[2]; x++) {
                int tap = (int) Memory.getF32(from + x * taps.strides()[2]);
                Memory.set(
                    row + 2 * x * strides[2], (long) base + first(spec, 2 - lead, x) + behind[tap]);
              }
            }
        });
  }

  /// Where a window begins along a dimension, which is not there if it is negative.
  private static int first(PoolSpec spec, int d, int place) {
    return d < 0 ? 0 : place * spec.stride()[d] - spec.padding()[d];
  }

  /// How far behind the first element of a window each tap looks.
  private static int[] behind(PoolSpec spec, int[] size) {
    int taps = 1;
    for (int k : spec.kernel()) taps *= k;
    int[] all = new int[taps];
    for (int t = 0; t < taps; t++) {
      int rest = t;
      int unit = 1;
      for (int d = spec.kernel().length - 1; d >= 0; d--) {
        all[t] += rest % spec.kernel()[d] * spec.dilation()[d] * unit;
        rest /= spec.kernel()[d];
        unit *= size[d + 3 - spec.kernel().length];
      }
    }
    return all;
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public void close() {
    storage.release();
  }
}
