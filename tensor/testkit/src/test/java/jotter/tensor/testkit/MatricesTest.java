package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// What arranges elements, in every type, at awkward sizes.
class MatricesTest {
  @Test
  void triangles() {
    for (DType t : DType.values())
      for (long[] s : new long[][] {{1, 1}, {3, 5}, {17, 16}, {2, 33, 31}, {0, 3}})
        for (long diagonal : new long[] {0, 1, -1, 7, -40}) {
          Tensor x = Tensor.randint(1, 2, s).to(t);
          Tensor low = x.tril(diagonal);
          Tensor up = x.transpose(-1, -2).triu(diagonal);
          assertThat(low.dtype()).isEqualTo(t);
          double[] l = low.to(DType.FLOAT64).toDoubleArray();
          double[] u = up.to(DType.FLOAT64).contiguous().toDoubleArray();
          long rows = s[s.length - 2];
          long columns = s[s.length - 1];
          for (int k = 0; k < l.length; k++) {
            long i = k / columns % rows;
            long j = k % columns;
            assertThat(l[k]).isEqualTo(j <= i + diagonal ? 1 : 0);
            long iu = k / rows % columns;
            long ju = k % rows;
            assertThat(u[k]).isEqualTo(ju >= iu + diagonal ? 1 : 0);
          }
        }
  }

  @Test
  void nothingOutsideOfATriangleIsLeft() {
    Tensor x = Tensor.full(new long[] {5, 5}, Double.NaN, DType.FLOAT32);
    assertThat(x.tril(-1).isnan().sum().itemLong()).isEqualTo(10);
    assertThat(x.triu().isnan().sum().itemLong()).isEqualTo(15);
  }

  @Test
  void padding() {
    Tensor x = Tensor.arange(24).reshape(2, 3, 4);
    Tensor y = x.constantPad(new long[] {1, 2, -1, 3, 0, 1}, 7);
    assertThat(y.shape()).containsExactly(3, 5, 7);
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 5; j++)
        for (int k = 0; k < 7; k++) {
          boolean inner = i < 2 && j + 1 < 3 && k >= 1 && k < 5;
          assertThat(y.get(i, j, k).itemLong()).isEqualTo(inner ? i * 12 + (j + 1) * 4 + k - 1 : 7);
        }
    assertThat(Tensor.zeros(0, 2).constantPad(new long[] {1, 1, 1, 1}, 3).sum().item())
        .isEqualTo(24.0);
  }

  @Test
  void modesAreTheSmallestOfTheMostFrequent() {
    Rng.with(
        Rng.of(3),
        () -> {
          for (int n : new int[] {1, 2, 7, 40, 300}) {
            Tensor x = Tensor.randint(0, 6, new long[] {9, n});
            long[][] rows = new long[9][];
            for (int r = 0; r < 9; r++) rows[r] = x.get(r).toLongArray();
            var mode = x.mode(1, false);
            var turned = x.t().to(DType.FLOAT32).mode(0, true);
            for (int r = 0; r < 9; r++) {
              int[] count = new int[6];
              for (long v : rows[r]) count[(int) v]++;
              int best = 0;
              for (int v = 1; v < 6; v++) if (count[v] > count[best]) best = v;
              int last = 0;
              for (int k = 0; k < n; k++) if (rows[r][k] == best) last = k;
              assertThat(mode.values().get(r).itemLong()).isEqualTo(best);
              assertThat(mode.indices().get(r).itemLong()).isEqualTo(last);
              assertThat(turned.values().get(0, r).item()).isEqualTo((double) best);
            }
          }
          return null;
        });
  }

  @Test
  void placesOfWhatIsNotZero() {
    for (long[] s :
        new long[][] {{1}, {7}, {1025}, {5000}, {3, 5}, {4, 1500}, {2, 3, 2}, {6, 1, 3, 2}, {0, 2}})
      for (double p : new double[] {0, 0.1, 0.5, 1}) {
        Tensor mask = Tensor.rand(s).lt(p);
        long[] got = mask.nonzero().toLongArray();
        boolean[] truth = new boolean[(int) mask.numel()];
        double[] flat = mask.to(DType.FLOAT64).toDoubleArray();
        int at = 0;
        for (int i = 0; i < truth.length; i++) {
          if (flat[i] == 0) continue;
          long rest = i;
          for (int d = s.length - 1; d >= 0; d--) {
            assertThat(got[at + d]).isEqualTo(rest % s[d]);
            rest /= s[d];
          }
          at += s.length;
        }
        assertThat(got).hasSize(at);
        Tensor x = Tensor.rand(s);
        float[] all = x.toFloatArray();
        float[] some = x.maskedSelect(mask).toFloatArray();
        int k = 0;
        for (int i = 0; i < all.length; i++)
          if (flat[i] != 0) assertThat(some[k++]).isEqualTo(all[i]);
        assertThat(some).hasSize(k);
      }
    assertThat(Tensor.scalar(3f).nonzero().shape()).containsExactly(1, 0);
    assertThat(Tensor.scalar(0f).nonzero().shape()).containsExactly(0, 0);
    Tensor turned = Tensor.eye(3, 5, DType.FLOAT32).t();
    assertThat(turned.nonzero().toLongArray()).containsExactly(0, 0, 1, 1, 2, 2);
    Tensor wide = Tensor.arange(3).maskedSelect(Tensor.eye(2, 3, DType.FLOAT32).ne(0));
    assertThat(wide.toLongArray()).containsExactly(0, 1);
  }
}
