package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Prim;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Special;
import org.junit.jupiter.api.Test;

/// The gamma function's logarithm and its derivative, the complement and the inverse of the error
/// function, as steps of kernels: against the scalar functions, and vectors against numbers.
class GammasTest {
  private static final double[] NONE = {};
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final List<Prim> ALL =
      List.of(Prim.ERFC, Prim.ERFINV, Prim.LGAMMA, Prim.DIGAMMA, Prim.ERF);

  private static double[] run(Prim p, DType t, int n, IntToDoubleFunction value) {
    Program program = Program.of(p.name(), new Formula.Call(p, List.of(Formula.X)));
    Blocks x = Blocks.of(t, new long[] {n}, value::applyAsDouble);
    Blocks scalar = Blocks.empty(t, n);
    Pointwise.run(program, t, NONE, scalar, x);
    if (KernelSet.of(program, t).forceVectors(0)) {
      Blocks vectors = Blocks.empty(t, n);
      Pointwise.run(program, t, NONE, vectors, x);
      assertThat(vectors.values()).as("%s of %s", p, t).isEqualTo(scalar.values());
    }
    return scalar.values();
  }

  /// `units` in the last place, of 1 at least where the function is a difference.
  private static void check(Prim p, DType t, double x, double got, double units) {
    double want = Special.apply(p, x);
    boolean single = t == DType.FLOAT32;
    if (single && (Math.abs(want) > Float.MAX_VALUE || want != want)) want = (float) want;
    boolean difference = x < 0 && (p == Prim.LGAMMA || p == Prim.DIGAMMA);
    double size = difference ? Math.max(16, Math.abs(want)) : Math.abs(want);
    // The scalar function has no more digits there.
    if (!single && p == Prim.DIGAMMA && x > 0) size = Math.max(size, 1);
    double ulp = single ? Math.ulp((float) size) : Math.ulp(size);
    assertThat(got == want || got != got && want != want || Math.abs(got - want) <= units * ulp)
        .as("%s of %s in %s is %s, not %s", p, x, t, got, want)
        .isTrue();
  }

  @Test
  void everyKindOfSingleNumber() {
    int n = 1 << 16;
    for (Prim p : ALL) {
      IntToDoubleFunction value = i -> Float.intBitsToFloat(i * 65521);
      double[] got = run(p, DType.FLOAT32, n, value);
      for (int i = 0; i < n; i++)
        check(p, DType.FLOAT32, value.applyAsDouble(i), got[i], p == Prim.ERFC ? 6 : 4.5);
    }
  }

  @Test
  void doubles() {
    int n = 20_001;
    for (Prim p : ALL) {
      Random r = new Random(5);
      double[] x = new double[n];
      for (int i = 0; i < n; i++)
        x[i] =
            switch (i % 4) {
              case 0 -> 4 * r.nextDouble();
              case 1 -> r.nextGaussian() * 10;
              case 2 -> 2 * r.nextDouble() - 1;
              default -> Math.pow(10, 600 * r.nextDouble() - 300);
            };
      double[] got = run(p, DType.FLOAT64, n, i -> x[i]);
      for (int i = 0; i < n; i++) check(p, DType.FLOAT64, x[i], got[i], p == Prim.DIGAMMA ? 16 : 7);
    }
  }

  @Test
  void nearOne() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64)) {
      IntToDoubleFunction value =
          i -> {
            double x = 1 - Math.pow(2, -i % 53 - 1);
            return t == DType.FLOAT32 ? (float) x : x;
          };
      double[] got = run(Prim.ERFINV, t, 333, value);
      for (int i = 0; i < 333; i++) check(Prim.ERFINV, t, value.applyAsDouble(i), got[i], 4);
    }
  }

  @Test
  void zerosAndPoles() {
    double[] x = {
      0.0,
      -0.0,
      -1,
      -2,
      -7,
      -0x1p30,
      -0x1p60,
      INF,
      -INF,
      Double.NaN,
      1,
      2,
      1.5,
      3,
      -0.5,
      1e30,
      28,
      -1e30,
      0x1p-149,
      -0x1p-149,
      0x1p-1074,
      -0x1p-1074,
      10.1,
      -10.1
    };
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64))
      for (Prim p : ALL) {
        double[] got = run(p, t, 5 * x.length, i -> x[i % x.length]);
        for (int i = 0; i < got.length; i++) {
          double v = t == DType.FLOAT32 ? (float) x[i % x.length] : x[i % x.length];
          check(p, t, v, got[i], 5);
          if (v == 0 && p != Prim.LGAMMA)
            assertThat(Double.doubleToRawLongBits(got[i]))
                .as("%s of %s in %s", p, v, t)
                .isEqualTo(Double.doubleToRawLongBits(Special.apply(p, v)));
        }
      }
  }
}
