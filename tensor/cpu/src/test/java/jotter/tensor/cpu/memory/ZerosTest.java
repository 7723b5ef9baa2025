package jotter.tensor.cpu.memory;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.op.Rounding;
import org.junit.jupiter.api.Test;

/// Large fills with zeros reach every element of theirs and none beside it.
class ZerosTest {
  private static final int LARGE = (1 << 20) + 12344;

  private static boolean fill(double value, Tensor t) {
    return Zeros.fill(new Rounding.Fill(0).program(), new double[] {value}, t);
  }

  @Test
  void onlyLargeBlocksInOrderAndOnlyZeros() {
    Tensor t = Tensor.ones(LARGE);
    assertThat(fill(1, t)).isFalse();
    assertThat(fill(-0.0, t)).isFalse();
    assertThat(fill(0, t.narrow(0, 0, 1000))).isFalse();
    assertThat(fill(0, t.reshape(5, -1).t())).isFalse();
    assertThat(t.sum().item()).isEqualTo(LARGE);
    assertThat(fill(0, t)).isTrue();
    assertThat(t.ne(0).any().itemBoolean()).isFalse();
  }

  @Test
  void neighboursStay() {
    for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64}) {
      Tensor t = Tensor.ones(new long[] {LARGE}, type);
      t.narrow(0, 7, LARGE - 10).zero_();
      assertThat(t.sum().item()).isEqualTo(10);
      assertThat(t.narrow(0, 0, 7).sum().item()).isEqualTo(7);
    }
    Tensor flags = Tensor.ones(new long[] {2 * LARGE}, DType.BOOL);
    flags.narrow(0, 3, 2 * LARGE - 4).zero_();
    assertThat(flags.sum().item()).isEqualTo(4);
  }
}
