package jotter.tensor.cpu.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import org.junit.jupiter.api.Test;

/// QR, eigenvalues and singular values: residuals, orthogonality and order, for sizes around those
/// of blocks and for matrices that are hard on the algorithms.
class DecompositionsTest {
  private static final DType[] TYPES = {DType.FLOAT32, DType.FLOAT64};
  private static final int[][] SHAPES = {
    {0, 0},
    {0, 3},
    {3, 0},
    {1, 1},
    {1, 5},
    {5, 1},
    {2, 2},
    {3, 5},
    {7, 4},
    {31, 31},
    {32, 32},
    {33, 33},
    {65, 65},
    {100, 40},
    {40, 100},
    {129, 130},
    {200, 33}
  };
  private final CpuFactorizations engine = new CpuFactorizations();

  private static void orthogonal(Dense rows, DType t, String what) {
    Dense product = rows.times(rows.t());
    // Where all numbers are alike, all are rounded alike, and errors add up as n instead of √n.
    double units = what.startsWith("normal") ? 16 + Math.sqrt(rows.n()) : 16 + rows.n();
    product.isNear(Dense.eye(rows.m()), t, units, 1, what);
  }

  @Test
  void qr() {
    for (DType t : TYPES)
      for (int[] s : SHAPES)
        for (int kind = 0; kind < 4; kind++) {
          int m = s[0];
          int n = s[1];
          Blocks a = Blocks.normal(t, 3, m, n);
          if ((kind & 2) != 0) a = Blocks.normal(t, 3, n, m).transpose(0, 1);
          int c = (kind & 1) != 0 ? m : Math.min(m, n);
          Blocks q = Blocks.empty(t, m, c);
          Blocks r = Blocks.empty(t, c, n);
          engine.qr(a, q, r);
          Dense upper = Dense.of(r, c, n);
          upper.upper().isNear(upper, t, 0, 1, "zeros below the diagonal of R");
          Dense given = Dense.of(a, m, n);
          double scale = Math.max(1, upper.size());
          Dense.of(q, m, c).times(upper).isNear(given, t, 16 + Math.sqrt(n), scale, "Q·R");
          orthogonal(Dense.of(q, m, c).t(), t, "normal");
        }
  }

  @Test
  void reflections() {
    for (DType t : TYPES)
      for (int[] s : SHAPES) {
        int m = s[0];
        int n = s[1];
        int k = Math.min(m, n);
        Blocks a = Blocks.normal(t, 4, m, n);
        Blocks f = Blocks.empty(t, m, n);
        Blocks tau = Blocks.empty(t, k);
        engine.reflectors(a, f, tau);
        Blocks q = Blocks.empty(t, m, k);
        engine.product(f, tau, q);
        Dense upper = Dense.make(k, n, i -> f.get(i)).upper();
        Dense product = Dense.of(q, m, k).times(upper);
        double scale = Math.max(1, upper.size());
        product.isNear(Dense.of(a, m, n), t, 16 + Math.sqrt(n), scale, "H·R");
        // One by one, the reflections make the same Q.
        double[] v = new double[m];
        Dense one = Dense.make(m, k, i -> i / Math.max(k, 1) == i % Math.max(k, 1) ? 1 : 0);
        for (int j = k - 1; j >= 0; j--) {
          for (int i = 0; i < m; i++) v[i] = i < j ? 0 : i == j ? 1 : f.get((long) i * n + j);
          for (int c = 0; c < k; c++) {
            double dot = 0;
            for (int i = 0; i < m; i++) dot += v[i] * one.at(i, c);
            for (int i = 0; i < m; i++) one.a()[i * k + c] -= tau.get(j) * dot * v[i];
          }
        }
        Dense.of(q, m, k).isNear(one, t, 30 + m, 1, "the product of reflections");
      }
  }

