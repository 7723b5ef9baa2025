package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jotter.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// exp and what is made of it, over numbers of all magnitudes and both signs, against those of
/// java.lang in float64.
class ExponentialsTest {
  enum Function {
    EXP(Tensor::exp, StrictMath::exp),
    EXPM1(Tensor::expm1, StrictMath::expm1),
    SIGMOID(Tensor::sigmoid, Function::sigmoid),
    TANH(Tensor::tanh, StrictMath::tanh);

    final UnaryOperator<Tensor> op;
    final DoubleUnaryOperator want;

    Function(UnaryOperator<Tensor> op, DoubleUnaryOperator want) {
      this.op = op;
      this.want = want;
    }

    private static double sigmoid(double x) {
      return 1 / (1 + StrictMath.exp(-x));
    }
  }

  /// Units in the last place, and of the smallest number.
  private static final double ALLOWED = 2.5;

  @ParameterizedTest
  @EnumSource
  void areRightInFloat32(Function f) {
    int step = 4099;
    float[] x = new float[(int) ((1L << 32) / step)];
    for (int i = 0; i < x.length; i++) x[i] = Float.intBitsToFloat(i * step);
    float[] y = f.op.apply(Tensor.of(x)).toFloatArray();
    double worst = 0;
    float where = 0;
    for (int i = 0; i < x.length; i++) {
      double want = f.want.applyAsDouble(x[i]);
      if (Float.compare(y[i], (float) want) == 0 || y[i] == (float) want) continue;
      // As in the reference, the sigmoid is 0 where exp(-x) overflows.
      if (f == Function.SIGMOID && x[i] < -88.7 && y[i] == 0) continue;
      double off = Math.abs(y[i] - want) / Math.ulp((float) want);
      if (!(off <= worst)) {
        worst = off;
        where = x[i];
      }
    }
    assertThat(worst).as("at %s", where).isLessThan(ALLOWED);
  }

  @ParameterizedTest
  @EnumSource
  void areRightInFloat64(Function f) {
    double[] x = new double[1 << 19];
    long step = (1L << 45) + 12345678901L;
    for (int i = 0; i < x.length; i++) x[i] = Double.longBitsToDouble(i * step);
    double[] y = f.op.apply(Tensor.of(x)).toDoubleArray();
    double worst = 0;
    double where = 0;
    for (int i = 0; i < x.length; i++) {
      double want = f.want.applyAsDouble(x[i]);
      if (Double.compare(y[i], want) == 0 || y[i] == want) continue;
      double off = Math.abs(y[i] - want) / Math.ulp(want);
      if (!(off <= worst)) {
        worst = off;
        where = x[i];
      }
    }
    assertThat(worst).as("at %s", where).isLessThan(ALLOWED);
  }
}
