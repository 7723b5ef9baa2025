package jotter.tensor.cpu.thread;

import java.util.concurrent.atomic.AtomicLongArray;

/// The blocks of a stage that nobody has taken yet, a share for each thread.
///
/// A thread begins with its own share, which lies in the same place whatever the operation: what it
/// has written is in the cache of its own core when the next operation reads it. Only then does it
/// help others out, from the other end of theirs, so that all finish together.
final class Shares {
  /// Threads take from their shares all the time: each has two lines of the cache for itself.
  private static final int APART = 16;

  /// What of a share is taken at once: many blocks while there are many, in the end one by one.
  private static final int PORTIONS = 4;

  private final int threads;

  /// From the upper half of each number up to, and without, its lower half.
  private final AtomicLongArray left;

  Shares(int blocks, int threads) {
    this.threads = threads;
    this.left = new AtomicLongArray(threads * APART);
    for (int t = 0; t < threads; t++)
      left.setPlain(
          t * APART,
          range((int) ((long) blocks * t / threads), (int) ((long) blocks * (t + 1) / threads)));
  }

  private static long range(int from, int to) {
    return (long) from << 32 | to;
  }

  static int from(long range) {
    return (int) (range >>> 32);
  }

  static int to(long range) {
    return (int) range;
  }

  boolean isEmpty() {
    for (int t = 0; t < threads; t++) {
      long r = left.get(t * APART);
      if (from(r) < to(r)) return false;
    }
    return true;
  }

  /// Takes some blocks for the thread that is at home in share `home`, `backwards` from the last to
  /// the first; an empty range if all are taken.
  long take(int home, boolean backwards) {
    for (int k = 0; k < threads; k++) {
      int at = (home + k) % threads * APART;
      boolean low = backwards == (k > 0);
      while (true) {
        long r = left.get(at);
        int from = from(r);
        int to = to(r);
        if (from >= to) break;
        int n = Math.max(1, (to - from) / PORTIONS);
        long rest = low ? range(from + n, to) : range(from, to - n);
        if (left.compareAndSet(at, r, rest)) return low ? range(from, from + n) : range(to - n, to);
      }
    }
    return 0;
  }
}
