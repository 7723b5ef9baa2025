package jotter.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import jotter.nn.Param;
import jotter.nn.layers.BatchNorm1d;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private static final Tensor A = Tensor.of(new float[] {3, 1, 0, 1, 2, 0, 0, 0, 1}, 3, 3);

  static Stream<Function<Collection<Param>, Optimizer>> all() {
    return Stream.of(
        p -> new SGD(p, 0.05).momentum(0.9).nesterov(true),
        p -> new Adam(p, 0.1).amsgrad(true),
        p -> new AdamW(p, 0.1),
        p -> new NAdam(p, 0.1),
        p -> new RAdam(p, 0.1),
        p -> new Adamax(p, 0.1),
        p -> new Adadelta(p, 1).eps(1e-2),
        p -> new Adagrad(p, 0.5),
        p -> new Adafactor(p, 0.1),
        p -> new ASGD(p, 0.1),
        p -> new RMSprop(p, 0.05).centered(true).momentum(0.5),
        p -> new Rprop(p, 0.05),
        p -> new SparseAdam(p, 0.1),
        p -> new Muon(p, 0.05).weightDecay(0),
        p -> new LBFGS(p, 1).strongWolfe(true));
  }

  private static double step(Optimizer o, Param p) {
    return Scope.run(
        () ->
            o.step(
                () -> {
                  o.zeroGrad();
                  Tensor x = p.value();
                  Tensor loss = x.mul(A.matmul(x)).sum();
                  loss.backward();
                  return loss;
                }));
  }

  @ParameterizedTest
  @MethodSource("all")
  void goesDownABowlAndContinuesFromItsState(Function<Collection<Param>, Optimizer> make) {
    Param p = new Param(Tensor.of(new float[] {1, -2, 3, 1, 2, -1}, 3, 2));
    Optimizer o = make.apply(List.of(p));
    double first = step(o, p);
    for (int i = 0; i < 20; i++) step(o, p);
    Param q = new Param(p.value().clone());
    Optimizer resumed = make.apply(List.of(q));
    resumed.loadStateDict(o.stateDict());
    for (int i = 0; i < 5; i++)
      assertThat(step(resumed, q)).as("loss of step " + i).isEqualTo(step(o, p));
    assertThat(q.value().equal(p.value())).isTrue();
    assertThat(step(o, p)).isLessThan(first / 2);
  }

  @Test
  void plainTensorsAreUpdatedByTheirOwnGradients() {
    Tensor w = Tensor.of(2f, -4f).requiresGrad_();
    Optimizer o = new SGD(Optimizer.of(w), 0.25);
    w.square().sum().backward();
    o.step();
    assertThat(w.toFloatArray()).containsExactly(1, -2);
    o.zeroGrad();
    assertThat(w.grad()).isNull();
    assertThatThrownBy(() -> Optimizer.of(w.mul(2))).hasMessageContaining("leaf");
    assertThatThrownBy(() -> Optimizer.of(Tensor.ones(2))).hasMessageContaining("requiresGrad_()");
  }

  @Test
  void groupsHaveOptionsOfTheirOwn() {
    Param a = new Param(Tensor.ones(2));
    Param b = new Param(Tensor.ones(2));
    Optimizer o = new SGD(List.of(a), 0.1);
    o.addGroup(List.of(b), Map.of("lr", 0.5));
    for (Param p : List.of(a, b)) p.value().setGrad(Tensor.ones(2));
    o.step();
    assertThat(a.value().toFloatArray()).containsOnly(0.9f);
    assertThat(b.value().toFloatArray()).containsOnly(0.5f);
    assertThatThrownBy(() -> o.addGroup(List.of(), Map.of("rate", 1.0)))
        .hasMessageContaining("no option 'rate'");
    assertThatThrownBy(() -> o.addGroup(List.of(a), Map.of()))
        .hasMessageContaining("appears twice");
  }

  @Test
  void gradientsAreClipped() {
    Param a = new Param(Tensor.zeros(2));
    Param b = new Param(Tensor.zeros(1));
    a.value().setGrad(Tensor.of(3f, 0f));
    b.value().setGrad(Tensor.of(4f));
    assertThat(Clip.norm(List.of(a, b), 1)).isCloseTo(5, within(1e-5));
    assertThat(a.grad().toFloatArray()[0]).isCloseTo(0.6f, within(1e-5f));
    Clip.value(List.of(b), 0.5);
    assertThat(b.grad().item()).isEqualTo(0.5);
  }

  @Test
  void averagedWeightsFollow() {
    var net = new Sequential(new Linear(2, 2), new BatchNorm1d(2));
    var mean = AveragedWeights.mean(net);
    var slow = AveragedWeights.exponential(net, 0.75);
    Param w = net.parameters().getFirst();
    List<Double> seen = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      w.set(Tensor.full(new long[] {2, 2}, i * 4, jotter.tensor.DType.FLOAT32));
      mean.update(net);
      slow.update(net);
      seen.add(slow.model().parameters().getFirst().value().mean().item());
    }
    assertThat(mean.model().parameters().getFirst().value().mean().item()).isEqualTo(4);
    assertThat(seen).containsExactly(0.0, 1.0, 2.75);
    mean.refreshStatistics(List.of(Tensor.randn(8, 2), Tensor.randn(8, 2)));
    assertThat(mean.model().stateDict().get("1.num_batches_tracked").item()).isEqualTo(2);
  }

  @Test
  void aSchedulerContinuesFromItsState() {
    Optimizer o = new SGD(List.of(new Param(Tensor.ones(1))), 1).momentum(0.9);
    Optimizer p = new SGD(List.of(new Param(Tensor.ones(1))), 1).momentum(0.9);
    Scheduler s = new CosineAnnealingWarmRestarts(o, 3, 2, 0.01);
    for (int i = 0; i < 7; i++) s.step();
    Scheduler t = new CosineAnnealingWarmRestarts(p, 3, 2, 0.01);
    t.loadState(s.state());
    p.loadStateDict(o.stateDict());
    for (int i = 0; i < 10; i++) {
      s.step();
      t.step();
      assertThat(t.lrs()).isEqualTo(s.lrs());
    }
  }
}
