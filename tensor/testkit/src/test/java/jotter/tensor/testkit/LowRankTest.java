package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.DType;
import jotter.tensor.Linalg;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// The random low-rank decomposition beside the full one.
class LowRankTest {
  /// A matrix whose singular values fall slowly.
  private static Tensor slow(long m, long n) {
    Tensor[] f = Linalg.svd(Tensor.randn(new long[] {m, n}, DType.FLOAT64), false);
    long k = Math.min(m, n);
    Tensor s = Tensor.arange(k).to(DType.FLOAT64).add(1).pow(-1);
    return f[0].mul(s).matmul(f[2]);
  }

  private static double error(Tensor a, Tensor[] f) {
    return a.sub(f[0].mul(f[1]).matmul(f[2].mH())).square().sum().sqrt().item();
  }

  @Test
  void isNearlyAsGoodAsTheBest() {
    Rng.seed(1);
    for (long[] s : new long[][] {{60, 40}, {40, 60}}) {
      Tensor a = slow(s[0], s[1]);
      double best = 0;
      for (int i = 7; i <= 40; i++) best += 1.0 / i / i;
      assertThat(error(a, Linalg.svdLowrank(a, 6, 2, null)))
          .isBetween(Math.sqrt(best) - 1e-9, 1.01 * Math.sqrt(best));
    }
  }

  @Test
  void isTheBestWhereTheSketchIsTheWholeMatrix() {
    Rng.seed(2);
    for (int i = 0; i < 20; i++) {
      Tensor a = Tensor.randn(new long[] {2, 12, 9}, DType.FLOAT64);
      Tensor want = Linalg.svdvals(a).narrow(-1, 0, 2);
      Tensor got = Linalg.svdLowrank(a, 2, 2, null)[1];
      assertThat(got.sub(want).abs().max().item()).isLessThan(1e-12);
    }
  }

  @Test
  void theSameSeedGivesTheSameResult() {
    Tensor a = slow(50, 30);
    double[][] got = new double[2][];
    for (int i = 0; i < 2; i++) {
      Rng.seed(3);
      got[i] = Linalg.svdLowrank(a, 4, 1, null)[0].toDoubleArray();
    }
    assertThat(got[0]).isEqualTo(got[1]);
  }
}
