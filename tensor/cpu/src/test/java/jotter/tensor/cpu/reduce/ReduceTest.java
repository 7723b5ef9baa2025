package jotter.tensor.cpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Reduction;
import jotter.tensor.spi.Scan;
import org.junit.jupiter.api.Test;

class ReduceTest {
  private final CpuBackend engine = new CpuBackend();

  private static List<Blocks> samples(DType t) {
    List<Blocks> l = new ArrayList<>();
    Blocks a = Blocks.integers(t, 1, t.isInteger() && t != DType.UINT8 ? -3 : 0, 4, 5, 7, 67);
    l.add(a);
    l.add(a.transpose(0, 2));
    l.add(a.transpose(0, 1));
    l.add(a.slice(2, 66, 30, -2));
    l.add(a.slice(0, 4, 5, -1));
    l.add(Blocks.integers(t, 2, 0, 4, 1, 7, 1).expand(5, 7, 3));
    l.add(Blocks.integers(t, 3, 0, 4, 300, 1, 3));
    l.add(Blocks.integers(t, 3, 0, 4, 3, 5000, 2));
    l.add(Blocks.integers(t, 3, 0, 4, 2, 0, 3));
    return l;
  }

  private static Blocks output(Blocks in, int mask, DType t) {
    long[] s = in.layout().shape().clone();
    for (int d = 0; d < s.length; d++) if ((mask >> d & 1) != 0) s[d] = 1;
    return Blocks.empty(t, s);
  }

