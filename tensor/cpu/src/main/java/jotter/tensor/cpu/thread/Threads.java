package jotter.tensor.cpu.thread;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// The engine's threads: one pool for everything.
///
/// Work comes as a number of blocks, cut by the caller from sizes alone and never from the number
/// of threads, so that results are bit-identical however many threads there are. The calling thread
/// works too. A call from within a block runs inline. An interrupt is seen between blocks and
/// cancels the work; what a block throws is thrown to the caller.
public final class Threads {
  private static final int BLOCKS = 64;
  private static final int SPINS = 2000;

  /// Nanoseconds.
  private static final long PATIENCE = 1_000_000;

  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
  private static boolean back;
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

  /// How many threads a call from here is shared out among at most.
  public static int here() {
    return INSIDE.get() ? 1 : count;
  }

  /// Runs `body` on the calling thread, and all that it would share out as well: for many small
  /// steps one after the other, of which each alone gains less by a second thread than it costs to
  /// keep that one awake.
  public static void alone(Runnable body) {
    boolean before = INSIDE.get();
    INSIDE.set(true);
    try {
      body.run();
    } finally {
      INSIDE.set(before);
    }
  }

  /// How many of `count` things a block takes: at least `least`, and more where that would make
  /// more blocks than any number of threads needs, as each begins with preparations. From sizes
  /// alone.
  public static long perBlock(long count, long least) {
    return Math.max(Math.max(1, least), (count + BLOCKS - 1) / BLOCKS);
  }

  /// Runs `body` for the blocks 0 .. blocks-1 and returns when all are done.
  public static void run(int blocks, IntConsumer body) {
    run(blocks, false, body);
  }

  /// As [#run(int, IntConsumer)], every other time from the last block to the first: operations
  /// follow one another through the same memory, and so the next one begins with what the last one
  /// has left in the cache. For passes over up to some MB; larger ones gain nothing, and reading
  /// ahead is easier upwards.
  public static void thereAndBack(int blocks, IntConsumer body) {
    boolean turned = back;
    // Whoever else turns it round at the same time does no harm: either way is right.
    back = !turned;
    run(blocks, turned, body);
  }

  /// Work of which no block begins before all of the stage before are done.
  public record Stage(int blocks, IntConsumer body) {}

  /// Runs one stage after the other and returns when all are done. Threads meet between the stages,
  /// which costs them less than to begin anew.
  public static void run(Stage... stages) {
    int most = 0;
    for (Stage s : stages) most = Math.max(most, s.blocks);
    int n = Math.min(count, most);
    if (n <= 1 || INSIDE.get()) for (Stage s : stages) inline(s.blocks, s.body);
    else run(n, false, stages);
  }

  private static void run(int blocks, boolean backwards, IntConsumer body) {
    int n = Math.min(count, blocks);
    if (n > 1 && !INSIDE.get()) run(n, backwards, new Stage[] {new Stage(blocks, body)});
    else inline(blocks, backwards ? b -> body.accept(blocks - 1 - b) : body);
  }

  private static void inline(int blocks, IntConsumer body) {
    for (int i = 0; i < blocks; i++) {
      if (blocks > 1 && Thread.interrupted()) throw cancelled();
      body.accept(i);
    }
  }

