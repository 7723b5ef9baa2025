package jotter.tensor.cpu.kernel;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.W;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;
import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Update;
import jotter.tensor.op.Formulaic;
import org.junit.jupiter.api.Test;

/// One pass over several tensors gives the bits of one pass for each.
class UpdatesTest {
  private static Update rule() {
    Formula m = Y.add(W.sub(Y).mul(P0));
    Formula v = Z.mul(P1).add(W.mul(X));
    return Update.of("rule", X.sub(m.div(v.sqrt().add(1))), m, v);
  }

  private static Tensor[] tensors(DType t, long n) {
    Tensor[] r = new Tensor[4];
    Rng rng = Rng.of(n);
    for (int i = 0; i < 4; i++) {
      // From the second element on: not aligned.
      Tensor x = Tensor.empty(new long[] {n + 1}, t);
      rng.uniform(x, 0.1, 2);
      r[i] = x.narrow(0, 1, n);
    }
    return r;
  }

  private static Tensor[] after(Update rule, DType t, long n, boolean whole) {
    Tensor[] x = tensors(t, n);
    double[] s = {0.1, 0.9};
    Tensor[] selves = {x[0], x[1], x[2]};
    if (whole) {
      Dispatch.update(rule, s, selves, x[3]);
      return selves;
    }
    Tensor[] y = new Tensor[3];
    for (int k = 0; k < 3; k++)
      y[k] = Dispatch.pointwise(new Formulaic.Of(rule.single(k), s, t.computeType(), t), x);
    return y;
  }

  private static void same(Update rule, DType t, long n) {
    Tensor[] expected = after(rule, t, n, false);
    Tensor[] actual = after(rule, t, n, true);
    for (int k = 0; k < 3; k++)
      assertThat(actual[k].toByteArray())
          .as(t + " " + n + " tensor " + k)
          .isEqualTo(expected[k].toByteArray());
  }

  @Test
  void onePassEqualsSeveral() {
    for (DType t : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16}) {
      Update rule = rule();
      for (long n : new long[] {0, 1, 7, 16, 33, 1000, 70_001}) same(rule, t, n);
    }
  }

  @Test
  void vectorsGiveTheSameBits() {
    for (DType t : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Update rule = rule();
      same(rule, t, 5);
      Updates.force(rule, t);
      for (long n : new long[] {1, 7, 16, 33, 1000, 70_001}) same(rule, t, n);
    }
  }

  @Test
  void transposedTensorsGoOneByOne() {
    Update rule = Update.of("both", X.add(Y), Y.mul(2));
    Tensor a = Tensor.ones(3, 4).t();
    Tensor b = Tensor.arange(12).to(DType.FLOAT32).reshape(4, 3);
    Dispatch.update(rule, new double[0], new Tensor[] {a, b});
    assertThat(a.select(0, 1).toFloatArray()).containsExactly(4, 5, 6);
    assertThat(b.select(0, 1).toFloatArray()).containsExactly(6, 8, 10);
  }
}
