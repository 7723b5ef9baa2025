package jotter.tensor;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// Switches the recording of gradients off and on, for the code inside and nothing else.
///
/// ```java
/// Tensor y = Grad.off(() -> x.mul(2)); // y knows nothing of x
/// ```
public final class Grad {
  private static final ScopedValue<Boolean> RECORDING = ScopedValue.newInstance();
  private static final ScopedValue<Boolean> ANOMALY = ScopedValue.newInstance();

  private Grad() {}

  /// Whether operations are recorded here.
  public static boolean isOn() {
    return !RECORDING.isBound() || RECORDING.get();
  }

  /// Runs `body` without recording.
  public static <T> T off(Supplier<T> body) {
    return ScopedValue.where(RECORDING, false).call(body::get);
  }

  /// Runs `body` without recording.
  public static void off(Runnable body) {
    ScopedValue.where(RECORDING, false).run(body);
  }

  /// Runs `body` with recording, even inside {@link #off}.
  public static <T> T on(Supplier<T> body) {
    return ScopedValue.where(RECORDING, true).call(body::get);
  }

  /// Runs `body` with recording, even inside {@link #off}.
  public static void on(Runnable body) {
    ScopedValue.where(RECORDING, true).run(body);
  }

  /// Runs `body` with recording on or off.
  public static <T> T set(boolean on, Supplier<T> body) {
    if (isOn() == on) return body.get();
    return ScopedValue.where(RECORDING, on).call(body::get);
  }

  /// Runs `body` in anomaly mode: every operation remembers the line that called it, and the first
  /// one whose result or gradient has a NaN throws, naming operation and line. Slow; for debugging.
  public static <T> T detectAnomaly(Callable<T> body) throws Exception {
    return ScopedValue.where(ANOMALY, true).call(body::call);
  }

  /// As {@link #detectAnomaly(Callable)} for code without a result.
  public static void detectAnomaly(Runnable body) {
    ScopedValue.where(ANOMALY, true).run(body);
  }

  /// Runs `body` without recording and outside of anomaly mode.
  static <T> T unwatched(Supplier<T> body) {
    return ScopedValue.where(RECORDING, false).where(ANOMALY, false).call(body::get);
  }

  static boolean anomaly() {
    return ANOMALY.isBound() && ANOMALY.get();
  }
}
