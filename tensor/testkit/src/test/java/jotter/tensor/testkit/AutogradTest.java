package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.autograd.Checkpoint;
import jotter.tensor.autograd.Functional;
import jotter.tensor.autograd.GradCheck;
import jotter.tensor.op.Custom;
import jotter.tensor.op.Saved;
import org.junit.jupiter.api.Test;

/// The graph: leaves, hooks, changes in place, views, custom operations and functions of functions.
class AutogradTest {
  private static Tensor leaf(double... v) {
    return Tensor.of(v).requiresGrad_();
  }

  private static double[] values(Tensor t) {
    return t.toDoubleArray();
  }

  @Test
  void gradientsAccumulateInLeaves() {
    Tensor x = leaf(1, 2, 3);
    x.mul(x).sum().backward();
    assertThat(values(x.grad())).containsExactly(2, 4, 6);
    x.mul(3).sum().backward();
    assertThat(values(x.grad())).containsExactly(5, 7, 9);
  }

  @Test
  void twoLeavesNeverShareAGradient() {
    Tensor a = leaf(1, 2);
    Tensor b = leaf(3, 4);
    a.add(b).backward(Tensor.of(1.0, 1.0));
    Grad.off(() -> a.grad().mul_(10));
    assertThat(values(b.grad())).containsExactly(1, 1);
  }

  @Test
  void aGraphIsUsedOnceUnlessRetained() {
    Tensor x = leaf(2);
    Tensor y = x.mul(x).sum();
    y.backward();
    assertThatThrownBy(y::backward)
        .isInstanceOf(TensorException.OfGrad.class)
        .hasMessageContaining("retainGraph");
    Tensor z = x.mul(x).sum();
    z.backward(null, true, false);
    z.backward();
    assertThat(values(x.grad())).containsExactly(12);
  }

