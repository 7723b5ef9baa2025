package jotter.nn.data;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Which samples an epoch has, and in which order.
@FunctionalInterface
public interface Sampler {
  /// The indices of one epoch; `rng` is seeded for the epoch.
  long[] indices(Rng rng);

  /// 0 … n-1.
  static Sampler sequential(long n) {
    return rng -> range(n);
  }

  /// 0 … n-1 in random order.
  static Sampler random(long n) {
    return rng -> Rng.with(rng, () -> Tensor.randperm(n)).toLongArray();
  }

  /// `count` indices below n, drawn with replacement.
  static Sampler replacing(long n, long count) {
    return rng -> {
      long[] r = new long[Math.toIntExact(count)];
      for (int i = 0; i < r.length; i++) r[i] = rng.nextLong(n);
      return r;
    };
  }

  /// The given indices in random order.
  static Sampler subset(long... indices) {
    return rng -> {
      long[] order = random(indices.length).indices(rng);
      return Arrays.stream(order).map(i -> indices[(int) i]).toArray();
    };
  }

  /// `count` indices, each drawn with a probability proportional to its weight, for classes of
  /// unequal size.
  static Sampler weighted(double[] weights, long count, boolean replacement) {
    double total = 0;
    int positive = 0;
    for (double w : weights) {
      Check.value(w >= 0, "weighted", "weights must not be negative, got " + w);
      total += w;
      if (w > 0) positive++;
    }
    Check.value(total > 0, "weighted", "some weight must be positive");
    Check.value(
        replacement || count <= positive,
        "weighted",
        count + " different samples cannot be drawn from " + positive + " with a weight");
    return rng -> replacement ? drawn(weights, count, rng) : Keys.largest(weights, count, rng);
  }

  private static long[] drawn(double[] weights, long count, Rng rng) {
    double[] sums = weights.clone();
    for (int i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
    long[] r = new long[Math.toIntExact(count)];
    for (int i = 0; i < r.length; i++) {
      double u = rng.nextDouble() * sums[sums.length - 1];
      int at = Arrays.binarySearch(sums, u);
      int k = at >= 0 ? at + 1 : -at - 1;
      while (weights[Math.min(k, sums.length - 1)] == 0) k--;
      r[i] = Math.min(k, sums.length - 1);
    }
    return r;
  }

  /// The share of process `rank` of `world` processes that train together. All get equally many:
  /// the first samples are repeated, or, with `dropLast`, the last are left out.
  static Sampler distributed(long n, int rank, int world, boolean shuffle, boolean dropLast) {
    Check.value(rank >= 0 && rank < world, "distributed", "rank " + rank + " of " + world);
    return rng -> {
      long[] all = shuffle ? random(n).indices(rng) : range(n);
      int each = (int) (dropLast ? n / world : (n + world - 1) / world);
      long[] r = new long[each];
      for (int i = 0; i < each; i++) r[i] = all[(int) ((i * (long) world + rank) % n)];
      return r;
    };
  }

  private static long[] range(long n) {
    long[] r = new long[Math.toIntExact(n)];
    for (int i = 0; i < r.length; i++) r[i] = i;
    return r;
  }
}
