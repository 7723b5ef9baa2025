package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Random numbers: PyTorch's own for a seed, and streams that do not meet.
class RngTest {
  /// Written down from PyTorch 2.13 on a CPU.
  @Test
  void aSeedGivesPyTorchsNumbers() {
    Rng.with(
        Rng.torch(42),
        () -> {
          assertThat(Tensor.rand(3).toFloatArray())
              .containsExactly(0.8822692632675171f, 0.9150039553642273f, 0.38286375999450684f);
          assertThat(Tensor.randint(0, 100, 5).toLongArray()).containsExactly(14, 26, 35, 20, 24);
          assertThat(Tensor.randperm(6).toLongArray()).containsExactly(4, 0, 1, 2, 3, 5);
          assertThat(Tensor.randn(4).toFloatArray())
              .containsExactly(
                  new float[] {-1.0324477f, -0.2770332f, -0.16713426f, -0.10789635f},
                  within(1e-6f));
          return null;
        });
  }

  /// From 16 numbers on they are made in blocks, and the last block once more.
  @Test
  void longRowsOfNormalNumbersAreMadeInBlocks() {
    Rng.with(
        Rng.torch(42),
        () -> {
          float[] x = Tensor.randn(17).toFloatArray();
          assertThat(x[15]).isCloseTo(0.859858512878418f, within(1e-6f));
          assertThat(x[16]).isCloseTo(-0.3097267746925354f, within(1e-6f));
          assertThat(Tensor.rand(new long[] {2}, DType.FLOAT64).toDoubleArray())
              .containsExactly(0.6656768440038855, 0.4718000564313035);
          return null;
        });
  }

  /// Many at a time come from the engine's vectors, few from a plain loop.
  @Test
  void normalNumbersDoNotDependOnHowManyThereAre() {
    for (int n : new int[] {4096, 4097, 4098, 4099, 33_001, 70_000}) {
      Tensor many = Tensor.empty(new long[] {n}, DType.FLOAT32);
      Rng.of(11).normal(many, 3, 2);
      float[] got = many.toFloatArray();
      Rng one = Rng.of(11);
      for (int from = 0; from < n; from += 4000) {
        Tensor few = Tensor.empty(new long[] {Math.min(4000, n - from)}, DType.FLOAT32);
        one.normal(few, 3, 2);
        float[] want = few.toFloatArray();
        for (int i = 0; i < want.length; i++)
          assertThat(got[from + i]).isCloseTo(want[i], within(1e-6f));
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameNumbersAndAStateGoesOn() {
    for (Rng r : new Rng[] {Rng.of(7), Rng.torch(7)}) {
      Tensor a = Tensor.empty(new long[] {50}, DType.FLOAT32);
      r.uniform(a, 0, 1);
      byte[] state = r.state();
      Tensor b = Tensor.empty(new long[] {50}, DType.FLOAT32);
      r.normal(b, 0, 1);
      Tensor c = Tensor.empty(new long[] {50}, DType.FLOAT32);
      r.setState(state);
      r.normal(c, 0, 1);
      assertThat(b.equal(c)).isTrue();
      assertThat(a.min().item()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void splitStreamsDiffer() {
    Rng r = Rng.of(7);
    Rng left = r.split();
    Rng right = r.split();
    assertThat(left.nextLong()).isNotEqualTo(right.nextLong());
    assertThat(Rng.of(7).split().nextLong()).isEqualTo(Rng.of(7).split().nextLong());
  }
}
