package jotter.tensor.cpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import jotter.tensor.cpu.Vectors;
import org.junit.jupiter.api.Test;

class ExponentialsTest {
  private static final double[] SPECIALS = {
    0, -0.0, -87.5, -103.9, -200, Double.NEGATIVE_INFINITY, Double.NaN
  };

  @Test
  void vectorsAndPlainLoopsGiveTheSameBits() {
    Vectors.needed();
    for (double special : SPECIALS) {
      // Not aligned, whole and half pairs of vectors.
      Blocks x = Blocks.normal(DType.FLOAT32, 1, Lines.SPAN + 1);
      for (int i = 0; i < x.numel(); i++) x.set(i, i % 7 == 3 ? special : -20 * Math.abs(x.get(i)));
      Blocks a = Blocks.empty(DType.FLOAT32, Lines.SPAN + 1);
      Blocks b = Blocks.empty(DType.FLOAT32, Lines.SPAN + 1);
      long from = x.address() + 4;
      for (int vectors : new int[] {1, 2, 3, 7, Lines.SPAN / Lines.LANES}) {
        int n = vectors * Lines.LANES;
        long to = a.address() + 4;
        float sum =
            VectorExponentials.ofSpan(from, from + 4L * n, 0.25f, to - from, Partial.sums());
        float plain = Exponentials.PLAIN.span(from, n, 0.25f, b.address() + 4);
        assertThat(Float.valueOf(sum)).isEqualTo(Float.valueOf(plain));
        for (int i = 1; i <= n; i++)
          assertThat(Double.valueOf(a.get(i))).isEqualTo(Double.valueOf(b.get(i)));
        if (special == special)
          assertThat(VectorExponentials.ofTop(from, n))
              .isEqualTo(Exponentials.PLAIN.spanTop(from, n));
      }
    }
  }

  @Test
  void powersAreExactToAFewLastBits() {
    double worst = 0;
    for (float d = 0; d > -87; d -= 0.00137f) {
      double want = Math.exp(d);
      worst = Math.max(worst, Math.abs(Exponentials.power(d) / Exponentials.SCALE / want - 1));
    }
    assertThat(worst).isLessThan(0x1p-23);
    assertThat(Exponentials.power(0)).isEqualTo(Exponentials.SCALE);
    assertThat(Exponentials.power(Float.NaN)).isNaN();
    // Nothing in float32, but for the largest there is.
    assertThat(Exponentials.power(Float.NEGATIVE_INFINITY) / Exponentials.SCALE).isZero();
  }

  @Test
  void theLargestOfARow() {
    for (int n : new int[] {1, 5, 16, 17, 48, 100})
      for (int at = 0; at < n; at++)
        for (double top : new double[] {3e38, 1, 0, -0.5, Double.POSITIVE_INFINITY}) {
          Blocks x = Blocks.empty(DType.FLOAT32, n);
          for (int i = 0; i < n; i++) x.set(i, i == at ? top : -1 - i);
          assertThat(Exponentials.here().top(x.address(), n)).isEqualTo((float) top);
          assertThat(Exponentials.PLAIN.top(x.address(), n)).isEqualTo((float) top);
        }
  }

  /// What the division by the sum makes denormal is as exact as denormal numbers are.
  @Test
  void smallShares() {
    double[] numbers = {0, -90, -100, Double.NEGATIVE_INFINITY};
    Blocks x = Blocks.of(DType.FLOAT32, new long[] {1, 4}, i -> numbers[i]);
    Blocks y = Blocks.empty(DType.FLOAT32, 1, 4);
    new CpuBackend().softmax(x, y, 1, false);
    assertThat(y.get(0)).isEqualTo(1);
    for (int i = 1; i < 3; i++)
      assertThat(y.get(i)).isCloseTo(Math.exp(x.get(i)), within((double) Float.MIN_VALUE));
    assertThat(y.get(3)).isZero();
  }

  @Test
  void rowsShorterAndLongerThanASpan() {
    CpuBackend engine = new CpuBackend();
    for (int n : new int[] {1, 31, 1024, 2 * Lines.SPAN + 37}) {
      Blocks x = Blocks.normal(DType.FLOAT32, n, 3, n);
      Blocks y = Blocks.empty(DType.FLOAT32, 3, n);
      Blocks log = Blocks.empty(DType.FLOAT32, 3, n);
      engine.softmax(x, y, 1, false);
      engine.softmax(x, log, 1, true);
      for (int r = 0; r < 3; r++) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += Math.exp(x.get(r * n + i));
        for (int i = 0; i < n; i++) {
          double p = Math.exp(x.get(r * n + i)) / sum;
          assertThat(y.get(r * n + i)).isCloseTo(p, within(6e-7 * p));
          assertThat(log.get(r * n + i)).isCloseTo(Math.log(p), within(2e-6));
        }
      }
    }
  }
}
