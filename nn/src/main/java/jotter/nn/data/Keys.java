package jotter.nn.data;

import java.util.Comparator;
import java.util.stream.IntStream;
import jotter.tensor.Rng;

/// Weighted sampling without replacement by exponential keys.
///
/// Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir".
final class Keys {
  private Keys() {}

  static long[] largest(double[] weights, long count, Rng rng) {
    double[] keys = new double[weights.length];
    for (int i = 0; i < keys.length; i++)
      keys[i] = weights[i] > 0 ? rng.nextExponential() / weights[i] : Double.POSITIVE_INFINITY;
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> keys[i]))
        .limit(count)
        .mapToLong(i -> i)
        .toArray();
  }
}
