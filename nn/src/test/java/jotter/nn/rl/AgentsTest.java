package jotter.nn.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jotter.nn.Layer;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.nn.layers.Tanh;
import jotter.nn.optim.Adam;
import jotter.tensor.Rng;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Short trainings: what is learned in a few thousand steps is far above what chance gives (22).
class AgentsTest {
  @TempDir Path dir;

  @BeforeEach
  void seed() {
    Rng.seed(3);
  }

  private static Layer network(long out) {
    return new Sequential(new Linear(4, 32), new Tanh(), new Linear(32, out));
  }

  private static double last(List<Double> returns, int n) {
    return returns.subList(Math.max(0, returns.size() - n), returns.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  @Test
  void ppoLearns() {
    List<Double> returns = new ArrayList<>();
    var o = new Ppo.Options(3e-3, 0.98, 0.8, 8, 32, 8, 128, 0.2, 0, 0.5);
    new Ppo(CartPole::new, network(2), network(1), o).learn(10_000, returns::add);
    assertThat(last(returns, 20)).isGreaterThan(60);
  }

  @Test
  void reinforceLearns() {
    List<Double> returns = new ArrayList<>();
    Layer policy = network(2);
    new Reinforce(new CartPole(), policy, new Adam(policy.parameters(), 1e-2), 0.98, 4)
        .learn(40, returns::add);
    assertThat(last(returns, 20)).isGreaterThan(50);
  }

  @Test
  void reinforceGoesOnWhereItWas() throws IOException {
    List<Double> whole = new ArrayList<>();
    reinforce().learn(4, whole::add);
    List<Double> parts = new ArrayList<>();
    Reinforce first = reinforce();
    first.learn(2, parts::add);
    first.snapshot().save(dir.resolve("r.safetensors"));
    Reinforce second = reinforce();
    second.snapshot().load(dir.resolve("r.safetensors"));
    assertThat(second.played()).isEqualTo(6);
    second.learn(2, parts::add);
    assertThat(parts).isEqualTo(whole);
  }

  private static Reinforce reinforce() {
    Rng.seed(8);
    Layer policy = network(2);
    return new Reinforce(new CartPole(), policy, new Adam(policy.parameters(), 1e-2), 0.98, 3);
  }

  @Test
  void dqnLearnsAndGoesOnWhereItWas() throws IOException {
    var o = new Dqn.Options(2e-3, 0.97, 5000, 32, 200, 2, 1, 0.01, 1500, 0.03);
    List<Double> returns = new ArrayList<>();
    Dqn agent = new Dqn(new CartPole(), network(2), o);
    agent.learn(4000, returns::add);
    assertThat(last(returns, 10)).isGreaterThan(50);

    Path file = dir.resolve("dqn.safetensors");
    agent.snapshot().save(file);
    List<Double> a = new ArrayList<>();
    agent.learn(agent.steps() + 300, a::add);
    Dqn again = new Dqn(new CartPole(), network(2), o);
    again.snapshot().load(file);
    List<Double> b = new ArrayList<>();
    again.learn(again.steps() + 300, b::add);
    assertThat(b).isEqualTo(a);
  }

  @Test
  void theOldestIsForgotten() {
    ReplayBuffer memory = new ReplayBuffer(3, 1);
    for (int i = 0; i < 5; i++) memory.add(new double[] {i}, i, i, new double[] {i + 1}, i == 4);
    assertThat(memory.count()).isEqualTo(3);
    var b = memory.sample(200, Rng.of(1));
    float[] seen = b.seen().toFloatArray();
    float[] next = b.next().toFloatArray();
    float[] on = b.goesOn().toFloatArray();
    assertThat(seen).contains(2, 3, 4).doesNotContain(0, 1);
    for (int i = 0; i < 200; i++) {
      assertThat(next[i]).isEqualTo(seen[i] + 1);
      assertThat(on[i]).isEqualTo(seen[i] == 4 ? 0 : 1);
    }
    assertThatThrownBy(() -> new ReplayBuffer(3, 1).sample(1, Rng.of(1)))
        .hasMessageContaining("nothing to draw from");
    assertThatThrownBy(() -> new Dqn(new Pendulum(), network(2), Dqn.Options.USUAL))
        .hasMessageContaining("discrete");
  }
}
