package jotter.nn.rl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Several environments of a kind side by side, so that a network sees a batch. One whose episode
/// is over begins the next at once; what was last seen of the old one is told as well.
public final class VectorEnvironment {
  /// What follows the actions of all.
  ///
  /// @param observations what is seen, (n, size); that of a new episode where one was over
  /// @param rewards (n)
  /// @param terminated whether an episode came to its end
  /// @param truncated whether an episode was cut off
  /// @param last what was seen at the end of an episode that is over, else null
  /// @param returns the sum of rewards of each episode that is over
  public record Steps(
      float[] observations,
      double[] rewards,
      boolean[] terminated,
      boolean[] truncated,
      double[][] last,
      List<Double> returns) {}

  private final List<Environment> all = new ArrayList<>();
  private final Rng[] rngs;
  private final double[] sums;
  private final int size;
  private float[] seen;

  /// @param n how many there are
  public VectorEnvironment(Supplier<? extends Environment> make, int n) {
    Check.value(n > 0, "VectorEnvironment", "needs at least one environment, got " + n);
    for (int i = 0; i < n; i++) all.add(make.get());
    rngs = new Rng[n];
    sums = new double[n];
    size = all.getFirst().observations().size();
  }

  /// How many there are.
  public int count() {
    return all.size();
  }

  /// One of them.
  public Environment get(int i) {
    return all.get(i);
  }

  /// How many numbers are seen of each.
  public int observationSize() {
    return size;
  }

  /// Begins all; each has a random source of its own, split from `rng`.
  public float[] reset(Rng rng) {
    seen = new float[all.size() * size];
    for (int i = 0; i < all.size(); i++) {
      rngs[i] = rng.split();
      sums[i] = 0;
      put(i, all.get(i).reset(rngs[i]));
    }
    return seen;
  }

  private void put(int i, double[] observation) {
    for (int k = 0; k < size; k++) seen[i * size + k] = (float) observation[k];
  }

  /// What is seen now as a tensor (n, size).
  public Tensor observations() {
    return Tensor.of(seen, all.size(), size);
  }

  /// Lets each do something.
  ///
  /// @param actions an action for each
  public Steps step(double[][] actions) {
    int n = all.size();
    Check.value(
        actions.length == n, "VectorEnvironment", n + " actions are needed, got " + actions.length);
    seen = new float[n * size];
    double[] rewards = new double[n];
    boolean[] terminated = new boolean[n];
    boolean[] truncated = new boolean[n];
    double[][] last = new double[n][];
    List<Double> returns = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Environment.Step s = all.get(i).step(actions[i]);
      rewards[i] = s.reward();
      terminated[i] = s.terminated();
      truncated[i] = s.truncated();
      sums[i] += s.reward();
      if (s.isOver()) {
        last[i] = s.observation();
        returns.add(sums[i]);
        sums[i] = 0;
        put(i, all.get(i).reset(rngs[i]));
      } else {
        put(i, s.observation());
      }
    }
    return new Steps(seen, rewards, terminated, truncated, last, returns);
  }
}
