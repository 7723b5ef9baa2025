package jotter.tensor.cpu.machine;

import java.util.function.BooleanSupplier;

/// Stands before a vector method that has a plain twin with the same results: closed until there is
/// work enough to be worth the compilation and the method has been warmed up in the background.
public final class Gate {
  /// Turns of a loop in one trial call: with many more, the compiler would begin with a version of
  /// the loop to be entered in its midst, which nobody enters again.
  public static final int TURNS = 16;

  private static final long WORTH = 1 << 14;

  private final BooleanSupplier fast;
  private volatile boolean open;
  private long work;

  /// `fast` calls the method on data of its own and says whether it ran as machine code.
  public Gate(BooleanSupplier fast) {
    this.fast = fast;
  }

  /// Whether the vector method may be called; `n` elements are about to be worked on.
  public boolean open(long n) {
    if (open) return true;
    if (!Simd.ON || work >= WORTH) return false;
    work += n;
    if (work >= WORTH) Warmer.warm(() -> fast, BooleanSupplier::getAsBoolean, f -> open = true);
    return false;
  }

  /// Runs `body` often and says whether it took less than `nanoseconds` on average; stops when the
  /// answer is no.
  public static boolean under(double nanoseconds, Runnable body) {
    int n = 50;
    long begin = System.nanoTime();
    for (int i = 0; i < n; i++) {
      body.run();
      if (System.nanoTime() - begin >= n * nanoseconds) return false;
    }
    return true;
  }
}
