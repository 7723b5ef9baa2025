package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.machine.Simd;
import org.junit.jupiter.api.Test;

class WideningTest {
  @Test
  void everyNumberStaysWhatItIs() {
    assumeTrue(Simd.ON);
    int n = 5 * Simd.lanes(jotter.tensor.formula.code.Code.Kind.F32);
    Blocks x = Blocks.normal(DType.FLOAT32, 1, n);
    double[] special = {
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Float.MIN_VALUE
    };
    for (int i = 0; i < special.length; i++) x.set(3 * i, special[i]);
    Blocks y = Blocks.empty(DType.FLOAT64, n);
    VectorWidening.vectors(x.address(), n, y.address());
    for (int i = 0; i < n; i++) assertThat(y.get(i)).isEqualTo((Double) x.get(i));
  }
}
