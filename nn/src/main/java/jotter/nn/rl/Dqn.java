package jotter.nn.rl;

import java.util.Map;
import java.util.function.DoubleConsumer;
import jotter.nn.Layer;
import jotter.nn.optim.Adam;
import jotter.nn.optim.Clip;
import jotter.nn.train.Snapshot;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// Learns the value of every action from remembered steps, towards values of a network that follows
/// slowly. Mnih et al. 2015, doi:10.1038/nature14236; the action whose value is taken is chosen by
/// the network that learns (van Hasselt, Guez and Silver 2016, arXiv:1509.06461).
///
/// ```java
/// Dqn agent = new Dqn(new CartPole(), network, Dqn.Options.USUAL);
/// agent.learn(50_000, episode -> System.out.println(episode));
/// double mean = Agents.meanReturn(new CartPole(), Agents.greedy(agent.network()), 100, 1000);
/// ```
public final class Dqn {
  /// Options.
  ///
  /// @param lr the learning rate of Adam
  /// @param gamma what a reward one step later is worth
  /// @param memory how many steps are remembered
  /// @param batch how many of them are learned from at once
  /// @param begin how many steps are done before learning begins
  /// @param every after how many steps it learns
  /// @param updates how many batches it then learns from
  /// @param follow the part of the way that the second network follows after each update
  /// @param explore over how many steps random actions become rarer
  /// @param least how many of the actions stay random
  public record Options(
      double lr,
      double gamma,
      int memory,
      int batch,
      int begin,
      int every,
      int updates,
      double follow,
      int explore,
      double least) {
    /// For small problems such as {@link CartPole}.
    public static final Options USUAL =
        new Options(5e-4, 0.99, 50_000, 128, 1000, 1, 1, 0.005, 5_000, 0.03);
  }

  private final Environment env;
  private final Layer network;
  private final Layer target;
  private final Options o;
  private final Adam optimizer;
  private final ReplayBuffer memory;
  private final int actions;
  private Rng rng = Rng.of(Rng.current().nextLong());
  private Rng world = Rng.of(Rng.current().nextLong());
  private long step;

  /// @param network from observations (N, size) to the values of all actions (N, actions)
  public Dqn(Environment env, Layer network, Options options) {
    this.env = env;
    this.network = network;
    this.o = options;
    target = network.copy();
    actions = Agents.count("Dqn", env);
    optimizer = new Adam(network.parameters(), o.lr);
    memory = new ReplayBuffer(o.memory, env.observations().size());
  }

  /// The network that learns.
  public Layer network() {
    return network;
  }

  /// How many steps it has done.
  public long steps() {
    return step;
  }

  /// Acts and learns until `steps` steps are done in all; ends at the end of an episode.
  ///
  /// @param told the return of each episode
  public void learn(long steps, DoubleConsumer told) {
    while (step < steps) told.accept(episode(steps));
  }

  private double episode(long steps) {
    double[] seen = env.reset(world);
    double sum = 0;
    while (true) {
      int action = act(seen);
      Environment.Step s = env.step(action);
      memory.add(seen, action, s.reward(), s.observation(), s.terminated());
      seen = s.observation();
      sum += s.reward();
      step++;
      if (step >= o.begin && step % o.every == 0)
        for (int i = 0; i < o.updates; i++) Scope.run(this::update);
      if (s.isOver()) return sum;
    }
  }

  private int act(double[] seen) {
    double chance = Math.max(o.least, 1 - (1 - o.least) * step / o.explore);
    if (rng.nextDouble() < chance) return (int) rng.nextLong(actions);
    return Agents.greedy(network).applyAsInt(seen);
  }

  private void update() {
    ReplayBuffer.Batch b = memory.sample(o.batch, rng);
    Tensor goal =
        Grad.off(
            () -> {
              Tensor chosen = network.apply(b.next()).argmax(1, true);
              Tensor value = target.apply(b.next()).gather(1, chosen).squeeze(1);
              return b.rewards().add(value.mul(b.goesOn()).mul(o.gamma));
            });
    Tensor said = network.apply(b.seen()).gather(1, b.actions().unsqueeze(1)).squeeze(1);
    optimizer.zeroGrad();
    F.smoothL1Loss(said, goal, "mean", 1).backward();
    Clip.norm(network.parameters(), 10);
    optimizer.step();
    follow();
  }

  /// Lillicrap et al. 2015, arXiv:1509.02971: slowly, but always.
  private void follow() {
    Map<String, Tensor> to = target.stateDict();
    Grad.off(() -> network.stateDict().forEach((n, t) -> to.get(n).lerp_(t, o.follow)));
  }

  /// What a checkpoint of it has; save between episodes.
  public Snapshot snapshot() {
    return new Snapshot()
        .with("network", network)
        .with("target", target)
        .with("optimizer", optimizer)
        .tensors("memory", memory::stateDict, memory::loadStateDict)
        .random("own", () -> rng, r -> rng = r)
        .random("world", () -> world, r -> world = r)
        .numbers("place", () -> new double[] {step}, v -> step = (long) v[0]);
  }
}
