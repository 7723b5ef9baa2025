package jotter.tensor.cpu.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import org.junit.jupiter.api.Test;

/// Batches of small matrices: each like itself alone, wherever in the batch it stands.
class SmallTest {
  private static final DType[] TYPES = {DType.FLOAT32, DType.FLOAT64};
  private static final int[] SIZES = {1, 2, 3, 5, 8, 16};
  private static final int COUNT = 37;
  private final CpuFactorizations engine = new CpuFactorizations();

  private static Dense dense(Blocks b, int m, int n, int index) {
    return Dense.of(b, m, n, index);
  }

  @Test
  void solutions() {
    for (DType t : TYPES)
      for (int n : SIZES)
        for (int k : new int[] {1, 3, 16})
          for (boolean same : new boolean[] {false, true}) {
            Blocks a = Blocks.normal(t, 5, COUNT, n, n);
            Blocks b = Blocks.normal(t, 6, same ? 1 : COUNT, n, k);
            Blocks right = same ? b.expand(COUNT, n, k) : b;
            Blocks x = Blocks.empty(t, COUNT, n, k);
            Blocks info = Blocks.empty(DType.INT32, COUNT);
            engine.solve(a, right, x, info);
            for (int i = 0; i < COUNT; i++) {
              assertThat(info.getLong(i)).isZero();
              Dense y = dense(x, n, k, i);
              double scale = Math.max(1, y.size()) * Math.sqrt(n + 1);
              Dense want = dense(b, n, k, same ? 0 : i);
              dense(a, n, n, i).times(y).isNear(want, t, 4 * Math.sqrt(n) + 8, scale, "A·X");
            }
          }
  }

  @Test
  void luOfRectanglesWithZeroColumns() {
    for (DType t : TYPES)
      for (int m : SIZES)
        for (int n : SIZES) {
          int k = Math.min(m, n);
          int bad = 11;
          Blocks a = Blocks.normal(t, 7, COUNT, m, n);
          for (int i = 0; i < m; i++) a.set((long) bad * m * n + i * n + k / 2, 0);
          Blocks lu = Blocks.empty(t, COUNT, m, n);
          Blocks pivots = Blocks.empty(DType.INT32, COUNT, k);
          Blocks info = Blocks.empty(DType.INT32, COUNT);
          engine.lu(a, lu, pivots, info);
          for (int i = 0; i < COUNT; i++) {
            assertThat(info.getLong(i)).isEqualTo(i == bad ? k / 2 + 1 : 0);
            Dense f = dense(lu, m, n, i);
            Dense l = Dense.make(m, k, j -> f.at(j / k, j % k)).lower(true);
            Dense u = Dense.make(k, n, j -> f.a()[j]).upper();
            assertThat(l.size()).isLessThanOrEqualTo(1);
            double[] want = dense(a, m, n, i).a().clone();
            for (int j = 0; j < k; j++) {
              int p = (int) pivots.getLong((long) i * k + j) - 1;
              for (int c = 0; c < n; c++) {
                double s = want[j * n + c];
                want[j * n + c] = want[p * n + c];
                want[p * n + c] = s;
              }
            }
            l.times(u)
                .isNear(
                    new Dense(m, n, want), t, 4 * Math.sqrt(k) + 4, 4 * Math.sqrt(n + 1), "L·U");
          }
        }
  }

  @Test
  void choleskyWithOneThatIsNotPositive() {
    for (DType t : TYPES)
      for (int n : SIZES) {
        int bad = 36;
        double[] s = new double[COUNT * n * n];
        for (int i = 0; i < COUNT; i++) {
          Dense g = dense(Blocks.normal(DType.FLOAT64, i, n, n), n, n, 0);
          Dense p = g.times(g.t());
          for (int j = 0; j < n * n; j++)
            s[i * n * n + j] = p.a()[j] / n + (j / n == j % n ? 1 : 0);
        }
        s[bad * n * n + n * n - 1] = -1;
        Blocks a = Blocks.of(t, new long[] {COUNT, n, n}, i -> s[i]);
        Dense[] want = new Dense[COUNT];
        for (int i = 0; i < COUNT; i++) want[i] = dense(a, n, n, i);
        // What is above the diagonal is not read.
        for (int i = 0; i < COUNT * n * n; i++) if (i % (n * n) / n < i % n) a.set(i, Double.NaN);
        Blocks l = Blocks.empty(t, COUNT, n, n);
        Blocks info = Blocks.empty(DType.INT32, COUNT);
        engine.cholesky(a, l, info);
        for (int i = 0; i < COUNT; i++) {
          assertThat(info.getLong(i)).isEqualTo(i == bad ? n : 0);
          if (i == bad) continue;
          Dense got = dense(l, n, n, i);
          got.lower(false).isNear(got, t, 0, 1, "zeros above the diagonal");
          got.times(got.t()).isNear(want[i], t, 2 * Math.sqrt(n) + 4, 6, "L·Lᵀ");
        }
      }
  }

  @Test
  void theRestOfABatchIsDoneToo() {
    for (int count : new int[] {15, 16, 17, 33, 1000}) {
      Blocks a = Blocks.normal(DType.FLOAT32, 9, count, 4, 4);
      Blocks lu = Blocks.empty(DType.FLOAT32, count, 4, 4);
      Blocks info = Blocks.empty(DType.INT32, count);
      engine.lu(a, lu, Blocks.empty(DType.INT32, count, 4), info);
      for (int i = 0; i < count; i++)
        assertThat(Arrays.stream(dense(lu, 4, 4, i).a()).map(Math::abs).sum())
            .as("matrix %d of %d", i, count)
            .isPositive();
    }
  }
}
