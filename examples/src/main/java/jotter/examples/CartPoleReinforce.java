package jotter.examples;

import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import jotter.nn.Layer;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.nn.layers.Tanh;
import jotter.nn.optim.Adam;
import jotter.nn.rl.Agents;
import jotter.nn.rl.CartPole;
import jotter.nn.rl.Reinforce;
import jotter.tensor.Rng;

/// The oldest policy gradient keeps a pole upright.
final class CartPoleReinforce implements Example {
  private static final int UPDATES = 300;
  private static final int EPISODES = 8;

  @Override
  public String name() {
    return "cartpole-reinforce";
  }

  @Override
  public String about() {
    return "REINFORCE on CartPole: mean return 475 over 100 episodes";
  }

  @Override
  public Result run(Run run) throws Exception {
    Rng.seed(run.seed());
    Layer policy = new Sequential(new Linear(4, 64), new Tanh(), new Linear(64, 2));
    var agent =
        new Reinforce(new CartPole(), policy, new Adam(policy.parameters(), 5e-3), 0.99, EPISODES);
    double[] seconds = {0};
    var snapshot = agent.snapshot().numbers("time", () -> seconds, v -> seconds[0] = v[0]);
    var file = run.file("checkpoint.safetensors");
    Files.createDirectories(run.out());
    if (snapshot.loadIfThere(file)) run.say("going on from %s: %d played", file, agent.played());

    int updates = run.steps(UPDATES);
    Deque<Double> last = new ArrayDeque<>();
    while (agent.played() < (long) updates * EPISODES) {
      long begun = System.nanoTime();
      int left = (int) (updates - agent.played() / EPISODES);
      agent.learn(
          Math.min(20, left),
          r -> {
            last.add(r);
            if (last.size() > 100) last.poll();
          });
      seconds[0] += (System.nanoTime() - begun) / 1e9;
      double mean = last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      run.say(
          "%5.0f s  %d episodes  mean return of the last 100: %.1f",
          seconds[0], agent.played(), mean);
      snapshot.save(file);
    }
    double mean =
        Agents.meanReturn(
            new CartPole(), Agents.greedy(agent.policy()), run.isTrial() ? 2 : 100, 1_000_000);
    return new Result("mean return", mean, 475, true, seconds[0]);
  }
}
