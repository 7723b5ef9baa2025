package jotter.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Engines;

/// How near a float32 product of 1024 x 1024 comes to its own micro-kernel: both in turn, in one
/// process and on one thread, so that whatever the machine does to one it does to the other.
/// Results are freed at once, as in the workload `mm.f32.1024`.
public final class Rate {
  private static final int SIZE = 1024;
  private static final long PRODUCTS = (long) SIZE * SIZE * SIZE;

  /// Products in a row, the first of which does not count. Few: a machine's speed changes within
  /// tenths of a second, and both are to meet with the same changes.
  private static final int TURN = 3;

  private static final int ROUNDS = 5;
  private static final double WARMUP = 3;

  /// Small products before all others: a few hundred large ones would leave the way from the call
  /// to the engine to the interpreter.
  private static final int CALLS = 30_000;

  /// The depths at which the micro-kernel is tried; the best counts.
  private static final int[] DEPTHS = {128, 256};

  private Rate() {}

  /// Prints a line for each round of `seconds` seconds.
  public static void run(double seconds, PrintStream out) throws Exception {
    // What the engine reads when it is loaded.
    System.setProperty("jotter.threads", "1");
    Data.withoutGradients(
        () -> {
          Tensor a = Data.normal("a", SIZE, SIZE);
          Tensor b = Data.normal("b", SIZE, SIZE);
          Tensor small = Data.normal("small", 8, 8);
          for (int i = 0; i < CALLS; i++) product(small, small);
          round(a, b, WARMUP);
          for (int i = 0; i < ROUNDS; i++) print(round(a, b, seconds), out);
          return null;
        });
  }

  private static void print(double[] rates, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "micro-kernel %.1f GFLOP/s, product of %d x %d %.1f GFLOP/s: %.1f %%%n",
        rates[0],
        SIZE,
        SIZE,
        rates[1],
        100 * rates[1] / rates[0]);
  }

  /// The medians of both rates, in turn for `seconds` seconds. A turn is some products long: while
  /// only the micro-kernel runs, what a product wants of the shared cache goes to others.
  private static double[] round(Tensor a, Tensor b, double seconds) {
    LongConsumer[] peaks = new LongConsumer[DEPTHS.length];
    for (int i = 0; i < peaks.length; i++) peaks[i] = Engines.cpu().peak(DEPTHS[i]);
    List<List<Double>> rates = new ArrayList<>();
    for (int i = 0; i <= peaks.length; i++) rates.add(new ArrayList<>());
    long begin = System.nanoTime();
    do {
      for (int i = 0; i < peaks.length; i++) {
        LongConsumer peak = peaks[i];
        turn(() -> peak.accept(PRODUCTS), rates.get(i));
      }
      turn(() -> product(a, b), rates.getLast());
    } while ((System.nanoTime() - begin) * 1e-9 < seconds);
    double best = 0;
    for (int i = 0; i < peaks.length; i++) best = Math.max(best, median(rates.get(i)));
    return new double[] {best, median(rates.getLast())};
  }

  private static void product(Tensor a, Tensor b) {
    Scope.run((Runnable) () -> a.matmul(b));
  }

  private static void turn(Runnable body, List<Double> rates) {
    for (int i = 0; i < TURN; i++) {
      long start = System.nanoTime();
      body.run();
      double time = System.nanoTime() - start;
      if (i > 0) rates.add(2 * PRODUCTS / time);
    }
  }

  private static double median(List<Double> rates) {
    double[] sorted = rates.stream().mapToDouble(r -> r).sorted().toArray();
    return Measure.quantile(sorted, 0.5);
  }
}
