package jotter.nn.rl;

import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.nn.optim.Adam;
import jotter.nn.optim.Clip;
import jotter.nn.train.Snapshot;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// Learns what to do from many environments at once, in small steps that stay near the policy that
/// acted. Schulman et al. 2017, arXiv:1707.06347, with generalized advantages (Schulman et al.
/// 2015, arXiv:1506.02438).
///
/// A round: every environment does `length` steps, then what happened is learned from `epochs`
/// times in batches. Learning rate and clip range fall to zero along a line.
public final class Ppo {
  /// Options.
  ///
  /// @param lr the learning rate of Adam at the beginning
  /// @param gamma what a reward one step later is worth
  /// @param lambda how far advantages look: 0 one step, 1 to the end
  /// @param environments how many act side by side
  /// @param length how many steps each does in a round
  /// @param epochs how often a round is learned from
  /// @param batch how many steps are learned from at once
  /// @param clip how far the probability of an action may change, at the beginning
  /// @param entropy how much being undecided is worth
  /// @param value the weight of the values' error
  public record Options(
      double lr,
      double gamma,
      double lambda,
      int environments,
      int length,
      int epochs,
      int batch,
      double clip,
      double entropy,
      double value) {
    /// For small problems such as {@link CartPole}.
    public static final Options USUAL = new Options(1e-3, 0.98, 0.8, 8, 32, 20, 256, 0.2, 0, 0.5);
  }

  private final VectorEnvironment envs;
  private final Layer policy;
  private final Layer critic;
  private final Options o;
  private final Adam optimizer;
  private final List<Param> params;
  private final Rng rng = Rng.current().split();
  private float[] seen;
  private long step;

  /// @param policy from observations (N, size) to scores of all actions (N, actions)
  /// @param critic from observations (N, size) to their values (N, 1)
  public Ppo(Supplier<? extends Environment> env, Layer policy, Layer critic, Options options) {
    envs = new VectorEnvironment(env, options.environments);
    Agents.count("Ppo", envs.get(0));
    this.policy = policy;
    this.critic = critic;
    o = options;
    params = new java.util.ArrayList<>(policy.parameters());
    params.addAll(critic.parameters());
    optimizer = new Adam(params, o.lr).eps(1e-5);
  }

  /// The network that chooses.
  public Layer policy() {
    return policy;
  }

  /// How many steps all environments have done together.
  public long steps() {
    return step;
  }

  /// What happened in a round, time by time and environment by environment.
  private record Round(
      float[] seen, long[] actions, float[] logP, float[] advantages, float[] returns) {}

  /// Acts and learns until `steps` steps are done in all.
  ///
  /// @param told the return of each episode
  public void learn(long steps, DoubleConsumer told) {
    while (step < steps) {
      round(steps, told);
    }
  }

  /// One round; `steps` is where rate and clip range become zero.
  public void round(long steps, DoubleConsumer told) {
    if (seen == null) seen = envs.reset(rng);
    double left = Math.max(0, 1 - (double) step / steps);
    Round r = act(told);
    optimizer.groups().getFirst().lr(o.lr * left);
    int n = r.actions.length;
    for (int e = 0; e < o.epochs; e++) {
      long[] order = Rng.with(rng, () -> Tensor.randperm(n)).toLongArray();
      for (int at = 0; at < n; at += o.batch) {
        long[] part = java.util.Arrays.copyOfRange(order, at, Math.min(n, at + o.batch));
        Scope.run(() -> update(r, part, o.clip * left));
      }
    }
  }

