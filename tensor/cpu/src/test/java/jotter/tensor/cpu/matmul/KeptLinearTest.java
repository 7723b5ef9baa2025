package jotter.tensor.cpu.matmul;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Kept;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products with weights that stay give what products give, in every form and for any number of
/// threads.
class KeptLinearTest {
  private static final Program SUM = Program.of("sum", X.mul(2).add(Y), 2);

  private final int before = Threads.get();

  @BeforeEach
  void vectors() {
    Vectors.needed();
  }

  @AfterEach
  void reset() {
    Threads.set(before);
    KeptMicro.force(false);
  }

  private static Tensor run(Kept kept, Tensor x, long n, Tensor more) {
    Tensor out = Tensor.full(new long[] {x.size(0), n}, Double.NaN, DType.FLOAT32);
    if (more == null) kept.run(x, out);
    else kept.run(x, out, out, more);
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 700, 33",
    "3, 129, 40",
    "8, 600, 64",
    "13, 64, 100",
    "49, 700, 80",
    "128, 256, 17",
    "300, 1100, 48",
    "600, 9, 999",
    "5, 1, 4999"
  })
  void agrees(int m, int k, int n) {
    Rng.seed(m + k + n);
    Tensor x = Tensor.randn(m, k + 5).narrow(1, 2, k);
    Tensor w = Tensor.randn(n, k + 3).narrow(1, 1, k);
    Tensor bias = Tensor.randn(n, 2).select(1, 0);
    Tensor more = Tensor.randn(m, n);
    Tensor exact = x.to(DType.FLOAT64).matmul(w.to(DType.FLOAT64).t());
    double limit = 1e-5 * Math.sqrt(k) * 4;
    for (int form = 0; form < 3; form++) {
      Kept kept =
          KeptLinear.of(m, w, form == 0 ? null : bias, form < 2 ? null : new Kept.Then(SUM));
      Tensor expected = form == 0 ? exact : exact.add(bias);
      if (form == 2) expected = expected.mul(2).add(more);
      Tensor with = form == 2 ? more : null;
      byte[] bits = null;
      for (boolean vectors : new boolean[] {false, true})
        for (int threads = 1; threads <= 3; threads++) {
          KeptMicro.force(vectors);
          Threads.set(threads);
          Tensor y = run(kept, x, n, with);
          assertThat(y.to(DType.FLOAT64).sub(expected).abs().max().item()).isLessThan(limit);
          if (bits == null) bits = y.toByteArray();
          assertThat(y.toByteArray()).isEqualTo(bits);
          assertThat(run(kept, x.t().contiguous().t(), n, with).toByteArray()).isEqualTo(bits);
        }
    }
  }

  @Test
  void keepsWhatIsNotFiniteInItsRow() {
    for (boolean vectors : new boolean[] {false, true}) {
      KeptMicro.force(vectors);
      Tensor x = Tensor.ones(new long[] {9, 100}, DType.FLOAT32);
      x.select(0, 8).select(0, 99).fill_(Double.NaN);
      Tensor w = Tensor.ones(new long[] {50, 100}, DType.FLOAT32);
      Tensor y = run(KeptLinear.of(9, w, null, null), x, 50, null);
      assertThat(y.narrow(0, 0, 8).toFloatArray()).containsOnly(100);
      assertThat(y.narrow(0, 8, 1).toFloatArray()).containsOnly(Float.NaN);
    }
  }

  @Test
  void keepsTheWeightsAsTheyWere() {
    Tensor w = Tensor.ones(new long[] {64, 64}, DType.FLOAT32);
    Kept kept = KeptLinear.of(4, w, null, null);
    w.zero_();
    Tensor x = Tensor.ones(new long[] {4, 64}, DType.FLOAT32);
    assertThat(run(kept, x, 64, null).toFloatArray()).containsOnly(64);
  }
}
