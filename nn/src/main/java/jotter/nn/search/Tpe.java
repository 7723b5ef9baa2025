package jotter.nn.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jotter.tensor.Rng;

/// The tree-structured Parzen estimator: the density of good settings l and that of others g are
/// mixtures of bells around what was tried; of some settings drawn from l the one with the largest
/// l/g is next. Bergstra, Bardenet, Bengio and Kégl 2011, "Algorithms for Hyper-Parameter
/// Optimization".
///
/// @param begin how many trials are random
/// @param candidates how many settings are drawn from l
/// @param good which part of the trials counts as good
public record Tpe(int begin, int candidates, double good) implements Searcher {
  @Override
  public Optional<Map<String, Object>> next(
      SearchSpace space, int number, List<Trial> past, boolean minimize, Rng rng) {
    List<Trial> done =
        past.stream()
            .filter(t -> t.status() == Trial.Status.DONE || t.status() == Trial.Status.PRUNED)
            .filter(t -> !t.reports().isEmpty() || !Double.isNaN(t.value()))
            .sorted(Comparator.comparingDouble(t -> rank(t, minimize)))
            .toList();
    if (done.size() < begin) return Optional.of(space.sample(rng));
    int n = Math.max(1, (int) Math.ceil(good * Math.sqrt(done.size()) * 2));
    n = Math.min(n, done.size() - 1);
    List<Trial> better = done.subList(0, n);
    List<Trial> worse = done.subList(n, done.size());
    Map<String, Object> r = new LinkedHashMap<>();
    // Dimensions are independent of one another, as in the paper.
    space.dimensions().forEach((name, d) -> r.put(name, best(name, d, better, worse, rng)));
    return Optional.of(r);
  }

  /// Trials that were ended early are worse than those that came to an end.
  private static double rank(Trial t, boolean minimize) {
    if (t.status() == Trial.Status.DONE) return minimize ? t.value() : -t.value();
    return Double.MAX_VALUE;
  }

  private Object best(
      String name, SearchSpace.Dimension d, List<Trial> better, List<Trial> worse, Rng rng) {
    Mixture l = mixture(name, d, better);
    Mixture g = mixture(name, d, worse);
    double most = Double.NEGATIVE_INFINITY;
    double place = 0;
    for (int i = 0; i < candidates; i++) {
      double x = l.draw(rng);
      double gain = Math.log(l.density(x)) - Math.log(g.density(x));
      if (gain > most) {
        most = gain;
        place = x;
      }
    }
    return d.at(place);
  }

  private static Mixture mixture(String name, SearchSpace.Dimension d, List<Trial> trials) {
    List<Double> places = new ArrayList<>();
    for (Trial t : trials)
      if (t.settings().containsKey(name)) places.add(d.place(t.settings().get(name)));
    int options = d instanceof SearchSpace.Choice c ? c.options().size() : 0;
    return new Mixture(places.stream().mapToDouble(x -> x).sorted().toArray(), options);
  }

  /// Bells around places, cut off at 0 and 1, and the uniform distribution as one more of them; for
  /// choices, steps.
  private static final class Mixture {
    private final double[] centers;
    private final double[] widths;
    private final int options;

    Mixture(double[] sorted, int options) {
      centers = sorted;
      this.options = options;
      widths = new double[sorted.length];
      double least = 1.0 / Math.min(100, sorted.length + 2);
      for (int i = 0; i < sorted.length; i++) {
        double left = i == 0 ? sorted[i] : sorted[i] - sorted[i - 1];
        double right = i == sorted.length - 1 ? 1 - sorted[i] : sorted[i + 1] - sorted[i];
        widths[i] = Math.clamp(Math.max(left, right), least, 1);
      }
    }

    double draw(Rng rng) {
      int i = (int) rng.nextLong(centers.length + 1);
      if (i == centers.length) return rng.nextDouble();
      if (options > 0) return centers[i];
      while (true) {
        double x = centers[i] + widths[i] * rng.nextGaussian();
        if (x >= 0 && x < 1) return x;
      }
    }

    double density(double x) {
      double sum = 1;
      for (int i = 0; i < centers.length; i++) {
        if (options > 0) {
          sum += (int) (x * options) == (int) (centers[i] * options) ? options : 0;
        } else {
          double z = (x - centers[i]) / widths[i];
          // Near enough to a bell that is cut off: its mass inside is at least a half.
          sum += Math.exp(-z * z / 2) / (widths[i] * Math.sqrt(2 * Math.PI));
        }
      }
      return sum / (centers.length + 1);
    }
  }
}
