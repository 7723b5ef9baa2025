package jotter.tensor.cpu.memory;

import java.lang.ref.Cleaner;

/// A chunk that small storages are cut from, by one thread. Storages that die unnoticed cannot be
/// counted, so the whole returns to the pool when nobody refers to the slab any more; or, if every
/// storage was released explicitly, right then.
final class Slab implements Holder {
  static final int BYTES = 32 << 10;

  private final Chunk chunk;
  private final Cleaner.Cleanable cleanable;
  private long next;
  private final long end;

  Slab(Pool pool, Chunk chunk) {
    this.chunk = chunk;
    chunk.open();
    next = chunk.address;
    end = chunk.address + chunk.bytes;
    cleanable = Pool.CLEANER.register(this, () -> pool.put(chunk));
  }

  /// Room for `bytes` (a multiple of 64), or 0 if there is none left.
  long cut(long bytes) {
    long a = next;
    if (a + bytes > end) return 0;
    next = a + bytes;
    chunk.enter();
    return a;
  }

  /// Cuts no more.
  void close() {
    if (chunk.close()) cleanable.clean();
  }

  @Override
  public void leave() {
    if (chunk.leave()) cleanable.clean();
  }
}
