package jotter.tensor.cpu.conv.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Convolution;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.ConvSpec;
import org.junit.jupiter.api.Test;

/// 3 × 3 kernels plane by plane: sizes that fill no block, strides, borders wider than the image,
/// taps far apart, rows with gaps between them.
class NineTest {
  private static final float GAP = 77;

  private record Case(int height, int width, int[] stride, int[] padding, int[] dilation) {
    static Case random(Random r) {
      int[] stride = {1 + r.nextInt(3), 1 + r.nextInt(2)};
      int[] dilation = {1 + r.nextInt(3), stride[1] == 2 ? 1 : 1 + r.nextInt(4)};
      int[] padding = {r.nextInt(4), r.nextInt(r.nextInt(4) == 0 ? 40 : 3)};
      return new Case(1 + r.nextInt(20), 1 + r.nextInt(90), stride, padding, dilation);
    }

    int out(int d) {
      int size = d == 0 ? height : width;
      return (size + 2 * padding[d] - 2 * dilation[d] - 1) / stride[d] + 1;
    }

    boolean empty() {
      return height + 2 * padding[0] - 2 * dilation[0] < 1
          || width + 2 * padding[1] - 2 * dilation[1] < 1;
    }

    ConvSpec spec(int groups) {
      return new ConvSpec(stride, padding, dilation, groups);
    }
  }

  private static float number(Random r) {
    return switch (r.nextInt(40)) {
      case 0 -> Float.NaN;
      case 1 -> Float.POSITIVE_INFINITY;
      case 2 -> -0f;
      default -> (float) r.nextGaussian();
    };
  }

  @Test
  void bothWaysGiveTheSameBitsAndTouchNothingElse() {
    Vectors.needed();
    Random r = new Random(5);
    for (int round = 0; round < 300; round++) {
      Case c = Case.random(r);
      if (c.empty()) continue;
      int gap = r.nextInt(3);
      int shift = r.nextInt(5);
      int rows = c.out(0);
      int columns = c.out(1);
      long pitch = c.width + gap;
      long outPitch = columns + gap;
      Blocks x = Blocks.empty(DType.FLOAT32, shift + c.height * pitch);
      for (int i = 0; i < x.numel(); i++) Memory.set(x.address() + 4L * i, number(r));
      float[] w = new float[Nine.TAPS + 1];
      for (int i = 0; i < w.length; i++) w[i] = number(r);
      Blocks dummy = Blocks.empty(DType.FLOAT32, 1, 1, 3, 3);
      DirectConv conv = new DirectConv(view(x, shift, c.height, c.width, pitch), dummy, c.spec(1));
      int[][] bits = new int[2][];
      for (int i = 0; i < 2; i++) {
        int n = (int) (shift + rows * outPitch);
        Blocks y = Blocks.of(DType.FLOAT32, new long[] {n}, k -> GAP);
        Image from = new Image(view(x, shift, c.height, c.width, pitch));
        Image to = new Image(view(y, shift, rows, columns, outPitch));
        assertThat(Frame.suits(conv, from, to)).isTrue();
        Frame f = new Frame(conv, from, to);
        float[] plane = new float[f.room()];
        Nine nine = i == 0 ? Nine.PLAIN : VectorNine.INSTANCE;
        nine.lay(f, from.at(0, 0), plane);
        nine.sums(f, plane, w, 1, 0.5f, to.at(0, 0));
        bits[i] = new int[n];
        for (int k = 0; k < n; k++)
          bits[i][k] = Float.floatToIntBits(Memory.getF32(y.address() + 4L * k));
        for (int k = 0; k < n; k++)
          if (k < shift || (k - shift) % outPitch >= columns)
            assertThat(bits[i][k]).as("beside the result").isEqualTo(Float.floatToIntBits(GAP));
      }
      assertThat(bits[1]).as(c.toString()).isEqualTo(bits[0]);
    }
  }

  @Test
  void bothWaysGiveTheSameSums() {
    Vectors.needed();
    Random r = new Random(8);
    for (int round = 0; round < 200; round++) {
      Case c = Case.random(r);
      if (c.empty()) continue;
      int rows = c.out(0);
      int columns = c.out(1);
      Blocks x = Blocks.normal(DType.FLOAT32, round, 1, 1, c.height, c.width);
      Blocks y = Blocks.normal(DType.FLOAT32, round + 500, 1, 1, rows, columns);
      Blocks dummy = Blocks.empty(DType.FLOAT32, 1, 1, 3, 3);
      Frame f = new Frame(new DirectConv(x, dummy, c.spec(1)), new Image(x), new Image(y));
      if (!f.dense() || !f.inOrder()) continue;
      int wide = f.there.length * Frame.LANES;
      float[][] sums = new float[2][Nine.TAPS * Frame.LANES];
      for (int i = 0; i < 2; i++) {
        float[] plane = new float[f.room()];
        float[] up = new float[(rows + 1) * wide];
        Nine nine = i == 0 ? Nine.PLAIN : VectorNine.INSTANCE;
        nine.lay(f, x.address(), plane);
        nine.rows(y.address(), columns, rows, up, 0, wide);
        nine.dots(f, plane, up, sums[i]);
      }
      assertThat(sums[1]).as(c.toString()).isEqualTo(sums[0]);
    }
  }

