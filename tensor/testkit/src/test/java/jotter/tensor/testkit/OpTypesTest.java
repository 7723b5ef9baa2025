package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Types;
import jotter.tensor.testkit.samples.Catalogue;
import jotter.tensor.testkit.samples.FamilySamples;
import jotter.tensor.testkit.samples.PointwiseSamples;
import jotter.tensor.testkit.samples.Sample;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every operation in every type and in every way to lie in memory: the values are those of double
/// precision, rounded; the type is the one that the operation's rule says; the gradient does not
/// depend on the layout; and what an operation does not take, it refuses in words.
class OpTypesTest {
  private static final List<DType> TYPES =
      Arrays.stream(DType.values()).filter(t -> t != DType.COMPLEX32).toList();

  /// Results of 1000 and more do not fit into small integers and wrap; not what is tested here.
  private static final double WRAPS = 100;

  @TestFactory
  Stream<DynamicTest> pointwiseInEveryType() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Class<?> c : Catalogue.all())
      if (Pointwise.class.isAssignableFrom(c) && !Formulaic.class.isAssignableFrom(c)) {
        Pointwise op = PointwiseSamples.of(c);
        tests.add(DynamicTest.dynamicTest(c.getSimpleName(), () -> types(op)));
      }
    return tests.stream();
  }

  private static void types(Pointwise op) {
    Tensor[] x = PointwiseSamples.inputs(op, 3, 7);
    int taken = 0;
    for (DType t : TYPES) {
      // Attributes are fractions here, and integers are never combined with those.
      if (!t.isDifferentiable() && op.scalars().length > 0) continue;
      Tensor[] in = Arrays.stream(x).map(v -> convert(v, t)).toArray(Tensor[]::new);
      Tensor y;
      try {
        y = call(op, in);
      } catch (TensorException e) {
        assertThat(e.getMessage()).as(op.name() + " of " + t).startsWith(op.name() + ":");
        continue;
      }
      taken++;
      assertThat(y.dtype()).as(op.name() + " of " + t).isEqualTo(op.types().result(t));
      DType wide = t.isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
      Tensor[] precise = Arrays.stream(in).map(v -> v.to(wide)).toArray(Tensor[]::new);
      if (op.types() != Types.BITS && y.dtype() != DType.BOOL)
        close(op.name() + " of " + t, y, call(op, precise), op.types().compute(t));
      for (UnaryOperator<Tensor> layout : Layouts.ALL.values()) {
        Tensor[] other = Arrays.stream(in).map(layout).toArray(Tensor[]::new);
        same(op.name() + " of " + t, call(op, other), y);
      }
    }
    assertThat(taken).as(op.name() + " takes no type at all").isPositive();
  }

  private static Tensor call(Pointwise op, Tensor[] x) {
    return x.length == 1 ? Dispatch.pointwise(op, x[0]) : Dispatch.pointwise(op, x);
  }

  /// Integers get whole numbers from 1 to 3, where every operation that takes integers is defined.
  private static Tensor convert(Tensor v, DType t) {
    return t.isFloatingPoint() || t.isComplex() ? v.to(t) : v.abs().remainder(3).add(1).to(t);
  }

  /// As `expected`, to the precision in which it was computed and then stored.
  private static void close(String what, Tensor actual, Tensor expected, DType compute) {
    double eps = Math.max(precision(actual.dtype()), precision(compute));
    Tensor a = wide(actual);
    Tensor e = wide(expected);
    assertThat(a.shape()).as(what).isEqualTo(e.shape());
    if (!actual.dtype().isFloatingPoint() && !actual.dtype().isComplex()) e = e.trunc();
    Tensor odd = e.isnan().logicalOr(e.isinf()).logicalOr(e.abs().gt(WRAPS));
    if (actual.dtype() == DType.UINT8) odd = odd.logicalOr(e.lt(0));
    Tensor off = a.sub(e).abs().sub(e.abs().add(1).mul(300 * eps));
    Tensor bad = off.gt(0).logicalOr(a.isnan()).logicalAnd(odd.logicalNot());
    assertThat(bad.any().itemBoolean()).as(what + ":\n" + actual + "\n" + expected).isFalse();
  }

  private static Tensor wide(Tensor t) {
    return t.dtype().isComplex() ? t.to(DType.COMPLEX128).viewAsReal() : t.to(DType.FLOAT64);
  }

  private static double precision(DType t) {
    return switch (t) {
      case FLOAT16, COMPLEX32 -> 0x1p-11;
      case BFLOAT16 -> 0x1p-8;
      case FLOAT32, COMPLEX64 -> 0x1p-24;
      default -> 0x1p-48;
    };
  }

  /// To the last few bits: another order of memory may be another loop.
  private static void same(String what, Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).as(what).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    if (actual.numel() == 0) return;
    double eps = 64 * precision(actual.dtype());
    assertThat(wide(actual).isclose(wide(expected), eps, eps, true).all().itemBoolean())
        .as(what + ":\n" + actual + "\n" + expected)
        .isTrue();
  }

  @TestFactory
  Stream<DynamicTest> familiesInEveryType() {
    return FamilySamples.all().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(name(e), () -> families(name(e), e.getValue())));
  }

  private static String name(Map.Entry<Class<?>, Sample> e) {
    return e.getKey().getName().replaceFirst(".*\\.", "");
  }

  private static void families(String name, Sample s) {
    int taken = 0;
    for (DType t : TYPES) {
      Sample in = s.with(v -> convert(v, t));
      Tensor y = run(in);
      if (y == null) continue;
      taken++;
      String what = name + " of " + t;
      DType wide = t.isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
      Tensor precise = run(in.with(v -> v.to(wide)));
      // Half precision is a storage type: a chain of operations is rounded after each of them.
      if (precise != null && y.dtype() != DType.BOOL && t != DType.BOOL && t.isDifferentiable())
        close(what, y, precise, t);
      for (UnaryOperator<Tensor> layout : Layouts.ALL.values())
        same(what, run(in.with(layout::apply)), y);
    }
    assertThat(taken).as(name + " takes no type at all").isPositive();
    if (s.smooth()) gradientInEveryLayout(name, s);
    oddShapes(s);
  }

  /// The result, or null where the operation refuses the type; in words.
  private static Tensor run(Sample s) {
    try {
      return Grad.off(() -> s.call().apply(s.inputs()));
    } catch (TensorException | IndexOutOfBoundsException e) {
      assertThat(e.getMessage()).contains(": ");
      return null;
    }
  }

  private static void gradientInEveryLayout(String name, Sample s) {
    Tensor[] expected = gradients(s);
    for (UnaryOperator<Tensor> layout : Layouts.ALL.values()) {
      Tensor[] actual = gradients(s.with(layout::apply));
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i] == null).isEqualTo(expected[i] == null);
        if (actual[i] != null) same("the gradient of " + name, actual[i], expected[i]);
      }
    }
  }

  private static Tensor[] gradients(Sample s) {
    Tensor[] x =
        Arrays.stream(s.inputs()).map(v -> v.detach().requiresGrad_()).toArray(Tensor[]::new);
    Tensor y = s.call().apply(x);
    if (!y.requiresGrad()) return new Tensor[x.length];
    Tensor w = Tensor.arange(y.numel()).to(DType.FLOAT64).sin().reshape(y.shape()).to(y.dtype());
    return Autograd.grad(new Tensor[] {y}, x, new Tensor[] {w}, false, false, true);
  }

  /// Without elements, without dimensions: a result or a refusal in words, never an accident.
  private static void oddShapes(Sample s) {
    run(s.with(v -> v.rank() == 0 ? v : v.narrow(0, 0, 0)));
    run(s.with(v -> v.rank() == 0 ? v : v.narrow(-1, 0, 0)));
    run(s.with(v -> v.flatten().select(0, 0)));
    run(s.with(v -> v.unsqueeze(0)));
  }
}
