package jotter.nn;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.nn.layers.BatchNorm1d;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.nn.layers.Tanh;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// A compiled layer follows its layer: mode, parameters, hooks, names.
class CompiledLayerTest {
  private static Sequential model() {
    return new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Tanh(), new Linear(4, 2));
  }

  private static void same(Tensor a, Tensor b) {
    assertThat(a.toFloatArray()).isEqualTo(b.toFloatArray());
  }

  @Test
  void theModeIsFollowed() {
    Sequential m = new Sequential(new Linear(3, 3), new Dropout(0.5));
    CompiledLayer fast = m.compile();
    Tensor x = Tensor.randn(5, 3);
    Rng.seed(1);
    Tensor expected = m.apply(x);
    Rng.seed(1);
    same(fast.apply(x), expected);
    fast.eval();
    assertThat(m.isTraining()).isFalse();
    same(fast.apply(x), m.apply(x));
    same(
        Mode.train(() -> Rng.with(Rng.of(3), () -> fast.apply(x))),
        Mode.train(() -> Rng.with(Rng.of(3), () -> m.apply(x))));
    assertThat(fast.compiled().statistics()).contains("compiled 2 times");
  }

  @Test
  void parametersAreTheLayersOwn() {
    Sequential m = model();
    CompiledLayer fast = m.compile();
    assertThat(fast.stateNames()).isEqualTo(m.stateNames());
    assertThat(fast.parameters()).isEqualTo(m.parameters());
    Tensor x = Tensor.randn(6, 3);
    fast.apply(x).sum().backward();
    assertThat(m.parameters()).allSatisfy(p -> assertThat(p.grad()).isNotNull());
    m.eval();
    same(fast.apply(x), m.apply(x));
    // Changed in place, loaded, replaced, converted: the next call sees it.
    Grad.off(() -> m.parameters().getFirst().value().detach().mul_(2));
    same(fast.apply(x), m.apply(x));
    m.loadStateDict(model().stateDict());
    same(fast.apply(x), m.apply(x));
    m.parameters().getFirst().set(Tensor.randn(4, 3));
    same(fast.apply(x), m.apply(x));
    m.to(DType.FLOAT64);
    Tensor wide = x.to(DType.FLOAT64);
    assertThat(fast.apply(wide).toDoubleArray()).isEqualTo(m.apply(wide).toDoubleArray());
    m.freeze();
    assertThat(fast.apply(wide).requiresGrad()).isFalse();
  }

  @Test
  void runningStatisticsMove() {
    Sequential m = model();
    Layer plain = m.copy();
    CompiledLayer fast = m.compile();
    Tensor x = Tensor.randn(6, 3);
    for (int i = 0; i < 3; i++) {
      fast.apply(x);
      plain.apply(x);
    }
    m.stateDict().forEach((n, t) -> assertThat(t.equal(plain.stateDict().get(n))).as(n).isTrue());
  }

  @Test
  void hooksMakeItRunAsItIs() {
    Sequential m = model();
    CompiledLayer fast = m.compile();
    Tensor x = Tensor.randn(6, 3);
    int[] seen = {0};
    Runnable remove =
        m.layers()
            .get(2)
            .onAfter(
                (l, in, out) -> {
                  seen[0]++;
                  return null;
                });
    fast.apply(x);
    fast.apply(x);
    assertThat(seen[0]).isEqualTo(2);
    remove.run();
    fast.apply(x);
    assertThat(seen[0]).isEqualTo(2);
  }

  @Test
  void aLazyLayerFindsItsShapesFirst() {
    Sequential m = new Sequential(Linear.lazy(4, true), new Tanh());
    CompiledLayer fast = m.compile();
    Tensor x = Tensor.randn(2, 7);
    same(fast.apply(x), m.apply(x));
    same(fast.apply(x), m.apply(x));
    Grad.off(() -> m.parameters().getFirst().value().detach().fill_(0));
    same(fast.apply(x), m.apply(x));
    assertThat(m.trace(x).parameters()).hasSize(2);
  }
}