  private Round act(DoubleConsumer told) {
    int n = envs.count();
    int size = envs.observationSize();
    int t = o.length;
    float[] all = new float[t * n * size];
    long[] actions = new long[t * n];
    float[] logP = new float[t * n];
    float[] values = new float[t * n];
    double[] rewards = new double[t * n];
    boolean[] over = new boolean[t * n];
    for (int i = 0; i < t; i++) {
      System.arraycopy(seen, 0, all, i * n * size, n * size);
      Tensor x = Tensor.of(seen, n, size);
      float[] logs = eval(() -> policy.apply(x).logSoftmax(-1));
      float[] v = eval(() -> critic.apply(x));
      int choices = logs.length / n;
      double[][] chosen = new double[n][];
      for (int k = 0; k < n; k++) {
        int a = draw(logs, k * choices, choices);
        chosen[k] = new double[] {a};
        actions[i * n + k] = a;
        logP[i * n + k] = logs[k * choices + a];
        values[i * n + k] = v[k];
      }
      VectorEnvironment.Steps s = envs.step(chosen);
      for (int k = 0; k < n; k++) {
        rewards[i * n + k] = s.rewards()[k];
        over[i * n + k] = s.terminated()[k] || s.truncated()[k];
        // What is cut off would have gone on: its value stands for the rest.
        if (s.truncated()[k] && !s.terminated()[k]) {
          double[] last = s.last()[k];
          rewards[i * n + k] += o.gamma * eval(() -> critic.apply(Agents.row(last)))[0];
        }
      }
      seen = s.observations();
      s.returns().forEach(told::accept);
      step += n;
    }
    float[] after = eval(() -> critic.apply(envs.observations()));
    float[] advantages = new float[t * n];
    float[] returns = new float[t * n];
    for (int k = 0; k < n; k++) {
      double a = 0;
      double next = after[k];
      for (int i = t - 1; i >= 0; i--) {
        int at = i * n + k;
        double goesOn = over[at] ? 0 : 1;
        double error = rewards[at] + o.gamma * next * goesOn - values[at];
        a = error + o.gamma * o.lambda * goesOn * a;
        advantages[at] = (float) a;
        returns[at] = (float) (a + values[at]);
        next = values[at];
      }
    }
    return new Round(all, actions, logP, advantages, returns);
  }

  private static float[] eval(Supplier<Tensor> f) {
    Tensor[] r = new Tensor[1];
    float[][] out = new float[1][];
    Scope.run(
        () -> {
          r[0] = Grad.off(f);
          out[0] = r[0].flatten().toFloatArray();
        });
    return out[0];
  }

  private int draw(float[] logs, int at, int n) {
    double u = rng.nextDouble();
    for (int a = 0; a < n - 1; a++) {
      u -= Math.exp(logs[at + a]);
      if (u < 0) return a;
    }
    return n - 1;
  }

  private void update(Round r, long[] part, double clip) {
    int n = part.length;
    int size = envs.observationSize();
    float[] x = new float[n * size];
    long[] a = new long[n];
    float[] old = new float[n];
    float[] advantage = new float[n];
    float[] returns = new float[n];
    for (int i = 0; i < n; i++) {
      int k = (int) part[i];
      System.arraycopy(r.seen, k * size, x, i * size, size);
      a[i] = r.actions[k];
      old[i] = r.logP[k];
      advantage[i] = r.advantages[k];
      returns[i] = r.returns[k];
    }
    Tensor adv = Tensor.of(advantage);
    if (n > 1) adv = adv.sub(adv.mean()).div(adv.std().add(1e-8));
    Tensor seen = Tensor.of(x, n, size);
    Tensor logs = policy.apply(seen).logSoftmax(-1);
    Tensor logP = logs.gather(1, Tensor.of(a).unsqueeze(1)).squeeze(1);
    Tensor ratio = logP.sub(Tensor.of(old)).exp();
    Tensor gain = ratio.mul(adv).minimum(ratio.clamp(1 - clip, 1 + clip).mul(adv)).mean();
    Tensor error = critic.apply(seen).squeeze(1).sub(Tensor.of(returns)).square().mean();
    Tensor loss = error.mul(o.value).sub(gain);
    if (o.entropy != 0) loss = loss.add(logs.exp().mul(logs).sum(-1).mean().mul(o.entropy));
    optimizer.zeroGrad();
    loss.backward();
    Clip.norm(params, 0.5);
    optimizer.step();
  }

  /// What a checkpoint of it has. The environments begin anew when it is loaded, so a resumed run
  /// is a good one, but not the same one.
  public Snapshot snapshot() {
    return new Snapshot()
        .with("policy", policy)
        .with("critic", critic)
        .with("optimizer", optimizer)
        .numbers("place", () -> new double[] {step}, v -> step = (long) v[0]);
  }
}
