package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jotter.tensor.Complex;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The exponents that a product or a root computes give what the function for all of them gives.
class PowersTest {
  private static final double[] AT = {
    0, 0.25, 1, 1.5, 7, 1e-20, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, -2
  };

  @ParameterizedTest
  @ValueSource(doubles = {-2, -1, -0.5, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 0})
  void equalThePowerFunction(double exponent) {
    for (DType t : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Tensor y = Tensor.of(AT).to(t).pow(exponent);
      for (int i = 0; i < AT.length; i++) {
        double want = Math.pow(t == DType.FLOAT32 ? (float) AT[i] : AT[i], exponent);
        if (t == DType.FLOAT32) want = (float) want;
        // The root of -∞ is no number, as in PyTorch.
        if (AT[i] == Double.NEGATIVE_INFINITY && exponent % 1 != 0 && exponent != 2.5) continue;
        double got = y.get(i).item();
        if (Double.isNaN(want) || Double.isInfinite(want))
          assertThat(got).as(AT[i] + "^" + exponent).isEqualTo(Double.valueOf(want));
        else
          assertThat(got)
              .as(AT[i] + "^" + exponent)
              .isCloseTo(want, within((t == DType.FLOAT32 ? 1e-6 : 1e-14) * Math.abs(want)));
      }
    }
  }

  @Test
  void haveGradientsAtZero() {
    Tensor x = Tensor.of(0.0, 4.0).requiresGrad_();
    x.pow(2.5).sum().backward();
    assertThat(x.grad().get(0).item()).isZero();
    assertThat(x.grad().get(1).item()).isCloseTo(20, within(1e-12));
    x.setGrad(null);
    x.pow(2).sum().backward();
    assertThat(x.grad().get(1).item()).isEqualTo(8);
  }

  @Test
  void complexExponentsAreTaken() {
    Tensor y = Tensor.of(2f).pow(Complex.of(2, 0));
    assertThat(y.dtype()).isEqualTo(DType.COMPLEX64);
    assertThat(y.real().item()).isCloseTo(4, within(1e-6));
  }
}
