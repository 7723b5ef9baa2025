package jotter.nn;

import java.util.function.Supplier;

/// Overrides for the code inside whether layers train.
///
/// Outside, every layer has its own mode ({@link Layer#train}, {@link Layer#eval}). Inside, all
/// have this one, and go back to their own at the end, whatever happens:
///
/// ```java
/// Tensor y = Mode.eval(() -> model.apply(x)); // no dropout, running statistics
/// ```
public final class Mode {
  private static final ScopedValue<Boolean> TRAINING = ScopedValue.newInstance();

  private Mode() {}

  /// Runs `body` with every layer in training mode.
  public static <T> T train(Supplier<T> body) {
    return ScopedValue.where(TRAINING, true).call(body::get);
  }

  /// Runs `body` with every layer in evaluation mode.
  public static <T> T eval(Supplier<T> body) {
    return ScopedValue.where(TRAINING, false).call(body::get);
  }

  /// What the running code says about a layer whose own mode is `own`.
  static boolean isTraining(boolean own) {
    return TRAINING.isBound() ? TRAINING.get() : own;
  }
}
