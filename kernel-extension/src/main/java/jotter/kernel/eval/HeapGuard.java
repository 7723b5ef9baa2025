package jotter.kernel.eval;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.Optional;

/// Keeps the kernel able to answer when cells fill the Java heap.
///
/// Near its end a heap is collected again and again, each time for seconds, before the JVM at last
/// throws `OutOfMemoryError`; and then there is no room left to compile `x = null` in. So a cell is
/// stopped when the collector takes most of the time and frees next to nothing, and a reserve is
/// given up for the cells after it.
final class HeapGuard {
  static final String MESSAGE =
      "Java heap space: the collector takes most of the time and finds next to nothing to free";

  /// Part of the time that the collector takes, and part of the heap that lives on.
  private static final double BUSY = 0.5;

  private static final double FULL = 0.96;
  private static final long WINDOW_MILLIS = 4_000;
  private static final long LOOK_MILLIS = 500;
  private static final long MOST_RESERVE = 32 << 20;
  private static final int RESERVE_PART = 10;

  private final Runnable stop;
  private final Optional<MemoryPoolMXBean> old;
  private byte[] reserve;
  private Thread watch;
  private long since;
  private long collected;

  /// @param stop stops the running cell, as out of memory
  HeapGuard(Runnable stop) {
    this.stop = stop;
    // Of the parts of the heap the one that lives long is by far the largest.
    old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == MemoryType.HEAP && p.getCollectionUsage() != null)
            .filter(p -> p.getUsage().getMax() > 0)
            .max(Comparator.comparingLong(p -> p.getUsage().getMax()));
  }

  /// Whether an error says that the heap is full.
  static boolean isFull(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      // The compiler wraps it into errors of its own.
      String message = String.valueOf(t.getMessage());
      if (t instanceof OutOfMemoryError && !message.contains("tensor memory")
          || message.contains("OutOfMemoryError: Java heap space")) {
        return true;
      }
    }
    return false;
  }

  /// A cell begins.
  synchronized void begin() {
    since = System.currentTimeMillis();
    collected = collectorMillis();
    if (watch == null) {
      watch = Thread.ofPlatform().daemon().name("jotter-heap").start(this::watch);
    }
  }

  /// A cell ends: takes up the reserve again where there is room.
  synchronized void end() {
    since = 0;
    Runtime jvm = Runtime.getRuntime();
    long size = Math.min(MOST_RESERVE, jvm.maxMemory() / RESERVE_PART);
    if (reserve == null && jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory() > 4 * size) {
      reserve = new byte[(int) size];
    }
  }

  /// The heap is full: gives up the reserve.
  synchronized void release() {
    reserve = null;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        try {
          look();
        } catch (OutOfMemoryError full) {
          // Then there is no need to look.
          release();
          stop.run();
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    synchronized (this) {
      long now = System.currentTimeMillis();
      if (since == 0 || now - since < WINDOW_MILLIS) {
        return;
      }
      long millis = collectorMillis();
      boolean busy = millis - collected > BUSY * (now - since);
      since = now;
      collected = millis;
      if (!busy || !livesOn()) {
        return;
      }
      reserve = null;
    }
    stop.run();
  }

  /// Whether nearly all of the heap was in use after the last collection.
  private boolean livesOn() {
    return old.map(MemoryPoolMXBean::getCollectionUsage)
        .map(u -> u.getUsed() > FULL * u.getMax())
        .orElse(false);
  }

  private static long collectorMillis() {
    long all = 0;
    for (GarbageCollectorMXBean one : ManagementFactory.getGarbageCollectorMXBeans()) {
      all += Math.max(0, one.getCollectionTime());
    }
    return all;
  }
}
