package jotter.tensor.cpu.conv.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Resampler;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Bands;
import jotter.tensor.spi.Layout;
import org.junit.jupiter.api.Test;

/// Rows added up and numbers along rows: sizes that fill no vector, terms near and far, any number
/// of them, channels before and behind.
class ResizingTest {
  private static final float GAP = 77;

  private static Bands random(Random r) {
    int in = 1 + r.nextInt(r.nextInt(3) == 0 ? 200 : 60);
    int reach = 1 + r.nextInt(Math.min(in, 6));
    int[] first = new int[1 + r.nextInt(90)];
    double apart = r.nextInt(3) == 0 ? 3 * r.nextDouble() : (double) in / first.length;
    boolean mixed = r.nextInt(8) == 0;
    for (int o = 0; o < first.length; o++)
      first[o] = mixed ? r.nextInt(in - reach + 1) : Math.min((int) (o * apart), in - reach);
    double[] w = new double[first.length * reach];
    for (int i = 0; i < w.length; i++) w[i] = r.nextGaussian();
    return new Bands(in, reach, first, w);
  }

  private static float number(Random r) {
    return switch (r.nextInt(60)) {
      case 0 -> Float.NaN;
      case 1 -> Float.POSITIVE_INFINITY;
      case 2 -> -0f;
      default -> (float) r.nextGaussian();
    };
  }

  @Test
  void bothWaysGiveTheSameBitsAndTouchNothingElse() {
    Vectors.needed();
    Random r = new Random(3);
    for (int round = 0; round < 400; round++) {
      Bands high = random(r);
      Bands wide = random(r);
      int inner =
          r.nextInt(3) > 0 ? 1 : r.nextBoolean() ? 1 + r.nextInt(20) : 16 * (1 + r.nextInt(3));
      Stack stack = Stack.of(high);
      Across across = Across.of(wide, inner);
      int shift = r.nextInt(5);
      Blocks x = Blocks.empty(DType.FLOAT32, shift + high.in() * across.in);
      for (int i = 0; i < x.numel(); i++) Memory.set(x.address() + 4L * i, number(r));
      long plane = x.address() + 4L * shift;
      int first = r.nextInt(stack.rows);
      int rows = 1 + r.nextInt(stack.rows - first);
      int results = rows * across.out;
      int[][] bits = new int[2][shift + results + 40];
      for (int way = 0; way < 2; way++) {
        Blocks y = Blocks.of(DType.FLOAT32, new long[] {bits[way].length}, k -> GAP);
        float[] lines = new float[across.room(rows)];
        java.util.Arrays.fill(lines, Float.NaN);
        Resizing z = way == 0 ? Resizing.PLAIN : VectorResizing.INSTANCE;
        z.rows(plane, x.address() + 4L * x.numel(), stack, first, rows, across, lines);
        z.along(lines, across, rows, y.address() + 4L * shift);
        for (int k = 0; k < bits[way].length; k++) {
          bits[way][k] = Float.floatToIntBits(Memory.getF32(y.address() + 4L * k));
          if (k < shift || k >= shift + results)
            assertThat(bits[way][k]).as("beside the result").isEqualTo(Float.floatToIntBits(GAP));
        }
      }
      assertThat(bits[1]).as(high + ", " + wide + " × " + inner).isEqualTo(bits[0]);
    }
  }

  private static Blocks channelsLast(Blocks b) {
    long[] shape = b.layout().shape();
    Layout l = new Layout(shape, Layout.channelsLast(shape), 0);
    Blocks turned = new Blocks(Blocks.empty(DType.FLOAT32, shape).storage(), l, DType.FLOAT32);
    for (int i = 0; i < b.numel(); i++) turned.set(i, b.get(i));
    return turned;
  }

  @Test
  void agreesWithTheGeneralWayForAnyLayoutAndNumberOfThreads() {
    Random r = new Random(4);
    int before = Threads.get();
    try {
      for (int round = 0; round < 150; round++) {
        int dims = 1 + r.nextInt(3);
        int channels = r.nextInt(3) == 0 ? 16 * (1 + r.nextInt(2)) : 1 + r.nextInt(7);
        Bands[] bands = new Bands[dims];
        long[] in = new long[dims + 2];
        in[0] = 1 + r.nextInt(2);
        in[1] = channels;
        long[] out = in.clone();
        for (int d = 0; d < dims; d++) {
          Bands b = random(r);
          while (dims == 3 && (b.in() > 20 || b.out() > 20)) b = random(r);
          bands[d] = b;
          in[d + 2] = b.in();
          out[d + 2] = b.out();
        }
        Blocks x = Blocks.normal(DType.FLOAT32, round, in);
        Blocks expected = Blocks.empty(DType.FLOAT64, out);
        Resampler.run(Blocks.of(DType.FLOAT64, in, x::get), expected, bands);
        Blocks[] y = new Blocks[3];
        for (int i = 0; i < 3; i++) {
          Threads.set(1 + 2 * (i % 2));
          y[i] = Blocks.empty(DType.FLOAT32, out);
          if (i == 2) y[i] = channelsLast(y[i]);
          assertThat(Resampler.run(i == 2 ? channelsLast(x) : x, y[i], bands)).isTrue();
        }
        for (int i = 0; i < expected.numel(); i++) {
          assertThat(y[1].get(i)).isEqualTo(y[0].get(i));
          assertThat(y[2].get(i)).isEqualTo(y[0].get(i));
          assertThat(y[0].get(i))
              .isCloseTo(expected.get(i), within(1e-4 * (1 + Math.abs(expected.get(i)))));
        }
      }
    } finally {
      Threads.set(before);
    }
  }
}
