package jotter.examples;

import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import jotter.nn.Layer;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.nn.layers.Tanh;
import jotter.nn.rl.Agents;
import jotter.nn.rl.CartPole;
import jotter.nn.rl.Ppo;
import jotter.tensor.Rng;

/// Proximal policy optimization keeps a pole upright.
final class CartPolePpo implements Example {
  private static final int STEPS = 100_000;

  @Override
  public String name() {
    return "cartpole-ppo";
  }

  @Override
  public String about() {
    return "proximal policy optimization on CartPole: mean return 475 over 100 episodes";
  }

  private static Layer network(long out) {
    return new Sequential(
        new Linear(4, 64), new Tanh(), new Linear(64, 64), new Tanh(), new Linear(64, out));
  }

  @Override
  public Result run(Run run) throws Exception {
    Rng.seed(run.seed());
    Ppo agent = new Ppo(CartPole::new, network(2), network(1), Ppo.Options.USUAL);
    double[] seconds = {0};
    var snapshot = agent.snapshot().numbers("time", () -> seconds, v -> seconds[0] = v[0]);
    var file = run.file("checkpoint.safetensors");
    Files.createDirectories(run.out());
    if (snapshot.loadIfThere(file)) run.say("going on from %s: step %d", file, agent.steps());

    int steps = run.steps(STEPS);
    Deque<Double> last = new ArrayDeque<>();
    while (agent.steps() < steps) {
      long begun = System.nanoTime();
      for (int i = 0; i < 20 && agent.steps() < steps; i++)
        agent.round(
            STEPS,
            r -> {
              last.add(r);
              if (last.size() > 20) last.poll();
            });
      seconds[0] += (System.nanoTime() - begun) / 1e9;
      double mean = last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      run.say("%5.0f s  step %d  mean return of 20 episodes %.1f", seconds[0], agent.steps(), mean);
      snapshot.save(file);
    }
    double mean =
        Agents.meanReturn(
            new CartPole(), Agents.greedy(agent.policy()), run.isTrial() ? 2 : 100, 1_000_000);
    return new Result("mean return", mean, 475, true, seconds[0]);
  }
}
