package jotter.tensor.cpu.thread;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// The engine's threads: one pool for everything.
///
/// Work comes as a number of blocks, cut by the caller from sizes alone and never from the number
/// of threads, so that results are bit-identical however many threads there are. The calling thread
/// works too. A call from within a block runs inline. An interrupt is seen between blocks and
/// cancels the work; what a block throws is thrown to the caller.
public final class Threads {
  private static final int SPINS = 2000;
  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
  private static final Object LOCK = new Object();
  private static volatile Worker[] workers = {};
  private static volatile int count = Math.max(1, Integer.getInteger("jotter.threads", cores()));

  private Threads() {}

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /// How many threads compute at most.
  public static int get() {
    return count;
  }

  /// Sets how many threads compute at most.
  public static void set(int n) {
    if (n < 1)
      throw new IllegalArgumentException("threads: there must be at least 1 thread, not " + n);
    count = n;
  }

  /// Runs `body` for the blocks 0 .. blocks-1 and returns when all are done.
  public static void run(int blocks, IntConsumer body) {
    int n = Math.min(count, blocks);
    if (n <= 1 || INSIDE.get()) {
      for (int i = 0; i < blocks; i++) {
        if (blocks > 1 && Thread.interrupted()) throw cancelled();
        body.accept(i);
      }
      return;
    }
    Job job = new Job(blocks, body);
    int helpers = 0;
    Worker[] w = workers(n - 1);
    for (int i = 0; i < w.length && helpers < n - 1; i++) if (w[i].offer(job)) helpers++;
    INSIDE.set(true);
    try {
      job.work(true);
    } finally {
      INSIDE.set(false);
    }
    job.await();
  }

  private static CancellationException cancelled() {
    return new CancellationException("the computation was cancelled: its thread was interrupted");
  }

  private static Worker[] workers(int n) {
    Worker[] w = workers;
    if (w.length >= n) return w;
    synchronized (LOCK) {
      w = java.util.Arrays.copyOf(workers, Math.max(n, workers.length));
      for (int i = workers.length; i < n; i++) {
        w[i] = new Worker("jotter-compute-" + (i + 1));
        w[i].start();
      }
      workers = w;
      return w;
    }
  }

  private static final class Job {
    final int blocks;
    final IntConsumer body;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger left;
    final Thread caller = Thread.currentThread();
    volatile Throwable failure;

    Job(int blocks, IntConsumer body) {
      this.blocks = blocks;
      this.body = body;
      this.left = new AtomicInteger(blocks);
    }

    void work(boolean own) {
      for (int i; (i = next.getAndIncrement()) < blocks; ) {
        try {
          if (own && Thread.interrupted()) throw cancelled();
          if (failure == null) body.accept(i);
        } catch (Throwable t) {
          failure = t;
        } finally {
          if (left.decrementAndGet() == 0 && !own) LockSupport.unpark(caller);
        }
      }
    }

    void await() {
      int spins = 0;
      boolean interrupted = false;
      while (left.get() > 0) {
        if (spins++ < SPINS) Thread.onSpinWait();
        else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      if (interrupted) Thread.currentThread().interrupt();
      Throwable t = failure;
      if (t == null) return;
      if (t instanceof RuntimeException e) throw e;
      if (t instanceof Error e) throw e;
      throw new IllegalStateException(t);
    }
  }

  private static final class Worker extends Thread {
    private volatile Job job;

    Worker(String name) {
      super(name);
      setDaemon(true);
    }

    /// Hands over `j` unless this worker is busy with another caller's job.
    boolean offer(Job j) {
      synchronized (this) {
        if (job != null) return false;
        job = j;
      }
      LockSupport.unpark(this);
      return true;
    }

    @Override
    public void run() {
      INSIDE.set(true);
      int spins = 0;
      while (true) {
        Job j = job;
        if (j == null) {
          if (spins++ < SPINS) Thread.onSpinWait();
          else LockSupport.park(this);
          continue;
        }
        spins = 0;
        j.work(false);
        job = null;
      }
    }
  }
}
