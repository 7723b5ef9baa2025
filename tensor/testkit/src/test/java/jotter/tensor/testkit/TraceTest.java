package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import jotter.tensor.graph.Graph;
import jotter.tensor.graph.GraphNode;
import jotter.tensor.graph.Passes;
import jotter.tensor.graph.Trace;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Types;
import jotter.tensor.testkit.samples.Catalogue;
import jotter.tensor.testkit.samples.FamilySamples;
import jotter.tensor.testkit.samples.PointwiseSamples;
import jotter.tensor.testkit.samples.Sample;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// A graph computes what the function computed, to the last bit.
class TraceTest {
  /// Operations whose result has a shape that depends on data, or that look at data.
  private static final Set<String> REFUSED = Set.of("Places", "Cholesky", "Part", "LeastSquares");

  private static void same(String what, Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).as(what).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(actual.toByteArray()).as(what).isEqualTo(expected.toByteArray());
  }

  private static void replays(String what, Function<Tensor[], Tensor> f, Tensor... x) {
    Graph g = Trace.all(a -> new Tensor[] {f.apply(a)}, x);
    Tensor expected = Grad.off(() -> f.apply(x));
    same(what, g.run(x)[0], expected);
    same(what + " folded", Passes.common(Passes.fold(g)).run(x)[0], expected);
  }

  @TestFactory
  Stream<DynamicTest> families() {
    return FamilySamples.all().entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey().getSimpleName(),
                    () -> {
                      Sample s = e.getValue();
                      String name = e.getKey().getSimpleName();
                      if (REFUSED.contains(name)) {
                        assertThatThrownBy(() -> replays(name, s.call(), s.inputs()))
                            .hasMessageContaining("trace: ");
                        return;
                      }
                      for (var layout : Layouts.ALL.entrySet()) {
                        Sample other = s.with(layout.getValue()::apply);
                        replays(layout.getKey(), other.call(), other.inputs());
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
            c ->
                DynamicTest.dynamicTest(
                    c.getSimpleName(),
                    () -> {
                      Pointwise op = PointwiseSamples.of(c);
                      Tensor[] x = PointwiseSamples.inputs(op, 3, 5);
                      if (op.types() == Types.BITS)
                        for (int i = 0; i < x.length; i++) x[i] = x[i].abs().mul(5).to(DType.INT64);
                      replays(
                          c.getSimpleName(),
                          a ->
                              a.length == 1
                                  ? Dispatch.pointwise(op, a[0])
                                  : Dispatch.pointwise(op, a),
                          x);
                    }));
  }

  @Test
  void changesInPlaceBecomeValues() {
    Rng.seed(1);
    Tensor x = Tensor.randn(4, 6);
    Tensor y = Tensor.randn(4, 6);
    replays(
        "view of a view",
        a -> {
          Tensor t = a[0].clone();
          Tensor row = t.select(0, 1);
          Tensor part = row.narrow(0, 2, 3);
          part.mul_(10);
          row.add_(1);
          t.t().select(0, 0).zero_();
          return t.mul(part.sum()).add(row.sum());
        },
        x);
    replays(
        "diagonal",
        a -> {
          Tensor t = a[0].mul(1);
          t.diagonal(0, 0, 1).fill_(7);
          t.reshape(24).narrow(0, 20, 4).copy_(a[1].select(0, 0).narrow(0, 0, 4));
          return t;
        },
        x,
        y);
    replays(
        "filled room",
        a -> {
          Tensor room = Tensor.zeros(2, 4, 6);
          room.select(0, 0).copy_(a[0]);
          room.select(0, 1).copy_(a[1]);
          return room.sum(0).cumsum(1);
        },
        x,
        y);
    replays(
        "permuted",
        a -> {
          Tensor t = a[0].clone();
          t.t().add_(a[1].t());
          t.unsqueeze(1).mul_(Tensor.arange(6).to(DType.FLOAT32));
          return t;
        },
        x,
        y);
  }

  @Test
  void inputsAndTensorsOutsideAreUpdatedAtTheEnd() {
    Tensor total = Tensor.zeros(3);
    Tensor x = Tensor.of(1f, 2f, 3f);
    Function<Tensor[], Tensor[]> f =
        a -> {
          total.add_(a[0]);
          a[0].mul_(2);
          return new Tensor[] {a[0].add(total)};
        };
    Graph g = Trace.all(Map.of("total", total), f, x);
    // Tracing changed nothing.
    assertThat(total.toFloatArray()).containsExactly(0, 0, 0);
    assertThat(x.toFloatArray()).containsExactly(1, 2, 3);
    assertThat(g.updates()).hasSize(2);
    assertThat(g.run(x)[0].toFloatArray()).containsExactly(3, 6, 9);
    assertThat(x.toFloatArray()).containsExactly(2, 4, 6);
    assertThat(g.run(x)[0].toFloatArray()).containsExactly(7, 14, 21);
    assertThat(total.toFloatArray()).containsExactly(3, 6, 9);
    assertThat(g.toString()).contains("parameter total: float32(3)", "update total <- ");
  }

  @Test
  void randomNumbersAreDrawnAnew() {
    Tensor x = Tensor.ones(1000);
    Graph g = Trace.of(t -> F.dropout(t, 0.5, true).mul(Tensor.rand(1000)), x);
    Rng.seed(5);
    Tensor expected = F.dropout(x, 0.5, true).mul(Tensor.rand(1000));
    Rng.seed(5);
    same("seeded", g.run(x)[0], expected);
    assertThat(g.run(x)[0].toFloatArray()).isNotEqualTo(expected.toFloatArray());
    assertThat(g.count("draw")).isEqualTo(2);
  }

  @Test
  void tracingDrawsNothing() {
    Rng.seed(9);
    float first = Tensor.rand(1).toFloatArray()[0];
    Rng.seed(9);
    Trace.of(t -> t.mul(Tensor.rand(3)), Tensor.ones(3));
    assertThat(Tensor.rand(1).toFloatArray()[0]).isEqualTo(first);
  }

  @Test
  void whatDependsOnDataIsRefusedWithTheLine() {
    Tensor x = Tensor.ones(3);
    assertThatThrownBy(() -> Trace.of(t -> t.sum().item() > 0 ? t.neg() : t, x))
        .hasMessageContaining("trace: the values of a tensor float32() are looked at (")
        .hasMessageContaining("TraceTest.java:")
        .hasMessageContaining("Tensor.where");
    assertThatThrownBy(() -> Trace.of(t -> t.gt(0).nonzero(), x)).hasMessageContaining("nonzero");
    assertThatThrownBy(() -> Trace.of(t -> t.mul(Rng.current().nextDouble()), x))
        .hasMessageContaining("random numbers");
    // What is known without the data may be looked at.
    assertThat(Trace.of(t -> t.mul(Tensor.arange(4).sum().item()), x).run(x)[0].toFloatArray())
        .containsExactly(6, 6, 6);
  }

  @Test
  void passesLeaveWhatIsNeeded() {
    Tensor x = Tensor.randn(3, 4);
    Tensor w = Tensor.randn(4, 5);
    Graph g =
        Trace.of(
            t -> {
              t.exp();
              Tensor scale = Tensor.arange(5).to(DType.FLOAT32).add(1).sqrt();
              return t.matmul(w).mul(scale).add(t.matmul(w).mul(scale));
            },
            x);
    assertThat(g.count("exp")).isZero();
    Graph folded = Passes.fold(g);
    assertThat(folded.count("sqrt")).isZero();
    Graph once = Passes.common(folded);
    assertThat(once.count("matMul")).isEqualTo(1);
    assertThat(once.count("mul")).isEqualTo(1);
    assertThat(g.parameters()).hasSize(1);
    assertThat(Passes.freeze(g).parameters()).isEmpty();
    same("common", once.run(x)[0], g.run(x)[0]);
  }

  @Test
  void attributesAreComplete() {
    Tensor x = Tensor.randn(1, 2, 5, 5);
    Tensor w = Tensor.randn(3, 2, 3, 3);
    long[] one = {1};
    Graph g =
        Trace.of(t -> F.conv2d(t, w, null, new long[] {2}, one, one, 1).leakyRelu(0.1).add(3), x);
    GraphNode conv = g.nodes().getFirst();
    assertThat(conv.attributes()).containsKeys("spec", "shape");
    assertThat(g.toString())
        .contains("stride=[2, 2]", "padding=[1, 1]", "0.1", "operand1=3.0", "float32(1×3×3×3)");
  }

  @Test
  void aGraphIsDrawn() {
    Graph g = Trace.of((a, b) -> a.matmul(b).relu(), Tensor.ones(2, 3), Tensor.ones(3, 4));
    MimeBundle shown = Renderers.render(g);
    assertThat((String) shown.data().get(MimeBundle.HTML)).contains("<svg", "matMul", "(2×4)");
  }

  @Test
  void otherShapesAreRefusedAndOtherLayoutsAreNot() {
    Tensor x = Tensor.randn(3, 4);
    Graph g = Trace.of(t -> t.reshape(12).cumsum(0), x);
    assertThatThrownBy(() -> g.run(Tensor.ones(4, 3))).hasMessageContaining("(3×4)");
    Tensor t = Tensor.randn(4, 3).t();
    same("transposed", g.run(t)[0], t.reshape(12).cumsum(0));
  }
}
