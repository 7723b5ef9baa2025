package jotter.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import jotter.nn.init.Init;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Layers begin with PyTorch's numbers when they draw from PyTorch's generator.
class BeginningsTest {
  private static final Offset<Float> CLOSE = within(1e-6f);

  private static void begins(Tensor t, double... expected) {
    float[] v = t.contiguous().flatten().toFloatArray();
    for (int i = 0; i < expected.length; i++)
      assertThat(v[i]).as("element " + i).isCloseTo((float) expected[i], CLOSE);
  }

  /// The numbers are those of `torch.manual_seed(7)` and the same layers in this order.
  @Test
  void layersDrawAsPyTorchDoes() {
    Rng.with(
        Rng.torch(7),
        () -> {
          Linear l = new Linear(4, 3);
          begins(
              l.weight.value(),
              0.03492254018783569,
              -0.301196813583374,
              0.15921169519424438,
              0.15689027309417725);
          begins(l.bias.value(), -0.21316099166870117, -0.2936806082725525, -0.05490982532501221);
          Conv2d c = new Conv2d(2, 3, 2);
          begins(c.weight.value(), -0.09949985891580582, 0.15583248436450958, -0.30189788341522217);
          begins(c.bias.value(), -0.21548503637313843, 0.1700761467218399, -0.1747402846813202);
          GRU g = new GRU(2, 3);
          begins(g.weight("weight_ih_l0").value(), -0.30813127756118774, 0.4981537163257599);
          Embedding e = new Embedding(3, 2);
          begins(e.weight.value(), -1.5602940320968628, 0.204036682844162, 0.7278673052787781);
          MultiheadAttention m = new MultiheadAttention(4, 2);
          begins(m.inProjWeight.value(), 0.32300183176994324, 0.508199155330658);
          begins(m.outProj.weight.value(), -0.23499661684036255, -0.2829219102859497);
          return null;
        });
  }

  @Test
  void orthogonalRowsOrColumnsAreOrthonormal() {
    for (long[] shape : new long[][] {{5, 3}, {3, 5}, {4, 2, 3}}) {
      Tensor w = Init.orthogonal(Tensor.empty(shape), 2).reshape(shape[0], -1);
      Tensor gram = w.size(0) <= w.size(1) ? w.matmul(w.t()) : w.t().matmul(w);
      Tensor eye = Tensor.eye(gram.size(0)).mul(4);
      assertThat(gram.allclose(eye, 1e-4, 1e-4, false)).as(Arrays.toString(shape)).isTrue();
    }
  }

  @Test
  void diracHandsItsInputThrough() {
    Tensor w = Init.dirac(Tensor.empty(4, 2, 3), 2);
    Tensor x = Tensor.randn(1, 4, 6);
    Tensor y =
        jotter.tensor.F.conv1d(x, w, null, new long[] {1}, new long[] {1}, new long[] {1}, 2);
    assertThat(y.allclose(x)).isTrue();
  }

  @Test
  void truncatedNumbersStayInside() {
    Tensor t = Init.truncNormal(Tensor.empty(4000), 1, 2, -1, 3);
    assertThat(t.min().item()).isGreaterThanOrEqualTo(-1);
    assertThat(t.max().item()).isLessThanOrEqualTo(3);
    assertThat(t.mean().item()).isCloseTo(1, within(0.1));
  }

  @Test
  void sparseColumnsHaveTheirZeros() {
    Tensor t = Init.sparse(Tensor.empty(10, 4), 0.3, 1);
    assertThat(t.eq(0).sum(0).toLongArray()).containsOnly(3);
  }
}