  /// For each output its inputs, in row-major order.
  private static double[][] groups(Blocks in, int mask) {
    long[] s = in.layout().shape();
    List<List<Double>> out = new ArrayList<>();
    int n = 1;
    for (int d = 0; d < s.length; d++) if ((mask >> d & 1) == 0) n *= (int) s[d];
    for (int i = 0; i < n; i++) out.add(new ArrayList<>());
    for (int i = 0; i < in.numel(); i++) {
      int rest = i;
      int o = 0;
      int scale = 1;
      for (int d = s.length - 1; d >= 0; d--) {
        int at = (int) (rest % s[d]);
        rest /= (int) s[d];
        if ((mask >> d & 1) == 0) {
          o += at * scale;
          scale *= (int) s[d];
        }
      }
      out.get(o).add(in.get(i));
    }
    return out.stream()
        .map(l -> l.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void everyReductionOfEveryType() {
    for (DType t : DType.values())
      for (Blocks in : samples(t))
        for (Reduction op : Reduction.values()) {
          if (t.isComplex() && (op == Reduction.MIN || op == Reduction.MAX)) continue;
          boolean extreme = op == Reduction.MIN || op == Reduction.MAX;
          if (extreme && in.numel() == 0) continue;
          for (int mask = 1; mask < 8; mask++) {
            DType to =
                switch (op) {
                  case ANY, ALL -> DType.BOOL;
                  case MIN, MAX -> t;
                  case SUM, PROD -> t.isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
                };
            Blocks out = output(in, mask, to);
            engine.reduce(op, in, out);
            double[][] g = groups(in, mask);
            for (int i = 0; i < out.numel(); i++) {
              double want =
                  switch (op) {
                    case SUM -> java.util.Arrays.stream(g[i]).sum();
                    case PROD -> java.util.Arrays.stream(g[i]).reduce(1, (a, b) -> a * b);
                    case MIN -> java.util.Arrays.stream(g[i]).min().getAsDouble();
                    case MAX -> java.util.Arrays.stream(g[i]).max().getAsDouble();
                    case ANY -> java.util.Arrays.stream(g[i]).anyMatch(v -> v != 0) ? 1 : 0;
                    case ALL -> java.util.Arrays.stream(g[i]).allMatch(v -> v != 0) ? 1 : 0;
                  };
              if (op == Reduction.PROD && Math.abs(want) > 1e15) continue;
              assertThat(out.get(i) + 0.0)
                  .as("%s %s %s %s", op, t, in.layout(), mask)
                  .isEqualTo(want + 0.0);
            }
          }
        }
  }

  @Test
  void meansOfEveryType() {
    for (DType t : DType.values())
      for (Blocks in : samples(t))
        for (int mask = 1; mask < 8; mask++) {
          double[][] g = groups(in, mask);
          for (DType to : List.of(t, DType.FLOAT64)) {
            if (!t.isFloatingPoint()) {
              assertThat(engine.mean(in, output(in, mask, to), 2)).isFalse();
              continue;
            }
            Blocks out = output(in, mask, to);
            double n = g.length == 0 ? 0 : g[0].length;
            assertThat(engine.mean(in, out, n)).isTrue();
            for (int i = 0; i < out.numel(); i++) {
              double mean = java.util.Arrays.stream(g[i]).sum() / n;
              // Rounded once.
              double want = Blocks.of(to, new long[] {1}, j -> mean).get(0);
              assertThat(Double.valueOf(out.get(i) + 0.0))
                  .as("%s %s %s", t, in.layout(), mask)
                  .isEqualTo(Double.valueOf(want + 0.0));
            }
          }
        }
  }

  @Test
  void meansGoBeyondWhatTheTypeHolds() {
    Blocks in = Blocks.of(DType.FLOAT16, new long[] {3, 4}, i -> i == 7 ? Double.NaN : 60000);
    Blocks out = Blocks.empty(DType.FLOAT16, 3, 1);
    assertThat(engine.mean(in, out, 4)).isTrue();
    assertThat(out.get(0)).isEqualTo(60000);
    assertThat(out.get(1)).isNaN();
    assertThat(out.get(2)).isEqualTo(60000);
  }

  @Test
  void notANumberWins() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16)) {
      Blocks in = Blocks.normal(t, 1, 3, 200);
      in.set(250, Double.NaN);
      for (Reduction op : List.of(Reduction.MIN, Reduction.MAX)) {
        Blocks out = Blocks.empty(t, 3, 1);
        engine.reduce(op, in, out);
        assertThat(out.get(0)).isNotNaN();
        assertThat(out.get(1)).isNaN();
        Blocks down = Blocks.empty(t, 1, 200);
        engine.reduce(op, in, down);
        assertThat(down.get(50)).isNaN();
        assertThat(down.get(51)).isNotNaN();
      }
      Blocks index = Blocks.empty(DType.INT64, 3, 1);
      Blocks value = Blocks.empty(t, 3, 1);
      engine.argReduce(true, in, index, value, 1);
      assertThat(index.getLong(1)).isEqualTo(50);
      assertThat(value.get(1)).isNaN();
      Blocks down = Blocks.empty(DType.INT64, 1, 200);
      engine.argReduce(false, in, down, null, 0);
      assertThat(down.getLong(50)).isEqualTo(1);
    }
  }

  @Test
  void longSumsStayExact() {
    Blocks ones = Blocks.of(DType.FLOAT32, new long[] {1 << 21}, i -> 0.1);
    Blocks out = Blocks.empty(DType.FLOAT32, 1);
    engine.reduce(Reduction.SUM, ones, out);
    assertThat(out.get(0)).isCloseTo((1 << 21) * (double) 0.1f, within(0.05));
    Blocks wide = ones.view(new long[] {1 << 14, 128}, new long[] {128, 1}, 0);
    Blocks columns = Blocks.empty(DType.FLOAT32, 1, 128);
    engine.reduce(Reduction.SUM, wide, columns);
    assertThat(columns.get(5)).isCloseTo((1 << 14) * (double) 0.1f, within(1e-3));
  }

  @Test
  void placesOfExtremes() {
    for (DType t : List.of(DType.INT32, DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.UINT8))
      for (Blocks in : samples(t))
        for (int d = 0; d < 3; d++) {
          if (in.numel() == 0) continue;
          for (boolean max : new boolean[] {true, false}) {
            Blocks index = output(in, 1 << d, DType.INT64);
            Blocks value = output(in, 1 << d, t);
            engine.argReduce(max, in, index, value, d);
            double[][] g = groups(in, 1 << d);
            for (int i = 0; i < index.numel(); i++) {
              int best = 0;
              for (int j = 1; j < g[i].length; j++)
                if (max ? g[i][j] > g[i][best] : g[i][j] < g[i][best]) best = j;
              assertThat(index.getLong(i)).isEqualTo(best);
              assertThat(value.get(i)).isEqualTo(g[i][best]);
            }
          }
        }
  }

  @Test
  void momentsAndLogSumExp() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64))
      for (long[] shape : new long[][] {{5, 7, 67}, {3, 5000, 2}, {1, 200_000, 1}, {40, 1, 3}}) {
        Blocks base = Blocks.normal(t, 9, shape);
        for (int i = 0; i < base.numel(); i++) base.set(i, base.get(i) + 100);
        for (Blocks in : List.of(base, base.transpose(0, 2)))
          for (int mask = 1; mask < 8; mask++) {
            Blocks mean = output(in, mask, t);
            Blocks variance = output(in, mask, t);
            Blocks lse = output(in, mask, t);
            engine.variance(in, mean, variance, 1);
            engine.logSumExp(in, lse);
            double[][] g = groups(in, mask);
            double e = t == DType.FLOAT32 ? 2e-5 : 1e-11;
            for (int i = 0; i < mean.numel(); i++) {
              double m = java.util.Arrays.stream(g[i]).average().getAsDouble();
              double v =
                  java.util.Arrays.stream(g[i]).map(x -> (x - m) * (x - m)).sum()
                      / (g[i].length - 1);
              double top = java.util.Arrays.stream(g[i]).max().getAsDouble();
              double s = java.util.Arrays.stream(g[i]).map(x -> Math.exp(x - top)).sum();
              assertThat(mean.get(i)).isCloseTo(m, within(1e-6 * 100));
              if (g[i].length > 1) assertThat(variance.get(i)).isCloseTo(v, within(e * (v + 1)));
              else assertThat(variance.get(i)).isNaN();
              assertThat(lse.get(i)).isCloseTo(top + Math.log(s), within(e));
            }
          }
      }
  }

  @Test
  void logSumExpAtTheEnds() {
    double inf = Double.POSITIVE_INFINITY;
    double[][] rows = {{-inf, -inf}, {inf, 1}, {1, Double.NaN}, {-inf, 3}};
    double[] want = {-inf, inf, Double.NaN, 3};
    for (int i = 0; i < rows.length; i++) {
      double[] r = rows[i];
      Blocks in = Blocks.of(DType.FLOAT64, new long[] {1, 2}, k -> r[k]);
      Blocks out = Blocks.empty(DType.FLOAT64, 1, 1);
      engine.logSumExp(in, out);
      assertThat(out.get(0)).isEqualTo(Double.valueOf(want[i]));
    }
  }

  @Test
  void scans() {
    for (DType t : DType.values())
      for (Blocks in : samples(t))
        for (Scan op : Scan.values()) {
          if (in.numel() > 10_000) continue;
          if (t.isComplex() && op.ordinal() > Scan.CUMPROD.ordinal()) continue;
          if (op == Scan.LOGCUMSUMEXP && !t.isFloatingPoint()) continue;
          boolean places = op == Scan.CUMMAX || op == Scan.CUMMIN;
          for (int d = 0; d < 3; d++) {
            DType to = places ? t : t.isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
            Blocks out = Blocks.empty(to, in.layout().shape());
            Blocks at = places ? Blocks.empty(DType.INT64, in.layout().shape()) : null;
            engine.scan(op, in, out, at, d);
            long[] s = in.layout().shape();
            int inner = 1;
            for (int e = d + 1; e < 3; e++) inner *= (int) s[e];
            for (int i = 0; i < in.numel(); i++) {
              int k = (int) (i / inner % s[d]);
              double want = in.get(i - k * inner);
              int place = 0;
              if (op == Scan.LOGCUMSUMEXP) want = Math.exp(want);
              for (int j = 1; j <= k; j++) {
                double v = in.get(i - (k - j) * inner);
                switch (op) {
                  case CUMSUM -> want += v;
                  case CUMPROD -> want *= v;
                  case LOGCUMSUMEXP -> want += Math.exp(v);
                  case CUMMAX -> {
                    if (v >= want) {
                      want = v;
                      place = j;
                    }
                  }
                  case CUMMIN -> {
                    if (v <= want) {
                      want = v;
                      place = j;
                    }
                  }
                }
              }
              if (op == Scan.LOGCUMSUMEXP)
                assertThat(out.get(i)).isCloseTo(Math.log(want), within(1e-10));
              else if (Math.abs(want) < 1e15) assertThat(out.get(i)).isEqualTo(want);
              if (places) assertThat(at.getLong(i)).isEqualTo(place);
            }
          }
        }
  }

  @Test
  void resultsDoNotDependOnThreads() {
    Blocks a = Blocks.normal(DType.FLOAT32, 5, 700, 900);
    int before = Threads.get();
    List<double[]> results = new ArrayList<>();
    try {
      for (int n : new int[] {1, 3}) {
        Threads.set(n);
        for (int mask = 1; mask < 4; mask++) {
          Blocks sum = output(a, mask, DType.FLOAT32);
          engine.reduce(Reduction.SUM, a, sum);
          Blocks v = output(a, mask, DType.FLOAT32);
          results.add(sum.values());
          engine.mean(a, sum, 900);
          results.add(sum.values());
          engine.variance(a, sum, v, 1);
          results.add(sum.values());
          results.add(v.values());
        }
      }
    } finally {
      Threads.set(before);
    }
    int half = results.size() / 2;
    for (int i = 0; i < half; i++) assertThat(results.get(i)).isEqualTo(results.get(i + half));
  }
}
