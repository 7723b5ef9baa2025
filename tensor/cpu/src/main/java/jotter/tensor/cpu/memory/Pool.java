package jotter.tensor.cpu.memory;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import jotter.tensor.spi.MemoryReport;
import jotter.tensor.spi.Storage;

/// All memory of the processor's engine: chunks in use, and chunks that wait to be used again, by
/// size class.
public final class Pool {
  /// The pool.
  public static final Pool INSTANCE = new Pool();

  private static final long SMALL = 2048;
  private static final long MIN_BUDGET = 64L << 20;

  /// What may be taken between two collections of young objects, at least.
  private static final long MIN_QUANTUM = Math.max(8L << 20, Young.worth());

  /// What may be taken before a collection of young objects that came too soon after the last one.
  private static final long CROWD = 64L << 20;

  /// Before that, such collections take one part of the time in so many: more of them cost more
  /// than memory that is not in the processor's cache.
  private static final long RESTING = 12;

  /// What may wait to be used again in any case.
  private static final long MIN_KEPT = 32L << 20;

  private static final class Free {
    final ArrayDeque<Chunk> chunks = new ArrayDeque<>();

    /// The collection after which something was last taken from here.
    long lastUse;
  }

  // Four classes for every power of two: at most a quarter of a chunk is wasted.
  private final Free[] classes = new Free[4 * 64];
  private final ThreadLocal<Slab> slabs = new ThreadLocal<>();

  private final AtomicLong held = new AtomicLong();
  private final AtomicLong pooled = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();
  private final AtomicLong collections = new AtomicLong();
  private final Claims claims = new Claims(this);
  private final AtomicLong sinceCollection = new AtomicLong();
  private volatile long quantum = MIN_QUANTUM;

  /// When the last collection of young objects ended and how long it took.
  private volatile long collectedYoung = System.nanoTime();

  private volatile long youngNanos;
  private final Patience patience = new Patience();
  private volatile long budget = Math.max(MIN_BUDGET, 256L << 20);

  /// Whole collections that memory does not force take one part of the time in so many.
  private static final long COLLECTING = 40;

  private volatile long collectedAll = System.nanoTime();
  private volatile long collectionNanos = 20_000_000L;
  private final Patience patienceForAll = new Patience();

  /// The least that was held since the last whole collection.
  private volatile long least;

  /// The most that was held lately: what a loop will need again.
  private long recentPeak;

  private final long limit;

  private Pool() {
    for (int i = 0; i < classes.length; i++) classes[i] = new Free();
    limit = Long.getLong("jotter.memory.limit", defaultLimit());
    budget = Math.min(budget, limit);
  }

  private static long defaultLimit() {
    long physical =
        java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean os
            ? os.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    return Math.max(MIN_BUDGET, physical - physical / 8 - Runtime.getRuntime().maxMemory() / 4);
  }

  /// Memory of at least `bytes` bytes, aligned to 64.
  public Storage allocate(long bytes) {
    if (bytes <= SMALL) return small(bytes);
    Chunk c = take(roundUp(bytes));
    return new CpuStorage(new Lease(claims, c), c.address, bytes);
  }

  private Storage small(long bytes) {
    long need = Math.max(64, (bytes + 63) & -64);
    Slab slab = slabs.get();
    long a = slab == null ? 0 : slab.cut(need);
    if (a == 0) {
      if (slab != null) slab.close();
      slab = new Slab(claims, take(Slab.BYTES));
      slabs.set(slab);
      a = slab.cut(need);
    }
    return new CpuStorage(slab, a, bytes);
  }

  /// The size class that holds `bytes`: a power of two, or one of the three sizes between.
  static long roundUp(long bytes) {
    long b = Math.max(bytes, 4096);
    int log = 63 - Long.numberOfLeadingZeros(b - 1);
    long quarter = Math.max(1L << (log - 2), 1024);
    return (b + quarter - 1) / quarter * quarter;
  }

  private static int classOf(long size) {
    int log = 63 - Long.numberOfLeadingZeros(size);
    return 4 * log + (int) ((size >>> (log - 2)) & 3);
  }

  private Chunk take(long size) {
    Chunk e = waiting(size);
    if (e == null) {
      makeRoom(size);
      e = waiting(size);
    }
    sinceCollection.addAndGet(size);
    if (e == null) return fresh(size);
    pooled.addAndGet(-size);
    count(size);
    return e;
  }

  private Chunk waiting(long size) {
    Free f = classes[classOf(size)];
    synchronized (f) {
      f.lastUse = collections.get();
      return f.chunks.pollLast();
    }
  }

  private void count(long size) {
    long h = held.addAndGet(size);
    peak.accumulateAndGet(h, Math::max);
  }

