package jotter.tensor.cpu.conv.pool;

import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;

/// Gradients of means, each divided by the size of its own window: where windows at the borders are
/// smaller.
record MeanShares(Layout layout, Storage storage) implements Block, AutoCloseable {
  MeanShares(Block grad, Field g, float[][] divisors) {
    this(
        Layout.contiguous(grad.layout().shape()),
        Pool.INSTANCE.allocate(4 * grad.layout().numel()));
    int[] size = g.size();
    long to = storage.address();
    Threads.run(
        g.images() * g.channels(),
        p -> {
          long at = to + 4L * p * size[0] * size[1] * size[2];
          for (int z = 0; z < size[0]; z++)
            for (int y = 0; y < size[1]; y++) {
              long from = g.at(p / g.channels(), z, y) + p % g.channels() * g.channel();
              float by = divisors[0][z] * divisors[1][y];
              for (int x = 0; x < size[2]; x++, at += 4)
                Memory.set(at, Memory.getF32(from + x * g.strides()[2]) / (by * divisors[2][x]));
            }
        });
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
