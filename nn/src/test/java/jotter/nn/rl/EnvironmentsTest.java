package jotter.nn.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Expected values were computed with Gymnasium 1.3.
class EnvironmentsTest {
  private static Environment.Step roll(Environment env, double... actions) {
    Environment.Step s = null;
    for (double a : actions) s = env.step(a);
    return s;
  }

  private static void seen(Environment.Step s, double tolerance, double... expected) {
    for (int i = 0; i < expected.length; i++)
      assertThat(s.observation()[i]).isCloseTo(expected[i], within(tolerance));
  }

  @Test
  void cartPole() {
    CartPole env = new CartPole();
    env.reset(0.01, -0.02, 0.03, 0.04);
    Environment.Step s = roll(env, 1, 0, 1, 1, 1, 0, 1, 1);
    seen(
        s,
        1e-12,
        0.053420871385917564,
        0.7585757900009673,
        -0.029261363815825135,
        -1.0887746441444994);
    assertThat(s.reward()).isEqualTo(1);
    assertThat(s.terminated()).isFalse();
  }

  @Test
  void mountainCar() {
    MountainCar env = new MountainCar();
    env.reset(-0.5, 0);
    Environment.Step s = roll(env, 2, 2, 2, 0, 0, 1, 2);
    seen(s, 1e-12, -0.4935014481064946, 0.0005645944128351696);
    assertThat(s.reward()).isEqualTo(-1);
    env.reset(-1.19, -0.06);
    seen(roll(env, 0, 0, 2), 1e-12, -1.194270205713714, 0.004487898245450696);
  }

  @Test
  void acrobot() {
    Acrobot env = new Acrobot();
    env.reset(0.05, -0.03, 0.02, 0.1);
    Environment.Step s = roll(env, 2, 2, 0, 1, 2, 0, 0, 2);
    seen(
        s,
        1e-10,
        Math.cos(0.09194468607168306),
        Math.sin(0.09194468607168306),
        Math.cos(-0.2184971247304451),
        Math.sin(-0.2184971247304451),
        0.13475609046504006,
        -0.543713941801215);
  }

  @Test
  void pendulum() {
    Pendulum env = new Pendulum();
    env.reset(2.5, -0.7);
    Environment.Step s = roll(env, 1.5, -3, 0.3, 2, -0.5);
    seen(s, 1e-6, Math.cos(2.6852445751599894), Math.sin(2.6852445751599894), 1.6515180586600922);
    assertThat(s.reward()).isCloseTo(-6.954125546313412, within(1e-6));
  }

  @Test
  void frozenLake() {
    FrozenLake env = new FrozenLake(FrozenLake.LARGE, false);
    int[][] next = {{0, 8, 1, 0}, {6, 15, 7, 7}, {10, 19, 12, 3}};
    int[] fields = {0, 7, 11};
    for (int i = 0; i < 3; i++)
      for (int a = 0; a < 4; a++) assertThat(env.next(fields[i], a)).isEqualTo(next[i][a]);
    env.reset(Rng.of(0));
    Environment.Step s = roll(env, 2, 2, 2, 1, 1);
    assertThat(s.observation()).containsExactly(19);
    assertThat(s.terminated()).isTrue();
    assertThat(s.reward()).isZero();
    assertThatThrownBy(() -> env.step(0)).hasMessageContaining("over");

    // On slippery ice each of three ways is as likely.
    FrozenLake ice = new FrozenLake();
    int[] counts = new int[16];
    Rng rng = Rng.of(1);
    for (int i = 0; i < 3000; i++) {
      ice.reset(rng);
      counts[(int) ice.step(1).observation()[0]]++;
    }
    for (int field : new int[] {0, 4, 1}) assertThat(counts[field]).isBetween(900, 1100);
  }

  @Test
  void gridWorld() {
    GridWorld env = new GridWorld();
    double[] at = env.reset(Rng.of(3));
    Environment.Step s = null;
    while (at[0] != at[2]) at = (s = env.step(at[0] < at[2] ? 0 : 2)).observation();
    while (at[1] != at[3]) at = (s = env.step(at[1] < at[3] ? 1 : 3)).observation();
    assertThat(s.terminated()).isTrue();
    assertThat(s.reward()).isEqualTo(1);
  }

  @Test
  void episodesAreCutOffAndPicturesDrawn() {
    for (Environment env :
        List.of(
            new CartPole(),
            new MountainCar(),
            new Acrobot(),
            new Pendulum(),
            new FrozenLake(),
            new GridWorld())) {
      Rng rng = Rng.of(5);
      double[] seen = env.reset(rng);
      assertThat(env.observations().contains(seen)).isTrue();
      Tensor picture = env.render();
      assertThat(picture.size(2)).isEqualTo(3);
      assertThat(picture.to(jotter.tensor.DType.FLOAT32).std().item()).isGreaterThan(3);
      int n = 0;
      Environment.Step s;
      do {
        s = env.step(env.actions().sample(rng));
        n++;
        assertThat(env.observations().contains(s.observation())).isTrue();
      } while (!s.isOver());
      assertThat(n).isLessThanOrEqualTo(500);
      env.reset(rng);
      assertThatThrownBy(() -> env.step(99, 1)).hasMessageContaining("no action");
    }
    MountainCar car = new MountainCar();
    car.reset(Rng.of(1));
    Environment.Step s = null;
    for (int i = 0; i < 200; i++) s = car.step(1);
    assertThat(s.truncated()).isTrue();
    assertThat(s.terminated()).isFalse();
  }

  @Test
  void episodesAreTheSameForTheSameSeed() {
    double[] a = new CartPole().reset(Rng.of(8));
    assertThat(new CartPole().reset(Rng.of(8))).isEqualTo(a);
    assertThat(new CartPole().reset(Rng.of(9))).isNotEqualTo(a);
  }

  @Test
  void manyBeginAnewByThemselves() {
    var envs = new VectorEnvironment(CartPole::new, 3);
    envs.reset(Rng.of(1));
    int over = 0;
    for (int i = 0; i < 60; i++) {
      var s = envs.step(new double[][] {{1}, {1}, {0}});
      for (int k = 0; k < 3; k++) {
        if (!s.terminated()[k]) continue;
        over++;
        assertThat(Math.abs(s.last()[k][2])).isGreaterThan(0.2);
        assertThat(Math.abs(s.observations()[4 * k + 2])).isLessThan(0.06f);
      }
      assertThat(s.returns()).allMatch(r -> r >= 8 && r <= 12);
    }
    assertThat(over).isGreaterThan(12);
    assertThat(envs.observations().shape()).containsExactly(3, 4);
  }
}
