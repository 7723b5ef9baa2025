package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.spi.Storage;

/// Rows of float32 for a while.
final class Scratch implements AutoCloseable {
  private final Storage storage;
  final long address;

  Scratch(long n) {
    storage = Pool.INSTANCE.allocate(4L * n);
    address = storage.address();
  }

  /// `n` elements from `from` on become `v`.
  void fill(long from, long n, float v) {
    for (long i = from; i < from + n; i++) Memory.set(address + 4 * i, v);
  }

  /// `n` elements from `from` on become 0.
  void clear(long from, long n) {
    Memory.ALL.asSlice(address + 4 * from, 4 * n).fill((byte) 0);
  }

  @Override
  public void close() {
    storage.release();
  }
}
