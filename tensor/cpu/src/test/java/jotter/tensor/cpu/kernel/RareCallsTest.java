package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Prim;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Special;
import org.junit.jupiter.api.Test;

/// Functions whose steps hold up to a bound: beyond it the lanes of a vector are taken one by one.
class RareCallsTest {
  private static final double[] NONE = {};
  private static final List<DType> TYPES = List.of(DType.FLOAT32, DType.FLOAT64);

  /// A few large numbers among small ones, and vectors of large ones alone.
  private static double number(Random r, int i) {
    boolean large = i % 29 == 3 || i / 32 % 5 == 2;
    double x = r.nextGaussian() * (large ? Math.pow(10, r.nextInt(36)) : 3);
    return i % 61 == 7 ? Double.NaN : i % 67 == 9 ? Double.NEGATIVE_INFINITY : x;
  }

  private static void check(String name, DType t, Blocks got, Blocks[] in, double[] want) {
    double ulp = t == DType.FLOAT32 ? 1.2e-7 : 2.3e-16;
    for (int i = 0; i < want.length; i++) {
      double w = t == DType.FLOAT32 ? (float) want[i] : want[i];
      double g = got.get(i);
      assertThat(g == w || g != g && w != w || Math.abs(g - w) <= 2 * ulp * Math.abs(w))
          .as("%s %s of %s is %s, not %s", name, t, in[0].get(i), w, g)
          .isTrue();
    }
  }

  private static void run(Prim p, DType t, int n, double[] want, Blocks... in) {
    List<Formula> args = new ArrayList<>();
    for (int i = 0; i < in.length; i++) args.add(Formula.in(i));
    Program program = Program.of(p.name(), new Formula.Call(p, args));
    Blocks scalar = Blocks.empty(t, n);
    Pointwise.run(program, t, NONE, scalar, in);
    check("scalar " + p, t, scalar, in, want);
    if (!KernelSet.of(program, t).forceVectors(0)) return;
    Blocks vectors = Blocks.empty(t, n);
    Pointwise.run(program, t, NONE, vectors, in);
    assertThat(vectors.values()).as("%s", p).isEqualTo(scalar.values());
    // The result takes the place of the first operand.
    Pointwise.run(program, t, NONE, in[0], in);
    assertThat(in[0].values()).as("%s in place", p).isEqualTo(scalar.values());
  }

  private static void unary(Prim p, DoubleUnaryOperator f) {
    for (DType t : TYPES)
      for (int n : new int[] {1, 15, 16, 17, 333, 1000}) {
        Random r = new Random(n);
        Blocks x = Blocks.of(t, new long[] {n}, i -> number(r, i));
        double[] want = new double[n];
        for (int i = 0; i < n; i++) want[i] = f.applyAsDouble(x.get(i));
        run(p, t, n, want, x);
      }
  }

  private static void binary(Prim p, DoubleBinaryOperator f) {
    for (DType t : TYPES)
      for (int n : new int[] {1, 15, 16, 17, 333, 1000}) {
        Random r = new Random(n);
        Blocks x = Blocks.of(t, new long[] {n}, i -> number(r, i));
        Blocks y = Blocks.of(t, new long[] {n}, i -> i % 23 == 5 ? 0 : r.nextGaussian());
        double[] want = new double[n];
        for (int i = 0; i < n; i++) want[i] = f.applyAsDouble(x.get(i), y.get(i));
        run(p, t, n, want, x, y);
      }
  }

  @Test
  void circularFunctionsOfAnySize() {
    unary(Prim.SIN, Math::sin);
    unary(Prim.COS, Math::cos);
    unary(Prim.TAN, Math::tan);
  }

  @Test
  void nearMultiplesOfHalfPi() {
    for (DType t : TYPES) {
      int n = 4000;
      Blocks x = Blocks.of(t, new long[] {n}, i -> (i * 17 + 1) * (Math.PI / 2));
      double[] sines = new double[n];
      double[] cosines = new double[n];
      for (int i = 0; i < n; i++) {
        sines[i] = StrictMath.sin(x.get(i));
        cosines[i] = StrictMath.cos(x.get(i));
      }
      run(Prim.SIN, t, n, sines, Blocks.of(t, new long[] {n}, i -> x.get(i)));
      run(Prim.COS, t, n, cosines, x);
    }
  }

  @Test
  void remaindersAreExact() {
    binary(Prim.FMOD, Special::fmod);
    binary(Prim.REMAINDER, Special::remainder);
    binary(Prim.FLOOR_DIV, Special::floorDiv);
  }

  @Test
  void signsOfZero() {
    double[] x = {0.0, -0.0, 0.3, -0.3, 0.7, -0.7, 2.5, -2.5, 3.5, 0x1p23 + 1, -0x1p22 - 0.5};
    Prim[] prims = {Prim.FLOOR, Prim.CEIL, Prim.TRUNC, Prim.ROUND, Prim.SIN, Prim.TAN, Prim.ASIN};
    for (DType t : TYPES)
      for (Prim p : prims) {
        Blocks in = Blocks.of(t, new long[] {64}, i -> x[i % x.length]);
        Program program = Program.of(p.name(), new Formula.Call(p, List.of(Formula.X)));
        KernelSet.of(program, t).forceVectors(0);
        Blocks out = Blocks.empty(t, 64);
        Pointwise.run(program, t, NONE, out, in);
        for (int i = 0; i < 64; i++) {
          double want = Special.apply(p, in.get(i));
          if (want == 0 || p.ordinal() >= Prim.FLOOR.ordinal())
            assertThat(Double.doubleToRawLongBits(out.get(i)))
                .as("%s of %s", p, in.get(i))
                .isEqualTo(Double.doubleToRawLongBits(want));
        }
      }
  }
}
