package jotter.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.random.Philox;
import org.junit.jupiter.api.Test;

/// The blocked kernel, in float32, against the plain formula in float64; several blocks of queries,
/// fewer and more keys than queries, transposed heads.
class AttentionTest {
  private static Tensor[] run(DType t, Tensor q, Tensor k, Tensor v, boolean causal, Tensor g) {
    Tensor[] x = {
      q.detach().to(t).transpose(1, 2).requiresGrad_(),
      k.detach().to(t).requiresGrad_(),
      v.detach().to(t).requiresGrad_()
    };
    Tensor y = F.scaledDotProductAttention(x[0], x[1], x[2], causal);
    y.backward(g.to(t));
    return new Tensor[] {y.detach(), x[0].grad(), x[1].grad(), x[2].grad()};
  }

  @Test
  void agreesWithTheFormula() {
    Rng r = new Philox(3);
    for (int keys : new int[] {5, 70, 128, 150})
      for (boolean causal : new boolean[] {false, true}) {
        Tensor q = Tensor.empty(2, 130, 3, 8);
        Tensor k = Tensor.empty(2, 3, keys, 8);
        Tensor v = Tensor.empty(2, 3, keys, 5);
        Tensor g = Tensor.empty(2, 3, 130, 5);
        for (Tensor t : new Tensor[] {q, k, v, g}) r.normal(t, 0, 1);
        Tensor[] got = run(DType.FLOAT32, q, k, v, causal, g);
        Tensor[] want = run(DType.FLOAT64, q, k, v, causal, g);
        for (int i = 0; i < 4; i++)
          assertThat(got[i].to(DType.FLOAT64).sub(want[i]).abs().max().item())
              .as("result " + i + " with " + keys + " keys, causal " + causal)
              .isCloseTo(0, within(2e-5));
      }
  }

  /// Blocks whose scores are too far apart to be made weights with one common subtraction, and
  /// blocks in which one score is not a number, beside others.
  @Test
  void rowsDoNotDisturbOneAnother() {
    Rng r = new Philox(4);
    Tensor q = Tensor.empty(1, 128, 1, 8);
    Tensor k = Tensor.empty(1, 1, 128, 8);
    Tensor v = Tensor.empty(1, 1, 128, 5);
    Tensor g = Tensor.empty(1, 1, 128, 5);
    for (Tensor t : new Tensor[] {q, k, v, g}) r.normal(t, 0, 1);
    q.select(1, 3).mul_(60);
    q.select(1, 4).mul_(-200);
    Tensor[] got = run(DType.FLOAT32, q, k, v, false, g);
    Tensor[] want = run(DType.FLOAT64, q, k, v, false, g);
    for (int i = 0; i < 4; i++) {
      Tensor error = got[i].to(DType.FLOAT64).sub(want[i]).abs();
      assertThat(error.div(want[i].abs().add(1)).max().item())
          .as("result " + i)
          .isCloseTo(0, within(1e-4));
    }
    Tensor before = got[0];
    q.select(1, 7).fill_(Float.NaN);
    Tensor after = run(DType.FLOAT32, q, k, v, false, g)[0];
    assertThat(after.select(2, 7).isnan().all().item()).isEqualTo(1);
    assertThat(after.narrow(2, 8, 120).sub(before.narrow(2, 8, 120)).abs().max().item())
        .isCloseTo(0, within(1e-6));
  }
}
