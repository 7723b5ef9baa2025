package jotter.tensor.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DerivativeTest {
  private static Formula call(Prim p) {
    List<Formula> args = new ArrayList<>();
    for (int i = 0; i < p.arity(); i++) args.add(Formula.in(i));
    return new Formula.Call(p, args);
  }

  /// The gradient at `x` for upstream gradient `g`.
  private static double gradient(Program p, int input, double[] x, double g) {
    Gradient d = p.gradient(input);
    if (d == null) return 0;
    double[] in = new double[d.uses().length];
    for (int i = 0; i < in.length; i++) {
      int u = d.uses()[i];
      in[i] = u < x.length ? x[u] : u == x.length ? g : Interpreter.evaluate(p.formula(), x);
    }
    return Interpreter.evaluate(d.program().formula(), in);
  }

  private static double central(Formula f, int input, double[] x) {
    return central(f, input, x, 1e-5 * Math.max(1, Math.abs(x[input])));
  }

  private static double[][] points(Prim p) {
    return switch (p) {
      case ASIN, ACOS, ATANH, ERFINV -> new double[][] {{0.3}, {-0.6}, {0.9}};
      case ACOSH -> new double[][] {{1.3}, {4}};
      case LOG, LOG2, LOG10, LOG1P, SQRT, LGAMMA, DIGAMMA, I0, I1 ->
          new double[][] {{0.4}, {1.7}, {6}};
      case NDTRI -> new double[][] {{0.2}, {0.7}};
      case POW -> new double[][] {{0.7, 2.5}, {3, -1.2}, {1.5, 0}};
      case POLYGAMMA -> new double[][] {{1, 0.8}, {2, 3.3}};
      case ZETA -> new double[][] {{2.5, 0.8}, {4, 3.3}};
      case GAMMAINC, GAMMAINCC -> new double[][] {{2.5, 0.8}, {4, 3.3}};
      default ->
          p.arity() == 3
              ? new double[][] {{1, 0.3, -2}, {0, 0.3, -2}}
              : p.arity() == 2
                  ? new double[][] {{0.7, 1.3}, {-1.6, 0.45}, {2.3, -0.8}}
                  : new double[][] {{0.37}, {-1.3}, {2.6}};
    };
  }

  @TestFactory
  List<DynamicTest> everyPrimitiveAndItsSecondOrder() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Prim p : Prim.values())
      for (int i = 0; i < p.arity(); i++) {
        int input = i;
        if (p.name().startsWith("BIT") || p.name().startsWith("SHIFT_") || p == Prim.COMPLEX)
          continue;
        tests.add(DynamicTest.dynamicTest(p + " " + i, () -> check(p, input)));
      }
    return tests;
  }

  private static void check(Prim p, int input) {
    Program program = Program.of(p.name(), call(p));
    assertThat(program.differentiable(input)).isEqualTo(p.differentiable(input));
    if (!p.differentiable(input)) {
      assertThatThrownBy(() -> program.gradient(input))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("not implemented");
      return;
    }
    for (double[] x : points(p)) {
      double want = p == Prim.SELECT && input == 0 ? 0 : central(program.formula(), input, x);
      if (p == Prim.SIGN || p == Prim.IMAG) want = 0;
      double got = gradient(program, input, x, 1);
      assertThat(got)
          .as("%s at %s", p, List.of(x[0]))
          .isCloseTo(want, within(1e-6 * (1 + Math.abs(want))));
      // At exponent 0 the slope by the base is 0 by definition, which is no limit.
      if (p != Prim.POW || x[1] != 0) second(program, input, x);
    }
  }

  /// From tiny to large arguments on both sides of 0, as far as the function is defined and its
  /// differences can be trusted.
  @TestFactory
  List<DynamicTest> everyPrimitiveOverItsDomain() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Prim p : Prim.values())
      for (int i = 0; i < p.arity(); i++) {
        int input = i;
        if (p.name().startsWith("BIT") || p.name().startsWith("SHIFT_") || !p.differentiable(i))
          continue;
        if (p == Prim.COMPLEX || p == Prim.SIGN || p == Prim.IMAG || p == Prim.SELECT) continue;
        tests.add(DynamicTest.dynamicTest(p + " " + i, () -> sweep(p, input)));
      }
    return tests;
  }

  private static void sweep(Prim p, int input) {
    Program program = Program.of(p.name(), call(p));
    java.util.Random random = new java.util.Random(17);
    // Of these a wide difference would cross many steps and see a slope.
    boolean steps = p.name().endsWith("_DIV") || p == Prim.REMAINDER || p == Prim.FMOD;
    int compared = 0;
    for (int k = 0; k < 600; k++) {
      double[] x = new double[p.arity()];
      for (int i = 0; i < x.length; i++)
        x[i] = (random.nextBoolean() ? 1 : -1) * Math.exp(random.nextDouble() * 9 - 6);
      if (p == Prim.POLYGAMMA) x[0] = random.nextInt(1, 4);
      if (p.name().startsWith("GAMMAINC")) x[0] = Math.abs(x[0]);
      double d = trusted(program.formula(), input, x, steps ? 1e-8 : 1e-4);
      if (Double.isNaN(d)) continue;
      compared++;
      assertThat(gradient(program, input, x, 1))
          .as("%s at %s", p, java.util.Arrays.toString(x))
          .isCloseTo(d, within(2e-5 * (1e-3 + Math.abs(d))));
    }
    assertThat(compared).as("points of %s that could be compared", p).isGreaterThan(40);
  }

  /// The central difference, or NaN where differences of two widths disagree: near poles, steps and
  /// the ends of the domain, and where the function is so large that its rounding hides the slope.
  private static double trusted(Formula f, int input, double[] x, double width) {
    double h = width * Math.abs(x[input]);
    double wide = central(f, input, x, 2 * h);
    double fine = central(f, input, x, h);
    double best = (4 * fine - wide) / 3;
    double rounding = 1e-15 * Math.abs(Interpreter.evaluate(f, x)) / h;
    boolean fair =
        Math.abs(wide - fine) < 1e-5 * (1e-3 + Math.abs(best))
            && rounding < 1e-6 * (1e-3 + Math.abs(best));
    return fair ? best : Double.NaN;
  }

  private static double central(Formula f, int input, double[] x, double h) {
    double[] a = x.clone();
    double[] b = x.clone();
    a[input] += h;
    b[input] -= h;
    return (Interpreter.evaluate(f, a) - Interpreter.evaluate(f, b)) / (a[input] - b[input]);
  }

  /// The gradient, its result substituted, is a formula of the inputs again.
  private static void second(Program p, int input, double[] x) {
    Gradient d = p.gradient(input);
    if (d == null) return;
    Formula[] by = new Formula[d.uses().length];
    for (int i = 0; i < by.length; i++) {
      int u = d.uses()[i];
      by[i] = u < x.length ? Formula.in(u) : u == x.length ? Formula.of(1) : p.formula();
    }
    Program whole = Program.of("d", substitute(d.program().formula(), by), x.length);
    for (int i = 0; i < x.length; i++) {
      if (!whole.differentiable(i)) continue;
      double want = central(whole.formula(), i, x);
      double got = gradient(whole, i, x, 1);
      assertThat(got)
          .as("second order of %s by %s", p, i)
          .isCloseTo(want, within(1e-5 * (1 + Math.abs(want))));
    }
  }

  private static Formula substitute(Formula f, Formula[] by) {
    if (f instanceof Formula.Input in) return by[in.index()];
    if (!(f instanceof Formula.Call c)) return f;
    List<Formula> args = new ArrayList<>();
    for (Formula a : c.args()) args.add(substitute(a, by));
    return new Formula.Call(c.prim(), args);
  }

  @Test
  void kinksAndEdges() {
    Formula x = Formula.X;
    assertThat(gradient(Program.of("abs", x.abs()), 0, new double[] {0}, 5)).isZero();
    Program max = Program.of("max", x.max(Formula.Y));
    assertThat(gradient(max, 0, new double[] {2, 2}, 6)).isEqualTo(3);
    assertThat(gradient(max, 1, new double[] {2, 2}, 6)).isEqualTo(3);
    assertThat(gradient(max, 0, new double[] {1, 2}, 6)).isZero();
    Program relu = Program.of("relu", x.gt(0).select(x, 0));
    assertThat(gradient(relu, 0, new double[] {0}, 5)).isZero();
    Program pow = Program.of("pow", x.pow(Formula.Y));
    assertThat(gradient(pow, 0, new double[] {0, 0}, 5)).isZero();
    assertThat(gradient(pow, 1, new double[] {0, 2}, 5)).isZero();
    // What was not selected stays silent even where its slope is infinite.
    Program steep = Program.of("steep", x.le(0).select(x.expm1(), x));
    assertThat(gradient(steep, 0, new double[] {Double.POSITIVE_INFINITY}, 5)).isEqualTo(5);
    assertThat(gradient(Program.of("r", x.eq(0).select(0, x.sqrt())), 0, new double[] {0}, 5))
        .isZero();
    Program safe = Program.of("safe", x.gt(0).select(x.log(), 0));
    assertThat(gradient(safe, 0, new double[] {-1}, 5)).isZero();
    assertThat(Program.of("floor", x.floor()).gradient(0)).isNull();
    assertThat(Program.of("lt", x.lt(Formula.Y)).gradient(0)).isNull();
  }

  @Test
  void theResultIsUsedWhereItHelps() {
    Gradient g = Program.of("exp", Formula.X.exp()).gradient(0);
    assertThat(g.uses()).containsExactly(1, 2);
    assertThat(Program.of("tanh", Formula.X.tanh()).gradient(0).uses()).containsExactly(1, 2);
    assertThat(Program.of("add", Formula.X.add(Formula.Y)).gradient(0).program().formula())
        .isEqualTo(Formula.X);
  }

  @Test
  void complexGradientsFollowTheConvention() {
    // L = Re(z²) has dL/dRe + i·dL/dIm = 2·conj(z).
    Program square = Program.of("square", Formula.X.mul(Formula.X));
    Gradient d = square.gradient(0);
    double[] in = new double[2 * d.uses().length];
    for (int i = 0; i < d.uses().length; i++) {
      in[2 * i] = d.uses()[i] == 0 ? 3 : 1;
      in[2 * i + 1] = d.uses()[i] == 0 ? 4 : 0;
    }
    assertThat(Interpreter.evaluateComplex(d.program().formula(), in)).containsExactly(6, -8);
  }

  @Test
  void latex() {
    assertThat(Latex.of(Formula.X.div(Formula.X.neg().exp().add(1))))
        .isEqualTo("\\frac{x}{e^{-x} + 1}");
    assertThat(Latex.of(Formula.X.add(1).mul(Formula.Y).square())).contains("\\left(x + 1\\right)");
  }
}
