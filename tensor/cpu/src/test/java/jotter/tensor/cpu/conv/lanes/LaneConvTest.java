package jotter.tensor.cpu.conv.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Convolution;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.ConvSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the general way, computed in float64, on random sizes; to the bit with plain loops and
/// with other numbers of threads.
class LaneConvTest {
  private static final List<Warm<?>> LOOPS =
      Stream.of(
              Stream.of(Tile.SET, Tile.ADD, Tile.SUMS, Turn.LOOPS),
              Rule.TWO.loops(),
              Rule.THREE.loops(),
              Rule.FOUR.loops())
          .<Warm<?>>flatMap(s -> s)
          .toList();

  private static final int THREADS = Threads.get();

  @BeforeAll
  static void vectors() {
    Vectors.needed();
  }

  private static void force(boolean vectors) {
    for (Warm<?> w : LOOPS) w.force(vectors);
  }

  @AfterEach
  void back() {
    force(true);
    Threads.set(THREADS);
  }

  /// What one of the three does, with the way that is tested or the general one.
  private interface Way {
    boolean run(Blocks x, Blocks w, Blocks y);
  }

  private static Blocks wide(Blocks b) {
    return Blocks.of(DType.FLOAT64, b.layout().shape(), b::get);
  }

  /// Sums of `terms` products of normal numbers are of the size √terms.
  private static void assertClose(String what, Blocks actual, Blocks expected, long terms) {
    double size = Math.sqrt(terms);
    for (int i = 0; i < expected.numel(); i++)
      assertThat(actual.get(i))
          .as(what + ", element " + i)
          .isCloseTo(expected.get(i), within(5e-6 * (1 + size)));
  }

  private static void assertSame(String what, Blocks actual, Blocks expected) {
    for (int i = 0; i < expected.numel(); i++)
      assertThat(actual.get(i)).as(what + ", element " + i).isEqualTo(expected.get(i));
  }