  private static Map<String, Dense> symmetric() {
    Map<String, Dense> all = new LinkedHashMap<>();
    for (int n : new int[] {1, 2, 3, 17, 32, 33, 34, 65, 100, 130}) {
      Dense a = Dense.of(Blocks.normal(DType.FLOAT64, n, n, n), n, n);
      all.put("normal " + n, Dense.make(n, n, i -> a.a()[i] + a.t().a()[i]));
    }
    int n = 70;
    Dense a = Dense.of(Blocks.normal(DType.FLOAT64, 1, n, n), n, n);
    Dense column = Dense.make(n, 1, i -> a.a()[i]);
    all.put("zero", Dense.make(n, n, i -> 0));
    all.put("identity", Dense.eye(n));
    all.put("rank one", column.times(column.t()));
    all.put("diagonal", Dense.make(n, n, i -> i / n == i % n ? (i * 7) % n - 30 : 0));
    all.put(
        "clustered",
        Dense.make(
            n, n, i -> (i / n == i % n ? 1 : 0) + 1e-6 * column.a()[i / n] * column.a()[i % n]));
    all.put("graded", Dense.make(n, n, i -> Math.pow(0.7, i / n + i % n)));
    all.put("graded up", Dense.make(n, n, i -> Math.pow(0.7, 2 * n - i / n - i % n)));
    all.put(
        "second difference",
        Dense.make(n, n, i -> i / n == i % n ? 2 : Math.abs(i / n - i % n) == 1 ? -1 : 0));
    all.put("large", Dense.make(n, n, i -> 1e37 * column.a()[i / n] * column.a()[i % n]));
    all.put("small", Dense.make(n, n, i -> 1e-36 * column.a()[i / n] * column.a()[i % n]));
    all.put("ones", Dense.make(n, n, i -> 1));
    return all;
  }

  @Test
  void eigenvalues() {
    for (DType t : TYPES)
      symmetric()
          .forEach(
              (name, given) -> {
                int n = given.n();
                Blocks a = Blocks.of(t, new long[] {n, n}, i -> given.a()[i]);
                Dense want = Dense.of(a, n, n);
                // Only the lower triangle is read.
                for (int i = 0; i < n; i++)
                  for (int j = i + 1; j < n; j++) a.set((long) i * n + j, Double.NaN);
                Blocks w = Blocks.empty(t, n);
                Blocks v = Blocks.empty(t, n, n);
                Blocks info = Blocks.empty(DType.INT32);
                engine.eigh(a, w, v, info);
                assertThat(info.get(0)).as(name).isZero();
                assertThat(w.values()).as(name).isSorted();
                Dense vectors = Dense.of(v, n, n);
                orthogonal(vectors.t(), t, name);
                double size = Math.max(Math.abs(w.get(0)), Math.abs(w.get(n - 1)));
                Dense right = Dense.make(n, n, i -> vectors.a()[i] * w.get(i % n));
                // Numbers below the normal ones are rounded absolutely.
                double scale = size + (t == DType.FLOAT32 ? 0x1p-126 : 0);
                want.times(vectors).isNear(right, t, 16 + Math.sqrt(n), scale, name);
              });
  }

  @Test
  void singularValues() {
    for (DType t : TYPES) {
      for (int[] s : SHAPES)
        for (int kind = 0; kind < 4; kind++) {
          Blocks a = Blocks.normal(t, 5, s[0], s[1]);
          if ((kind & 2) != 0) a = Blocks.normal(t, 5, s[1], s[0]).transpose(0, 1);
          svd(a, (kind & 1) != 0, "normal");
        }
      symmetric()
          .forEach(
              (name, given) -> {
                int n = given.n();
                svd(Blocks.of(t, new long[] {n, n}, i -> given.a()[i]), false, name);
              });
      int n = 40;
      Map<String, Dense> more = new LinkedHashMap<>();
      more.put(
          "bidiagonal with zeros",
          Dense.make(n, n, i -> i / n == i % n ? i / n % 5 : i / n + 1 == i % n ? 1 : 0));
      more.put("shift", Dense.make(n, n, i -> i / n + 1 == i % n ? 1 : 0));
      more.put(
          "Kahan",
          Dense.make(
              n, n, i -> Math.pow(0.6, i / n) * (i / n == i % n ? 1 : i % n > i / n ? -0.8 : 0)));
      more.put("Hilbert", Dense.make(n, n, i -> 1.0 / (i / n + i % n + 1)));
      more.put(
          "rank three, tall",
          Dense.make(3 * n, n, i -> (i / n % 3 == 0 ? 1 : 0) + (i / n % 7) * (i % n % 3)));
      more.forEach(
          (name, given) ->
              svd(Blocks.of(t, new long[] {given.m(), given.n()}, i -> given.a()[i]), true, name));
    }
  }

