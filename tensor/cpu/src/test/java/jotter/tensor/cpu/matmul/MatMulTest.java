package jotter.tensor.cpu.matmul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.thread.Threads;
import org.junit.jupiter.api.Test;

class MatMulTest {
  private static final int[][] SIZES = {
    {1, 1, 1},
    {1, 7, 5},
    {2, 300, 70},
    {3, 2, 4000},
    {17, 33, 9},
    {64, 64, 64},
    {5, 1, 700},
    {200, 2, 300},
    {33, 65, 300},
    {200, 130, 600},
    {9, 1100, 40},
    {4, 5, 0}
  };

  private final CpuBackend engine = new CpuBackend();

  private static Blocks sample(DType t, long seed, int... shape) {
    long[] s = new long[shape.length];
    for (int i = 0; i < s.length; i++) s[i] = shape[i];
    return t.isFloatingPoint() && t.bytes() > 2
        ? Blocks.normal(t, seed, s)
        : Blocks.integers(t, seed, 0, 3, s);
  }

  private static double[] naive(Blocks a, Blocks b, int m, int n, int k) {
    double[] x = a.values();
    double[] y = b.values();
    double[] z = new double[m * n];
    for (int i = 0; i < m; i++)
      for (int p = 0; p < k; p++)
        for (int j = 0; j < n; j++) z[i * n + j] += x[i * k + p] * y[p * n + j];
    return z;
  }

  @Test
  void everySizeTypeAndLayout() {
    everySize();
    Tiling.F32.force();
    Tiling.F64.force();
    everySize();
  }

  private void everySize() {
    for (DType t : DType.values()) {
      if (t == DType.BOOL) continue;
      for (int[] s : SIZES) {
        int m = s[0];
        int n = s[1];
        int k = s[2];
        // 16-bit results hold small whole numbers only; unsigned bytes wrap.
        if (t.bytes() <= 2 && k > 100) continue;
        if (t == DType.COMPLEX32 && k > 100) continue;
        for (int layout = 0; layout < 8; layout++) {
          Blocks a = (layout & 1) == 0 ? sample(t, 1, m, k) : sample(t, 1, k, m).transpose(0, 1);
          Blocks b = (layout & 2) == 0 ? sample(t, 2, k, n) : sample(t, 2, n, k).transpose(0, 1);
          Blocks c =
              (layout & 4) == 0 ? Blocks.empty(t, m, n) : Blocks.empty(t, n, m).transpose(0, 1);
          double[] want = naive(a, b, m, n, k);
          engine.matmul(a, b, c, false);
          verify(t, c, want, 1, k);
          engine.matmul(a, b, c, true);
          verify(t, c, want, 2, k);
        }
      }
    }
  }

  private static void verify(DType t, Blocks c, double[] want, double times, int k) {
    double e =
        switch (t) {
          case FLOAT32 -> 4e-6 * Math.sqrt(k + 1) * 3;
          case FLOAT64 -> 1e-12;
          default -> 0;
        };
    for (int i = 0; i < want.length; i++) {
      double w = times * want[i];
      if (t == DType.INT8) w = (byte) w;
      if (t == DType.UINT8) w = (int) w & 0xff;
      if (t == DType.BFLOAT16 && w > 256) continue;
      assertThat(c.get(i)).as("%s %s", t, c.layout()).isCloseTo(w, within(e));
    }
  }

