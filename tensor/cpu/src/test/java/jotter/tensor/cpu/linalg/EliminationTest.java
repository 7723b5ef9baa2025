package jotter.tensor.cpu.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import org.junit.jupiter.api.Test;

class EliminationTest {
  private static final DType[] TYPES = {DType.FLOAT32, DType.FLOAT64};
  private static final int[] SIZES = {0, 1, 2, 3, 16, 17, 42, 63, 64, 65, 127, 128, 129, 200, 300};
  private final CpuFactorizations engine = new CpuFactorizations();

  private static Blocks positive(DType t, int n) {
    Dense a = Dense.of(Blocks.normal(DType.FLOAT64, 3, n, n), n, n);
    Dense s = a.times(a.t());
    return Blocks.of(t, new long[] {n, n}, i -> s.a()[i] / n + (i / n == i % n ? 1 : 0));
  }

  @Test
  void cholesky() {
    for (DType t : TYPES)
      for (int n : SIZES)
        for (boolean turned : new boolean[] {false, true}) {
          Blocks a = positive(t, n);
          Dense want = Dense.of(a, n, n);
          // What is above the diagonal is not read.
          for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
              a.set(turned ? (long) j * n + i : (long) i * n + j, Double.NaN);
          Blocks l = Blocks.empty(t, n, n);
          Blocks info = Blocks.empty(DType.INT32);
          engine.cholesky(turned ? a.transpose(0, 1) : a, l, info);
          assertThat(info.get(0)).isZero();
          Dense got = Dense.of(l, n, n);
          got.lower(false).isNear(got, t, 0, 1, "zeros above the diagonal");
          got.times(got.t()).isNear(want, t, 2 * Math.sqrt(n) + 4, 6, "L·Lᵀ");
        }
  }

  @Test
  void choleskyNamesTheMinorThatIsNotPositive() {
    for (int bad : new int[] {0, 5, 63, 64, 100}) {
      Blocks a = positive(DType.FLOAT32, 130);
      a.set(bad * 131, -1);
      Blocks info = Blocks.empty(DType.INT32);
      engine.cholesky(a, Blocks.empty(DType.FLOAT32, 130, 130), info);
      assertThat(info.getLong(0)).isEqualTo(bad + 1);
      a.set(bad * 131, Double.NaN);
      engine.cholesky(a, Blocks.empty(DType.FLOAT32, 130, 130), info);
      assertThat(info.getLong(0)).isEqualTo(bad + 1);
    }
  }

  private static Dense exchanged(Dense a, int[] pivots) {
    double[] v = a.a().clone();
    int n = a.n();
    for (int i = 0; i < pivots.length; i++)
      for (int j = 0; j < n; j++) {
        int p = (pivots[i] - 1) * n + j;
        double s = v[i * n + j];
        v[i * n + j] = v[p];
        v[p] = s;
      }
    return new Dense(a.m(), n, v);
  }

  @Test
  void lu() {
    for (DType t : TYPES)
      for (int n : SIZES)
        for (int m : new int[] {n, 1, 70, n + 33})
          for (boolean turned : new boolean[] {false, true}) {
            Blocks a = Blocks.normal(t, 5, m, n);
            if (turned) {
              Blocks b = Blocks.normal(t, 5, n, m);
              a = b.transpose(0, 1);
            }
            int k = Math.min(m, n);
            Blocks lu = Blocks.empty(t, m, n);
            Blocks pivots = Blocks.empty(DType.INT32, k);
            Blocks info = Blocks.empty(DType.INT32);
            engine.lu(a, lu, pivots, info);
            assertThat(info.get(0)).isZero();
            Dense f = Dense.of(lu, m, n);
            Dense l = Dense.make(m, k, i -> f.at(i / k, i % k)).lower(true);
            Dense u = Dense.make(k, n, i -> f.a()[i]).upper();
            assertThat(l.size()).isLessThanOrEqualTo(1);
            Dense want = exchanged(Dense.of(a, m, n), Dense.ints(pivots));
            l.times(u).isNear(want, t, 4 * Math.sqrt(k) + 4, 4 * Math.sqrt(n + 1), "L·U");
          }
  }

