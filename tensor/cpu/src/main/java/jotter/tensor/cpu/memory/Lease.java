package jotter.tensor.cpu.memory;

import java.lang.ref.Cleaner;

/// The right to one whole chunk, given back on release or when its storage was collected.
final class Lease implements Holder {
  private final Cleaner.Cleanable cleanable;

  Lease(Pool pool, Chunk chunk) {
    cleanable = Pool.CLEANER.register(this, () -> pool.put(chunk));
  }

  @Override
  public void leave() {
    cleanable.clean();
  }
}
