package jotter.tensor.cpu.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.PoolSpec;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
  private final CpuBackend engine = new CpuBackend();

  /// Images, channels in, channels out, groups, then size, kernel, stride, padding, dilation for
  /// each of three dimensions (a size of 0: the dimension is not there).
  private record Case(int n, int c, int o, int groups, int[][] d) {
    int rank() {
      return (int) java.util.Arrays.stream(d).filter(v -> v[0] > 0).count();
    }

    int[] of(int k) {
      return java.util.Arrays.stream(d).filter(v -> v[0] > 0).mapToInt(v -> v[k]).toArray();
    }

    int out(int i) {
      int[] v = d[i];
      return v[0] == 0 ? 1 : (v[0] + 2 * v[3] - v[4] * (v[1] - 1) - 1) / v[2] + 1;
    }

    long[] shape(int first, int second, java.util.function.IntUnaryOperator size) {
      long[] s = new long[2 + rank()];
      s[0] = first;
      s[1] = second;
      int k = 2;
      for (int i = 0; i < 3; i++) if (d[i][0] > 0) s[k++] = size.applyAsInt(i);
      return s;
    }

    ConvSpec spec() {
      return new ConvSpec(of(2), of(3), of(4), groups);
    }
  }

  private static final int[] ABSENT = {0, 1, 1, 0, 1};

  private static final List<Case> CASES =
      List.of(
          new Case(2, 3, 5, 1, new int[][] {ABSENT, {9, 3, 1, 1, 1}, {11, 3, 1, 1, 1}}),
          new Case(5, 4, 6, 2, new int[][] {ABSENT, {9, 3, 2, 1, 1}, {12, 2, 3, 0, 2}}),
          new Case(1, 3, 7, 1, new int[][] {ABSENT, {40, 7, 2, 3, 1}, {41, 7, 2, 3, 1}}),
          new Case(3, 6, 6, 6, new int[][] {ABSENT, {10, 3, 1, 1, 1}, {9, 3, 1, 1, 1}}),
          new Case(3, 4, 8, 4, new int[][] {ABSENT, {10, 3, 2, 1, 1}, {9, 5, 2, 2, 2}}),
          new Case(4, 8, 16, 1, new int[][] {ABSENT, {7, 1, 1, 0, 1}, {5, 1, 1, 0, 1}}),
          new Case(4, 8, 4, 2, new int[][] {ABSENT, {7, 1, 2, 0, 1}, {5, 1, 2, 0, 1}}),
          new Case(2, 3, 4, 1, new int[][] {ABSENT, ABSENT, {50, 5, 1, 2, 1}}),
          new Case(2, 4, 4, 4, new int[][] {ABSENT, ABSENT, {50, 5, 2, 2, 2}}),
          new Case(2, 2, 3, 1, new int[][] {{5, 2, 1, 1, 1}, {6, 3, 2, 1, 1}, {7, 3, 1, 0, 2}}),
          new Case(1, 2, 3, 1, new int[][] {ABSENT, {5, 2, 1, 3, 1}, {5, 2, 1, 4, 1}}));

  private static Blocks sample(DType t, long seed, long... shape) {
    return t.isFloatingPoint() && t.bytes() > 2
        ? Blocks.normal(t, seed, shape)
        : Blocks.integers(t, seed, 0, 3, shape);
  }

  /// Calls `tap(x, w, y)` with the flat indices of every product of the definition.
  private interface Tap {
    void at(int x, int w, int y);
  }

  private static void taps(Case c, Tap tap) {
    int[] in = new int[3];
    int[] out = new int[3];
    int[] k = new int[3];
    for (int i = 0; i < 3; i++) {
      in[i] = Math.max(1, c.d[i][0]);
      out[i] = c.out(i);
      k[i] = c.d[i][1];
    }
    int ci = c.c / c.groups;
    int co = c.o / c.groups;
    for (int n = 0; n < c.n; n++)
      for (int o = 0; o < c.o; o++)
        for (int z = 0; z < out[0]; z++)
          for (int y = 0; y < out[1]; y++)
            for (int x = 0; x < out[2]; x++)
              for (int i = 0; i < ci; i++)
                for (int kz = 0; kz < k[0]; kz++)
                  for (int ky = 0; ky < k[1]; ky++)
                    for (int kx = 0; kx < k[2]; kx++) {
                      int iz = z * c.d[0][2] - c.d[0][3] + kz * c.d[0][4];
                      int iy = y * c.d[1][2] - c.d[1][3] + ky * c.d[1][4];
                      int ix = x * c.d[2][2] - c.d[2][3] + kx * c.d[2][4];
                      if (iz < 0 || iz >= in[0] || iy < 0 || iy >= in[1] || ix < 0 || ix >= in[2])
                        continue;
                      int channel = o / co * ci + i;
                      tap.at(
                          (((n * c.c + channel) * in[0] + iz) * in[1] + iy) * in[2] + ix,
                          (((o * ci + i) * k[0] + kz) * k[1] + ky) * k[2] + kx,
                          (((n * c.o + o) * out[0] + z) * out[1] + y) * out[2] + x);
                    }
  }

  @Test
  void forwardAndGradientsFollowTheDefinition() {
    for (DType t : DType.values()) {
      if (t == DType.BOOL) continue;
      for (Case c : CASES)
        for (boolean last : new boolean[] {false, true}) {
          long[] xs = c.shape(c.n, c.c, i -> c.d[i][0]);
          long[] ws = c.shape(c.o, c.c / c.groups, i -> c.d[i][1]);
          long[] ys = c.shape(c.n, c.o, c::out);
          Blocks x = like(sample(t, 1, xs), last);
          Blocks w = sample(t, 2, ws);
          Blocks b = sample(t, 3, c.o);
          Blocks g = like(sample(t, 4, ys), last);
          double[] xv = x.values();
          double[] wv = w.values();
          double[] gv = g.values();
          double[] y = new double[g.numel()];
          double[] dx = new double[x.numel()];
          double[] dw = new double[w.numel()];
          int plane = y.length / (c.n * c.o);
          for (int i = 0; i < y.length; i++) y[i] = b.get(i / plane % c.o);
          taps(
              c,
              (i, j, k) -> {
                y[k] += xv[i] * wv[j];
                dx[i] += gv[k] * wv[j];
                dw[j] += gv[k] * xv[i];
              });
          Blocks out = like(Blocks.empty(t, ys), last);
          engine.conv(x, w, b, out, c.spec());
          verify("forward", t, c, out, y);
          Blocks gradIn = like(Blocks.empty(t, xs), last);
          engine.convInputGrad(g, w, gradIn, c.spec());
          verify("input", t, c, gradIn, dx);
          Blocks gradW = Blocks.empty(t, ws);
          engine.convWeightGrad(x, g, gradW, c.spec());
          verify("weight", t, c, gradW, dw);
        }
    }
  }

  /// A block of the same elements with the channels last in memory.
  private static Blocks like(Blocks b, boolean last) {
    if (!last) return b;
    int r = b.layout().rank();
    long[] s = b.layout().shape();
    long[] shape = s.clone();
    System.arraycopy(s, 2, shape, 1, r - 2);
    shape[r - 1] = s[1];
    Blocks other = Blocks.empty(b.dtype(), shape);
    long[] strides = other.layout().strides().clone();
    long[] turned = strides.clone();
    System.arraycopy(strides, 1, turned, 2, r - 2);
    turned[1] = strides[r - 1];
    Blocks view = other.view(s, turned, 0);
    for (int i = 0; i < b.numel(); i++)
      for (int p = 0; p < (b.dtype().isComplex() ? 2 : 1); p++) view.set(i, b.get(i, p), p);
    return view;
  }

  private static void verify(String what, DType t, Case c, Blocks got, double[] want) {
    for (int i = 0; i < want.length; i++) {
      double w = want[i];
      if (t == DType.INT8) w = (byte) w;
      if (t == DType.UINT8) w = (int) w & 0xff;
      if ((t == DType.BFLOAT16 && w > 256) || w > 2048 && t.bytes() == 2) continue;
      if (t == DType.COMPLEX32 && w > 2048) continue;
      double e = t == DType.FLOAT32 ? 1e-4 : t == DType.FLOAT64 ? 1e-11 : 0;
      assertThat(got.get(i)).as("%s %s %s at %s", what, t, c, i).isCloseTo(w, within(e));
    }
  }

  @Test
  void resultsDoNotDependOnThreads() {
    Case c = new Case(6, 8, 8, 1, new int[][] {ABSENT, {20, 3, 1, 1, 1}, {20, 3, 1, 1, 1}});
    Blocks x = sample(DType.FLOAT32, 1, 6, 8, 20, 20);
    Blocks w = sample(DType.FLOAT32, 2, 8, 8, 3, 3);
    int before = Threads.get();
    double[][] y = new double[2][];
    double[][] dw = new double[2][];
    try {
      for (int k = 0; k < 2; k++) {
        Threads.set(k == 0 ? 1 : 3);
        Blocks out = Blocks.empty(DType.FLOAT32, 6, 8, 20, 20);
        engine.conv(x, w, null, out, c.spec());
        y[k] = out.values();
        Blocks g = Blocks.empty(DType.FLOAT32, 8, 8, 3, 3);
        engine.convWeightGrad(x, out, g, c.spec());
        dw[k] = g.values();
      }
    } finally {
      Threads.set(before);
    }
    assertThat(y[0]).isEqualTo(y[1]);
    assertThat(dw[0]).isEqualTo(dw[1]);
  }

  @Test
  void pooling() {
    int[][] windows = {{2, 2, 0, 1}, {3, 2, 1, 1}, {3, 1, 1, 2}, {3, 3, 1, 1}};
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.BFLOAT16))
      for (int[] v : windows)
        for (boolean ceil : new boolean[] {false, true})
          for (boolean count : new boolean[] {false, true}) {
            int n = 11;
            int span = v[3] * (v[0] - 1) + 1;
            int o = Math.floorDiv(n + 2 * v[2] - span + (ceil ? v[1] - 1 : 0), v[1]) + 1;
            if (ceil && (o - 1) * v[1] >= n + v[2]) o--;
            Blocks x = Blocks.integers(t, 1, -9, 9, 2, 3, n, n);
            Blocks y = Blocks.empty(t, 2, 3, o, o);
            Blocks at = Blocks.empty(DType.INT64, 2, 3, o, o);
            int[] k = {v[0], v[0]};
            int[] s = {v[1], v[1]};
            int[] p = {v[2], v[2]};
            engine.maxPool(x, y, at, new PoolSpec(k, s, p, new int[] {v[3], v[3]}, count, 0));
            double[] routed = new double[x.numel()];
            for (int i = 0; i < y.numel(); i++) {
              int plane = i / (o * o);
              double m = Double.NEGATIVE_INFINITY;
              int place = -1;
              for (int ky = 0; ky < v[0]; ky++)
                for (int kx = 0; kx < v[0]; kx++) {
                  int iy = i / o % o * v[1] - v[2] + ky * v[3];
                  int ix = i % o * v[1] - v[2] + kx * v[3];
                  if (iy < 0 || ix < 0 || iy >= n || ix >= n) continue;
                  double e = x.get((plane * n + iy) * n + ix);
                  if (e > m) {
                    m = e;
                    place = iy * n + ix;
                  }
                }
              assertThat(y.get(i)).isEqualTo(m);
              assertThat(at.getLong(i)).isEqualTo(place);
              routed[plane * n * n + place] += y.get(i);
            }
            Blocks back = Blocks.empty(t, 2, 3, n, n);
            engine.maxPoolBackward(y, at, back);
            assertThat(back.values()).isEqualTo(routed);
            if (v[3] != 1 || t == DType.INT32 || t == DType.BFLOAT16) continue;
            for (long divisor : new long[] {0, 5}) {
              PoolSpec spec = new PoolSpec(k, s, p, new int[] {1, 1}, count, divisor);
              engine.avgPool(x, y, spec);
              double[] shares = new double[x.numel()];
              for (int i = 0; i < y.numel(); i++) {
                int plane = i / (o * o);
                int y0 = i / o % o * v[1] - v[2];
                int x0 = i % o * v[1] - v[2];
                int y1 = Math.min(y0 + v[0], n + v[2]);
                int x1 = Math.min(x0 + v[0], n + v[2]);
                int all = (y1 - y0) * (x1 - x0);
                double sum = 0;
                int inside = 0;
                for (int iy = Math.max(0, y0); iy < Math.min(n, y1); iy++)
                  for (int ix = Math.max(0, x0); ix < Math.min(n, x1); ix++) {
                    sum += x.get((plane * n + iy) * n + ix);
                    inside++;
                  }
                double d = divisor != 0 ? divisor : count ? all : inside;
                assertThat(y.get(i)).isCloseTo(sum / d, within(1e-6));
                for (int iy = Math.max(0, y0); iy < Math.min(n, y1); iy++)
                  for (int ix = Math.max(0, x0); ix < Math.min(n, x1); ix++)
                    shares[(plane * n + iy) * n + ix] += y.get(i) / d;
              }
              engine.avgPoolBackward(y, back, spec);
              for (int i = 0; i < shares.length; i++)
                assertThat(back.get(i)).isCloseTo(shares[i], within(1e-5));
            }
          }
  }
}
