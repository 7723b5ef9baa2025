package jotter.tensor.cpu.conv.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Convolution;
import jotter.tensor.spi.ConvSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Depthwise convolution of float32 against the general way in float64, and the vector loops
/// against the plain ones.
class WindowsTest {
  @BeforeAll
  static void simd() {
    Vectors.needed();
  }

  @Test
  void bothWaysGiveTheSameBits() {
    Random r = new Random(3);
    int n = 5 * Windows.STEP + 3;
    float[] b = new float[n + 64 + Windows.STEP];
    for (int i = 0; i < b.length; i++)
      b[i] =
          switch (r.nextInt(12)) {
            case 0 -> Float.NaN;
            case 1 -> Float.NEGATIVE_INFINITY;
            case 2 -> 1;
            default -> (float) r.nextGaussian();
          };
    int[] offset = {0, 1, 17, 18, 40};
    float[] weights = {0, 1, -2, 3, 0.5f, 0.25f};
    float[][] sums = new float[2][n + Windows.STEP];
    float[][] lanes = new float[2][offset.length * Windows.LANES];
    float[] a = new float[n + Windows.STEP];
    for (int i = 0; i < n; i++) a[i] = (float) r.nextGaussian();
    for (int i = 0; i < 2; i++) {
      Windows w = i == 0 ? Windows.PLAIN : VectorWindows.INSTANCE;
      w.sums(b, offset, weights, 1, 0.5f, n, sums[i]);
      w.dots(a, b, offset, n, lanes[i]);
    }
    for (int i = 0; i < n; i++)
      assertThat(Float.floatToIntBits(sums[1][i])).isEqualTo(Float.floatToIntBits(sums[0][i]));
    assertThat(lanes[1]).containsExactly(lanes[0]);
  }

  private static Blocks wide(Blocks b) {
    return Blocks.of(DType.FLOAT64, b.layout().shape(), b::get);
  }

  private static void assertClose(String what, Blocks actual, Blocks expected) {
    for (int i = 0; i < expected.numel(); i++)
      assertThat(actual.get(i))
          .as(what + ", element " + i)
          .isCloseTo(expected.get(i), within(1e-5 * (1 + Math.abs(expected.get(i)))));
  }

  @Test
  void depthwiseConvolutionsAgreeWithTheGeneralWay() {
    Random r = new Random(5);
    int[] taken = new int[3];
    for (int round = 0; round < 60; round++) {
      int groups = 1 + r.nextInt(4);
      int each = 1 + r.nextInt(2);
      long[] xs = {1 + r.nextInt(3), groups, 12 + r.nextInt(20), 12 + r.nextInt(20)};
      long[] ws = {(long) groups * each, 1, 1 + r.nextInt(4), 1 + r.nextInt(4)};
      int s = 1 + r.nextInt(2);
      int[] stride = {s, s};
      int[] padding = {r.nextInt(3), r.nextInt(3)};
      int[] dilation = {1 + r.nextInt(2), 1 + r.nextInt(2)};
      long[] ys = {xs[0], ws[0], 0, 0};
      for (int d = 0; d < 2; d++)
        ys[d + 2] = (xs[d + 2] + 2 * padding[d] - dilation[d] * (ws[d + 2] - 1) - 1) / s + 1;
      ConvSpec spec = new ConvSpec(stride, padding, dilation, groups);
      Blocks x = Blocks.normal(DType.FLOAT32, round, xs);
      Blocks w = Blocks.normal(DType.FLOAT32, round + 1, ws);
      Blocks b = Blocks.normal(DType.FLOAT32, round + 2, ws[0]);
      Blocks g = Blocks.normal(DType.FLOAT32, round + 3, ys);
      Blocks y = Blocks.empty(DType.FLOAT32, ys);
      String what = "round " + round;
      if (FloatDepthwise.forward(x, w, b, y, spec)) {
        Blocks e = Blocks.empty(DType.FLOAT64, ys);
        Convolution.forward(wide(x), wide(w), wide(b), e, spec);
        assertClose(what + " forward", y, e);
        taken[0]++;
      }
      Blocks gx = Blocks.empty(DType.FLOAT32, xs);
      if (FloatDepthwise.inputGradient(g, w, gx, spec)) {
        Blocks e = Blocks.empty(DType.FLOAT64, xs);
        Convolution.inputGradient(wide(g), wide(w), e, spec);
        assertClose(what + " input gradient", gx, e);
        taken[1]++;
      }
      Blocks gw = Blocks.empty(DType.FLOAT32, ws);
      if (FloatDepthwise.weightGradient(x, g, gw, spec)) {
        Blocks e = Blocks.empty(DType.FLOAT64, ws);
        Convolution.weightGradient(wide(x), wide(g), e, spec);
        for (int i = 0; i < e.numel(); i++)
          assertThat(gw.get(i)).as(what + " weights").isCloseTo(e.get(i), within(1e-4));
        taken[2]++;
      }
    }
    for (int t : taken) assertThat(t).as("how many were taken").isGreaterThan(10);
  }
}
