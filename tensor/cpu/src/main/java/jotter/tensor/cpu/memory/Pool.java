package jotter.tensor.cpu.memory;

import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import jotter.tensor.spi.MemoryReport;
import jotter.tensor.spi.Storage;

/// All memory of the processor's engine: chunks in use, and chunks that wait to be used again, by
/// size class.
public final class Pool {
  static final Cleaner CLEANER =
      Cleaner.create(Thread.ofPlatform().name("jotter-memory").daemon().factory());

  /// The pool.
  public static final Pool INSTANCE = new Pool();

  private static final long SMALL = 2048;
  private static final long MIN_BUDGET = 64L << 20;

  private static final class Free {
    final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
  }

  // Four classes for every power of two: at most a quarter of a chunk is wasted.
  private final Free[] classes = new Free[4 * 64];
  private final ThreadLocal<Slab> slabs = new ThreadLocal<>();

  private final AtomicLong held = new AtomicLong();
  private final AtomicLong pooled = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();
  private final AtomicLong collections = new AtomicLong();
  private volatile long budget = Math.max(MIN_BUDGET, 256L << 20);
  private final long limit;

  private Pool() {
    for (int i = 0; i < classes.length; i++) classes[i] = new Free();
    limit = Long.getLong("jotter.memory.limit", defaultLimit());
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
    return new CpuStorage(new Lease(this, c), c.address, bytes);
  }

  private Storage small(long bytes) {
    long need = Math.max(64, (bytes + 63) & -64);
    Slab slab = slabs.get();
    long a = slab == null ? 0 : slab.cut(need);
    if (a == 0) {
      if (slab != null) slab.close();
      slab = new Slab(this, take(Slab.BYTES));
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
    Free f = classes[classOf(size)];
    Chunk e;
    synchronized (f) {
      e = f.chunks.pollLast();
    }
    if (e == null) {
      makeRoom(size);
      synchronized (f) {
        e = f.chunks.pollLast();
      }
    }
    if (e != null) {
      pooled.addAndGet(-size);
      count(size);
      return e;
    }
    return fresh(size);
  }

  private void count(long size) {
    long h = held.addAndGet(size);
    peak.accumulateAndGet(h, Math::max);
  }

  private Chunk fresh(long size) {
    if (held.get() + pooled.get() + size > limit) {
      trim(0);
      if (held.get() + size > limit) throw outOfMemory(size);
    }
    long a = SystemMemory.allocate(size);
    if (a == 0) {
      trim(0);
      a = SystemMemory.allocate(size);
      if (a == 0) throw outOfMemory(size);
    }
    count(size);
    return new Chunk(a, size);
  }

  void put(Chunk c) {
    held.addAndGet(-c.bytes);
    pooled.addAndGet(c.bytes);
    Free f = classes[classOf(c.bytes)];
    synchronized (f) {
      f.chunks.addLast(c);
    }
  }

  /// Before memory grows beyond the budget: one collection, and a new budget by what it left.
  private void makeRoom(long size) {
    if (held.get() + size <= budget) return;
    synchronized (this) {
      long before = held.get();
      if (before + size <= budget) return;
      collections.incrementAndGet();
      System.gc();
      // The cleaner's thread runs after the collection; wait for it as long as it makes progress.
      long last = held.get();
      for (int quiet = 0, i = 0; quiet < 3 && i < 100; i++) {
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
        long now = held.get();
        quiet = now == last ? quiet + 1 : 0;
        last = now;
      }
      long live = held.get();
      // What is live may double before the next collection; the less was freed, the more room.
      budget = Math.max(MIN_BUDGET, Math.max(2 * live, live + 4 * size));
      budget = Math.min(budget, Math.max(limit, live + size));
      trim(budget / 2);
    }
  }

  /// Gives waiting chunks back to the operating system until at most `keep` bytes wait.
  public void trim(long keep) {
    for (int i = classes.length - 1; i >= 0 && pooled.get() > keep; i--) {
      Free f = classes[i];
      while (pooled.get() > keep) {
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
    return new MemoryReport(held.get(), pooled.get(), peak.get(), budget, limit, collections.get());
  }
}
