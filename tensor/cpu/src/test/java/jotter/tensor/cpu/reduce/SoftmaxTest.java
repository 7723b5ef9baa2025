package jotter.tensor.cpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
  private final CpuBackend engine = new CpuBackend();

  @Test
  void softmaxAlongEveryDimension() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16))
      for (Blocks x :
          List.of(Blocks.normal(t, 1, 5, 67, 3), Blocks.normal(t, 2, 3, 67, 5).transpose(0, 2)))
        for (int d = 0; d < 3; d++)
          for (boolean log : new boolean[] {false, true}) {
            long[] s = x.layout().shape();
            Blocks y = Blocks.empty(t, s);
            engine.softmax(x, y, d, log);
            Blocks g = Blocks.normal(t, 3, s);
            Blocks dx = Blocks.empty(t, s);
            engine.softmaxBackward(g, y, dx, d, log);
            int inner = 1;
            for (int e = d + 1; e < 3; e++) inner *= (int) s[e];
            double tolerance = t == DType.FLOAT64 ? 1e-13 : t == DType.FLOAT32 ? 2e-6 : 0.03;
            for (int i = 0; i < x.numel(); i++) {
              int first = i - (int) (i / inner % s[d]) * inner;
              double sum = 0;
              double dot = 0;
              for (int k = 0; k < s[d]; k++) {
                int j = first + k * inner;
                sum += Math.exp(x.get(j));
                dot += log ? g.get(j) : g.get(j) * y.get(j);
              }
              double p = Math.exp(x.get(i)) / sum;
              assertThat(y.get(i)).isCloseTo(log ? Math.log(p) : p, within(tolerance * 4));
              double want = log ? g.get(i) - Math.exp(y.get(i)) * dot : y.get(i) * (g.get(i) - dot);
              assertThat(dx.get(i)).isCloseTo(want, within(tolerance * 4));
            }
          }
  }

  @Test
  void layerNormAndItsGradients() {
    boolean inOrder = false;
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT32)) {
      double tolerance = t == DType.FLOAT32 ? 2e-5 : 1e-11;
      int n = 3 * 7;
      // Not in order, then in order, which float32 has rows of its own for.
      Blocks x =
          inOrder ? Blocks.normal(t, 1, 5, 3, 7) : Blocks.normal(t, 1, 5, 7, 3).transpose(1, 2);
      inOrder = t == DType.FLOAT64;
      for (int i = 0; i < x.numel(); i++) x.set(i, x.get(i) + 10);
      Blocks w = Blocks.normal(t, 2, 3, 7);
      Blocks b = Blocks.normal(t, 3, 3, 7);
      Blocks y = Blocks.empty(t, 5, 3, 7);
      // Mean and 1/√(variance + eps), side by side.
      Blocks moments = Blocks.empty(t, 5, 2);
      engine.layerNorm(x, w, b, y, moments, 2, 1e-5);
      Blocks g = Blocks.normal(t, 4, 5, 3, 7);
      Blocks dx = Blocks.empty(t, 5, 3, 7);
      Blocks dw = Blocks.empty(t, 3, 7);
      Blocks db = Blocks.empty(t, 3, 7);
      engine.layerNormBackward(g, x, moments, w, dx, dw, db, 2);
      double[] wantW = new double[n];
      double[] wantB = new double[n];
      for (int r = 0; r < 5; r++) {
        double m = 0;
        for (int k = 0; k < n; k++) m += x.get(r * n + k) / n;
        double v = 0;
        for (int k = 0; k < n; k++) v += Math.pow(x.get(r * n + k) - m, 2) / n;
        double s = 1 / Math.sqrt(v + 1e-5);
        assertThat(moments.get(2 * r)).isCloseTo(m, within(tolerance));
        assertThat(moments.get(2 * r + 1)).isCloseTo(s, within(tolerance));
        double a = 0;
        double c = 0;
        for (int k = 0; k < n; k++) {
          double h = (x.get(r * n + k) - m) * s;
          a += g.get(r * n + k) * w.get(k) / n;
          c += g.get(r * n + k) * w.get(k) * h / n;
          wantW[k] += g.get(r * n + k) * h;
          wantB[k] += g.get(r * n + k);
        }
        for (int k = 0; k < n; k++) {
          double h = (x.get(r * n + k) - m) * s;
          assertThat(y.get(r * n + k)).isCloseTo(h * w.get(k) + b.get(k), within(tolerance));
          assertThat(dx.get(r * n + k))
              .isCloseTo(s * (g.get(r * n + k) * w.get(k) - a - h * c), within(tolerance));
        }
      }
      for (int k = 0; k < n; k++) {
        assertThat(dw.get(k)).isCloseTo(wantW[k], within(tolerance * 5));
        assertThat(db.get(k)).isCloseTo(wantB[k], within(tolerance * 5));
      }
    }
  }

  @Test
  void aNaNSpoilsItsRowAlone() {
    for (boolean log : new boolean[] {false, true})
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY})
        for (int at : new int[] {0, 150, 299}) {
          Blocks x = Blocks.normal(DType.FLOAT32, 1, 2, 300);
          x.set(at, bad);
          Blocks y = Blocks.empty(DType.FLOAT32, 2, 300);
          engine.softmax(x, y, 1, log);
          assertThat(y.get(at)).isNaN();
          assertThat(y.get(300)).isFinite();
          if (Float.isNaN(bad)) for (int i = 0; i < 300; i++) assertThat(y.get(i)).isNaN();
          x.set((at + 7) % 300, Float.NaN);
          Blocks sum = Blocks.empty(DType.FLOAT32, 2, 1);
          engine.logSumExp(x, sum);
          assertThat(sum.get(0)).isNaN();
          assertThat(sum.get(1)).isFinite();
        }
  }
}
