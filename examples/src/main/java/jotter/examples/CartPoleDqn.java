package jotter.examples;

import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import jotter.nn.Layer;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.rl.Agents;
import jotter.nn.rl.CartPole;
import jotter.nn.rl.Dqn;
import jotter.tensor.Rng;

/// Deep Q-learning keeps a pole upright.
final class CartPoleDqn implements Example {
  private static final int STEPS = 40_000;

  @Override
  public String name() {
    return "cartpole-dqn";
  }

  @Override
  public String about() {
    return "deep Q-learning on CartPole: mean return 475 over 100 episodes";
  }

  private static Layer network() {
    return new Sequential(
        new Linear(4, 128), new ReLU(), new Linear(128, 128), new ReLU(), new Linear(128, 2));
  }

  @Override
  public Result run(Run run) throws Exception {
    Rng.seed(run.seed());
    Dqn agent = new Dqn(new CartPole(), network(), Dqn.Options.USUAL);
    Layer best = agent.network().copy();
    double[] most = {0};
    double[] seconds = {0};
    var snapshot = agent.snapshot().numbers("time", () -> seconds, v -> seconds[0] = v[0]);
    var file = run.file("checkpoint.safetensors");
    Files.createDirectories(run.out());
    if (snapshot.loadIfThere(file)) run.say("going on from %s: step %d", file, agent.steps());

    int steps = run.steps(STEPS);
    Deque<Double> last = new ArrayDeque<>();
    while (agent.steps() < steps) {
      long begun = System.nanoTime();
      long until = Math.min(steps, (agent.steps() / 2000 + 1) * 2000);
      agent.learn(
          until,
          r -> {
            last.add(r);
            if (last.size() > 20) last.poll();
          });
      seconds[0] += (System.nanoTime() - begun) / 1e9;
      double mean = last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      run.say("%5.0f s  step %d  mean return of 20 episodes %.1f", seconds[0], agent.steps(), mean);
      snapshot.save(file);
      // A value network forgets again what it knows: the best is kept, on episodes of its own.
      if (until < STEPS / 4) continue;
      double known = Agents.meanReturn(new CartPole(), Agents.greedy(agent.network()), 20, 5_000);
      if (known > most[0]) {
        most[0] = known;
        best.loadStateDict(agent.network().stateDict());
      }
      if (known == 500) break;
    }
    Layer network = run.isTrial() ? agent.network() : best;
    double mean =
        Agents.meanReturn(
            new CartPole(), Agents.greedy(network), run.isTrial() ? 2 : 100, 1_000_000);
    return new Result("mean return", mean, 475, true, seconds[0]);
  }
}
