package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.autograd.GradCheck;
import jotter.tensor.formula.Interpreter;
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

/// What every operation owes: the reference's values for every type and every layout, and gradients
/// of first and second order that agree with differences.
class OpContractTest {
  private static List<Class<?>> pointwise() throws Exception {
    List<Class<?>> r = new ArrayList<>();
    for (Class<?> c : Catalogue.all())
      if (Pointwise.class.isAssignableFrom(c) && !Formulaic.class.isAssignableFrom(c)) r.add(c);
    return r;
  }

  @Test
  void everyOperationHasASample() throws Exception {
    Map<Class<?>, Sample> samples = FamilySamples.all();
    List<String> missing = new ArrayList<>();
    for (Class<?> c : Catalogue.all())
      if (!Pointwise.class.isAssignableFrom(c) && !samples.containsKey(c)) missing.add(c.getName());
    assertThat(missing).as("operations without a line in FamilySamples").isEmpty();
    assertThat(pointwise()).hasSizeGreaterThan(150);
  }

  @TestFactory
  Stream<DynamicTest> pointwiseValues() throws Exception {
    return pointwise().stream()
        .map(c -> DynamicTest.dynamicTest(c.getSimpleName(), () -> values(PointwiseSamples.of(c))));
  }

  private static void values(Pointwise op) {
    for (long[] shape : new long[][] {{3, 5}, {}, {0, 3}, {67}, {2, 1, 40}}) {
      Tensor[] x = PointwiseSamples.inputs(op, shape);
      double[] expected = reference(op, x);
      for (var layout : Layouts.ALL.entrySet()) {
        Tensor[] in = new Tensor[x.length];
        for (int i = 0; i < x.length; i++) in[i] = layout.getValue().apply(x[i]);
        close(op, layout.getKey(), call(op, in), expected, 1e-9);
      }
      Tensor[] single = new Tensor[x.length];
      for (int i = 0; i < x.length; i++) single[i] = x[i].to(DType.FLOAT32);
      Tensor[] back = new Tensor[x.length];
      for (int i = 0; i < x.length; i++) back[i] = single[i].to(DType.FLOAT64);
      close(op, "float32", call(op, single), reference(op, back), 2e-4);
    }
    broadcast(op);
  }

  private static void broadcast(Pointwise op) {
    if (op.program().inputs() < 2) return;
    Tensor[] x = PointwiseSamples.inputs(op, 4, 3);
    Tensor[] wide = x.clone();
    Tensor[] narrow = x.clone();
    narrow[1] = x[1].narrow(0, 0, 1);
    wide[1] = narrow[1].expand(4, 3).contiguous();
    close(
        op, "broadcast", call(op, narrow), call(op, wide).to(DType.FLOAT64).toDoubleArray(), 1e-12);
  }

  private static Tensor call(Pointwise op, Tensor[] x) {
    if (op.types() == Types.BITS) {
      Tensor[] whole = new Tensor[x.length];
      for (int i = 0; i < x.length; i++) whole[i] = whole(x[i]);
      return Dispatch.pointwise(op, whole);
    }
    return x.length == 1 ? Dispatch.pointwise(op, x[0]) : Dispatch.pointwise(op, x);
  }

  private static Tensor whole(Tensor t) {
    return t.abs().mul(5).to(DType.INT64);
  }

  private static double[] reference(Pointwise op, Tensor[] x) {
    int n = Math.toIntExact(x.length == 0 ? 0 : x[0].numel());
    double[][] v = new double[x.length][];
    boolean bits = op.types() == Types.BITS;
    for (int i = 0; i < x.length; i++)
      v[i] = (bits ? whole(x[i]) : x[i]).to(DType.FLOAT64).toDoubleArray();
    double[] r = new double[n];
    for (int k = 0; k < n; k++) {
      double[] at = new double[x.length];
      for (int i = 0; i < x.length; i++) at[i] = v[i][k];
      r[k] = Interpreter.evaluate(op.program().formula(), at, op.scalars());
    }
    return r;
  }

  private static void close(
      Pointwise op, String what, Tensor actual, double[] expected, double tolerance) {
    double[] a = actual.to(DType.FLOAT64).toDoubleArray();
    assertThat(a).as(op.name() + " " + what).hasSameSizeAs(expected);
    for (int i = 0; i < a.length; i++) {
      if (Double.isNaN(expected[i]) && Double.isNaN(a[i]) || a[i] == expected[i]) continue;
      assertThat(Math.abs(a[i] - expected[i]))
          .as(op.name() + " " + what + " element " + i + ": " + a[i] + " and " + expected[i])
          .isLessThanOrEqualTo(tolerance * Math.max(1, Math.abs(expected[i])));
    }
  }

  @TestFactory
  Stream<DynamicTest> pointwiseGradients() throws Exception {
    return pointwise().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.getSimpleName(), () -> gradients(PointwiseSamples.of(c))));
  }

  private static void gradients(Pointwise op) {
    DType result = op.types().result(DType.FLOAT64);
    if (!result.isDifferentiable() || op.types() == Types.BITS) return;
    for (int i = 0; i < op.program().inputs(); i++) if (!op.program().differentiable(i)) return;
    Tensor[] x = PointwiseSamples.inputs(op, 2, 3);
    GradCheck.check(in -> call(op, in), x);
    GradCheck.checkTwice(in -> call(op, in), x);
  }

  @TestFactory
  Stream<DynamicTest> families() {
    return FamilySamples.all().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey().getSimpleName(), () -> family(e.getValue())));
  }

  private static void family(Sample s) {
    Tensor expected = Grad.off(() -> s.call().apply(s.inputs()));
    for (var layout : Layouts.ALL.entrySet()) {
      Sample other = s.with(layout.getValue()::apply);
      Tensor actual = Grad.off(() -> other.call().apply(other.inputs()));
      assertThat(actual.shape()).as(layout.getKey()).isEqualTo(expected.shape());
      assertThat(actual.dtype()).as(layout.getKey()).isEqualTo(expected.dtype());
      if (actual.numel() > 0)
        assertThat(actual.to(DType.FLOAT64).sub(expected.to(DType.FLOAT64)).abs().max().item())
            .as(layout.getKey())
            .isLessThan(1e-12);
    }
    if (!expected.dtype().isDifferentiable() || !s.smooth()) return;
    GradCheck.check(s.call(), s.inputs());
    GradCheck.checkTwice(s.call(), s.inputs());
  }

  @Test
  void operationsSayWhatIsWrong() {
    Tensor a = Tensor.ones(32, 784);
    Tensor b = Tensor.ones(10, 784);
    assertThat(error(() -> a.matmul(b)))
        .isEqualTo(
            "matmul: inner dimensions differ, (32×784)·(10×784): 784 ≠ 10; did you mean b.mT()?");
    assertThat(error(() -> a.add(b))).contains("(32×784)").contains("(10×784)");
    assertThat(error(() -> a.sum(5))).contains("dimension 5").contains("-2 to 1");
  }

  private static String error(Runnable r) {
    try {
      r.run();
    } catch (TensorException e) {
      return e.getMessage();
    }
    return "no error";
  }
}
