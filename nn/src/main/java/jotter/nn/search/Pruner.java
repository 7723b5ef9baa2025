package jotter.nn.search;

import java.util.List;
import jotter.tensor.Check;

/// Decides whether a trial is worth going on with.
@FunctionalInterface
public interface Pruner {
  /// Whether a trial should be ended after its report at a step.
  ///
  /// @param all all trials of the study, this one included
  boolean isHopeless(Trial trial, int step, List<Trial> all, boolean minimize);

  /// Every trial comes to its end.
  static Pruner none() {
    return (trial, step, all, minimize) -> false;
  }

  /// Ends what is worse than half of the trials were at the same step.
  ///
  /// @param begin how many trials come to their end in any case
  static Pruner median(int begin) {
    return (trial, step, all, minimize) -> {
      double[] others = at(step, trial, all);
      if (others.length < begin) return false;
      double median = others[others.length / 2];
      double own = trial.reports().get(step);
      return minimize ? own > median : own < median;
    };
  }

  /// Successive halving: after `first` steps, and then after `factor` times as many again and
  /// again, only the best of `factor` trials goes on. Li et al. 2018, "Massively Parallel
  /// Hyperparameter Tuning", arXiv:1810.05934.
  static Pruner halving(int first, int factor) {
    Check.value(
        first > 0 && factor > 1,
        "halving",
        "first must be positive and the factor at least 2, got " + first + " and " + factor);
    return (trial, step, all, minimize) -> {
      long rung = first;
      while (rung < step) rung *= factor;
      if (rung != step) return false;
      double[] others = at(step, trial, all);
      double own = trial.reports().get(step);
      int better = 0;
      for (double v : others) if (minimize ? v < own : v > own) better++;
      // The first that arrives goes on: nobody is there to compare it with.
      return better >= Math.max(1, (others.length + 1) / factor);
    };
  }

  private static double[] at(int step, Trial trial, List<Trial> all) {
    return all.stream()
        .filter(t -> t != trial && t.reports().containsKey(step))
        .mapToDouble(t -> t.reports().get(step))
        .sorted()
        .toArray();
  }
}