  @Test
  void aStaleSavedTensorIsRefusedByName() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp();
    y.add_(1);
    assertThatThrownBy(() -> y.sum().backward())
        .hasMessageContaining("exp")
        .hasMessageContaining("add_");
  }

  @Test
  void aLeafCannotBeChangedInPlace() {
    Tensor x = leaf(1, 2);
    assertThatThrownBy(() -> x.add_(1)).hasMessageContaining("Grad.off");
    Grad.off(() -> x.add_(1));
    assertThat(values(x)).containsExactly(2, 3);
  }

  @Test
  void aChangeThroughAViewReachesTheBase() {
    Tensor x = leaf(1, 2, 3);
    Tensor y = x.mul(2);
    y.select(0, 1).mul_(10);
    y.sum().backward();
    assertThat(values(x.grad())).containsExactly(2, 20, 2);
  }

  @Test
  void aViewKnowsOfAChangeOfItsBase() {
    Tensor x = leaf(1, 2, 3);
    Tensor y = x.mul(1);
    Tensor view = y.narrow(0, 0, 2);
    y.mul_(3);
    view.sum().backward();
    assertThat(values(x.grad())).containsExactly(3, 3, 0);
  }

  @Test
  void assignmentByIndexCarriesGradients() {
    Tensor x = leaf(1, 2, 3);
    Tensor v = leaf(5);
    Tensor y = x.mul(1);
    y.set("1", v.reshape());
    y.mul(y).sum().backward();
    assertThat(values(x.grad())).containsExactly(2, 0, 6);
    assertThat(values(v.grad())).containsExactly(10);
  }

  @Test
  void hooksSeeAndChangeGradients() {
    Tensor x = leaf(1, 2);
    List<Double> seen = new ArrayList<>();
    Tensor y = x.mul(2);
    Runnable remove =
        y.registerHook(
            g -> {
              seen.add(g.sum().item());
              return g.mul(100);
            });
    y.sum().backward();
    assertThat(seen).containsExactly(2.0);
    assertThat(values(x.grad())).containsExactly(200, 200);
    remove.run();
    x.mul(2).sum().backward();
    assertThat(seen).hasSize(1);
  }

  @Test
  void detachCutsTheGraph() {
    Tensor x = leaf(3);
    Tensor y = x.mul(x.detach());
    y.sum().backward();
    assertThat(values(x.grad())).containsExactly(3);
    assertThat(Grad.off(() -> x.mul(2)).requiresGrad()).isFalse();
  }

  @Test
  void anUnusedInputIsNamed() {
    Tensor x = leaf(1);
    Tensor z = leaf(1);
    assertThatThrownBy(() -> Autograd.grad(x.mul(2).sum(), z))
        .hasMessageContaining("not used")
        .hasMessageContaining("allowUnused");
  }

  @Test
  void gradientsOfGradients() {
    Tensor x = leaf(2);
    Tensor y = x.pow(4).sum();
    Tensor g = Autograd.grad(arr(y), arr(x), null, true, true, false)[0];
    Tensor h = Autograd.grad(arr(g.sum()), arr(x), null, true, true, false)[0];
    Tensor k = Autograd.grad(arr(h.sum()), arr(x), null, false, false, false)[0];
    assertThat(g.item()).isEqualTo(32, within(1e-9));
    assertThat(h.item()).isEqualTo(48, within(1e-9));
    assertThat(k.item()).isEqualTo(48, within(1e-9));
  }

  private static Tensor[] arr(Tensor... t) {
    return t;
  }

  record Cube() implements Custom {
    @Override
    public Tensor[] forward(Tensor... x) {
      return new Tensor[] {x[0].mul(x[0]).mul(x[0])};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {g[0].mul(s.input(0).square()).mul(3)};
    }
  }

  @Test
  void customOperationsHaveGradientsOfEveryOrder() {
    GradCheck.check(x -> Dispatch.one(new Cube(), x[0]), Tensor.of(1.0, -2.0));
    GradCheck.checkTwice(x -> Dispatch.one(new Cube(), x[0]), Tensor.of(1.0, -2.0));
  }

  @Test
  void gradCheckFindsAWrongGradient() {
    record Wrong() implements Custom {
      @Override
      public Tensor[] forward(Tensor... x) {
        return new Tensor[] {x[0].mul(x[0])};
      }

      @Override
      public Tensor[] vjp(Saved s, Tensor... g) {
        return new Tensor[] {g[0].mul(s.input(0))};
      }
    }
    assertThatThrownBy(
            () -> GradCheck.check(x -> Dispatch.one(new Wrong(), x[0]), Tensor.of(1.0, 2.0)))
        .hasMessageContaining("differences");
  }

  @Test
  void derivativesAsFunctions() {
    Tensor x = Tensor.of(1.0, 2.0);
    assertThat(values(Functional.jacobian(t -> t.mul(t), x))).containsExactly(2, 0, 0, 4);
    assertThat(values(Functional.hessian(t -> t.pow(3).sum(), x)))
        .containsExactly(new double[] {6, 0, 0, 12}, within(1e-9));
    assertThat(values(Functional.jvp(t -> t.mul(t), x, Tensor.of(1.0, 1.0)).derivative()))
        .containsExactly(2, 4);
    assertThat(values(Functional.vjp(t -> t.mul(t), x, Tensor.of(1.0, 3.0)).derivative()))
        .containsExactly(2, 12);
    assertThat(
            values(
                Functional.grad(Functional.grad(t -> t.pow(3).sum()).andThen(Tensor::sum))
                    .apply(x)))
        .containsExactly(new double[] {6, 12}, within(1e-9));
    assertThat(
            values(
                Functional.vmap(t -> t.sum()).apply(Tensor.ones(new long[] {2, 3}, DType.FLOAT64))))
        .containsExactly(3, 3);
  }

  @Test
  void checkpointedPartsHaveTheSameGradients() {
    Tensor x = leaf(0.5, 1.5);
    Tensor w = leaf(2, 3);
    Checkpoint.run(t -> t[0].mul(w).tanh(), x).sum().backward();
    double[] gx = values(x.grad());
    double[] gw = values(w.grad());
    x.setGrad(null);
    w.setGrad(null);
    x.mul(w).tanh().sum().backward();
    assertThat(gx).containsExactly(values(x.grad()));
    assertThat(gw).containsExactly(values(w.grad()));
  }

  @Test
  void anomalyModeNamesTheOperationAndTheLine() {
    Tensor x = leaf(-1);
    assertThatThrownBy(() -> Grad.detectAnomaly(() -> x.log().sum().backward()))
        .hasMessageContaining("log")
        .hasMessageContaining("AutogradTest");
  }

  @Test
  void aDeepGraphNeedsNoStack() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) y = y.add(0);
    y.sum().backward();
    assertThat(values(x.grad())).containsExactly(1);
  }
}
