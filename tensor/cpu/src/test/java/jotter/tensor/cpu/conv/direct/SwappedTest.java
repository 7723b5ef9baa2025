package jotter.tensor.cpu.conv.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.ConvSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// To the bit what the other ways compute, which know nothing of kept weights.
class SwappedTest {
  /// From the third call on weights are kept.
  private static final int CALLS = 4;

  private static final int THREADS = Threads.get();

  @BeforeAll
  static void vectors() {
    Vectors.needed();
    Kernels.force(true);
  }

  @AfterEach
  void back() {
    Threads.set(THREADS);
    PlaceTile.force(true);
  }

  private static int[] bits(Tensor t) {
    float[] f = t.toFloatArray();
    int[] r = new int[f.length];
    for (int i = 0; i < r.length; i++) r[i] = Float.floatToRawIntBits(f[i]);
    return r;
  }

  private static int[] all(int n) {
    return new int[] {n, n};
  }

  /// Whether the last call took the work.
  private static boolean same(
      long[] xs, long[] ws, int stride, int padding, int dilation, Random r) {
    ConvSpec spec = new ConvSpec(all(stride), all(padding), all(dilation), 1);
    Tensor x = Tensor.randn(xs);
    Tensor w = Tensor.randn(ws).requiresGrad_();
    Tensor bias = r.nextBoolean() ? null : Tensor.randn(ws[0]);
    long[] ys = {xs[0], ws[0], 0, 0};
    for (int d = 2; d < 4; d++)
      ys[d] = (xs[d] + 2 * padding - dilation * (ws[d] - 1) - 1) / stride + 1;
    boolean single = ws[2] * ws[3] == 1 && stride == 1 && padding == 0;
    return Grad.off(
        () -> {
          Tensor copy = w.detach().clone();
          Tensor expected = Tensor.empty(ys);
          if (!single || !DirectConv.pointwise(x, copy, bias, expected, spec))
            DirectConv.forward(x, copy, bias, expected, spec);
          boolean taken = false;
          for (int i = 0; i < CALLS; i++) {
            Threads.set(1 + i % 3);
            PlaceTile.force(i != CALLS - 2);
            Tensor y = Tensor.empty(ys);
            y.fill_(Double.NaN);
            DirectConv c = new DirectConv(x, w, spec);
            Image from = new Image(x);
            Image to = new Image(y);
            taken =
                single
                    ? Swapped.single(c, from, to, w, bias)
                    : Swapped.taps(c, c.forwardGrid(from.size, to.size), from, to, w, bias);
            if (taken) assertThat(bits(y)).isEqualTo(bits(expected));
          }
          return taken;
        });
  }

  @Test
  void bitsStay() {
    Random r = new Random(3);
    Rng.seed(3);
    int taken = 0;
    for (int round = 0; round < 120; round++) {
      int kernel = round % 3 == 0 ? 1 : 1 + r.nextInt(4);
      int stride = 1 + r.nextInt(2);
      int padding = r.nextInt(3);
      int dilation = 1 + r.nextInt(2);
      if (round % 3 == 0) stride = 1 + (padding = 0);
      long[] xs = {
        1 + r.nextInt(3), 40 + r.nextInt(round % 5 == 0 ? 1200 : 90), 8 + r.nextInt(9), 7
      };
      xs[3] = r.nextBoolean() ? xs[2] : 8 + r.nextInt(9);
      long[] ws = {32 * (1 + r.nextInt(4)) - r.nextInt(3), xs[1], kernel, 1 + r.nextInt(kernel)};
      if (same(xs, ws, stride, padding, dilation, r)) taken++;
    }
    assertThat(taken).isGreaterThan(30);
  }

  @Test
  void takesSmallPlanesWithKeptWeights() {
    Random r = new Random(4);
    assertThat(same(new long[] {1, 600, 7, 7}, new long[] {96, 600, 1, 1}, 1, 0, 1, r)).isTrue();
    assertThat(same(new long[] {1, 64, 14, 14}, new long[] {64, 64, 3, 3}, 2, 1, 1, r)).isTrue();
    assertThat(same(new long[] {2, 64, 14, 14}, new long[] {64, 64, 3, 3}, 1, 1, 1, r)).isTrue();
  }

  /// Nothing of a weight outlives a change of it, and gradients know nothing of all this.
  @Test
  void seesChanges() {
    Rng.seed(5);
    Tensor x = Tensor.randn(1, 128, 7, 7);
    Tensor w = Tensor.randn(64, 128, 3, 3).requiresGrad_();
    long[] one = {1};
    for (int i = 0; i < 3; i++) {
      Tensor copy = w.detach().clone();
      Tensor expected = Grad.off(() -> F.conv2d(x, copy, null, one, one, one, 1));
      for (int k = 0; k < CALLS; k++)
        assertThat(bits(Grad.off(() -> F.conv2d(x, w, null, one, one, one, 1))))
            .isEqualTo(bits(expected));
      Tensor y = F.conv2d(x, w, null, one, one, one, 1);
      assertThat(bits(y.detach())).isEqualTo(bits(expected));
      y.sum().backward();
      Grad.off(() -> w.mul_(0.5));
    }
  }
}