  @Test
  void vectorsAndNumbersGiveTheSameBits() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Tiling tiling = t == DType.FLOAT32 ? Tiling.F32 : Tiling.F64;
      Blocks a = sample(t, 1, 50, 300);
      Blocks b = sample(t, 2, 300, 70);
      Blocks before = Blocks.empty(t, 50, 70);
      Tiling fresh = tiling;
      engine.matmul(a, b, before, false);
      fresh.force();
      Blocks after = Blocks.empty(t, 50, 70);
      engine.matmul(a, b, after, false);
      assertThat(after.values()).isEqualTo(before.values());
    }
  }

  /// What a long chain would lose to rounding, number by number, is there if chains are short.
  @Test
  void sumsAreAddedUpInSeveralChains() {
    for (int k : new int[] {150, 256, 600, 2000}) {
      int depth = k;
      Blocks a = Blocks.of(DType.FLOAT32, new long[] {8, k}, i -> i % depth == 0 ? 0x1p25 : 1);
      Blocks b = Blocks.of(DType.FLOAT32, new long[] {k, 40}, i -> 1);
      Blocks c = Blocks.empty(DType.FLOAT32, 8, 40);
      engine.matmul(a, b, c, false);
      assertThat(c.get(0) - 0x1p25).as("%d", k).isGreaterThanOrEqualTo(k / 2 - 10);
    }
  }

  /// Few rows times the transpose of many: the product runs turned round.
  @Test
  void transposedRightSidesGiveTheSameBits() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64))
      for (int[] size :
          new int[][] {{32, 500, 300}, {5, 333, 70}, {19, 1000, 513}, {10, 40, 1300}}) {
        Blocks a = sample(t, 1, size[0], size[2]);
        Blocks b = sample(t, 2, size[1], size[2]);
        Blocks turned = Blocks.of(t, new long[] {size[2], size[1]}, i -> 0);
        for (int p = 0; p < size[2]; p++)
          for (int j = 0; j < size[1]; j++) turned.set(p * size[1] + j, b.get(j * size[2] + p));
        Blocks one = Blocks.empty(t, size[0], size[1]);
        Blocks two = Blocks.empty(t, size[0], size[1]);
        for (int round = 0; round < 3; round++) {
          engine.matmul(a, turned, one, round > 0);
          engine.matmul(a, b.transpose(0, 1), two, round > 0);
        }
        assertThat(two.values()).isEqualTo(one.values());
      }
  }

  /// Two products with one left side, a right side of them in two pieces, of awkward sizes, with
  /// any number of threads: what the products give one by one.
  @Test
  void productsWithTheSameLeftSide() {
    int had = Threads.get();
    try {
      for (DType t : List.of(DType.FLOAT32, DType.FLOAT64))
        for (int[] s :
            new int[][] {
              {40, 64, 32, 300, 20},
              {5, 32, 7, 9, 8},
              {300, 32, 1100, 70, 1},
              {130, 96, 50, 2100, 33}
            })
          for (int layout = 0; layout < 4; layout++) {
            int m = s[0];
            int k = s[3];
            Blocks a = (layout & 1) == 0 ? sample(t, 1, m, k) : sample(t, 1, k, m).transpose(0, 1);
            Blocks b = sample(t, 2, k, s[1]);
            Blocks c =
                (layout & 2) == 0 ? sample(t, 3, k, s[2]) : sample(t, 3, s[2], k).transpose(0, 1);
            Blocks top = Blocks.of(t, new long[] {s[4], s[2]}, i -> c.get(i));
            Blocks bottom = Blocks.of(t, new long[] {k - s[4], s[2]}, i -> c.get(i + s[4] * s[2]));
            Blocks[] want = {Blocks.empty(t, m, s[1]), Blocks.empty(t, m, s[2])};
            engine.matmul(a, b, want[0], false);
            engine.matmul(a, c, want[1], false);
            for (int threads = 1; threads <= 3; threads++) {
              Threads.set(threads);
              Blocks[] out = {Blocks.empty(t, m, s[1]), Blocks.empty(t, m, s[2])};
              Blocks[][] right = {{b}, {top, bottom}};
              assertThat(engine.products(a, right, out)).isTrue();
              for (int i = 0; i < 2; i++) assertThat(out[i].values()).isEqualTo(want[i].values());
            }
          }
    } finally {
      Threads.set(had);
    }
    Blocks a = sample(DType.FLOAT32, 1, 9, 9);
    Blocks[] out = {Blocks.empty(DType.FLOAT32, 9, 9), Blocks.empty(DType.FLOAT32, 9, 9)};
    assertThat(engine.products(a, new Blocks[][] {{a}, {a}}, out)).isFalse();
  }

  /// A linear map with its bias, with loops of vectors and without, whose edges fall everywhere.
  @Test
  void linearMapsGiveTheSameBits() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Tiling tiling = t == DType.FLOAT32 ? Tiling.F32 : Tiling.F64;
      for (int[] s :
          new int[][] {
            {8, 32, 300}, {5, 47, 16}, {33, 70, 19}, {64, 96, 500}, {9, 40, 200}, {9, 40, 1300}
          }) {
        Blocks x = sample(t, 1, s[0], s[2]);
        Blocks w = sample(t, 2, s[1], s[2]);
        Blocks bias = sample(t, 3, s[1]);
        double[] want = naive(x, w.transpose(0, 1), s[0], s[1], s[2]);
        for (int i = 0; i < want.length; i++) want[i] += bias.get(i % s[1]);
        Blocks[] out = new Blocks[4];
        for (int k = 0; k < 4; k++) {
          tiling.panels.force(k % 2 == 0);
          tiling.stores.force(k % 2 == 0);
          // Also one that lies transposed.
          out[k] =
              k < 2 ? Blocks.empty(t, s[0], s[1]) : Blocks.empty(t, s[1], s[0]).transpose(0, 1);
          assertThat(engine.linear(x, w, bias, out[k])).isTrue();
          verify(t, out[k], want, 1, s[2]);
          assertThat(out[k].values()).isEqualTo(out[0].values());
        }
      }
    }
  }

  /// A row times a matrix: the plain loops, which serve at first, against those of vectors.
  @Test
  void rowsGiveTheSameBits() {
    Vectors.needed();
    for (int k : new int[] {5, 16, 192, 300, 515}) {
      int n = k == 192 ? 576 : 37;
      Blocks a = sample(DType.FLOAT32, 1, 1, k);
      Blocks b = sample(DType.FLOAT32, 2, n, k);
      Blocks c = Blocks.empty(DType.FLOAT32, 1, n);
      engine.matmul(a, b.transpose(0, 1), c, false);
      float[] x = new float[k];
      for (int i = 0; i < k; i++) x[i] = (float) a.get(i);
      for (boolean many : new boolean[] {false, true}) {
        ManyDots.LOOP.force(many);
        float[] y = new float[n];
        VectorGemv.across(x, k, b.address(), 4L * k, y, n);
        for (int j = 0; j < n; j++) assertThat(y[j]).isEqualTo((float) c.get(j));
      }
      verify(DType.FLOAT32, c, naive(a, b.transpose(0, 1), 1, n, k), 1, k);
    }
  }

  /// Scalar products: a row times a column, in one piece and in several.
  @Test
  void rowsTimesColumns() {
    for (int k : new int[] {300, 16384, 50001}) {
      Blocks a = sample(DType.FLOAT32, 1, 1, k);
      Blocks b = sample(DType.FLOAT32, 2, k, 1);
      Blocks c = Blocks.empty(DType.FLOAT32, 1, 1);
      engine.matmul(a, b, c, false);
      verify(DType.FLOAT32, c, naive(a, b, 1, 1, k), 1, k);
      double once = c.get(0);
      engine.matmul(a, b, c, true);
      assertThat(c.get(0)).isEqualTo(2 * once);
    }
  }

  /// The same for a matrix that lies along its rows, which begin anywhere.
  @Test
  void rowsTimesRowsGiveTheSameBits() {
    Vectors.needed();
    for (int[] s : new int[][] {{1, 70}, {3, 16}, {4, 15}, {9, 37}, {300, 1030}, {43, 4111}}) {
      int k = s[0];
      int n = s[1];
      Blocks a = sample(DType.FLOAT32, 1, 1, k);
      Blocks whole = sample(DType.FLOAT32, 2, k, n + 1);
      Blocks y = Blocks.of(DType.FLOAT32, new long[] {n + 2}, i -> 0);
      float[] x = new float[k];
      for (int i = 0; i < k; i++) x[i] = (float) a.get(i);
      long b = whole.address() + 4;
      VectorGemv.along(x, 0, k, b, 4L * (n + 1), y.address() + 4, n);
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int i = 0; i < k; i++)
          sum = Math.fma(x[i], (float) whole.get(i * (n + 1) + j + 1), sum);
        assertThat((float) y.get(j + 1)).isEqualTo(sum);
      }
      assertThat(y.get(0)).isZero();
      assertThat(y.get(n + 1)).isZero();
    }
  }

  /// Long rows times a matrix in several pieces: one or more threads, before and after warming up.
  @Test
  void piecesOfRowsGiveTheSameBits() throws Exception {
    int k = 1030;
    int n = 4600;
    Blocks a = sample(DType.FLOAT32, 1, 1, k);
    Blocks b = sample(DType.FLOAT32, 2, k, n);
    double[] want = naive(a, b, 1, n, k);
    double[] first = null;
    int had = Threads.get();
    try {
      for (int round = 0; round < 8; round++) {
        Threads.set(1 + round % 3);
        Blocks c = Blocks.empty(DType.FLOAT32, 1, n);
        engine.matmul(a, b, c, false);
        verify(DType.FLOAT32, c, want, 1, k);
        if (first == null) first = c.values();
        assertThat(c.values()).isEqualTo(first);
        engine.matmul(a, b, c, true);
        verify(DType.FLOAT32, c, want, 2, k);
        if (round == 3) Thread.sleep(300);
      }
    } finally {
      Threads.set(had);
    }
  }

  @Test
  void complexNumbersAreMultipliedAsSuch() {
    for (DType t : List.of(DType.COMPLEX64, DType.COMPLEX128)) {
      Blocks a = sample(t, 1, 3, 4);
      Blocks b = sample(t, 2, 4, 5);
      for (int i = 0; i < 12; i++) a.set(i, i - 5, 1);
      for (int i = 0; i < 20; i++) b.set(i, 3 - i, 1);
      Blocks c = Blocks.empty(t, 3, 5);
      engine.matmul(a, b, c, false);
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 5; j++) {
          double re = 0;
          double im = 0;
          for (int p = 0; p < 4; p++) {
            int x = i * 4 + p;
            int y = p * 5 + j;
            re += a.get(x) * b.get(y) - a.get(x, 1) * b.get(y, 1);
            im += a.get(x) * b.get(y, 1) + a.get(x, 1) * b.get(y);
          }
          assertThat(c.get(i * 5 + j)).isEqualTo(re);
          assertThat(c.get(i * 5 + j, 1)).isEqualTo(im);
        }
    }
  }

  @Test
  void batches() {
    Blocks a = sample(DType.FLOAT32, 1, 6, 20, 30);
    Blocks b = sample(DType.FLOAT32, 2, 1, 30, 40).expand(6, 30, 40);
    Blocks c = Blocks.empty(DType.FLOAT32, 6, 20, 40);
    engine.matmul(a, b, c, false);
    for (int i = 0; i < 6; i++) {
      Blocks x = a.view(new long[] {20, 30}, new long[] {30, 1}, i * 600);
      Blocks y = b.view(new long[] {30, 40}, new long[] {40, 1}, 0);
      double[] want = naive(x, y, 20, 40, 30);
      for (int k = 0; k < 800; k++) assertThat(c.get(i * 800 + k)).isCloseTo(want[k], within(1e-4));
    }
  }

  @Test
  void resultsDoNotDependOnThreads() {
    Blocks a = sample(DType.FLOAT32, 1, 300, 500);
    Blocks b = sample(DType.FLOAT32, 2, 500, 400);
    int before = Threads.get();
    List<double[]> results = new ArrayList<>();
    try {
      for (int n : new int[] {1, 3}) {
        Threads.set(n);
        Blocks c = Blocks.empty(DType.FLOAT32, 300, 400);
        engine.matmul(a, b, c, false);
        results.add(c.values());
      }
    } finally {
      Threads.set(before);
    }
    assertThat(results.get(0)).isEqualTo(results.get(1));
  }

  /// Of a small left side each thread packs all, once for each product.
  @Test
  void smallLeftSidesDoNotDependOnThreads() {
    doNotDependOnThreads(new int[][] {{45, 700, 300}, {8, 1000, 900}, {128, 96, 64}});
  }

  /// Right sides of many slivers are packed row by row, the last sliver in part, in several blocks.
  @Test
  void wideRightSidesDoNotDependOnThreads() {
    Tiling.F32.force();
    Tiling.F64.force();
    doNotDependOnThreads(new int[][] {{300, 501, 437}, {21, 1320, 1300}, {260, 288, 512}});
  }

  private void doNotDependOnThreads(int[][] sizes) {
    int before = Threads.get();
    try {
      for (int[] size : sizes)
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
          int m = size[0];
          int n = size[1];
          int k = size[2];
          Blocks b = sample(type, 2, k, n);
          for (int seed = 3; seed < 5; seed++) {
            Blocks a = sample(type, seed, m, k);
            List<double[]> results = new ArrayList<>();
            for (int threads : new int[] {1, 2, 5}) {
              Threads.set(threads);
              Blocks c = Blocks.empty(type, m, n);
              engine.matmul(a, b, c, false);
              engine.matmul(a, b, c, true);
              results.add(c.values());
              if (threads == 1) verify(type, c, naive(a, b, m, n, k), 2, k);
            }
            assertThat(results.get(1)).isEqualTo(results.get(0));
            assertThat(results.get(2)).isEqualTo(results.get(0));
          }
        }
    } finally {
      Threads.set(before);
    }
  }

  /// A row times a large matrix in order goes strip by strip, a strip in pieces.
  @Test
  void largeRowsDoNotDependOnThreads() {
    int k = 1101;
    int n = 4100;
    Blocks a = sample(DType.FLOAT32, 1, 1, k);
    Blocks b = sample(DType.FLOAT32, 2, k, n);
    int before = Threads.get();
    List<double[]> results = new ArrayList<>();
    try {
      for (int threads : new int[] {1, 3}) {
        Threads.set(threads);
        Blocks c = Blocks.empty(DType.FLOAT32, 1, n);
        engine.matmul(a, b, c, false);
        verify(DType.FLOAT32, c, naive(a, b, 1, n, k), 1, k);
        results.add(c.values());
      }
    } finally {
      Threads.set(before);
    }
    assertThat(results.get(0)).isEqualTo(results.get(1));
  }
}