  /// The factors of `a`, whose product it is, and the first column without a pivot.
  private long factored(Blocks a, int n, Blocks pivots) {
    Blocks lu = Blocks.empty(a.dtype(), n, n);
    Blocks info = Blocks.empty(DType.INT32);
    engine.lu(a, lu, pivots, info);
    Dense f = Dense.of(lu, n, n);
    Dense want = exchanged(Dense.of(a, n, n), Dense.ints(pivots));
    double scale = Math.max(1, f.size());
    f.lower(true).times(f.upper()).isNear(want, a.dtype(), 4 * Math.sqrt(n) + 4, scale, "L·U");
    return info.getLong(0);
  }

  @Test
  void singularMatricesAreNamed() {
    for (DType t : TYPES)
      for (int bad = 0; bad < 100; bad++) {
        Blocks a = Blocks.normal(t, 6, 100, 100);
        for (int i = 0; i < 100; i++) a.set(i * 100 + bad, 0);
        assertThat(factored(a, 100, Blocks.empty(DType.INT32, 100))).isEqualTo(bad + 1);
      }
  }

  @Test
  void theFirstOfEqualPivotsIsTaken() {
    for (DType t : TYPES) {
      // Ones below the diagonal, and each row has the sign of its number.
      int n = 90;
      Blocks a =
          Blocks.of(
              t,
              new long[] {n, n},
              i -> (i / n % 3 == 0 ? -1 : 1) * (i / n >= i % n ? 1 : i / n == 0 ? 0.5 : 0));
      Blocks pivots = Blocks.empty(DType.INT32, n);
      assertThat(factored(a, n, pivots)).isZero();
      for (int i = 0; i < n; i++) assertThat(pivots.getLong(i)).isEqualTo(i + 1);
    }
  }