  private static void run(int threads, boolean backwards, Stage[] stages) {
    // Others may take all blocks before this thread has seen to one.
    if (Thread.interrupted()) throw cancelled();
    Job job = new Job(stages, threads, backwards);
    Worker[] w = workers(threads - 1);
    int helpers = 0;
    for (int i = 0; i < w.length && helpers < threads - 1; i++) if (w[i].offer(job)) helpers++;
    INSIDE.set(true);
    try {
      job.work(0, true);
    } finally {
      INSIDE.set(false);
    }
    job.await();
    for (Worker worker : w) worker.withdraw(job);
    job.rethrow();
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
        w[i] = new Worker(i + 1);
        w[i].start();
      }
      workers = w;
      return w;
    }
  }

  /// Waits some microseconds for `ready`, then some hundred during which others may have the
  /// processor; whether it came.
  ///
  /// To wake a thread that sleeps costs the one that wakes it more than a small operation takes, so
  /// threads sleep only where nothing comes for long.
  private static boolean soon(BooleanSupplier ready) {
    for (int i = 0; i < SPINS; i++) {
      if (ready.getAsBoolean()) return true;
      Thread.onSpinWait();
    }
    long end = System.nanoTime() + PATIENCE;
    while (System.nanoTime() - end < 0) {
      if (ready.getAsBoolean()) return true;
      Thread.yield();
    }
    return false;
  }

  private static final class Job {
    final Stage[] stages;
    final Shares[] shares;
    final int blocks;
    final boolean backwards;
    final AtomicInteger left;
    final Thread caller = Thread.currentThread();
    volatile boolean asleep;
    volatile Throwable failure;

    Job(Stage[] stages, int threads, boolean backwards) {
      this.stages = stages;
      this.backwards = backwards;
      this.shares = new Shares[stages.length];
      int sum = 0;
      for (int i = 0; i < stages.length; i++) {
        shares[i] = new Shares(stages[i].blocks, threads);
        sum += stages[i].blocks;
      }
      this.blocks = sum;
      this.left = new AtomicInteger(sum);
    }

    boolean done() {
      return left.get() == 0;
    }

    void work(int home, boolean own) {
      int rest = blocks;
      for (int i = 0; i < stages.length; i++) {
        if (i > 0 && !shares[i].isEmpty()) begin(rest);
        rest -= stages[i].blocks;
        work(home, own, stages[i].body, shares[i]);
      }
    }

    /// Waits until no more than `rest` blocks are left. Others are at work on those before: all of
    /// them are taken.
    private void begin(int rest) {
      for (int i = 0; left.get() > rest; i++)
        if (i < SPINS) Thread.onSpinWait();
        else Thread.yield();
    }

    private void work(int home, boolean own, IntConsumer body, Shares shares) {
      while (true) {
        long taken = shares.take(home, backwards);
        int from = Shares.from(taken);
        int n = Shares.to(taken) - from;
        if (n == 0) return;
        for (int i = 0; i < n; i++) {
          try {
            if (own && Thread.interrupted()) throw cancelled();
            if (failure == null) body.accept(backwards ? from + n - 1 - i : from + i);
          } catch (Throwable t) {
            failure = t;
          }
        }
        if (left.addAndGet(-n) == 0 && asleep) LockSupport.unpark(caller);
      }
    }

    void await() {
      if (done() || soon(this::done)) return;
      boolean interrupted = false;
      asleep = true;
      while (!done()) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) Thread.currentThread().interrupt();
    }

    void rethrow() {
      Throwable t = failure;
      if (t == null) return;
      if (t instanceof RuntimeException e) throw e;
      if (t instanceof Error e) throw e;
      throw new IllegalStateException(t);
    }
  }

  private static final class Worker extends Thread {
    private final AtomicReference<Job> job = new AtomicReference<>();
    private volatile boolean asleep;

    private final int home;

    Worker(int home) {
      super("jotter-compute-" + home);
      this.home = home;
      setDaemon(true);
    }

    /// Hands over `j` unless this worker is busy with another caller's job. One that is done it may
    /// not have let go of yet: its caller is back with the next one at once.
    boolean offer(Job j) {
      Job old = job.get();
      if (old != null && !old.done() || !job.compareAndSet(old, j)) return false;
      if (asleep) LockSupport.unpark(this);
      return true;
    }

    /// Forgets `j`, and with it the memory it works on, also where this worker came too late.
    void withdraw(Job j) {
      job.compareAndSet(j, null);
    }

    @Override
    public void run() {
      INSIDE.set(true);
      BooleanSupplier offered = () -> job.get() != null;
      while (true) {
        Job j = job.get();
        if (j != null) {
          j.work(home, false);
          withdraw(j);
        } else if (!soon(offered)) {
          asleep = true;
          if (job.get() == null) LockSupport.park(this);
          asleep = false;
        }
      }
    }
  }
}
