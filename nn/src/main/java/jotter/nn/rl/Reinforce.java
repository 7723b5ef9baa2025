package jotter.nn.rl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import jotter.nn.Layer;
import jotter.nn.optim.Optimizer;
import jotter.nn.train.Snapshot;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// Makes what went better than usual more probable: after some episodes, a step along Σ ∇log
/// π(a|s)· (R - mean R) / deviation of R, R the discounted sum of the rewards that followed.
/// Williams 1992, doi:10.1007/BF00992696.
public final class Reinforce {
  private final Environment env;
  private final Layer policy;
  private final Optimizer optimizer;
  private final double gamma;
  private final int episodes;
  private final long seed = Rng.current().nextLong();
  private long played;

  /// @param policy from observations (N, size) to scores of all actions (N, actions)
  /// @param gamma what a reward one step later is worth
  /// @param episodes how many episodes are played for a step
  public Reinforce(Environment env, Layer policy, Optimizer optimizer, double gamma, int episodes) {
    Agents.count("Reinforce", env);
    this.env = env;
    this.policy = policy;
    this.optimizer = optimizer;
    this.gamma = gamma;
    this.episodes = episodes;
  }

  /// How many episodes were played.
  public long played() {
    return played;
  }

  /// The policy that is learned.
  public Layer policy() {
    return policy;
  }

  /// What it needs to go on after it was cut off between two updates. The episodes of a resumed run
  /// are those of one without interruption, if it was made with the same seed.
  public Snapshot snapshot() {
    return new Snapshot()
        .with("policy", policy)
        .with("optimizer", optimizer)
        .numbers("reinforce", () -> new double[] {played}, v -> played = (long) v[0]);
  }

  /// Plays and learns so many times.
  ///
  /// @param told the return of each episode
  public void learn(int updates, DoubleConsumer told) {
    for (int i = 0; i < updates; i++) Scope.run(() -> update(told));
  }

  private void update(DoubleConsumer told) {
    List<double[]> seen = new ArrayList<>();
    List<Integer> actions = new ArrayList<>();
    List<Double> returns = new ArrayList<>();
    for (int e = 0; e < episodes; e++) told.accept(play(seen, actions, returns));
    int n = seen.size();
    int size = seen.getFirst().length;
    float[] x = new float[n * size];
    long[] a = new long[n];
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < size; k++) x[i * size + k] = (float) seen.get(i)[k];
      a[i] = actions.get(i);
      r[i] = returns.get(i);
    }
    Tensor gain = Tensor.of(r).to(jotter.tensor.DType.FLOAT32);
    Tensor better = n > 1 ? gain.sub(gain.mean()).div(gain.std().add(1e-8)) : gain;
    Tensor logs = policy.apply(Tensor.of(x, n, size)).logSoftmax(-1);
    optimizer.zeroGrad();
    logs.gather(1, Tensor.of(a).unsqueeze(1)).squeeze(1).mul(better).mean().neg().backward();
    optimizer.step();
  }

  private double play(List<double[]> seen, List<Integer> actions, List<Double> returns) {
    int from = seen.size();
    // Each episode has random numbers of its own, whatever was played before.
    Rng rng = Rng.of(seed + played++);
    List<Double> rewards = new ArrayList<>();
    double[] now = env.reset(rng);
    Environment.Step s;
    do {
      double[] x = now;
      float[] p = Grad.off(() -> policy.apply(Agents.row(x)).softmax(-1)).toFloatArray();
      int a = 0;
      for (double u = rng.nextDouble() - p[0]; u >= 0 && a < p.length - 1; u -= p[a]) a++;
      s = env.step(a);
      seen.add(x);
      actions.add(a);
      rewards.add(s.reward());
      now = s.observation();
    } while (!s.isOver());
    double sum = 0;
    double total = 0;
    for (int i = rewards.size() - 1; i >= 0; i--) {
      sum = rewards.get(i) + gamma * sum;
      total += rewards.get(i);
      returns.add(from, sum);
    }
    return total;
  }
}
