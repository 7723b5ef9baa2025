package jotter.nn.rl;

import java.util.function.ToIntFunction;
import jotter.nn.Layer;
import jotter.nn.Mode;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// What agents have in common.
public final class Agents {
  private Agents() {}

  /// The mean return of whole episodes.
  ///
  /// @param policy the action for what is seen
  /// @param episodes how many are played; number i has the random source `seed + i`
  public static double meanReturn(
      Environment env, ToIntFunction<double[]> policy, int episodes, long seed) {
    double sum = 0;
    for (int i = 0; i < episodes; i++) {
      double[] seen = env.reset(Rng.of(seed + i));
      Environment.Step s;
      do {
        s = env.step(policy.applyAsInt(seen));
        seen = s.observation();
        sum += s.reward();
      } while (!s.isOver());
    }
    return sum / episodes;
  }

  /// The action with the largest output of a network.
  public static ToIntFunction<double[]> greedy(Layer network) {
    return seen ->
        Scope.run(
            () ->
                Mode.eval(
                    () -> Grad.off(() -> (int) network.apply(row(seen)).argmax(-1).itemLong())));
  }

  /// An observation as a batch of one.
  static Tensor row(double[] seen) {
    return Tensor.of(seen, 1, seen.length).to(DType.FLOAT32);
  }

  /// How many actions there are; they must be discrete.
  static int count(String who, Environment env) {
    if (env.actions() instanceof Space.Discrete d) return d.n();
    throw Check.valueError(who, "wants discrete actions, got " + env.actions());
  }
}