  @Test
  void whatIsBeforeANumberThatIsNoneStays() {
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY})
      for (int column : new int[] {0, 9, 20, 70}) {
        int n = 100;
        Blocks a = Blocks.normal(DType.FLOAT32, 6, n, n);
        a.set(50 * n + column, odd);
        Blocks lu = Blocks.empty(DType.FLOAT32, n, n);
        engine.lu(a, lu, Blocks.empty(DType.INT32, n), Blocks.empty(DType.INT32));
        for (int i = 0; i < n; i++)
          for (int j = 0; j < column; j++) assertThat(lu.get(i * n + j)).isFinite();
        // What is divided by infinity may be zero.
        if (Double.isNaN(odd)) assertThat(lu.get(n * n - 1)).isNaN();
      }
  }

  @Test
  void loopsAndVectorsGiveTheSameBits() {
    Vectors.needed();
    for (Kind kind : new Kind[] {Kind.F32, Kind.F64})
      for (int[] size : new int[][] {{200, 200}, {150, 90}, {90, 150}, {77, 77}})
        assertThat(solved(Rows.forced(kind, true), size[0], size[1]))
            .isEqualTo(solved(Rows.forced(kind, false), size[0], size[1]));
  }

  private static byte[] solved(Rows r, int m, int n) {
    java.util.Random random = new java.util.Random(5);
    try (Work a = new Work(r, m, n);
        Work b = new Work(r, n, 37)) {
      for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) r.set(a.at(i, j).address(), random.nextGaussian());
      for (int i = 0; i < n; i++)
        for (int j = 0; j < 37; j++) r.set(b.at(i, j).address(), random.nextGaussian());
      int[] pivots = new int[Math.min(m, n)];
      Lu.factor(r, m, n, a, pivots);
      Triangle.solve(r, pivots.length, 37, a.at(0, 0), b.at(0, 0), false, true);
      Triangle.solve(r, pivots.length, 37, a.at(0, 0), b.at(0, 0), true, false);
      var bytes = new java.io.ByteArrayOutputStream();
      for (int p : pivots) bytes.write(p);
      for (int i = 0; i < m; i++) write(r, a.at(i, 0).address(), n, bytes);
      for (int i = 0; i < n; i++) write(r, b.at(i, 0).address(), 37, bytes);
      return bytes.toByteArray();
    }
  }

  private static void write(Rows r, long at, int n, java.io.ByteArrayOutputStream to) {
    to.writeBytes(
        Memory.ALL.asSlice(at, (long) n * r.size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
  }

  @Test
  void solutions() {
    for (DType t : TYPES)
      for (int n : SIZES)
        for (int k : new int[] {0, 1, 3, 64, 70})
          for (int layout = 0; layout < 4; layout++) {
            Blocks a = Blocks.normal(t, 8, n, n);
            Blocks b = (layout & 1) == 0 ? Blocks.normal(t, 9, n, k) : Blocks.normal(t, 9, k, n);
            if ((layout & 1) != 0) b = b.transpose(0, 1);
            if ((layout & 2) != 0) a = a.transpose(0, 1);
            Blocks x = Blocks.empty(t, n, k);
            Blocks info = Blocks.empty(DType.INT32);
            engine.solve(a, b, x, info);
            Dense d = Dense.of(a, n, n);
            Dense y = Dense.of(x, n, k);
            double scale = Math.max(1, y.size()) * Math.sqrt(n + 1);
            d.times(y).isNear(Dense.of(b, n, k), t, 4 * Math.sqrt(n) + 8, scale, "A·X");
          }
  }

  @Test
  void triangles() {
    for (DType t : TYPES)
      for (int n : new int[] {1, 2, 17, 64, 65, 130})
        for (int k : new int[] {1, 5, 64})
          for (int kind = 0; kind < 8; kind++) {
            boolean upper = (kind & 1) != 0;
            boolean unit = (kind & 2) != 0;
            // The other triangle is not read.
            Blocks a = Blocks.normal(t, 8, n, n);
            if ((kind & 4) != 0) a = a.transpose(0, 1);
            for (int i = 0; i < n; i++)
              for (int j = 0; j < n; j++)
                if (i == j) a.set(i * n + j, unit ? Double.NaN : 2 + i % 3);
                else if (upper == j < i) a.set(i * n + j, Double.NaN);
                else a.set(i * n + j, a.get(i * n + j) / n);
            Blocks b = Blocks.normal(t, 9, n, k);
            Blocks x = Blocks.empty(t, n, k);
            engine.triangular(a, b, x, upper, unit);
            Blocks given = a;
            Dense d =
                Dense.make(
                    n,
                    n,
                    i -> {
                      int r = i / n;
                      int c = i % n;
                      if (r == c) return unit ? 1 : given.get(i);
                      return upper == c < r ? 0 : given.get(i);
                    });
            d.times(Dense.of(x, n, k)).isNear(Dense.of(b, n, k), t, 60, 4, "T·X");
          }
  }

  @Test
  void batchesDoNotDependOnThreads() {
    int before = Threads.get();
    List<double[]> results = new ArrayList<>();
    try {
      for (int threads : new int[] {1, 3}) {
        Threads.set(threads);
        Blocks a = Blocks.normal(DType.FLOAT32, 11, 500, 4, 4);
        Blocks b = Blocks.normal(DType.FLOAT32, 12, 1, 4, 2).expand(500, 4, 2);
        Blocks x = Blocks.empty(DType.FLOAT32, 500, 4, 2);
        engine.solve(a, b, x, Blocks.empty(DType.INT32, 500));
        results.add(x.values());
        Dense y = Dense.of(x, 4, 2, 499);
        Dense want = Dense.of(Blocks.normal(DType.FLOAT32, 12, 1, 4, 2), 4, 2);
        Dense.of(a, 4, 4, 499).times(y).isNear(want, DType.FLOAT32, 60, 1 + y.size(), "A·X");
      }
    } finally {
      Threads.set(before);
    }
    assertThat(results.get(0)).isEqualTo(results.get(1));
  }
}
