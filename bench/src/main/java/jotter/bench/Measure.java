package jotter.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;

/// The stopwatch. A sample is a run of `inner` iterations, where `inner` doubles during warm-up
/// until a sample lasts a millisecond; samples are taken until the time is up and there are three
/// of them, or five times the time has passed.
final class Measure {
  private Measure() {}

  private static final long SHORTEST_SAMPLE = 1_000_000;
  private static final int FEWEST_SAMPLES = 3;
  private static final int PATIENCE = 5;

  /// Nobody reads it; volatile, so the compiler cannot know that.
  private static volatile Object sink;

  /// Seconds per iteration.
  ///
  /// @param median the middle sample
  /// @param p10 the sample that a tenth are faster than
  /// @param p90 the sample that a tenth are slower than
  /// @param iterations how many were timed
  record Timing(double median, double p10, double p90, long iterations) {}

  static Timing time(Callable<?> iteration, double warmup, double seconds) throws Exception {
    long inner = warm(iteration, warmup);
    long start = System.nanoTime();
    double[] samples = new double[64];
    int n = 0;
    while (true) {
      double elapsed = (System.nanoTime() - start) * 1e-9;
      boolean enough = elapsed >= seconds && n >= FEWEST_SAMPLES;
      if (enough || n > 0 && elapsed >= PATIENCE * seconds) {
        break;
      }
      if (n == samples.length) {
        samples = Arrays.copyOf(samples, 2 * n);
      }
      samples[n++] = (double) sample(iteration, inner) / inner * 1e-9;
    }
    return timing(Arrays.copyOf(samples, n), n * inner);
  }

  static Timing timing(double[] samples, long iterations) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return new Timing(
        quantile(sorted, 0.5), quantile(sorted, 0.1), quantile(sorted, 0.9), iterations);
  }

  private static long warm(Callable<?> iteration, double seconds) throws Exception {
    long start = System.nanoTime();
    long inner = 1;
    do {
      if (sample(iteration, inner) < SHORTEST_SAMPLE) {
        inner *= 2;
      }
    } while ((System.nanoTime() - start) * 1e-9 < seconds);
    return inner;
  }

  private static long sample(Callable<?> iteration, long inner) throws Exception {
    long start = System.nanoTime();
    for (long i = 0; i < inner; i++) {
      sink = iteration.call();
      // What an iteration made is not needed in the next one, as in the reference's loop.
      sink = null;
    }
    return System.nanoTime() - start;
  }

  /// Linear interpolation between the neighbours.
  static double quantile(double[] sorted, double q) {
    double at = q * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
