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

/// Against the general way, computed in float64, on random sizes.
class DirectConvTest {
  @BeforeAll
  static void kernels() {
    Vectors.needed();
    Kernels.force(true);
  }

  private static Blocks wide(Blocks b) {
    return Blocks.of(DType.FLOAT64, b.layout().shape(), b::get);
  }

  private static void assertClose(String what, Blocks actual, Blocks expected) {
    for (int i = 0; i < expected.numel(); i++)
      assertThat(actual.get(i))
          .as(what + ", element " + i)
          .isCloseTo(expected.get(i), within(1e-4 * (1 + Math.abs(expected.get(i)))));
  }

  @Test
  void agreesWithTheGeneralWay() {
    int[] taken = agree(new Random(7), 120, false);
    for (int t : taken) assertThat(t).as("how many were taken").isGreaterThan(20);
  }

  /// Many channels of tiny images, whose places are gathered.
  @Test
  void agreesOnTinyImages() {
    int[] taken = agree(new Random(8), 120, true);
    for (int t : taken) assertThat(t).as("how many were taken").isGreaterThan(20);
  }

  private static int[] agree(Random r, int rounds, boolean tiny) {
    int[] taken = new int[3];
    for (int round = 0; round < rounds; round++) {
      int rank = 1 + r.nextInt(3);
      int groups = r.nextInt(3) == 0 ? 2 : 1;
      int c = 1 + r.nextInt(tiny ? 80 : 4);
      int o = 1 + r.nextInt(tiny ? 80 : 11);
      int n = 1 + r.nextInt(tiny ? 12 : 5);
      long[] xs = new long[rank + 2];
      long[] ws = new long[rank + 2];
      long[] ys = new long[rank + 2];
      int[] stride = new int[rank];
      int[] padding = new int[rank];
      int[] dilation = new int[rank];
      xs[0] = ys[0] = n;
      xs[1] = (long) c * groups;
      ws[0] = ys[1] = (long) o * groups;
      ws[1] = c;
      for (int d = 0; d < rank; d++) {
        stride[d] = 1 + r.nextInt(3);
        ws[d + 2] = 1 + r.nextInt(4);
        dilation[d] = 1 + r.nextInt(2);
        padding[d] = r.nextInt(4);
        xs[d + 2] =
            tiny
                ? 1 + r.nextInt(rank == 3 ? 4 : 9)
                : (rank == 1 ? 90 : rank == 2 ? 24 : 10) + r.nextInt(30);
        long room = xs[d + 2] + 2 * padding[d] - dilation[d] * (ws[d + 2] - 1) - 1;
        if (room < 0) {
          dilation[d] = 1;
          ws[d + 2] = 1;
          room = xs[d + 2] + 2 * padding[d] - 1;
        }
        ys[d + 2] = room / stride[d] + 1;
      }
      ConvSpec spec = new ConvSpec(stride, padding, dilation, groups);
      String what = "round " + round;
      Blocks x = Blocks.normal(DType.FLOAT32, round, xs);
      Blocks w = Blocks.normal(DType.FLOAT32, round + 1, ws);
      Blocks b = Blocks.normal(DType.FLOAT32, round + 2, ws[0]);
      Blocks g = Blocks.normal(DType.FLOAT32, round + 3, ys);
      Blocks y = Blocks.empty(DType.FLOAT32, ys);
      if (DirectConv.forward(x, w, b, y, spec)) {
        Blocks e = Blocks.empty(DType.FLOAT64, ys);
        Convolution.forward(wide(x), wide(w), wide(b), e, spec);
        assertClose(what + " forward", y, e);
        taken[0]++;
      }
      Blocks gx = Blocks.empty(DType.FLOAT32, xs);
      if (DirectConv.inputGradient(g, w, gx, spec)) {
        Blocks e = Blocks.empty(DType.FLOAT64, xs);
        Convolution.inputGradient(wide(g), wide(w), e, spec);
        assertClose(what + " input gradient", gx, e);
        taken[1]++;
      }
      Blocks gw = Blocks.empty(DType.FLOAT32, ws);
      if (DirectConv.weightGradient(x, g, gw, spec)) {
        Blocks e = Blocks.empty(DType.FLOAT64, ws);
        Convolution.weightGradient(wide(x), wide(g), e, spec);
        assertClose(what + " weight gradient", gw, e);
        taken[2]++;
      }
    }
    return taken;
  }

  /// Kernels take over while a program runs; that must not show in its results.
  @Test
  void coldKernelsGiveTheSameBits() {
    Blocks x = Blocks.normal(DType.FLOAT32, 1, 2, 5, 21, 37);
    Blocks w = Blocks.normal(DType.FLOAT32, 2, 9, 5, 3, 3);
    ConvSpec spec = new ConvSpec(new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1}, 1);
    double[][] results = new double[4][];
    for (int i = 0; i < 2; i++) {
      Kernels.force(i != 0);
      Blocks y = Blocks.empty(DType.FLOAT32, 2, 9, 21, 37);
      Blocks gw = Blocks.empty(DType.FLOAT32, 9, 5, 3, 3);
      assertThat(DirectConv.forward(x, w, null, y, spec)).isTrue();
      assertThat(DirectConv.weightGradient(x, y, gw, spec)).isTrue();
      results[i] = y.values();
      results[2 + i] = gw.values();
    }
    assertThat(results[0]).isEqualTo(results[1]);
    assertThat(results[2]).isEqualTo(results[3]);
  }
}
