package jotter.tensor.cpu.memory;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/// Who has which chunk, and whose owners were collected. Like {@link java.lang.ref.Cleaner}, but
/// without a thread: whoever asks for memory looks first at what has come back, so that it is back
/// the moment the collector knows.
final class Claims {
  private final Pool pool;
  private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
  private final Claim old = ring();

  /// Those added since the last collection, which are looked at one by one after the next.
  private final Claim young = ring();

  Claims(Pool pool) {
    this.pool = pool;
  }

  private Claim ring() {
    Claim c = new Claim(new Object(), null, null);
    c.next = c;
    c.previous = c;
    return c;
  }

  /// A claim on a chunk for as long as `owner` can be reached.
  Claim add(Object owner, Chunk chunk) {
    Claim c = new Claim(owner, chunk, queue);
    synchronized (old) {
      c.into(young);
    }
    return c;
  }

  /// Gives back what a collection that is just over found among the claims added since the one
  /// before. The collector cleared their references already; that they get into the queue takes a
  /// thread of the JVM some time more.
  void sweep() {
    synchronized (old) {
      for (Claim c = young.next; c != young; ) {
        Claim following = c.next;
        if (c.refersTo(null)) c.release();
        else {
          c.out();
          c.into(old);
        }
        c = following;
      }
    }
  }

  /// Gives back what collected owners had; true if there was anything.
  boolean drain() {
    boolean any = false;
    for (Object r; (r = queue.poll()) != null; any = true) if (r instanceof Claim c) c.release();
    return any;
  }

  /// Waits until the references that a collection found have come, a few milliseconds at most.
  void await() {
    long end = System.nanoTime() + 5_000_000;
    // They come from one list, handed over by a thread of the JVM: a pause means it is through.
    for (int quiet = 0; quiet < 20 && System.nanoTime() < end; ) {
      if (drain()) quiet = 0;
      else {
        quiet++;
        long pause = System.nanoTime() + 2_000;
        while (System.nanoTime() < pause) Thread.onSpinWait();
        if (quiet % 5 == 0) Thread.yield();
      }
    }
  }

  /// One owner's right to one chunk.
  final class Claim extends PhantomReference<Object> {
    private final Chunk chunk;
    private Claim next;
    private Claim previous;

    private Claim(Object owner, Chunk chunk, ReferenceQueue<Object> queue) {
      super(owner, queue);
      this.chunk = chunk;
    }

    private void into(Claim ring) {
      next = ring.next;
      previous = ring;
      ring.next.previous = this;
      ring.next = this;
    }

    private void out() {
      next.previous = previous;
      previous.next = next;
      next = null;
    }

    /// Gives the chunk back, once.
    void release() {
      synchronized (old) {
        if (next == null) return;
        out();
      }
      clear();
      pool.put(chunk);
    }
  }
}
