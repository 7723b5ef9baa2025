package jotter.nn.train;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// The time that the present thread has worked, in nanoseconds; where the JVM cannot tell, the time
/// of the clock.
final class Clock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean KNOWN =
      THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

  private Clock() {}

  static long now() {
    return KNOWN && !Thread.currentThread().isVirtual()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
