package jotter.tensor.cpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Scan;
import org.junit.jupiter.api.Test;

class RunningSumsTest {
  private static final double[] SPECIALS = {
    0.5, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30
  };

  private final CpuBackend engine = new CpuBackend();

  @Test
  void vectorsAndPlainLoopsGiveTheSameBits() {
    assumeTrue(RunningSums.here() != RunningSums.PLAIN, "no SIMD, or vectors shorter than a block");
    for (double special : SPECIALS)
      for (int vectors : new int[] {1, 2, 3, 9}) {
        int n = vectors * RunningSums.LANES;
        Blocks x = Blocks.normal(DType.FLOAT32, vectors, n + 1);
        x.set(n - 3, special);
        Blocks a = Blocks.empty(DType.FLOAT32, n + 1);
        Blocks b = Blocks.empty(DType.FLOAT32, n + 1);
        // Not aligned.
        double last = VectorRunningSums.ofBlocks(x.address() + 4, a.address() + 4, n, 0.3);
        double plain = RunningSums.PLAIN.span(x.address() + 4, b.address() + 4, n, 0.3);
        assertThat(Double.valueOf(last)).isEqualTo(Double.valueOf(plain));
        for (int i = 1; i <= n; i++) same(a.get(i), b.get(i));
      }
  }

  /// Each number's place in its block, and what is left behind the last one.
  @Test
  void asExactAsSumsInOrder() {
    for (int n : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 23, 24, 31, 33, 64, 1000, 1024})
      for (boolean turned : new boolean[] {false, true})
        for (int round = 0; round < 3; round++) {
          Blocks x =
              turned
                  ? Blocks.normal(DType.FLOAT32, n, n, 5).transpose(0, 1)
                  : Blocks.normal(DType.FLOAT32, n, 5, n);
          Blocks y = Blocks.empty(DType.FLOAT32, 5, n);
          engine.scan(Scan.CUMSUM, x, y, null, 1);
          for (int r = 0; r < 5; r++) {
            double s = 0;
            for (int i = 0; i < n; i++) {
              s += x.get(r * n + i);
              assertThat((float) y.get(r * n + i))
                  .isBetween(Math.nextDown((float) s), Math.nextUp((float) s));
            }
          }
        }
  }

  /// Sums of small integers are exact in any order: all dimensions, types and strides agree.
  @Test
  void everyDimensionTypeAndStride() {
    for (DType t : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.BFLOAT16}) {
      Blocks whole = Blocks.integers(t, 1, -3, 4, 9, 37, 50);
      Blocks some = whole.slice(1, 1, 18, 2).slice(2, 49, 40, -1).transpose(0, 1);
      for (Blocks x : new Blocks[] {whole, some})
        for (int d = 0; d < 3; d++)
          for (DType to : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            if (t == DType.INT32) continue;
            Blocks y = Blocks.empty(to, x.layout().shape());
            engine.scan(Scan.CUMSUM, x, y, null, d);
            inOrder(x, y, d);
          }
    }
    Blocks x = Blocks.integers(DType.INT32, 2, -3, 4, 9, 50);
    Blocks y = Blocks.empty(DType.INT64, 9, 50);
    engine.scan(Scan.CUMSUM, x, y, null, 1);
    inOrder(x, y, 1);
  }

  private static void inOrder(Blocks x, Blocks y, int d) {
    long[] s = x.layout().shape();
    int inner = 1;
    for (int e = d + 1; e < s.length; e++) inner *= (int) s[e];
    double[] v = x.values();
    for (int i = 0; i < v.length; i++) {
      if (i / inner % s[d] > 0) v[i] += v[i - inner];
      assertThat(y.get(i)).isEqualTo(v[i]);
    }
  }

  @Test
  void inPlace() {
    Blocks x = Blocks.normal(DType.FLOAT32, 3, 20, 1001);
    Blocks y = Blocks.empty(DType.FLOAT32, 20, 1001);
    engine.scan(Scan.CUMSUM, x, y, null, 1);
    engine.scan(Scan.CUMSUM, x, x, null, 1);
    assertThat(x.values()).isEqualTo(y.values());
  }

  /// Long enough for the vector loop to be let in between two rounds.
  @Test
  void resultsDependNeitherOnThreadsNorOnWhatIsWarm() {
    Blocks x = Blocks.normal(DType.FLOAT32, 4, 300, 1029);
    double[] first = null;
    int before = Threads.get();
    try {
      for (int round = 0; round < 300; round++) {
        Threads.set(1 + round % 3);
        Blocks y = Blocks.empty(DType.FLOAT32, 300, 1029);
        engine.scan(Scan.CUMSUM, x, y, null, 1);
        if (first == null) first = y.values();
        else if (round % 60 < 3) assertThat(y.values()).isEqualTo(first);
      }
    } finally {
      Threads.set(before);
    }
  }

  @Test
  void whatFollowsANumberDoesNotTouchIt() {
    for (double special : SPECIALS)
      for (int at = 0; at < 40; at++) {
        Blocks x = Blocks.of(DType.FLOAT32, new long[] {1, 40}, i -> 0.25 * i);
        x.set(at, special);
        Blocks y = Blocks.empty(DType.FLOAT32, 1, 40);
        engine.scan(Scan.CUMSUM, x, y, null, 1);
        double s = 0;
        for (int i = 0; i < 40; i++) {
          s += x.get(i);
          same(y.get(i), (float) s);
        }
      }
  }

  @Test
  void infinitiesOfBothSignsAndZerosOfOne() {
    Blocks x = Blocks.of(DType.FLOAT32, new long[] {2, 40}, i -> i < 40 ? 1 : -0.0);
    x.set(9, Double.POSITIVE_INFINITY);
    x.set(13, Double.NEGATIVE_INFINITY);
    Blocks y = Blocks.empty(DType.FLOAT32, 2, 40);
    engine.scan(Scan.CUMSUM, x, y, null, 1);
    for (int i = 0; i < 40; i++)
      same(y.get(i), i < 9 ? i + 1 : i < 13 ? Double.POSITIVE_INFINITY : Double.NaN);
    // As in order: it begins with 0.
    for (int i = 40; i < 80; i++) same(y.get(i), 0.0);
  }

  /// Also the sign of zero, and NaN is NaN.
  private static void same(double found, double wanted) {
    assertThat(Double.valueOf(found)).isEqualTo(Double.valueOf(wanted));
  }
}
