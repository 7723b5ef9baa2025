package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Prim;
import jotter.tensor.formula.Program;
import org.junit.jupiter.api.Test;

/// Kernels over memory whose operands are numbers and bytes: against the way by arrays.
class ElementsTest {
  private static final double[] NONE = {};
  private static final List<DType> COMPUTED =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64);
  private static final List<DType> BYTES = List.of(DType.BOOL, DType.UINT8, DType.INT8);
  private static final int[] SIZES = {1, 7, 15, 16, 17, 63, 65, 333, 1000};

  private static Blocks numbers(DType t, int seed, long... shape) {
    Random r = new Random(seed);
    return Blocks.of(
        t,
        shape,
        i ->
            t == DType.BOOL
                ? r.nextInt(2)
                : t.isFloatingPoint() && i % 13 == 5
                    ? Double.NaN
                    : r.nextInt(t == DType.UINT8 ? 256 : 255) - (t == DType.UINT8 ? 0 : 127));
  }

  private static Formula call(Prim p, Formula... args) {
    return new Formula.Call(p, List.of(args));
  }

  private static void check(Formula f, DType compute, Blocks out, Blocks... in) {
    Program staged = Program.of("staged", f);
    Pointwise.run(staged, compute, NONE, out, in);
    double[] want = out.values();
    Program direct = Program.of("direct", f);
    KernelSet set = KernelSet.of(direct, compute);
    Blocks[] all = new Blocks[in.length + 1];
    all[0] = out;
    System.arraycopy(in, 0, all, 1, in.length);
    Elements types = Elements.of(compute, all);
    if (types == null) return;
    for (int still = 0; still < 1 << in.length; still++) set.forceVectors(still, types);
    Pointwise.run(direct, compute, NONE, out, in);
    assertThat(out.values()).as("%s in %s of %s", f, compute, types).isEqualTo(want);
  }

  @Test
  void conditionsAreBytes() {
    Formula f = call(Prim.SELECT, Formula.in(0), Formula.in(1), Formula.in(2));
    for (DType t : COMPUTED)
      for (int n : SIZES)
        check(
            f,
            t,
            Blocks.empty(t, n),
            numbers(DType.BOOL, 1, n),
            numbers(t, 2, n),
            numbers(t, 3, n));
  }

  @Test
  void comparisonsAreBytes() {
    for (DType t : COMPUTED)
      for (int n : SIZES)
        for (Prim p : List.of(Prim.EQ, Prim.NE, Prim.LT, Prim.LE, Prim.GT, Prim.GE, Prim.ADD))
          check(
              call(p, Formula.X, Formula.Y),
              t,
              Blocks.empty(DType.BOOL, n),
              numbers(t, 1, n),
              numbers(t, 2, n));
  }

  @Test
  void arithmeticOfBytes() {
    for (DType t : COMPUTED)
      for (DType b : BYTES)
        for (int n : SIZES)
          for (Prim p : List.of(Prim.ADD, Prim.SUB, Prim.MUL, Prim.MIN, Prim.MAX)) {
            Formula f = call(p, Formula.X, Formula.Y);
            check(f, t, Blocks.empty(t, n), numbers(b, 1, n), numbers(t, 2, n));
            if (t.isInteger()) check(f, t, Blocks.empty(b, n), numbers(b, 1, n), numbers(b, 2, n));
          }
  }

  @Test
  void rowsOfLargerTensorsAndWhatStays() {
    Formula f = call(Prim.SELECT, Formula.in(0), Formula.in(1), Formula.in(2));
    for (DType t : COMPUTED)
      for (int n : new int[] {33, 64, 101}) {
        Blocks b = numbers(DType.BOOL, 1, 5, n + 3).slice(1, 3, n, 1);
        Blocks x = numbers(t, 2, 5, n + 1).slice(1, 1, n, 1);
        Blocks y = numbers(t, 3, 1).expand(5, n);
        check(f, t, Blocks.empty(t, 5, n), b, x, y);
        check(f, t, Blocks.empty(t, 5, n), numbers(DType.BOOL, 4, 5, 1).expand(5, n), x, x);
        check(f, t, Blocks.empty(t, 5, n + 9).slice(1, 2, n, 1), b, y, x);
      }
  }
}
