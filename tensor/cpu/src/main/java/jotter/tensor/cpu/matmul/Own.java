package jotter.tensor.cpu.matmul;

/// What each thread makes for itself when it begins its part of a work: two cores may be far from
/// one another, and to fetch what the other one has packed costs more than packing it twice.
final class Own {
  private static final ThreadLocal<Object[]> LAST = ThreadLocal.withInitial(() -> new Object[1]);

  private Own() {}

  /// Whether `work` is not the one that this thread has asked about last.
  static boolean begins(Object work) {
    Object[] last = LAST.get();
    if (last[0] == work) return false;
    last[0] = work;
    return true;
  }
}
