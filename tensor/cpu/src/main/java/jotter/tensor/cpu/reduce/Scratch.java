package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.spi.Storage;

/// A row of float32 for a while.
final class Scratch implements AutoCloseable {
  private final Storage storage;
  final long address;

  Scratch(int n) {
    storage = Pool.INSTANCE.allocate(4L * n);
    address = storage.address();
  }

  @Override
  public void close() {
    storage.release();
  }
}