  private Chunk fresh(long size) {
    if (held.get() + pooled.get() + size > limit) trim(0);
    if (held.get() + size > limit) scrape();
    if (held.get() + size > limit) throw outOfMemory(size);
    long a = SystemMemory.allocate(size);
    if (a == 0) {
      scrape();
      a = SystemMemory.allocate(size);
      if (a == 0) throw outOfMemory(size);
    }
    count(size);
    return new Chunk(a, size);
  }

  /// The last resort: finds all that is dead, and gives back all that waits.
  private synchronized void scrape() {
    WeightForms.clear();
    System.gc();
    claims.sweep();
    trim(0);
  }

  /// Takes back what nobody has to look for.
  void giveBack(Chunk c) {
    put(c);
    // No collection is needed to find it.
    sinceCollection.updateAndGet(n -> Math.max(0, n - c.bytes));
  }

  void put(Chunk c) {
    held.addAndGet(-c.bytes);
    pooled.addAndGet(c.bytes);
    Free f = classes[classOf(c.bytes)];
    synchronized (f) {
      f.chunks.addLast(c);
    }
  }

  /// Before memory grows: a collection of young objects if much was taken since the last one, and a
  /// whole one beyond the budget, which is set anew by what that left.
  private void makeRoom(long size) {
    if (!isDue(size)) return;
    synchronized (this) {
      if (!isDue(size)) return;
      long begin = System.nanoTime();
      if (Young.isCheap()) Young.collect();
      collectedYoung = System.nanoTime();
      youngNanos = collectedYoung - begin;
      // Otherwise the collector may have been at work by itself.
      long before = held.get();
      claims.sweepYoung();
      patience.learn(before - held.get(), sinceCollection.get());
      collections.incrementAndGet();
      long most = held.get() + sinceCollection.get();
      if (held.get() + size > budget) claims.sweep();
      if (held.get() + size > budget || mayCollectAll(held.get() + size)) collectAll(size);
      long live = held.get();
      least = Math.min(least, live);
      sinceCollection.set(0);
      quantum = Math.max(MIN_QUANTUM, live / 8);
      recentPeak = Math.max(Math.min(most, peak.get()), recentPeak - recentPeak / 32);
      trim(Math.max(MIN_KEPT, recentPeak + recentPeak / 8 - live));
    }
  }

  /// Whether so much is held more than before that a whole collection may find some of it dead, and
  /// the last one is so long ago that they take little of the time.
  private boolean mayCollectAll(long held) {
    return held > least + Math.max(MIN_KEPT, least / 8)
        && System.nanoTime() - collectedAll
            > COLLECTING * patienceForAll.factor() * collectionNanos;
  }

  private void collectAll(long size) {
    long begin = System.nanoTime();
    long before = held.get();
    System.gc();
    claims.sweep();
    patienceForAll.learn(before - held.get(), before - least);
    collectedAll = System.nanoTime();
    collectionNanos = collectedAll - begin;
    least = held.get();
    // What is live may double before the next whole collection.
    budget = Math.max(MIN_BUDGET, Math.max(2 * held.get(), held.get() + 4 * size));
    budget = Math.min(budget, Math.max(limit, held.get() + size));
  }

  private boolean isDue(long size) {
    long since = sinceCollection.get() + size;
    long held = this.held.get() + size;
    int wait = patience.factor();
    if (held > budget || mayCollectAll(held)) return true;
    if (since > Math.max(Math.max(quantum, CROWD), wait == 1 ? 0 : held / 4)) return true;
    return since > wait * quantum
        && System.nanoTime() - collectedYoung > RESTING * wait * youngNanos;
  }

  /// Gives waiting chunks back to the operating system until at most `keep` bytes wait: first those
  /// of sizes that nobody asked for lately.
  public void trim(long keep) {
    trim(keep, collections.get() - 2);
    trim(keep, Long.MAX_VALUE);
  }

  private void trim(long keep, long usedBefore) {
    for (int i = classes.length - 1; i >= 0 && pooled.get() > keep; i--) {
      Free f = classes[i];
      while (f.lastUse <= usedBefore && pooled.get() > keep) {
        Chunk e;
        synchronized (f) {
          e = f.chunks.pollFirst();
        }
        if (e == null) break;
        pooled.addAndGet(-e.bytes);
        SystemMemory.free(e.address);
      }
    }
  }

  private OutOfMemoryError outOfMemory(long size) {
    return new OutOfMemoryError(
        "out of tensor memory: asked for "
            + MemoryReport.bytes(size)
            + ", in use "
            + MemoryReport.bytes(held.get())
            + ", waiting for reuse "
            + MemoryReport.bytes(pooled.get())
            + ", limit "
            + MemoryReport.bytes(limit)
            + " (set by -Djotter.memory.limit=BYTES). Try a smaller batch, Grad.off(...) where no"
            + " gradients are needed, Scope.run(...) around each step, or checkpointing.");
  }

  /// What is in use, waiting, and how often a collection was asked for.
  public MemoryReport report() {
    claims.sweep();
    return new MemoryReport(held.get(), pooled.get(), peak.get(), budget, limit, collections.get());
  }
}
