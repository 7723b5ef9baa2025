package jotter.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import jotter.bench.Workload.Timed;

/// Tuned mode: the fastest of several public ways to the same result.
///
/// Every way is prepared; those whose check differs from the first one's are dropped, the others
/// are timed in three short rounds, in turn, and the one with the smallest median stays. Where none
/// gains by more than the noise of such a short look, that is the first.
public final class Variants {
  private static final int ROUNDS = 3;
  private static final double WARMUP = 1.5;
  private static final double SECONDS = 0.2;
  private static final double GAIN = 0.98;

  private final List<Timed> ways = new ArrayList<>();
  private final double tolerance;

  /// @param first the usual way
  /// @param tolerance by how much checks may differ, relatively
  public Variants(Timed first, double tolerance) {
    ways.add(first);
    this.tolerance = tolerance;
  }

  /// Adds another way; one that cannot be prepared is left out.
  ///
  /// @param prepare prepares it; null if it turns out to be no other way
  public Variants or(String name, Callable<Timed> prepare) {
    try {
      Timed t = prepare.call();
      double expected = ways.getFirst().check();
      if (t != null && Math.abs(t.check() - expected) <= tolerance * Math.abs(expected) + 1e-6) {
        ways.add(new Timed(t.check(), name, t.gradients(), t.iteration(), t.cleanup()));
      } else if (t != null) {
        System.err.println("variant " + name + ": check " + t.check() + " instead of " + expected);
      }
    } catch (Exception | LinkageError e) {
      System.err.println("variant " + name + ": " + e);
    }
    return this;
  }

  /// The fastest way.
  public Timed fastest() throws Exception {
    if (ways.size() == 1) {
      return ways.getFirst();
    }
    double[][] seconds = new double[ways.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < ways.size(); i++) {
        seconds[i][round] = time(ways.get(i), round == 0 ? WARMUP : SECONDS / 4);
      }
    }
    int best = 0;
    double[] median = new double[ways.size()];
    for (int i = 0; i < ways.size(); i++) {
      Arrays.sort(seconds[i]);
      median[i] = seconds[i][ROUNDS / 2];
      System.err.printf(Locale.ROOT, "variant %s: %.3g s%n", ways.get(i).variant(), median[i]);
      if (i > 0 && median[i] < GAIN * median[0] && median[i] < median[best]) {
        best = i;
      }
    }
    return ways.get(best);
  }

  private static double time(Timed way, double warmup) throws Exception {
    Callable<Measure.Timing> measure = () -> Measure.time(way.iteration(), warmup, SECONDS);
    return (way.gradients() ? measure.call() : Data.withoutGradients(measure)).median();
  }
}
