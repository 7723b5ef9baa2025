package jotter.tensor.cpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Reduction;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private final CpuBackend engine = new CpuBackend();

  private static float[] copies(float... a) {
    return a.clone();
  }

  @Test
  void vectorsAndPlainLoopsGiveTheSameBits() {
    Vectors.needed();
    for (int n : new int[] {1, 15, 16, 17, 64, 131})
      for (double special : new double[] {0, Double.NaN, Double.NEGATIVE_INFINITY, -0.0}) {
        Blocks x = Blocks.normal(DType.FLOAT32, n, Columns.ROWS, n);
        for (int i = 0; i < x.numel(); i += 7) x.set(i, special);
        long[] rows = new long[Columns.ROWS];
        for (int k = 0; k < rows.length; k++) rows[k] = x.address() + 4L * k * n;
        float[] start = new float[n];
        float[] mean = new float[n];
        for (int i = 0; i < n; i++) start[i] = 0.3f * i - 2;
        for (int i = 0; i < n; i++) mean[i] = 0.01f * i;

        float[] a = copies(start);
        float[] b = copies(start);
        VectorColumns.ofSums(rows, n, a);
        Columns.PLAIN.sums(rows, n, b);
        VectorColumns.ofSum(rows[3], n, a);
        Columns.PLAIN.sum(rows[3], n, b);
        assertThat(a).isEqualTo(b);

        VectorColumns.ofSquares(rows, n, mean, a);
        Columns.PLAIN.squares(rows, n, mean, b);
        VectorColumns.ofSquare(rows[3], n, mean, a);
        Columns.PLAIN.square(rows[3], n, mean, b);
        assertThat(a).isEqualTo(b);

        for (float sign : new float[] {1, -1}) {
          float[] best = copies(start);
          float[] all = new float[n];
          float[] best2 = copies(start);
          float[] all2 = new float[n];
          VectorColumns.ofTops(rows, n, sign, best, all);
          Columns.PLAIN.tops(rows, n, sign, best2, all2);
          assertThat(best).isEqualTo(best2);
          assertThat(all).isEqualTo(all2);
          int[] at = new int[n];
          int[] at2 = new int[n];
          VectorColumns.ofPlaces(rows, n, sign, 5, best, at, all);
          Columns.PLAIN.places(rows, n, sign, 5, best2, at2, all2);
          assertThat(best).isEqualTo(best2);
          assertThat(at).isEqualTo(at2);
          assertThat(all).isEqualTo(all2);
          // From scratch, so that something is found.
          java.util.Arrays.fill(best, -10);
          java.util.Arrays.fill(best2, -10);
          VectorColumns.ofPlaces(rows, n, sign, 5, best, at, all);
          Columns.PLAIN.places(rows, n, sign, 5, best2, at2, all2);
          assertThat(best).isEqualTo(best2);
          assertThat(at).isEqualTo(at2);
        }
      }
  }

  @Test
  void extremesOfLinesAndTheirPlaces() {
    Vectors.needed();
    int step = 4 * Lines.LANES;
    for (int n : new int[] {step, 3 * step, 20 * step}) {
      Blocks x = Blocks.normal(DType.FLOAT32, n, n);
      for (int at : new int[] {0, 1, n / 2, n - 1}) {
        float v = (float) x.get(at);
        assertThat(VectorLines.ofFirst(x.address(), n, v)).isEqualTo(at);
        assertThat(Lines.PLAIN.spanFirst(x.address(), n, v)).isEqualTo(at);
      }
      assertThat(VectorLines.ofFirst(x.address(), n, 100)).isEqualTo(-1);
      // Of both signs, of one, with infinities, zeros and NaN: bit by bit as Math.max and Math.min.
      float inf = Float.POSITIVE_INFINITY;
      float nan = Float.intBitsToFloat(0xffc00000);
      float[][] specials = {
        {}, {inf, -inf}, {0f, -0f}, {-0f, 0f, -0f}, {Float.NaN}, {nan}, {-inf, nan, inf}
      };
      for (int kind = -1; kind <= 1; kind++)
        for (float[] special : specials) {
          for (int i = 0; i < n; i++) {
            float v = (float) x.get(i);
            Memory.set(x.address() + 4L * i, kind == 0 ? v * 0 : kind * Math.abs(v));
          }
          for (int i = 0; i < special.length; i++)
            Memory.set(x.address() + 4L * (n / 3 + i), special[i]);
          float max = -inf;
          float min = inf;
          for (int i = 0; i < n; i++) {
            max = Math.max(max, (float) x.get(i));
            min = Math.min(min, (float) x.get(i));
          }
          assertThat(VectorLines.ofExtreme(x.address(), n, true)).isEqualTo(Float.valueOf(max));
          assertThat(Lines.PLAIN.spanExtreme(x.address(), n, true)).isEqualTo(Float.valueOf(max));
          assertThat(VectorLines.ofExtreme(x.address(), n, false)).isEqualTo(Float.valueOf(min));
          assertThat(Lines.PLAIN.spanExtreme(x.address(), n, false)).isEqualTo(Float.valueOf(min));
          for (int i = 0; i < n; i++) x.set(i, Math.sin(i * i + n));
        }
    }
  }

  @Test
  void sumsOfLinesHaveTheSameBits() {
    Vectors.needed();
    int lanes = Lines.LANES;
    float[] some = new float[lanes];
    Blocks x = Blocks.normal(DType.FLOAT32, 1, 2 * Lines.SPAN);
    long a = x.address();
    long b = a + 4 * 3;
    // Before the gates open, and after it: the same call until it has changed ways, if it does.
    double[] sums = new double[2];
    double[] have = new double[2];
    int most = 2 * Lines.SPAN - 2 * lanes;
    Lines.PLAIN.sums(a, 4 * lanes, 2, most, sums);
    double squares = Lines.PLAIN.squaresOf(a, most, 0.3f);
    double dots = Lines.PLAIN.dots(a, b, 2 * Lines.SPAN - lanes, 0.3f);
    for (int k = 0; k < 20; k++) {
      VectorLines.INSTANCE.sums(a, 4 * lanes, 2, most, have);
      assertThat(have).isEqualTo(sums);
      assertThat(VectorLines.INSTANCE.squaresOf(a, most, 0.3f)).isEqualTo(squares);
      assertThat(VectorLines.INSTANCE.dots(a, b, 2 * Lines.SPAN - lanes, 0.3f)).isEqualTo(dots);
    }
    for (int n = lanes; n < 24 * lanes; n += lanes) {
      Lines.PLAIN.sums(a, 12, 2, n, sums);
      VectorLines.ofSums(a, 12, 2, n, some, have);
      assertThat(have).isEqualTo(sums);
      assertThat(VectorLines.ofSquares(a, n, 0.3f, some))
          .isEqualTo(Lines.PLAIN.squaresOf(a, n, 0.3f));
      assertThat(VectorLines.ofDot(a, b, n, 0.3f, some)).isEqualTo(Lines.PLAIN.dots(a, b, n, 0.3f));
      assertThat(VectorLines.ofExtreme(a, n, true)).isEqualTo(Lines.PLAIN.spanExtreme(a, n, true));
      float last = (float) x.get(n - 1);
      assertThat(VectorLines.ofFirst(a, n, last)).isEqualTo(n - 1);
    }
  }

  @Test
  void sumsOfNormalizedRowsHaveTheSameBits() {
    Vectors.needed();
    for (int vectors : new int[] {1, 2, 4, 7, 8, 11}) {
      int n = vectors * Normals.LANES;
      Blocks x = Blocks.normal(DType.FLOAT32, 1, 3, n + Normals.LANES);
      Normals.Row r = new Normals.Row();
      r.x = x.address();
      r.g = r.x + 4L * (n + Normals.LANES);
      r.mean = 0.1f;
      r.rstd = 1.3f;
      long w = r.g + 4L * (n + Normals.LANES);
      float[] want = new float[2];
      float[] have = new float[2];
      Blocks a = Blocks.normal(DType.FLOAT32, 2, 2, n + Normals.LANES);
      Blocks b = Blocks.normal(DType.FLOAT32, 2, 2, n + Normals.LANES);
      long down = 4L * (n + Normals.LANES);
      long from = 4L * Normals.LANES;
      Normals.PLAIN.span(r, w, from, n, a.address(), a.address() + down, want);
      VectorNormals.one(r, w, from, n, b.address(), b.address() + down, have);
      assertThat(have).isEqualTo(want);
      assertThat(b.values()).isEqualTo(a.values());
    }
  }

  /// Rows of rows: strips that begin anew with each of the outer dimension, rows that are far
  /// apart.
  private static List<Blocks> samples() {
    List<Blocks> l = new ArrayList<>();
    l.add(Blocks.normal(DType.FLOAT32, 1, 3, 41, 37));
    l.add(Blocks.normal(DType.FLOAT32, 2, 5, 37, 19).transpose(0, 1));
    l.add(Blocks.normal(DType.FLOAT32, 3, 30, 20, 35).transpose(0, 1).slice(1, 29, 15, -2));
    l.add(Blocks.normal(DType.FLOAT32, 4, 2, 530, 40));
    l.add(Blocks.normal(DType.FLOAT32, 5, 1, 9, 2500));
    l.add(Blocks.normal(DType.FLOAT32, 6, 1, 1100, 1030).slice(2, 3, 1025, 1));
    return l;
  }

  private static double[] column(Blocks in, int column) {
    long[] s = in.layout().shape();
    int rows = (int) s[1];
    int width = (int) s[2];
    double[] c = new double[rows];
    for (int r = 0; r < rows; r++)
      c[r] = in.get(((long) (column / width) * rows + r) * width + column % width);
    return c;
  }

  @Test
  void everyReductionDownColumns() {
    for (double special : new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, 0})
      for (Blocks in : samples()) {
        long[] s = in.layout().shape();
        if (special != 1 && in.numel() > 100_000) continue;
        if (special != 1)
          for (int i = 0; i < in.numel(); i += 97)
            in.set(i, i % 2 == 0 ? special : Double.isInfinite(special) ? -special : special);
        long[] to = {s[0], 1, s[2]};
        Blocks sum = Blocks.empty(DType.FLOAT32, to);
        Blocks max = Blocks.empty(DType.FLOAT32, to);
        Blocks min = Blocks.empty(DType.FLOAT32, to);
        Blocks most = Blocks.empty(DType.FLOAT32, to);
        Blocks place = Blocks.empty(DType.INT64, to);
        Blocks least = Blocks.empty(DType.FLOAT32, to);
        Blocks where = Blocks.empty(DType.INT64, to);
        Blocks mean = Blocks.empty(DType.FLOAT32, to);
        Blocks variance = Blocks.empty(DType.FLOAT32, to);
        Blocks lse = Blocks.empty(DType.FLOAT32, to);
        engine.reduce(Reduction.SUM, in, sum);
        engine.reduce(Reduction.MAX, in, max);
        engine.reduce(Reduction.MIN, in, min);
        engine.argReduce(true, in, place, most, 1);
        engine.argReduce(false, in, where, least, 1);
        engine.variance(in, mean, variance, 1);
        engine.logSumExp(in, lse);
        int columns = (int) (s[0] * s[2]);
        for (int i = 0; i < columns; i += columns > 2000 ? 13 : 1) {
          double[] c = column(in, i);
          double total = java.util.Arrays.stream(c).sum();
          double top = Double.NEGATIVE_INFINITY;
          double low = Double.POSITIVE_INFINITY;
          int first = 0;
          int last = 0;
          for (int r = 0; r < c.length; r++) {
            top = Math.max(top, c[r]);
            low = Math.min(low, c[r]);
            if (c[first] == c[first] && (c[r] > c[first] || c[r] != c[r])) first = r;
            if (c[last] == c[last] && (c[r] < c[last] || c[r] != c[r])) last = r;
          }
          assertThat(max.get(i)).isEqualTo(Double.valueOf(top));
          assertThat(min.get(i)).isEqualTo(Double.valueOf(low));
          assertThat(most.get(i)).isEqualTo(Double.valueOf(c[first]));
          assertThat(place.getLong(i)).isEqualTo(first);
          assertThat(least.get(i)).isEqualTo(Double.valueOf(c[last]));
          assertThat(where.getLong(i)).isEqualTo(last);
          if (!Double.isFinite(total)) {
            assertThat(sum.get(i)).isEqualTo(Double.valueOf(total));
            if (Double.isNaN(top) || Double.isInfinite(top))
              assertThat(lse.get(i)).isEqualTo(Double.valueOf(top));
            continue;
          }
          double m = total / c.length;
          double v = 0;
          double e = 0;
          for (double x : c) v += (x - m) * (x - m) / (c.length - 1);
          for (double x : c) e += Math.exp(x - top);
          assertThat(sum.get(i)).isCloseTo(total, within(2e-6 * (c.length + 10) / 10));
          assertThat(mean.get(i)).isCloseTo(m, within(1e-6));
          assertThat(variance.get(i)).isCloseTo(v, within(1e-6 * (v + 1)));
          assertThat(lse.get(i)).isCloseTo(top + Math.log(e), within(2e-6));
        }
      }
  }

  @Test
  void resultsDoNotDependOnThreads() {
    Blocks a = Blocks.normal(DType.FLOAT32, 5, 1, 1300, 1100);
    int before = Threads.get();
    List<double[]> results = new ArrayList<>();
    try {
      for (int n : new int[] {1, 3}) {
        Threads.set(n);
        Blocks v = Blocks.empty(DType.FLOAT32, 1, 1, 1100);
        Blocks m = Blocks.empty(DType.FLOAT32, 1, 1, 1100);
        engine.reduce(Reduction.SUM, a, m);
        results.add(m.values());
        engine.variance(a, m, v, 1);
        results.add(m.values());
        results.add(v.values());
        engine.logSumExp(a, v);
        results.add(v.values());
      }
    } finally {
      Threads.set(before);
    }
    for (int i = 0; i < 4; i++) assertThat(results.get(i)).isEqualTo(results.get(i + 4));
  }
}
