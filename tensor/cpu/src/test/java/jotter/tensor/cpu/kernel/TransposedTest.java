package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Interpreter;
import jotter.tensor.formula.Program;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Operands whose elements lie in order along another dimension than the result's.
class TransposedTest {
  private static final double[] NONE = {};
  private static final int[][] SHAPES = {
    {1, 1}, {1, 15}, {15, 1}, {16, 16}, {17, 31}, {33, 64}, {65, 130}, {1000, 3}, {3, 1000},
    {4, 700}
  };
  private static final Program COPY = Program.of("copy", Formula.X);
  private static final Program ASSIGN = Program.of("assign", Formula.Y);
  private static final Program SUM = Program.of("sum", Formula.X.add(Formula.Y.mul(2)));
  private static final Program THREE =
      Program.of("three", Formula.X.add(Formula.Y.mul(2)).sub(Formula.in(2)));

  @TestFactory
  List<DynamicTest> everyType() {
    List<DynamicTest> tests = new ArrayList<>();
    for (DType t : DType.values())
      for (boolean vectors : new boolean[] {false, true})
        tests.add(DynamicTest.dynamicTest(t + ", vectors " + vectors, () -> type(t, vectors)));
    return tests;
  }

  private static void type(DType t, boolean vectors) {
    DType compute = t.computeType();
    if (vectors)
      for (Program p : List.of(COPY, SUM, THREE))
        for (int s = 0; s < 8; s++) KernelSet.of(p, compute).forceVectors(s);
    for (int[] s : SHAPES) {
      int m = s[0];
      int n = s[1];
      Blocks straight = Blocks.integers(t, 1, 0, 9, m, n);
      for (Blocks turned : turned(t, m, n)) {
        check(COPY, compute, t, turned);
        check(ASSIGN, compute, t, straight, turned);
        check(SUM, compute, t, straight, turned);
        check(SUM, compute, t, turned, straight);
        check(SUM, compute, t, turned, turned);
        check(THREE, compute, t, turned, Blocks.integers(t, 5, 0, 9, n).expand(m, n), straight);
        check(THREE, compute, t, Blocks.integers(t, 5, 0, 9, m, 1).expand(m, n), straight, turned);
      }
    }
  }

  /// Transposed matrices `m × n`: whole, parts of larger ones, turned over, with gaps.
  private static List<Blocks> turned(DType t, int m, int n) {
    Blocks wide = Blocks.integers(t, 2, 0, 9, n + 2, m + 3).transpose(0, 1);
    return List.of(
        Blocks.integers(t, 2, 0, 9, n, m).transpose(0, 1),
        wide.slice(0, 1, m, 1).slice(1, 1, n, 1),
        wide.slice(0, m, m, -1).slice(1, 1, n, 1),
        wide.slice(0, 1, m, 1).slice(1, n, n, -1),
        Blocks.integers(t, 2, 0, 9, n, 2 * m).transpose(0, 1).slice(0, 1, m, 2));
  }

  /// Into memory in order, and into the midst of other elements, which stay.
  private static void check(Program p, DType compute, DType t, Blocks... in) {
    long[] s = in[0].layout().shape();
    Blocks out = Blocks.empty(t, s);
    Pointwise.run(p, compute, NONE, out, in);
    verify(p, out, in);
    if (s.length != 2) return;
    Blocks around = Blocks.of(t, new long[] {s[0] + 2, s[1] + 2}, i -> 1);
    Blocks part = around.slice(0, 1, (int) s[0], 1).slice(1, 1, (int) s[1], 1);
    Pointwise.run(p, compute, NONE, part, in);
    verify(p, part, in);
    for (long i = 0; i < s[0] + 2; i++)
      for (long j = 0; j < s[1] + 2; j++)
        if (i == 0 || j == 0 || i > s[0] || j > s[1])
          assertThat(around.get(i * (s[1] + 2) + j)).isEqualTo(1);
  }

  private static void verify(Program p, Blocks out, Blocks... in) {
    double[][] x = new double[in.length][];
    for (int k = 0; k < in.length; k++) x[k] = in[k].values();
    double[] got = out.values();
    double[] at = new double[in.length];
    for (int i = 0; i < got.length; i++) {
      for (int k = 0; k < in.length; k++) at[k] = x[k][i];
      double want = Interpreter.evaluate(p.formula(), at);
      if (out.dtype() == DType.BOOL) want = want != 0 ? 1 : 0;
      if (out.dtype() == DType.UINT8) want = (int) want & 0xff;
      if (got[i] != want)
        assertThat(got[i]).as("%s of %s at %d", p.name(), in[0].layout(), i).isEqualTo(want);
    }
  }

  @Test
  void rowsThatCrowdTheCache() {
    for (DType t : List.of(DType.UINT8, DType.BFLOAT16, DType.FLOAT32, DType.COMPLEX128))
      check(COPY, t.computeType(), t, Blocks.integers(t, 1, 0, 9, 2048, 70).transpose(0, 1));
  }

  @Test
  void batches() {
    for (DType t : List.of(DType.BOOL, DType.INT16, DType.FLOAT32, DType.INT64)) {
      Blocks x = Blocks.integers(t, 1, 0, 5, 2, 3, 40, 50);
      Blocks y = Blocks.integers(t, 2, 0, 5, 2, 3, 50, 40);
      for (Blocks turned :
          List.of(
              y.transpose(2, 3),
              Blocks.integers(t, 2, 0, 5, 50, 3, 40, 2).transpose(0, 3),
              Blocks.integers(t, 2, 0, 5, 2, 50, 40, 3).transpose(1, 3))) {
        check(COPY, t.computeType(), t, turned);
        check(SUM, t.computeType(), t, x, turned);
        check(SUM, t.computeType(), t, y.transpose(2, 3), turned);
      }
    }
  }

  @Test
  void typesAreMixed() {
    for (DType a : DType.values())
      for (DType b : DType.values()) {
        Blocks x = Blocks.integers(a, 1, 0, 2, 40, 35);
        Blocks y = Blocks.integers(b, 2, 0, 2, 35, 40).transpose(0, 1);
        DType compute = a.isComplex() || b.isComplex() ? DType.COMPLEX64 : DType.FLOAT32;
        check(SUM, compute, DType.FLOAT64, x, y);
        check(COPY, compute, a, y);
      }
  }

  @Test
  void inPlace() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32)) {
      Blocks x = Blocks.integers(t, 1, 0, 9, 70, 130);
      Blocks y = Blocks.integers(t, 2, 0, 9, 130, 70).transpose(0, 1);
      Blocks want = Blocks.empty(t, 70, 130);
      Pointwise.run(SUM, t, NONE, want, x, y);
      Pointwise.run(SUM, t, NONE, x, x, y);
      assertThat(x.values()).isEqualTo(want.values());
    }
  }

  @Test
  void partsOfComplexNumbers() {
    for (DType t : List.of(DType.COMPLEX32, DType.COMPLEX64, DType.COMPLEX128)) {
      Blocks x = Blocks.normal(t, 1, 70, 40);
      for (int i = 0; i < x.numel(); i++) x.set(i, i % 50, 1);
      Blocks turned = x.transpose(0, 1);
      Blocks out = Blocks.empty(t, 40, 70);
      Pointwise.run(COPY, t.computeType(), NONE, out, turned);
      for (int i = 0; i < out.numel(); i++) {
        assertThat(out.get(i)).isEqualTo(turned.get(i));
        assertThat(out.get(i, 1)).isEqualTo(turned.get(i, 1));
      }
    }
  }
}
