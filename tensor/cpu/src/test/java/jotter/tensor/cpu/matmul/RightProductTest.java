package jotter.tensor.cpu.matmul;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;
import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Update;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Change;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products with changes of their rows give what the products give, and the changes after them.
class RightProductTest {
  /// Of halves of a row: the first becomes its sum with the second, that a square.
  private static final Update HALVES = Update.of("halves", X.add(Y), Y.mul(Y));

  private static final Update MORE = Update.of("more", X.tanh().add(Y.mul(Z)));

  private final int before = Threads.get();

  @AfterEach
  void reset() {
    Threads.set(before);
  }

  private static final double[] NONE = {};

  /// Rows longer than they have to be.
  private static Tensor view(long rows, long columns) {
    return Tensor.randn(rows, columns + 3).narrow(1, 1, columns);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 300, 100, 64, false",
    "32, 256, 256, 1024, false",
    "32, 1024, 17, 256, true",
    "19, 70, 260, 90, true",
    "33, 130, 133, 34, false",
    "300, 600, 700, 40, true"
  })
  void theChangesComeAfterTheProducts(int m, int k, int l, int n, boolean accumulate) {
    for (int round = 0; round < 3; round++) {
      Rng.seed(m + k);
      Tensor a = view(m, k);
      Tensor b = view(m, l);
      Tensor right = view(k, n);
      Tensor under = Tensor.randn(n, l).t();
      Tensor begin = view(m, n);
      Tensor row = Tensor.randn(1, n / 2).expand(m, n / 2);
      Tensor state = view(m, n / 2);
      byte[][] expected = null;
      try (Backend.Right both = right.backend().right(right, under)) {
        Tensor plain = begin.clone();
        both.multiply(new Tensor[] {a, b}, plain, accumulate);
        Tensor other = plain.narrow(1, n / 2, n / 2);
        Tensor half = plain.narrow(1, 0, n / 2);
        half.backend().update(HALVES, NONE, half, other);
        Tensor kept = state.clone();
        kept.backend().update(MORE, NONE, kept, half, row);
        expected = new byte[][] {plain.toByteArray(), kept.toByteArray()};
        for (int threads = 1; threads <= 4; threads++) {
          Threads.set(threads);
          Tensor out = view(m, n).copy_(begin);
          Tensor more = view(m, n / 2).copy_(state);
          Tensor[] halves = {out.narrow(1, 0, n / 2), out.narrow(1, n / 2, n / 2)};
          Change one = new Change(HALVES, NONE, halves);
          Change two = new Change(MORE, NONE, more, halves[0], row);
          assertThat(both.multiply(new Tensor[] {a, b}, out, accumulate, one, two)).isTrue();
          assertThat(out.toByteArray()).isEqualTo(expected[0]);
          assertThat(more.toByteArray()).isEqualTo(expected[1]);
        }
      }
    }
  }
}
