package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// The error function in float32, which is a quotient of polynomials of few terms.
class ErfTest {
  private static final int PART = 1 << 20;

  /// Numbers in float32 between two, `step` apart in their bits.
  private static float[] between(int from, int to, int step) {
    float[] x = new float[(to - from + step - 1) / step];
    for (int i = 0; i < x.length; i++) x[i] = Float.intBitsToFloat(from + i * step);
    return x;
  }

  @Test
  void isNeverMoreThanOneAndOneAtLast() {
    int first = Float.floatToRawIntBits(2);
    int last = Float.floatToRawIntBits(5);
    for (int b = first; b < last; b += PART) {
      float[] x = between(b, Math.min(last, b + PART), 1);
      float[] y = Tensor.of(x).erf().toFloatArray();
      float[] minus = Tensor.of(x).neg().erf().toFloatArray();
      boolean bounded = true;
      boolean one = true;
      boolean odd = true;
      for (int i = 0; i < x.length; i++) {
        bounded &= y[i] <= 1;
        one &= x[i] < 3.9f || y[i] == 1;
        odd &= minus[i] == -y[i];
      }
      assertThat(bounded && one && odd).as("from " + x[0]).isTrue();
    }
  }

  @Test
  void isRightToSixUnitsInTheLastPlace() {
    int last = Float.floatToRawIntBits(5);
    int step = 997;
    for (int b = Float.floatToRawIntBits(1e-30f); b < last; b += PART * step / 8) {
      float[] x = between(b, (int) Math.min(last, (long) b + PART * (long) step / 8), step);
      float[] y = Tensor.of(x).erf().toFloatArray();
      double[] want = Tensor.of(x).to(DType.FLOAT64).erf().toDoubleArray();
      double worst = 0;
      for (int i = 0; i < x.length; i++)
        worst = Math.max(worst, Math.abs(y[i] - want[i]) / Math.ulp((float) want[i]));
      assertThat(worst).as("from " + x[0]).isLessThan(6);
    }
    float[] ends = {Float.NEGATIVE_INFINITY, -0f, Float.POSITIVE_INFINITY, Float.NaN};
    assertThat(Tensor.of(ends).erf().toFloatArray()).containsExactly(-1, -0f, 1, Float.NaN);
  }
}
