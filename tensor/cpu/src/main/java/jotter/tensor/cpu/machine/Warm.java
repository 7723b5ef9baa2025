package jotter.tensor.cpu.machine;

import java.util.function.Predicate;
import java.util.function.Supplier;

/// A loop in two forms with the same results: the plain one until there was work enough for the
/// other, and that is warm.
public final class Warm<T> {
  private static final long WORTH = 1 << 16;

  private final T plain;
  private final Supplier<T> make;
  private final Predicate<T> fast;
  private volatile T best;
  private long work;

  /// @param fast runs the loop on data of its own and says whether it ran as machine code
  public Warm(T plain, Supplier<T> make, Predicate<T> fast) {
    this.plain = plain;
    this.make = make;
    this.fast = fast;
    this.best = plain;
  }

  /// The loop for `n` numbers more.
  public T get(long n) {
    T t = best;
    if (t == plain && Simd.ON && work < WORTH) {
      work += n;
      if (work >= WORTH) Warmer.warm(make, fast, v -> best = v);
    }
    return t;
  }

  /// For tests: the vector form now, cold, or the plain one from now on.
  public void force(boolean vectors) {
    work = WORTH;
    best = vectors && Simd.ON ? make.get() : plain;
  }
}
