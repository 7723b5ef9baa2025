package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
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
    // As in the reference, the sigmoid is 0 where exp(-x) overflows in float32.
    double none = f == Function.SIGMOID ? -88.7 : Double.NEGATIVE_INFINITY;
    check(f, x.length, i -> x[i], i -> y[i], v -> (float) v, v -> Math.ulp((float) v), none);
  }

  @ParameterizedTest
  @EnumSource
  void areRightInFloat64(Function f) {
    double[] x = new double[1 << 19];
    long step = (1L << 45) + 12345678901L;
    for (int i = 0; i < x.length; i++) x[i] = Double.longBitsToDouble(i * step);
    double[] y = f.op.apply(Tensor.of(x)).toDoubleArray();
    check(f, x.length, i -> x[i], i -> y[i], v -> v, Math::ulp, Double.NEGATIVE_INFINITY);
  }

  /// @param rounded a result in the precision that is looked at
  /// @param unit its unit in the last place
  /// @param none below it a result may be 0
  private static void check(
      Function f,
      int n,
      IntToDoubleFunction x,
      IntToDoubleFunction y,
      DoubleUnaryOperator rounded,
      DoubleUnaryOperator unit,
      double none) {
    double worst = 0;
    double where = 0;
    for (int i = 0; i < n; i++) {
      double at = x.applyAsDouble(i);
      double is = y.applyAsDouble(i);
      double want = f.want.applyAsDouble(at);
      if (is == rounded.applyAsDouble(want) || Double.isNaN(is) && Double.isNaN(want)) continue;
      if (at < none && is == 0) continue;
      double off = Math.abs(is - want) / unit.applyAsDouble(want);
      if (Double.isNaN(off)) off = Double.POSITIVE_INFINITY;
      if (off > worst) {
        worst = off;
        where = at;
      }
    }
    assertThat(worst).as("at %s", where).isLessThan(ALLOWED);
  }
}
