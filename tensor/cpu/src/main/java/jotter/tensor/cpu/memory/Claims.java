package jotter.tensor.cpu.memory;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/// Who has which chunk, and whose owners were collected. Like {@link java.lang.ref.Cleaner}, but
/// without a thread: whoever asks for memory looks first at what has come back, so that it is back
/// the moment the collector knows.
final class Claims {
  private final Pool pool;
  private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
  private final Claim head = new Claim(new Object(), null, null);

  Claims(Pool pool) {
    this.pool = pool;
    head.next = head;
    head.previous = head;
  }

  /// A claim on a chunk for as long as `owner` can be reached.
  Claim add(Object owner, Chunk chunk) {
    Claim c = new Claim(owner, chunk, queue);
    synchronized (head) {
      c.next = head.next;
      c.previous = head;
      head.next.previous = c;
      head.next = c;
    }
    return c;
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

    /// Gives the chunk back, once.
    void release() {
      synchronized (head) {
        if (next == null) return;
        next.previous = previous;
        previous.next = next;
        next = null;
      }
      clear();
      pool.put(chunk);
    }
  }
}