  private record Sample(
      long[] xs, long[] ws, long[] ys, int[] stride, int[] padding, int[] dilation) {
    static Sample random(Random r, int kernel) {
      while (true) {
        int rank = kernel == 0 ? 1 + r.nextInt(2) : 2;
        int[] images = {1, 4, 16, 31, 32, 33, 64};
        long n = images[r.nextInt(images.length)];
        long[] xs = new long[rank + 2];
        long[] ws = new long[rank + 2];
        long[] ys = new long[rank + 2];
        int[] stride = new int[rank];
        int[] padding = new int[rank];
        int[] dilation = new int[rank];
        xs[0] = ys[0] = n;
        // Many channels go other ways where the kernel is small.
        int few = kernel == 0 || r.nextInt(4) == 0 ? 1 : 16;
        xs[1] = ws[1] = few + r.nextInt(20);
        ws[0] = ys[1] = few + r.nextInt(20);
        boolean there = true;
        for (int d = 0; d < rank; d++) {
          stride[d] = kernel == 4 ? 2 : kernel > 0 ? 1 : 1 + r.nextInt(3);
          ws[d + 2] = kernel > 0 ? kernel : 1 + r.nextInt(5);
          dilation[d] = kernel > 0 ? 1 : 1 + r.nextInt(2);
          padding[d] = r.nextInt(kernel == 4 ? 4 : 3);
          xs[d + 2] = (n < 8 ? 30 : 1) + r.nextInt(n < 8 ? 20 : 14);
          long room = xs[d + 2] + 2 * padding[d] - dilation[d] * (ws[d + 2] - 1) - 1;
          there &= room >= 0;
          ys[d + 2] = Math.floorDiv(room, stride[d]) + 1;
        }
        if (there) return new Sample(xs, ws, ys, stride, padding, dilation);
      }
    }

    /// How many products a number of the image's gradient (0), the weights' (1) or the result (2)
    /// is the sum of, at most.
    long terms(int of) {
      long n = of == 0 ? ys[1] : of == 1 ? ys[0] : xs[1];
      for (int d = 2; d < ws.length; d++) n *= of == 1 ? ys[d] : ws[d];
      return n;
    }

    ConvSpec spec() {
      return new ConvSpec(stride, padding, dilation, 1);
    }

    @Override
    public String toString() {
      return Arrays.toString(xs)
          + " with "
          + Arrays.toString(ws)
          + " stride "
          + Arrays.toString(stride)
          + " padding "
          + Arrays.toString(padding)
          + " dilation "
          + Arrays.toString(dilation);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4})
  void agrees(int kernel) {
    int[] taken = new int[3];
    Random r = new Random(5 + kernel);
    for (int round = 0; round < 150; round++) {
      Sample s = Sample.random(r, kernel);
      ConvSpec spec = s.spec();
      Blocks x = Blocks.of(DType.FLOAT32, s.xs, i -> r.nextGaussian());
      Blocks w = Blocks.of(DType.FLOAT32, s.ws, i -> r.nextGaussian());
      Blocks y = Blocks.of(DType.FLOAT32, s.ys, i -> r.nextGaussian());
      Blocks bias = Blocks.of(DType.FLOAT32, new long[] {s.ws[0]}, i -> r.nextGaussian());
      Way[] ways = {
        (a, b, c) -> LaneConv.forward(a, b, bias, c, spec, 0),
        (a, b, c) -> LaneConv.inputGradient(c, b, a, spec, 0),
        (a, b, c) -> LaneConv.weightGradient(a, c, b, spec, 0),
      };
      Way[] general = {
        (a, b, c) -> {
          Convolution.forward(a, b, wide(bias), c, spec);
          return true;
        },
        (a, b, c) -> {
          Convolution.inputGradient(c, b, a, spec);
          return true;
        },
        (a, b, c) -> {
          Convolution.weightGradient(a, c, b, spec);
          return true;
        },
      };
      for (int k = 0; k < ways.length; k++) {
        force(true);
        Threads.set(2);
        Blocks[] found = {x, w, y};
        int result = 2 - 2 * k;
        if (k == 2) result = 1;
        found[result] = Blocks.of(DType.FLOAT32, found[result].layout().shape(), i -> Double.NaN);
        if (!ways[k].run(found[0], found[1], found[2])) continue;
        taken[k]++;
        Blocks[] expected = {wide(x), wide(w), wide(y)};
        general[k].run(expected[0], expected[1], expected[2]);
        String what = "way " + k + " of " + s;
        assertClose(what, found[result], expected[result], s.terms(result));
        if (round % 10 != 0) continue;
        Blocks[] plain = {x, w, y};
        plain[result] = Blocks.of(DType.FLOAT32, plain[result].layout().shape(), i -> Double.NaN);
        force(false);
        Threads.set(1);
        ways[k].run(plain[0], plain[1], plain[2]);
        assertSame(what, plain[result], found[result]);
      }
    }
    for (int k = 0; k < 3; k++)
      assertThat(taken[k]).as("how many were taken of way " + k).isGreaterThan(60);
  }

  /// One long row of places is a product as it lies, for any number of threads.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void leavesLongRows(int groups) {
    force(true);
    ConvSpec spec = new ConvSpec(new int[] {1}, new int[] {2}, new int[] {1}, groups);
    Random r = new Random(groups);
    long[] ws = {72, 48 / groups, 5};
    Blocks x = Blocks.of(DType.FLOAT32, new long[] {7, 48, 131}, i -> r.nextGaussian());
    Blocks y = Blocks.of(DType.FLOAT32, new long[] {7, 72, 131}, i -> r.nextGaussian());
    Blocks[] found = new Blocks[2];
    for (int k = 0; k < 2; k++) {
      found[k] = Blocks.of(DType.FLOAT32, ws, i -> Double.NaN);
      Threads.set(1 + 2 * k);
      assertThat(LaneConv.weightGradient(x, y, found[k], spec)).isFalse();
      Convolution.weightGradient(x, y, found[k], spec);
    }
    assertSame("with 3 threads", found[1], found[0]);
    Blocks expected = Blocks.of(DType.FLOAT64, ws, i -> Double.NaN);
    Convolution.weightGradient(wide(x), wide(y), expected, spec);
    assertClose("gradient", found[0], expected, 7 * 131);
  }
}
