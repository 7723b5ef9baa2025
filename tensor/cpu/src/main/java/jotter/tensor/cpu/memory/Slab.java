package jotter.tensor.cpu.memory;

/// A chunk that small storages are cut from, by one thread. Storages that die unnoticed cannot be
/// counted, so the whole returns to the pool when nobody refers to the slab any more; or, if every
/// storage was released explicitly, right then.
final class Slab implements Holder {
  static final int BYTES = 32 << 10;

  private final Chunk chunk;
  private final Claims.Claim claim;
  private long next;
  private final long end;

  Slab(Claims claims, Chunk chunk) {
    this.chunk = chunk;
    chunk.open();
    next = chunk.address;
    end = chunk.address + chunk.bytes;
    claim = claims.add(this, chunk);
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
    if (chunk.close()) claim.release();
  }

  @Override
  public void leave() {
    if (chunk.leave()) claim.release();
  }
}
