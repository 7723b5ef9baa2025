package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Dispatch;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.graph.Compile;
import jotter.tensor.graph.Compiled;
import jotter.tensor.graph.Graph;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Types;
import jotter.tensor.spi.Engines;
import jotter.tensor.testkit.samples.Catalogue;
import jotter.tensor.testkit.samples.FamilySamples;
import jotter.tensor.testkit.samples.PointwiseSamples;
import jotter.tensor.testkit.samples.Sample;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A compiled function is the function: its values to the last bit, its gradients, its effects.
class CompileTest {
  private static void same(String what, Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).as(what).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(actual.toByteArray()).as(what).isEqualTo(expected.toByteArray());
  }

  private static void near(String what, Tensor actual, Tensor expected) {
    assertThat(actual == null).as(what).isEqualTo(expected == null);
    if (actual == null) return;
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(actual.dtype()).as(what).isEqualTo(expected.dtype());
    double limit = expected.dtype() == DType.FLOAT64 ? 1e-10 : 1e-4;
    double[] a = actual.to(DType.FLOAT64).toDoubleArray();
    double[] b = expected.to(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < a.length; i++) {
      if (Double.isNaN(a[i]) && Double.isNaN(b[i]) || a[i] == b[i]) continue;
      assertThat(Math.abs(a[i] - b[i]))
          .as(what + " element " + i + ": " + a[i] + " and " + b[i])
          .isLessThanOrEqualTo(limit * Math.max(1, Math.abs(b[i])));
    }
  }

  /// Values without gradients, then values and gradients, twice each.
  private static Compiled agrees(String what, Function<Tensor[], Tensor> f, Tensor... x) {
    Compiled c = Compile.all(a -> new Tensor[] {f.apply(a)});
    Tensor expected = Grad.off(() -> f.apply(x));
    for (int k = 0; k < 2; k++) same(what, Grad.off(() -> c.all(x)[0]), expected);
    if (!expected.dtype().isFloatingPoint()) return c;
    Tensor[] leaves = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      leaves[i] = x[i].detach();
      if (leaves[i].isFloatingPoint()) leaves[i].requiresGrad_();
    }
    List<Tensor> wanted = Stream.of(leaves).filter(Tensor::requiresGrad).toList();
    if (wanted.isEmpty()) return c;
    Tensor y = f.apply(leaves);
    if (!y.requiresGrad()) return c;
    Tensor g = Rng.with(Rng.of(11), () -> Tensor.randnLike(y.detach()));
    Tensor[] of;
    try {
      of = gradients(y, g, wanted);
    } catch (UnsupportedOperationException | TensorException.OfGrad e) {
      return c;
    }
    for (int k = 0; k < 2; k++) {
      Tensor z = c.all(leaves)[0];
      same(what + " with gradients", z.detach(), y.detach());
      Tensor[] got = gradients(z, g, wanted);
      for (int i = 0; i < of.length; i++) near(what + " gradient " + i, got[i], of[i]);
    }
    return c;
  }

  private static Tensor[] gradients(Tensor y, Tensor g, List<Tensor> wanted) {
    Tensor[] one = {y};
    Tensor[] in = wanted.toArray(Tensor[]::new);
    return Autograd.grad(one, in, new Tensor[] {g}, false, false, true);
  }

  /// Weights that an engine keeps, what is done with results at once, and images that lie with the
  /// channels innermost in between: nobody can tell from outside.
  @Test
  void frozenNetworks() {
    Rng.seed(5);
    Tensor x = Tensor.randn(2, 16, 9, 7);
    Tensor a = Tensor.randn(32, 16, 3, 3).mul(0.1);
    Tensor b = Tensor.randn(32, 32, 1, 1).mul(0.1);
    Tensor d = Tensor.randn(32, 1, 3, 3);
    Tensor e = Tensor.randn(32);
    Tensor l = Tensor.randn(40, 32 * 2 * 2).mul(0.1);
    UnaryOperator<Tensor> body =
        t -> {
          long[] one = {1};
          Tensor u = F.conv2d(t, a, e, new long[] {2}, one, one, 1);
          Tensor v = F.conv2d(u, b, null).add(u).relu();
          Tensor g = F.conv2d(v, d, e, one, one, one, 32);
          return g.clamp(0, 6).mul(v.sigmoid()).sub(e.reshape(1, 32, 1, 1));
        };
    UnaryOperator<Tensor> net =
        t -> F.linear(F.maxPool2d(body.apply(t), 2).flatten(1, -1), l, null).relu();
    UnaryOperator<Tensor> bare = t -> F.conv2d(t, a, e);
    UnaryOperator<Tensor> pooled = t -> F.maxPool2d(F.conv2d(t, a, e).relu(), 2);
    Tensor turned = Tensor.randn(40, 2).t();
    UnaryOperator<Tensor> sum =
        t -> F.linear(F.conv2d(t, a, e).mean(2, 3), l.narrow(1, 0, 32), null).add(turned);
    for (UnaryOperator<Tensor> f : List.of(body, net, bare, pooled, sum)) {
      Compiled c = Compile.all(t -> new Tensor[] {f.apply(t[0])}).frozen();
      Tensor expected = Grad.off(() -> f.apply(x));
      for (int k = 0; k < 3; k++) {
        Tensor y = c.apply(k < 2 ? x : x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
        near("frozen", y, expected);
        assertThat(y.isContiguous()).isTrue();
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> families() {
    return FamilySamples.all().entrySet().stream()
        .filter(e -> !e.getKey().getSimpleName().equals("Part"))
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey().getSimpleName(),
                    () -> {
                      Sample s = e.getValue();
                      for (var layout : Layouts.ALL.entrySet()) {
                        Sample other = s.with(layout.getValue()::apply);
                        agrees(layout.getKey(), other.call(), other.inputs());
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> pointwise() throws Exception {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> c : Catalogue.all())
      if (Pointwise.class.isAssignableFrom(c) && !Formulaic.class.isAssignableFrom(c)) all.add(c);
    return all.stream()
        .map(
            c -> DynamicTest.dynamicTest(c.getSimpleName(), () -> chained(PointwiseSamples.of(c))));
  }

  /// The operation with others before and behind it, in two types.
  private static void chained(Pointwise op) {
    Tensor[] x = PointwiseSamples.inputs(op, 3, 50);
    if (op.types() == Types.BITS)
      for (int i = 0; i < x.length; i++) x[i] = x[i].abs().mul(5).to(DType.INT64);
    Function<Tensor[], Tensor> f =
        a -> {
          Tensor[] in = new Tensor[a.length];
          for (int i = 0; i < a.length; i++) in[i] = a[i].mul(1).add(0);
          Tensor y = in.length == 1 ? Dispatch.pointwise(op, in[0]) : Dispatch.pointwise(op, in);
          return y.mul(2).sub(y);
        };
    agrees(op.name(), f, x);
    if (op.types() == Types.BITS) return;
    Tensor[] single = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) single[i] = x[i].to(DType.FLOAT32);
    agrees(op.name() + " float32", f, single);
  }

  @Test
  void aChainIsOneKernel() {
    Tensor a = Tensor.randn(40, 30);
    Tensor b = Tensor.randn(30);
    Compiled c = agrees("chain", t -> t[0].mul(t[0].sigmoid()).mul(t[1]).add(t[0]), a, b);
    Graph g = c.graphs().getFirst();
    assertThat(g.nodes()).hasSize(1);
    // Backwards: one kernel for a's gradient, one for what is summed to b's.
    Graph back = c.graphs().get(2);
    assertThat(back.nodes().stream().filter(n -> n.isPointwise())).hasSize(2);
    // Nothing is kept: backward has the arguments.
    assertThat(c.graphs().get(1).outputs()).hasSize(1);
  }

  @Test
  void choicesAndMasksAreOneKernel() {
    Tensor a = Tensor.randn(500);
    Tensor b = Tensor.randn(500);
    Compiled c =
        agrees(
            "masks",
            t -> {
              Tensor m = t[0].gt(t[1]).logicalAnd(t[0].ne(0));
              return Tensor.where(m, t[0].exp(), Tensor.zerosLike(t[0]))
                  .add(m.to(DType.FLOAT32).mul(t[1]));
            },
            a,
            b);
    assertThat(c.graphs().getFirst().nodes()).hasSize(1);
  }

  @Test
  void networksWithReductionsAndProducts() {
    Rng.seed(2);
    Tensor x = Tensor.randn(6, 8);
    Tensor w = Tensor.randn(8, 5);
    Tensor b = Tensor.randn(5);
    agrees("linear", t -> t[0].matmul(t[1]).add(t[2]).gelu().pow(2).mean(), x, w, b);
    agrees(
        "layer norm",
        t -> {
          Tensor mean = t[0].mean(new int[] {1}, true);
          Tensor v = t[0].sub(mean).square().mean(new int[] {1}, true);
          return t[0].sub(mean).div(v.add(1e-5).sqrt());
        },
        x);
    agrees(
        "softmax",
        t -> t[0].matmul(t[1]).softmax(1).log().mul(t[2]).sum(new int[] {1}, false),
        x,
        w,
        b);
    Tensor img = Tensor.randn(2, 3, 9, 9);
    Tensor k = Tensor.randn(4, 3, 3, 3);
    long[] one = {1};
    agrees(
        "convolution",
        t -> F.maxPool2d(F.conv2d(t[0], t[1], null, one, one, one, 1).tanh().mul(2), 2).sum(),
        img,
        k);
    Tensor labels = Tensor.of(0L, 3L, 1L, 2L, 4L, 0L);
    agrees("cross entropy", t -> F.crossEntropy(t[0].matmul(t[1]).relu(), labels), x, w);
  }

  @Test
  void leavesOutsideGetTheirGradients() {
    Tensor w = Tensor.randn(4, 3).requiresGrad_();
    Compiled c = Compile.of(x -> x.matmul(w).tanh().sum());
    Tensor x = Tensor.randn(5, 4);
    x.matmul(w).tanh().sum().backward();
    Tensor expected = w.grad();
    for (int i = 0; i < 3; i++) {
      w.setGrad(null);
      c.apply(x).backward();
      near("gradient", w.grad(), expected);
      // A step of an optimizer: the next run sees the new weights.
      Grad.off(() -> w.mul_(1));
    }
    Grad.off(() -> w.fill_(0));
    assertThat(c.apply(x).item()).isZero();
    assertThat(c.statistics()).contains("compiled 1 times");
  }

  @Test
  void staleLeavesAreRefusedAsEver() {
    Tensor x = Tensor.randn(4).requiresGrad_();
    Tensor y = Compile.of(t -> t.mul(t)).apply(x);
    Grad.off(() -> x.add_(1));
    assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("changed in place");
    Tensor z = Compile.of(t -> t.mul(t).sum()).apply(x);
    z.backward(null, true, false);
    z.backward();
    assertThatThrownBy(() -> z.backward()).hasMessageContaining("already used");
  }

  @Test
  void detachedPartsAndOutputsOfAllKinds() {
    Tensor x = Tensor.randn(3, 4).requiresGrad_();
    Compiled c =
        Compile.all(
            t -> {
              Tensor y = t[0].exp();
              return new Tensor[] {y.mul(y.detach()), y.detach().add(1), t[0].gt(0), t[0].t()};
            });
    Tensor[] r = c.all(x);
    assertThat(r[0].requiresGrad()).isTrue();
    assertThat(r[1].requiresGrad()).isFalse();
    assertThat(r[2].dtype()).isEqualTo(DType.BOOL);
    r[0].sum().add(r[3].mul(3).sum()).backward();
    near("gradient", x.grad(), x.detach().exp().square().add(3));
  }

  @Test
  void everyKindOfCallIsCompiledOnceUpToTheLimit() {
    int[] runs = {0};
    UnaryOperator<Tensor> f =
        t -> {
          runs[0]++;
          return t.mul(2).add(1);
        };
    Compiled c = Compile.of(f).limit(2);
    for (int i = 0; i < 5; i++) c.apply(Tensor.ones(3));
    assertThat(runs[0]).isEqualTo(1);
    c.apply(Tensor.ones(4));
    assertThat(runs[0]).isEqualTo(2);
    same("over the limit", c.apply(Tensor.ones(5)), Tensor.full(new long[] {5}, 3f));
    assertThat(runs[0]).isEqualTo(3);
    c.apply(Tensor.ones(3));
    assertThat(runs[0]).isEqualTo(3);
    assertThat(c.apply(Tensor.ones(3).t()).toFloatArray()).containsExactly(3, 3, 3);
  }

  @Test
  void decisionsByDataRunAsTheyAre() {
    Compiled c = Compile.of(t -> t.sum().item() > 0 ? t.mul(2) : t.neg());
    assertThat(c.apply(Tensor.ones(2)).toFloatArray()).containsExactly(2, 2);
    assertThat(c.apply(Tensor.ones(2).neg()).toFloatArray()).containsExactly(1, 1);
    assertThat(c.statistics()).contains("run as it is for 1");
    // An error of the function is its own.
    assertThatThrownBy(() -> Compile.of(t -> t.reshape(7)).apply(Tensor.ones(3)))
        .hasMessageContaining("reshape");
  }

  @Test
  void effectsOutsideHappenOncePerCall() {
    Tensor seen = Tensor.zeros(1);
    Compiled c =
        Compile.of(
            t -> {
              Grad.off(() -> seen.add_(1));
              return t.mul(2);
            });
    Tensor x = Tensor.ones(3).requiresGrad_();
    for (int i = 0; i < 3; i++) c.apply(x).sum().backward();
    assertThat(seen.item()).isEqualTo(3);
    assertThat(x.grad().toFloatArray()).containsExactly(6, 6, 6);
  }

  @Test
  void randomNumbersAreThoseOfTheFunction() {
    UnaryOperator<Tensor> f = t -> F.dropout(t, 0.3, true).mul(2);
    Compiled c = Compile.of(f);
    Tensor x = Tensor.randn(1000).requiresGrad_();
    for (int i = 0; i < 2; i++) {
      Rng.seed(8);
      Tensor y = f.apply(x);
      Rng.seed(8);
      Tensor z = c.apply(x);
      same("dropout", z.detach(), y.detach());
      Tensor[] a = gradients(y, Tensor.onesLike(y.detach()), List.of(x));
      Tensor[] b = gradients(z, Tensor.onesLike(z.detach()), List.of(x));
      same("mask", b[0], a[0]);
    }
  }

  @Test
  void threadsShareOneCompilation() throws Exception {
    Compiled c = Compile.of((a, b) -> a.mul(b).exp().add(a).tanh().mul(b));
    Tensor[] xs = new Tensor[8];
    Tensor[] expected = new Tensor[8];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = Tensor.randn(300, 7);
      Tensor a = xs[i];
      expected[i] = a.mul(a).exp().add(a).tanh().mul(a);
    }
    try (var pool = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int k = 0; k < 64; k++) {
        int i = k % 8;
        work.add(
            () -> {
              Tensor[] copy = {xs[i], xs[i].clone()};
              same("thread", c.all(copy)[0], expected[i]);
              return null;
            });
      }
      for (Future<Void> done : pool.invokeAll(work)) done.get();
    }
    assertThat(c.statistics()).contains("compiled 1 times");
  }

  @Test
  void scopesDoNotTakeConstantsAway() {
    Compiled c = Compile.of(t -> t.mul(Tensor.arange(4).to(DType.FLOAT32).sqrt()).sum());
    Tensor x = Tensor.ones(4).requiresGrad_();
    for (int i = 0; i < 3; i++) Scope.run(() -> c.apply(x).backward());
    assertThat(x.grad().toFloatArray()[3]).isCloseTo((float) (3 * Math.sqrt(3)), within());
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.data.Offset.offset(1e-5f);
  }

  @Test
  void anInterruptEndsARun() {
    Compiled c = Compile.of(t -> t.matmul(t).exp().sum(0));
    Tensor x = Tensor.randn(8, 8);
    c.apply(x);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> c.apply(x)).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void intermediateMemoryIsGivenBack() {
    UnaryOperator<Tensor> f =
        t -> {
          Tensor y = t;
          for (int i = 0; i < 20; i++) y = y.matmul(t).mul(0.1).tanh();
          return y;
        };
    Compiled c = Compile.of(f);
    Tensor x = Tensor.randn(256, 256);
    Tensor expected = f.apply(x);
    c.apply(x);
    long before = Engines.of(Device.CPU).memory().held();
    Tensor[] results = new Tensor[20];
    for (int i = 0; i < results.length; i++) results[i] = c.apply(x);
    long each = (Engines.of(Device.CPU).memory().held() - before) / results.length;
    same("result", results[19], expected);
    // Only the results are left, and what other tests' garbage may give back meanwhile.
    assertThat(each).isLessThan(2 * 256 * 256 * 4);
  }

  @Test
  void gradientsOfGradientsAreRefused() {
    Tensor x = Tensor.randn(3).requiresGrad_();
    Tensor y = Compile.of(t -> t.pow(3).sum()).apply(x);
    assertThatThrownBy(() -> y.backward(null, true, true)).hasMessageContaining("compiled");
  }
}
