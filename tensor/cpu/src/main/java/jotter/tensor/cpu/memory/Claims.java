package jotter.tensor.cpu.memory;

import java.lang.ref.PhantomReference;

/// Who has which chunk, and whose owners were collected.
///
/// There is no queue and no thread: after a collection the claims are looked at one by one, for the
/// collector has cleared the references to what it found dead by then. Most tensors die young, so
/// that it is enough to look at the claims of the last few collections every time, and at the
/// others now and then.
final class Claims {
  /// Collections after which a claim that survived them is counted among the old ones: as many as
  /// an object may survive among the young ones of the collector.
  private static final int AGES = 16;

  private final Pool pool;
  private final Claim[] rings = new Claim[AGES + 1];

  Claims(Pool pool) {
    this.pool = pool;
    for (int i = 0; i < rings.length; i++) rings[i] = ring();
  }

  private Claim ring() {
    Claim c = new Claim(new Object(), null);
    c.next = c;
    c.previous = c;
    return c;
  }

  /// A claim on a chunk for as long as `owner` can be reached.
  Claim add(Object owner, Chunk chunk) {
    Claim c = new Claim(owner, chunk);
    synchronized (rings) {
      c.into(rings[0]);
    }
    return c;
  }

  /// Gives back what a collection of young objects found.
  void sweepYoung() {
    synchronized (rings) {
      // From the oldest on, as every ring goes over into the next.
      for (int age = AGES - 1; age >= 0; age--) {
        release(rings[age]);
        rings[age].allInto(rings[age + 1]);
      }
    }
  }

  /// Gives back all that collections found.
  void sweep() {
    synchronized (rings) {
      for (Claim r : rings) release(r);
    }
  }

  private static void release(Claim ring) {
    for (Claim c = ring.next; c != ring; ) {
      Claim following = c.next;
      if (c.refersTo(null)) c.release(false);
      c = following;
    }
  }

  /// One owner's right to one chunk.
  final class Claim extends PhantomReference<Object> {
    private final Chunk chunk;
    private Claim next;
    private Claim previous;

    private Claim(Object owner, Chunk chunk) {
      super(owner, null);
      this.chunk = chunk;
    }

    private void into(Claim ring) {
      next = ring.next;
      previous = ring;
      ring.next.previous = this;
      ring.next = this;
    }

    /// This ring's claims, without itself, into another.
    private void allInto(Claim ring) {
      if (next == this) return;
      next.previous = ring;
      previous.next = ring.next;
      ring.next.previous = previous;
      ring.next = next;
      next = this;
      previous = this;
    }

    /// Gives the chunk back, once: its owner knows that it is needed no more.
    void release() {
      release(true);
    }

    private void release(boolean known) {
      synchronized (rings) {
        if (next == null) return;
        next.previous = previous;
        previous.next = next;
        next = null;
      }
      clear();
      if (known) pool.giveBack(chunk);
      else pool.put(chunk);
    }
  }
}