  private void svd(Blocks a, boolean full, String name) {
    DType t = a.dtype();
    int m = (int) a.layout().shape()[0];
    int n = (int) a.layout().shape()[1];
    int k = Math.min(m, n);
    int columns = full ? m : k;
    int rows = full ? n : k;
    Blocks u = Blocks.empty(t, m, columns);
    Blocks s = Blocks.empty(t, k);
    Blocks vh = Blocks.empty(t, rows, n);
    Blocks info = Blocks.empty(DType.INT32);
    engine.svd(a, u, s, vh, info);
    assertThat(info.get(0)).as(name).isZero();
    for (int i = 0; i < k; i++) {
      assertThat(s.get(i)).as(name).isNotNegative();
      if (i > 0) assertThat(s.get(i)).as(name).isLessThanOrEqualTo(s.get(i - 1));
    }
    orthogonal(Dense.of(u, m, columns).t(), t, name);
    orthogonal(Dense.of(vh, rows, n), t, name);
    Dense left = Dense.of(u, m, columns);
    Dense us = Dense.make(m, k, i -> left.at(i / k, i % k) * s.get(i % k));
    Dense right = Dense.of(vh, rows, n);
    Dense product = us.times(Dense.make(k, n, i -> right.a()[i]));
    double scale = (k == 0 ? 1 : s.get(0)) + (t == DType.FLOAT32 ? 0x1p-126 : 0);
    product.isNear(Dense.of(a, m, n), t, 16 + Math.sqrt(n), scale, name);
  }

  @Test
  void whatIsNotFiniteIsReported() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY})
      for (int at : new int[] {0, 40 * 20, 40 * 40 - 1}) {
        Blocks a = Blocks.normal(DType.FLOAT32, 6, 40, 40);
        a.set(at, bad);
        Blocks info = Blocks.empty(DType.INT32);
        Blocks v = Blocks.empty(DType.FLOAT32, 40, 40);
        engine.eigh(a, Blocks.empty(DType.FLOAT32, 40), v, info);
        assertThat(info.getLong(0)).isPositive();
        Blocks u = Blocks.empty(DType.FLOAT32, 40, 40);
        engine.svd(a, u, Blocks.empty(DType.FLOAT32, 40), v, info);
        assertThat(info.getLong(0)).isPositive();
      }
  }

  /// Results do not depend on whether the vectors are warm.
  @Test
  void loopsAndVectorsGiveTheSameBits() {
    Vectors.needed();
    int n = 75;
    for (DType t : TYPES) {
      Kind kind = t == DType.FLOAT32 ? Kind.F32 : Kind.F64;
      double[][] first = null;
      for (boolean simd : new boolean[] {false, true}) {
        Rows r = Rows.forced(kind, simd);
        Blocks given = Blocks.normal(t, 7, n, n);
        Matrix a = Batch.matrices(given).matrix(0);
        Blocks w = Blocks.empty(t, 4, n);
        Blocks v = Blocks.empty(t, 3, n, n);
        Batch values = Batch.vectors(w);
        Batch vectors = Batch.matrices(v);
        Eigen.run(r, n, a, values.address(0), vectors.matrix(0));
        Singular.run(r, n, n, a, vectors.matrix(1), n, values.address(1), vectors.matrix(2), n);
        for (int i = 2 * n; i < 4 * n; i++) w.set(i, 0);
        double[][] got = {w.values(), v.values()};
        if (first == null) first = got;
        else assertThat(got).isDeepEqualTo(first);
      }
    }
  }

  @Test
  void batchesDoNotDependOnThreads() {
    int before = Threads.get();
    double[][] first = null;
    try {
      for (int threads : new int[] {1, 3}) {
        Threads.set(threads);
        Blocks a = Blocks.normal(DType.FLOAT32, 11, 300, 5, 4);
        Blocks u = Blocks.empty(DType.FLOAT32, 300, 5, 4);
        Blocks s = Blocks.empty(DType.FLOAT32, 300, 4);
        Blocks vh = Blocks.empty(DType.FLOAT32, 300, 4, 4);
        engine.svd(a, u, s, vh, Blocks.empty(DType.INT32, 300));
        Blocks large = Blocks.normal(DType.FLOAT32, 12, 210, 210);
        Blocks w = Blocks.empty(DType.FLOAT32, 210);
        Blocks v = Blocks.empty(DType.FLOAT32, 210, 210);
        engine.eigh(large, w, v, Blocks.empty(DType.INT32));
        double[][] got = {u.values(), s.values(), vh.values(), w.values(), v.values()};
        if (first == null) first = got;
        else assertThat(got).isDeepEqualTo(first);
      }
    } finally {
      Threads.set(before);
    }
  }
}
