package jotter.tensor.cpu.memory;

/// A block of memory from the operating system. It knows how many storages live in it.
final class Chunk {
  final long address;
  final long bytes;
  private int users;
  private boolean open;

  Chunk(long address, long bytes) {
    this.address = address;
    this.bytes = bytes;
  }

  /// Takes it out of the pool: the owner counts as a user until {@link #close}.
  synchronized void open() {
    users = 1;
    open = true;
  }

  synchronized void enter() {
    users++;
  }

  /// A storage is gone; true if it was the last one.
  synchronized boolean leave() {
    return --users == 0;
  }

  /// The owner cuts no more storages from it; true if none is left.
  synchronized boolean close() {
    if (!open) return false;
    open = false;
    return --users == 0;
  }
}