  @Test
  void gradientsAgreeWithTheGeneralWayForAnyNumberOfThreads() {
    Random r = new Random(9);
    int before = Threads.get();
    try {
      for (int round = 0; round < 100; round++) {
        Case c = Case.random(r);
        if (c.empty()) continue;
        int groups = 1 + r.nextInt(5);
        int outputs = groups * (1 + r.nextInt(2));
        Blocks x = Blocks.normal(DType.FLOAT32, round, 2, groups, c.height, c.width);
        Blocks w = Blocks.normal(DType.FLOAT32, round + 1000, outputs, 1, 3, 3);
        Blocks g = Blocks.normal(DType.FLOAT32, round + 2000, 2, outputs, c.out(0), c.out(1));
        Blocks[][] y = new Blocks[3][];
        for (int i = 0; i < 3; i++) {
          Threads.set(i == 1 ? 3 : 1);
          DType t = i == 2 ? DType.FLOAT64 : DType.FLOAT32;
          y[i] =
              new Blocks[] {
                Blocks.empty(t, x.layout().shape()), Blocks.empty(t, w.layout().shape())
              };
          Blocks up = i == 2 ? wide(g) : g;
          Convolution.inputGradient(up, i == 2 ? wide(w) : w, y[i][0], c.spec(groups));
          Convolution.weightGradient(i == 2 ? wide(x) : x, up, y[i][1], c.spec(groups));
        }
        for (int k = 0; k < 2; k++)
          for (int i = 0; i < y[0][k].numel(); i++) {
            double e = y[2][k].get(i);
            assertThat(y[1][k].get(i)).isEqualTo(y[0][k].get(i));
            assertThat(y[0][k].get(i))
                .as(c + ", " + i)
                .isCloseTo(e, within(2e-4 * (1 + Math.abs(e))));
          }
      }
    } finally {
      Threads.set(before);
    }
  }

  private static Blocks view(Blocks b, int shift, int rows, int columns, long pitch) {
    long all = rows * pitch;
    return b.view(new long[] {1, 1, rows, columns}, new long[] {all, all, pitch, 1}, shift);
  }

  @Test
  void agreesWithTheGeneralWayForAnyNumberOfThreads() {
    Random r = new Random(6);
    int before = Threads.get();
    try {
      for (int round = 0; round < 100; round++) {
        Case c = Case.random(r);
        if (c.empty()) continue;
        int groups = 1 + r.nextInt(5);
        int outputs = groups * (1 + r.nextInt(2));
        int n = 1 + r.nextInt(2);
        Blocks x = Blocks.normal(DType.FLOAT32, round, n, groups, c.height, c.width);
        Blocks w = Blocks.normal(DType.FLOAT32, round + 1000, outputs, 1, 3, 3);
        Blocks b = round % 3 == 0 ? null : Blocks.normal(DType.FLOAT32, round + 2000, outputs);
        Blocks[] y = new Blocks[2];
        for (int i = 0; i < 2; i++) {
          Threads.set(1 + 2 * i);
          y[i] = Blocks.empty(DType.FLOAT32, n, outputs, c.out(0), c.out(1));
          Convolution.forward(x, w, b, y[i], c.spec(groups));
        }
        Blocks expected = Blocks.empty(DType.FLOAT64, y[0].layout().shape());
        Convolution.forward(wide(x), wide(w), b == null ? null : wide(b), expected, c.spec(groups));
        for (int i = 0; i < expected.numel(); i++) {
          assertThat(y[1].get(i)).isEqualTo(y[0].get(i));
          assertThat(y[0].get(i))
              .as(c + ", element " + i)
              .isCloseTo(expected.get(i), within(1e-5 * (1 + Math.abs(expected.get(i)))));
        }
      }
    } finally {
      Threads.set(before);
    }
  }

  private static Blocks wide(Blocks b) {
    return Blocks.of(DType.FLOAT64, b.layout().shape(), b::get);
  }
}
