package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Interpreter;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Memory;
import org.junit.jupiter.api.Test;

class TruthWordsTest {
  private static final double[] NONE = {};
  private static final Formula X = Formula.X;
  private static final Formula Y = Formula.Y;
  private static final Formula Z = Formula.Z;

  private static final List<Formula> LOGIC =
      List.of(
          X.ne(0).and(Y.ne(0)).or(Z.ne(0)),
          X.ne(0).not().and(Y.ne(0)).and(Z.ne(0)),
          X.eq(Y).and(Z.ne(1)),
          X.lt(Y).or(Y.lt(Z)),
          X.le(Y).and(Y.gt(Z)),
          X.ge(Y).and(Y.ge(Z)),
          X.ne(0).select(Y.ne(0), Z.ne(0)),
          X.mul(Y).bitOr(Z),
          X.bitAnd(Y).bitXor(Z),
          X.min(Y).max(Z));

  /// Truth values, of which some are bytes other than 0 and 1.
  private static Blocks truths(int seed, int n) {
    Random r = new Random(seed);
    Blocks b = Blocks.of(DType.BOOL, new long[] {n}, i -> r.nextInt(2));
    for (int i = 0; i < n; i += 5)
      Memory.ALL.set(ValueLayout.JAVA_BYTE, b.address() + i, (byte) (r.nextInt(4) * 64));
    return b;
  }

  @Test
  void wordsAgreeWithSingleTruthValues() {
    for (Formula f : LOGIC)
      for (int n : new int[] {64, 65, 71, 72, 1000, 100_003}) {
        Program program = Program.of("logic", f, 3);
        Blocks x = truths(n, n);
        Blocks y = truths(n + 1, n);
        Blocks z = truths(n + 2, n);
        Program words = KernelSet.of(program, DType.INT32).words().orElseThrow();
        boolean vectors = KernelSet.of(words, DType.INT64).forceVectors(0);
        Blocks out = Blocks.empty(DType.BOOL, n);
        assertThat(TruthWords.run(program, DType.INT32, out, new Blocks[] {x, y, z}))
            .isEqualTo(vectors);
        Pointwise.run(program, DType.INT32, NONE, out, x, y, z);
        for (int i = 0; i < n; i++) {
          double[] in = {truth(x.get(i)), truth(y.get(i)), truth(z.get(i))};
          assertThat(Memory.ALL.get(ValueLayout.JAVA_BYTE, out.address() + i))
              .as("%s of %s", f, java.util.Arrays.toString(in))
              .isEqualTo((byte) (Interpreter.evaluate(f, in) != 0 ? 1 : 0));
        }
      }
  }

  private static double truth(double v) {
    return v != 0 ? 1 : 0;
  }

  @Test
  void whatCountsIsNoLogic() {
    for (Formula f : List.of(X.add(Y), X.mul(2), X.and(Formula.P0.ne(0)), X.neg()))
      assertThat(TruthWords.of(Program.of("f", f))).isEmpty();
  }

  @Test
  void whatIsNotInOrderGoesTheOtherWay() {
    Program and = Program.of("and", X.ne(0).and(Y.ne(0)));
    Blocks x = truths(1, 400);
    Blocks part = x.slice(0, 0, 200, 2);
    Blocks out = Blocks.empty(DType.BOOL, 200);
    assertThat(TruthWords.run(and, DType.INT32, out, new Blocks[] {part, part})).isFalse();
    Pointwise.run(and, DType.INT32, NONE, out, part, part);
    for (int i = 0; i < 200; i++) assertThat(out.get(i)).isEqualTo(truth(part.get(i)));
  }
}
