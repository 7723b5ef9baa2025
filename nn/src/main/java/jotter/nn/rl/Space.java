package jotter.nn.rl;

import jotter.tensor.Check;
import jotter.tensor.Rng;

/// What observations or actions there are.
public sealed interface Space {
  /// One of the numbers 0 … n-1.
  record Discrete(int n) implements Space {
    public Discrete {
      Check.value(n > 0, "Discrete", "n must be positive, got " + n);
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public double[] sample(Rng rng) {
      return new double[] {rng.nextLong(n)};
    }

    @Override
    public boolean contains(double... x) {
      return x.length == 1 && x[0] >= 0 && x[0] < n && x[0] == Math.rint(x[0]);
    }
  }

  /// Numbers between bounds, which may be infinite.
  record Box(double[] low, double[] high) implements Space {
    public Box {
      Check.value(
          low.length == high.length,
          "Box",
          "needs as many lower bounds as upper ones, got " + low.length + " and " + high.length);
    }

    /// Bounds ±high.
    public static Box symmetric(double... high) {
      double[] low = high.clone();
      for (int i = 0; i < low.length; i++) low[i] = -low[i];
      return new Box(low, high);
    }

    @Override
    public int size() {
      return low.length;
    }

    /// Uniform between finite bounds, normal where there are none.
    @Override
    public double[] sample(Rng rng) {
      double[] r = new double[low.length];
      for (int i = 0; i < r.length; i++) {
        boolean bounded = Double.isFinite(low[i]) && Double.isFinite(high[i]);
        r[i] = bounded ? low[i] + rng.nextDouble() * (high[i] - low[i]) : rng.nextGaussian();
      }
      return r;
    }

    @Override
    public boolean contains(double... x) {
      if (x.length != low.length) return false;
      for (int i = 0; i < x.length; i++) if (!(x[i] >= low[i] && x[i] <= high[i])) return false;
      return true;
    }
  }

  /// How many numbers one element has.
  int size();

  /// A random element.
  double[] sample(Rng rng);

  /// Whether this is an element.
  boolean contains(double... x);
}
