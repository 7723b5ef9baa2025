package jotter.tensor.cpu.kernel;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Background warm-up for the vector kernels of other packages.
public final class Vectors {
  private static final long PATIENCE = 20_000_000_000L;

  private Vectors() {}

  /// Makes a kernel on the warm-up thread, tries it until it is fast, then hands it over.
  public static <K> void warm(Supplier<K> make, Predicate<K> fast, Consumer<K> ready) {
    Warmer.submit(
        () -> {
          K kernel = make.get();
          long begin = System.nanoTime();
          int good = 0;
          while (System.nanoTime() - begin < PATIENCE) {
            good = fast.test(kernel) ? good + 1 : 0;
            if (good >= 4) {
              ready.accept(kernel);
              return;
            }
          }
        });
  }
}
