package jotter.tensor.cpu.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.util.Set;

/// Collections of young objects on demand.
///
/// Tensors are small objects before large memory, and most of them die young; `System.gc()` would
/// find them too, but looks at the whole heap, in 10 to 30 ms. A young generation that is small
/// fills up quickly, and its collection takes a tenth of a millisecond. The JVM offers no call for
/// it, so arrays are allocated until it happens. That pays with the serial and the parallel
/// collector and a young generation of a few MB (`-XX:+UseSerialGC -Xmn3m`).
final class Young {
  private static final int PIECE = 32 << 10;
  private static final long LARGEST = 32L << 20;

  /// The bytes of the young generation's part for new objects, or 0 if a collection would cost too
  /// much.
  private static final long EDEN = eden();

  private static volatile byte[] filler;

  private Young() {}

  private static long eden() {
    for (MemoryPoolMXBean p : ManagementFactory.getMemoryPoolMXBeans())
      if (Set.of("Eden Space", "PS Eden Space").contains(p.getName())) {
        long size = Math.max(p.getUsage().getCommitted(), p.getUsage().getMax());
        return size <= LARGEST ? size : 0;
      }
    return 0;
  }

  /// What should be taken before a collection pays: filling up is most of its cost.
  static long worth() {
    return EDEN * 3 / 2;
  }

  static boolean isCheap() {
    return EDEN > 0;
  }

  /// Collects young objects; false if that could not be made to happen.
  static boolean collect() {
    if (EDEN == 0) return false;
    WeakReference<Object> canary = new WeakReference<>(new Object());
    boolean done = false;
    for (long filled = 0; !(done = canary.refersTo(null)) && filled < 2 * EDEN; filled += PIECE)
      filler = new byte[PIECE];
    filler = null;
    return done;
  }
}
