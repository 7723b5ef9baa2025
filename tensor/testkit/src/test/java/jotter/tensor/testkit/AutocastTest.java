package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jotter.tensor.Autocast;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.autograd.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AutocastTest {
  private static final long[] ONE = {1};

  /// An operation on float32 (2, 4, 4), and the type of its result under autocast.
  record Case(String name, UnaryOperator<Tensor> op, boolean small) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case small(String name, UnaryOperator<Tensor> op) {
    return new Case(name, op, true);
  }

  private static Case full(String name, UnaryOperator<Tensor> op) {
    return new Case(name, op, false);
  }

  static Stream<Case> cases() {
    Tensor w = Tensor.randn(4, 4);
    Tensor b = Tensor.randn(4);
    long[] zero = {0};
    return Stream.of(
        small("matmul", x -> x.matmul(x)),
        small("linear", x -> F.linear(x, w, b)),
        small(
            "conv1d", x -> F.conv1d(x, Tensor.ones(3, 4, 2), b.narrow(0, 0, 3), ONE, zero, ONE, 1)),
        small("conv2d", x -> F.conv2d(x.unsqueeze(1), Tensor.ones(3, 1, 2, 2), null)),
        small(
            "convTranspose1d",
            x -> F.convTranspose1d(x, Tensor.ones(4, 3, 2), null, ONE, zero, zero, 1, ONE)),
        small("attention", x -> F.scaledDotProductAttention(x, x, x, true)),
        small("relu of a product", x -> x.matmul(x).relu()),
        small("sum of products", x -> x.matmul(x).add(x.matmul(w))),
        full("softmax", x -> x.matmul(x).softmax(-1)),
        full("exp", x -> x.matmul(x).exp()),
        full("log", x -> x.matmul(x).abs().log()),
        full("pow", x -> x.matmul(x).abs().pow(2.5)),
        full("rsqrt", x -> x.matmul(x).abs().rsqrt()),
        full("layerNorm", x -> F.layerNorm(x.matmul(x), new long[] {4}, b, b, 1e-5)),
        full("rmsNorm", x -> F.rmsNorm(x.matmul(x), new long[] {4}, b, null)),
        full("batchNorm", x -> F.batchNorm(x.matmul(x), null, null, b, b, true, 0.1, 1e-5)),
        full("groupNorm", x -> F.groupNorm(x.matmul(x), 2, b, b, 1e-5)),
        full("mseLoss", x -> F.mseLoss(x.matmul(x), x)),
        full(
            "crossEntropy",
            x -> F.crossEntropy(x.matmul(x).select(0, 0), Tensor.zeros(4).to(DType.INT64))),
        full("cumsum", x -> x.matmul(x).cumsum(0)),
        full("with float32", x -> x.matmul(x).add(x)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theResultHasItsType(Case c) {
    Rng.seed(3);
    Tensor x = Tensor.rand(2, 4, 4).add(0.5);
    for (DType t : new DType[] {DType.BFLOAT16, DType.FLOAT16}) {
      Tensor y = Autocast.with(t, () -> c.op().apply(x));
      assertThat(y.dtype()).isEqualTo(c.small() ? t : DType.FLOAT32);
      double far = y.to(DType.FLOAT32).sub(c.op().apply(x)).abs().max().item();
      double large = Math.max(1, c.op().apply(x).abs().max().item());
      assertThat(far / large).isLessThan(t == DType.BFLOAT16 ? 0.05 : 0.01);
      assertThat(c.op().apply(x).dtype()).as("outside").isEqualTo(DType.FLOAT32);
    }
  }

  @Test
  void itIsAsIfSomebodyHadCastByHand() {
    Rng.seed(4);
    Tensor x = Tensor.randn(5, 4);
    Tensor w = Tensor.randn(3, 4).requiresGrad_();
    Tensor b = Tensor.randn(3).requiresGrad_();
    Autocast.with(DType.BFLOAT16, () -> F.linear(x, w, b).softmax(-1).square().sum()).backward();
    Tensor v = w.detach().clone().requiresGrad_();
    Tensor c = b.detach().clone().requiresGrad_();
    DType low = DType.BFLOAT16;
    Tensor y = F.linear(x.to(low), v.to(low), c.to(low)).to(DType.FLOAT32);
    y.softmax(-1).square().sum().backward();
    assertThat(w.grad().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(w.grad().toFloatArray()).containsExactly(v.grad().toFloatArray());
    assertThat(b.grad().toFloatArray()).containsExactly(c.grad().toFloatArray());
  }

  @Test
  void theWayBackIsTheSameInsideAndOutside() {
    Rng.seed(5);
    Tensor x = Tensor.randn(6, 6);
    Tensor a = Tensor.randn(6, 6).requiresGrad_();
    Autocast.with(DType.BFLOAT16, () -> x.matmul(a).tanh().sum()).backward();
    float[] outside = a.grad().toFloatArray();
    a.setGrad(null);
    Autocast.with(DType.BFLOAT16, () -> x.matmul(a).tanh().sum().backward());
    assertThat(a.grad().toFloatArray()).containsExactly(outside);
    a.setGrad(null);
    // What is computed a second time is computed in the same types.
    Autocast.with(DType.BFLOAT16, () -> Checkpoint.run(t -> x.matmul(t[0]).tanh().sum(), a))
        .backward();
    assertThat(a.grad().toFloatArray()).containsExactly(outside);
  }

  @Test
  void doublesAreLeftAlone() {
    Tensor x = Tensor.ones(new long[] {2, 2}, DType.FLOAT64);
    assertThat(Autocast.with(DType.BFLOAT16, () -> x.matmul(x)).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void itCanBeTurnedOffInside() {
    Tensor x = Tensor.ones(2, 2);
    Autocast.with(
        DType.FLOAT16,
        () -> {
          assertThat(Autocast.isOn()).isTrue();
          assertThat(Autocast.type()).isEqualTo(DType.FLOAT16);
          assertThat(Autocast.off(() -> x.matmul(x)).dtype()).isEqualTo(DType.FLOAT32);
        });
    assertThat(Autocast.isOn()).isFalse();
    assertThatThrownBy(() -> Autocast.with(DType.INT8, () -> {}))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("bfloat16");
  }
}
