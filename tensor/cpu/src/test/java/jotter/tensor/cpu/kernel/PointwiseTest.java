package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Interpreter;
import jotter.tensor.formula.Prim;
import jotter.tensor.formula.Program;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PointwiseTest {
  private static final double[] NONE = {};
  private static final Set<Prim> BITS =
      EnumSet.of(
          Prim.BIT_AND, Prim.BIT_OR, Prim.BIT_XOR, Prim.BIT_NOT, Prim.SHIFT_LEFT, Prim.SHIFT_RIGHT);
  private static final Set<Prim> COMPLEX =
      EnumSet.of(Prim.REAL, Prim.IMAG, Prim.CONJ, Prim.COMPLEX);

  private static Formula formula(Prim p) {
    List<Formula> args = new ArrayList<>();
    for (int i = 0; i < p.arity(); i++) args.add(Formula.in(i));
    return new Formula.Call(p, args);
  }

  /// Ordinary numbers, the ends of the domains, and everything odd a float can be.
  private static double sample(int i) {
    double[] odd = {
      0,
      -0.0,
      1,
      -1,
      0.5,
      -0.5,
      2,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e-30,
      -1e-30,
      88,
      -88,
      1e30,
      3,
      1.5,
      2.5,
      40,
      -40,
      1e-42
    };
    if (i % 3 == 0 && i / 3 < odd.length) return odd[i / 3];
    Random r = new Random(i);
    return r.nextGaussian() * (i % 2 == 0 ? 1 : 5);
  }

  @TestFactory
  List<DynamicTest> everyPrimitiveInFloats() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Prim p : Prim.values()) {
      if (BITS.contains(p) || COMPLEX.contains(p) || p == Prim.NEXTAFTER) continue;
      for (DType t : List.of(DType.FLOAT32, DType.FLOAT64))
        tests.add(DynamicTest.dynamicTest(p + " " + t, () -> primitive(p, t)));
    }
    return tests;
  }

  private static void primitive(Prim p, DType t) {
    Program program = Program.of(p.name(), formula(p));
    boolean degree = p.ordinal() >= Prim.CHEBYSHEV_T.ordinal();
    for (int n : new int[] {0, 1, 3, 7, 16, 17, 67, 200}) {
      Blocks[] in = new Blocks[p.arity()];
      for (int k = 0; k < in.length; k++) {
        int kk = k;
        in[k] =
            Blocks.of(
                t,
                new long[] {n},
                i -> {
                  if (p == Prim.SELECT && kk == 0) return i % 2;
                  if (degree && kk == 1 || p == Prim.POLYGAMMA && kk == 0) return i % 6;
                  double v = sample(kk == 0 ? i : (i * 7 + 3) % 211);
                  return p == Prim.POLYGAMMA ? Math.abs(v) + 0.1 : v;
                });
      }
      Blocks first = Blocks.empty(t, n);
      Pointwise.run(program, t, NONE, first, in);
      KernelSet set = KernelSet.of(program, t);
      boolean vectors = set.forceVectors(0);
      Blocks second = Blocks.empty(t, n);
      Pointwise.run(program, t, NONE, second, in);
      for (int i = 0; i < n; i++) {
        double[] x = new double[in.length];
        for (int k = 0; k < in.length; k++) x[k] = in[k].get(i);
        double want = Interpreter.evaluate(program.formula(), x);
        if (t == DType.FLOAT32) want = (float) want;
        double got = first.get(i);
        double ulp = t == DType.FLOAT32 ? 1.2e-7 : 2.3e-16;
        double tolerance = 4 * ulp * Math.abs(want) + (t == DType.FLOAT32 ? 1e-44 : 1e-323);
        assertThat(close(got, want, tolerance))
            .as("%s(%s) in %s is %s, not %s", p, java.util.Arrays.toString(x), t, want, got)
            .isTrue();
        if (vectors)
          assertThat(same(second.get(i), got))
              .as("%s: vector %s, scalar %s", p, second.get(i), got)
              .isTrue();
      }
    }
  }

  private static boolean same(double a, double b) {
    return a != a && b != b || Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
  }

  private static boolean close(double got, double want, double tolerance) {
    if (got != got || want != want) return got != got && want != want;
    return got == want || Math.abs(got - want) <= tolerance;
  }

  @Test
  void everyLayout() {
    Program add = Program.of("add", Formula.X.add(Formula.Y.mul(2)));
    for (DType t : DType.values()) {
      DType compute =
          switch (t) {
            case BOOL, UINT8, INT8, INT16 -> DType.INT32;
            case FLOAT16, BFLOAT16 -> DType.FLOAT32;
            case COMPLEX32 -> DType.COMPLEX64;
            default -> t;
          };
      for (boolean vectors : new boolean[] {false, true}) {
        KernelSet set = KernelSet.of(add, compute);
        if (vectors) for (int s = 0; s < 4; s++) set.forceVectors(s);
        Blocks a = Blocks.integers(t, 1, 0, 3, 40, 50);
        Blocks b = Blocks.integers(t, 2, 0, 3, 50, 40);
        check(add, compute, a, b.transpose(0, 1), t);
        check(add, compute, a.slice(0, 39, 40, -1), a.slice(1, 49, 50, -1), t);
        check(add, compute, a.slice(1, 3, 20, 2), a.slice(1, 4, 20, 2), t);
        check(add, compute, a, Blocks.integers(t, 3, 0, 3, 50).expand(40, 50), t);
        check(add, compute, a, Blocks.integers(t, 3, 0, 3, 40, 1).expand(40, 50), t);
        check(add, compute, Blocks.integers(t, 3, 0, 3).expand(40, 50), a, t);
        check(
            add,
            compute,
            a.view(new long[] {}, new long[] {}, 7),
            a.view(new long[] {}, new long[] {}, 9),
            t);
        Blocks c = Blocks.integers(t, 4, 0, 3, 3, 4, 5, 6);
        check(
            add, compute, c.transpose(0, 3), c.transpose(0, 3).transpose(1, 2).transpose(1, 2), t);
        check(add, compute, c.transpose(1, 2), c.transpose(1, 2).slice(0, 2, 3, -1), t);
        check(add, compute, Blocks.empty(t, 3, 0, 2), Blocks.empty(t, 3, 0, 2), t);
      }
    }
  }

  private static void check(Program p, DType compute, Blocks a, Blocks b, DType t) {
    long[] shape = a.layout().shape();
    Blocks plain = Blocks.empty(t, shape);
    Pointwise.run(p, compute, NONE, plain, a, b);
    verify(p, plain, a, b);
    if (shape.length == 2 && plain.numel() > 0) {
      Blocks turned = Blocks.empty(t, shape[1], shape[0]).transpose(0, 1);
      Pointwise.run(p, compute, NONE, turned, a, b);
      verify(p, turned, a, b);
      Blocks reversed = Blocks.empty(t, shape).slice(0, (int) shape[0] - 1, (int) shape[0], -1);
      Pointwise.run(p, compute, NONE, reversed, a, b);
      verify(p, reversed, a, b);
    }
  }

  private static void verify(Program p, Blocks out, Blocks a, Blocks b) {
    for (int i = 0; i < out.numel(); i++) {
      double want = Interpreter.evaluate(p.formula(), new double[] {a.get(i), b.get(i)});
      if (out.dtype() == DType.BOOL) want = want != 0 ? 1 : 0;
      assertThat(out.get(i)).as("%s %s", out.dtype(), out.layout()).isEqualTo(want);
    }
  }

  @Test
  void typesAreMixed() {
    Program mul = Program.of("mul", Formula.X.mul(Formula.Y));
    for (DType a : DType.values())
      for (DType b : DType.values())
        for (DType o : DType.values()) {
          Blocks x = Blocks.integers(a, 1, 0, 4, 67);
          Blocks y = Blocks.integers(b, 2, 0, 4, 67);
          Blocks out = Blocks.empty(o, 67);
          Pointwise.run(mul, DType.FLOAT32, NONE, out, x, y);
          for (int i = 0; i < 67; i++) {
            double want = x.get(i) * y.get(i);
            assertThat(out.get(i)).isEqualTo(o == DType.BOOL ? want != 0 ? 1 : 0 : want);
            if (o.isComplex()) assertThat(out.get(i, 1)).isZero();
          }
        }
  }

  @Test
  void integersFollowPython() {
    int[] a = {7, -7, 7, -7, 0, Integer.MIN_VALUE, 5, 1};
    int[] b = {2, 2, -2, -2, 3, -1, 40, -1};
    for (DType t : List.of(DType.INT32, DType.INT64)) {
      Blocks x = Blocks.of(t, new long[] {8}, i -> a[i]);
      Blocks y = Blocks.of(t, new long[] {8}, i -> b[i]);
      Blocks out = Blocks.empty(t, 8);
      for (Prim p :
          List.of(
              Prim.FLOOR_DIV,
              Prim.REMAINDER,
              Prim.FMOD,
              Prim.TRUNC_DIV,
              Prim.SHIFT_LEFT,
              Prim.SHIFT_RIGHT,
              Prim.ADD,
              Prim.MUL,
              Prim.POW)) {
        Pointwise.run(Program.of(p.name(), formula(p)), t, NONE, out, x, y);
        for (int i = 0; i < 8; i++) {
          long u = a[i];
          long v = b[i];
          int width = t.bytes() * 8;
          long want =
              switch (p) {
                case FLOOR_DIV -> Math.floorDiv(u, v);
                case REMAINDER -> Math.floorMod(u, v);
                case FMOD -> u % v;
                case TRUNC_DIV -> u / v;
                case SHIFT_LEFT -> v < 0 || v >= width ? 0 : u << v;
                case SHIFT_RIGHT -> u >> (v < 0 || v >= width ? width - 1 : v);
                case ADD -> u + v;
                case MUL -> u * v;
                default -> v < 0 ? (u == 1 ? 1 : u == -1 ? (v % 2 == 0 ? 1 : -1) : 0) : power(u, v);
              };
          assertThat(out.getLong(i))
              .as("%s %s %s", p, u, v)
              .isEqualTo(t == DType.INT32 ? (int) want : want);
        }
      }
      Blocks zero = Blocks.of(t, new long[] {8}, i -> 0);
      assertThatThrownBy(
              () -> Pointwise.run(Program.of("d", formula(Prim.FLOOR_DIV)), t, NONE, out, x, zero))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("ZeroDivisionError");
    }
  }

  private static long power(long a, long n) {
    long r = 1;
    for (long i = 0; i < n; i++) r *= a;
    return r;
  }

  @Test
  void resultsDoNotDependOnThreads() {
    Program f = Program.of("f", Formula.X.tanh().mul(Formula.Y.exp()).add(Formula.P0));
    KernelSet.of(f, DType.FLOAT32).forceVectors(0);
    Blocks x = Blocks.normal(DType.FLOAT32, 1, 300, 1001);
    Blocks y = Blocks.normal(DType.FLOAT32, 2, 1001, 300).transpose(0, 1);
    int before = Threads.get();
    double[][] results = new double[2][];
    try {
      for (int k = 0; k < 2; k++) {
        Threads.set(k == 0 ? 1 : 4);
        Blocks out = Blocks.empty(DType.FLOAT32, 300, 1001);
        Pointwise.run(f, DType.FLOAT32, new double[] {0.25}, out, x, y);
        results[k] = out.values();
      }
    } finally {
      Threads.set(before);
    }
    assertThat(results[0]).isEqualTo(results[1]);
  }

  @Test
  void interruptsCancel() {
    Program f = Program.of("f", Formula.X.add(1));
    Blocks x = Blocks.empty(DType.FLOAT32, 1 << 20);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Pointwise.run(f, DType.FLOAT32, NONE, x, x))
        .isInstanceOf(java.util.concurrent.CancellationException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void kernelsWarmUp() throws InterruptedException {
    Vectors.needed();
    Program f = Program.of("f", Formula.X.exp().add(Formula.Y));
    Blocks x = Blocks.normal(DType.FLOAT32, 1, 100_000);
    KernelSet set = KernelSet.of(f, DType.FLOAT32);
    // The vector code opens when the JVM has compiled it, which on a machine with other work takes
    // its time.
    long limit = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < limit && set.direct(0, 0) == null) {
      Pointwise.run(f, DType.FLOAT32, NONE, Blocks.empty(DType.FLOAT32, 100_000), x, x);
      Thread.sleep(10);
    }
    assertThat(set.direct(0, 0)).isNotNull();
  }
}
