package jotter.tensor.cpu.conv.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Pooling;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.PoolSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pooling of float32, in any layout, against the general way in float64, and the vector loops
/// against the plain ones.
class FloatPoolingTest {
  @BeforeAll
  static void simd() {
    Vectors.needed();
  }

  private final int threads = Threads.get();

  @AfterEach
  void asBefore() {
    Threads.set(threads);
    PoolLoop.force(true);
  }

  /// How a block lies: in order, with the channels innermost, with every dimension the other way
  /// round, or as a view of something larger.
  private enum Lie {
    ORDER,
    CHANNELS_LAST,
    TURNED,
    VIEW,
    CHANNELS_VIEW
  }

  private static Blocks room(Lie lie, long[] shape) {
    int n = shape.length;
    int[] order = new int[n];
    for (int i = 0; i < n; i++) order[i] = lie == Lie.TURNED ? n - 1 - i : i;
    if (lie == Lie.CHANNELS_LAST || lie == Lie.CHANNELS_VIEW) {
      System.arraycopy(order, 2, order, 1, n - 2);
      order[n - 1] = 1;
    }
    int gap = lie == Lie.VIEW || lie == Lie.CHANNELS_VIEW ? 3 : 0;
    long[] strides = new long[n];
    long all = 1;
    for (int i = n - 1; i >= 0; i--) {
      strides[order[i]] = all;
      all *= shape[order[i]] + gap;
    }
    Blocks room = Blocks.empty(DType.FLOAT32, all + 1);
    for (int i = 0; i <= all; i++) room.set(i, 77);
    return new Blocks(room.storage(), new Layout(shape, strides, gap == 0 ? 0 : 1), DType.FLOAT32);
  }

  private static Blocks lie(Lie lie, Blocks b) {
    Blocks r = room(lie, b.layout().shape());
    for (int i = 0; i < b.numel(); i++) r.set(i, b.get(i));
    return r;
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

  /// A random window on random images.
  private static final class Case {
    final Random r;
    final int rank;
    final long[] xs;
    final long[] ys;
    final int[] kernel;
    final int[] stride;
    final int[] padding;
    final int[] dilation;

    Case(int seed, boolean average) {
      r = new Random(seed);
      rank = 1 + r.nextInt(3);
      xs = new long[rank + 2];
      ys = new long[rank + 2];
      xs[0] = ys[0] = 1 + r.nextInt(2);
      xs[1] = ys[1] = new int[] {1, 3, 16, 17, 37}[r.nextInt(5)];
      kernel = new int[rank];
      stride = new int[rank];
      padding = new int[rank];
      dilation = new int[rank];
      boolean beside = r.nextInt(3) == 0;
      boolean ceil = r.nextBoolean();
      for (int d = 0; d < rank; d++) {
        kernel[d] = 1 + r.nextInt(rank == 3 ? 3 : 5);
        stride[d] = beside ? kernel[d] : 1 + r.nextInt(3);
        padding[d] = r.nextInt(kernel[d] / 2 + 1);
        dilation[d] = average ? 1 : 1 + r.nextInt(3);
        xs[d + 2] = (rank == 1 ? 60 : rank == 2 ? 12 : 6) + kernel[d] * dilation[d] / 2;
        xs[d + 2] += r.nextInt(5);
        long room = xs[d + 2] + 2L * padding[d] - dilation[d] * (kernel[d] - 1) - 1;
        assertThat(room).isNotNegative();
        ys[d + 2] = (ceil ? Math.ceilDiv(room, stride[d]) : room / stride[d]) + 1;
        if ((ys[d + 2] - 1) * stride[d] >= xs[d + 2] + padding[d]) ys[d + 2]--;
      }
    }

    Lie lie() {
      return Lie.values()[r.nextInt(Lie.values().length)];
    }

    @Override
    public String toString() {
      return Arrays.toString(xs)
          + Arrays.toString(kernel)
          + Arrays.toString(stride)
          + Arrays.toString(padding)
          + Arrays.toString(dilation);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void meansAgreeWithTheGeneralWay(boolean vectors) {
    PoolLoop.force(vectors);
    for (int round = 0; round < (vectors ? 40 : 120); round++) {
      Case c = new Case(round, true);
      int divisor = c.r.nextInt(4) == 0 ? 3 : 0;
      PoolSpec spec =
          new PoolSpec(c.kernel, c.stride, c.padding, c.dilation, c.r.nextBoolean(), divisor);
      Blocks x = Blocks.normal(DType.FLOAT32, round, c.xs);
      Blocks g = Blocks.normal(DType.FLOAT32, round + 1, c.ys);
      Lie in = c.lie();
      Lie out = c.r.nextBoolean() ? in : c.lie();
      String what = "round " + round + ", " + in + " to " + out + " of " + c;
      Blocks y = room(out, c.ys);
      Blocks e = Blocks.empty(DType.FLOAT64, c.ys);
      assertThat(FloatPooling.average(lie(in, x), y, spec)).isTrue();
      Pooling.average(wide(x), e, spec);
      assertClose(what, y, e);
      Blocks gx = room(in, c.xs);
      Blocks ex = Blocks.empty(DType.FLOAT64, c.xs);
      assertThat(FloatPooling.averageGradient(lie(out, g), gx, spec)).isTrue();
      Pooling.averageGradient(wide(g), ex, spec);
      assertClose(what + " back", gx, ex);
    }
  }

  /// Small whole numbers, so that many are equal, and now and then something special.
  private static Blocks peculiar(Random r, long[] shape) {
    return Blocks.of(
        DType.FLOAT32,
        shape,
        i ->
            switch (r.nextInt(20)) {
              case 0 -> Double.NaN;
              case 1, 2 -> Double.NEGATIVE_INFINITY;
              default -> r.nextInt(7) - 3;
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void maximaAgreeWithTheGeneralWay(boolean vectors) {
    PoolLoop.force(vectors);
    for (int round = 0; round < (vectors ? 40 : 150); round++) {
      Case c = new Case(round, false);
      PoolSpec spec = new PoolSpec(c.kernel, c.stride, c.padding, c.dilation, true, 0);
      Blocks x = peculiar(c.r, c.xs);
      Blocks g = Blocks.normal(DType.FLOAT32, round + 1, c.ys);
      Lie in = c.lie();
      Lie out = c.r.nextBoolean() ? in : c.lie();
      String what = "round " + round + ", " + in + " to " + out + " of " + c;
      Blocks e = Blocks.empty(DType.FLOAT64, c.ys);
      Blocks want = Blocks.empty(DType.INT64, c.ys);
      Pooling.max(wide(x), e, want, spec);

      Blocks lying = lie(in, x);
      Blocks only = room(out, c.ys);
      assertThat(FloatPooling.max(lying, only, null, spec)).as(what).isTrue();
      assertThat(only.values()).as(what + " alone").containsExactly(e.values());
      Blocks y = room(out, c.ys);
      Blocks at = Blocks.empty(DType.INT64, c.ys);
      Pooling.max(lying, y, at, spec);
      assertThat(y.values()).as(what).containsExactly(e.values());
      assertThat(at.values()).as(what + " places").containsExactly(want.values());

      Blocks taps = room(out, c.ys);
      assertThat(FloatPooling.max(lying, y, taps, spec)).isTrue();
      Blocks gx = room(in, c.xs);
      Blocks ex = Blocks.empty(DType.FLOAT64, c.xs);
      assertThat(FloatPooling.maxGradient(lie(out, g), taps, gx, spec)).isTrue();
      Pooling.maxGradient(wide(g), want, ex);
      assertClose(what + " back", gx, ex);
      Blocks other = room(in, c.xs);
      assertThat(FloatPooling.maxGradient(lie(c.lie(), g), taps, other, spec)).isTrue();
      assertThat(other.values()).as(what + " back").containsExactly(gx.values());
      Blocks scattered = Blocks.empty(DType.FLOAT32, c.xs);
      Pooling.maxGradient(g, at, scattered);
      assertClose(what + " scattered", scattered, ex);
    }
  }

  @Test
  void vectorsThreadsAndLayoutsGiveTheSameBits() {
    long[] xs = {2, 19, 13, 15};
    int[] three = {3, 3};
    int[] two = {2, 2};
    int[] one = {1, 1};
    PoolSpec spec = new PoolSpec(three, two, one, one, false, 0);
    Blocks x = Blocks.normal(DType.FLOAT32, 4, xs);
    long[] ys = {2, 19, 7, 8};
    Blocks g = Blocks.normal(DType.FLOAT32, 5, ys);
    double[][] first = null;
    for (Lie lie : Lie.values())
      for (int way = 0; way < 4; way++) {
        PoolLoop.force(way % 2 == 0);
        Threads.set(1 + way / 2 * 2);
        Blocks y = room(lie, ys);
        Blocks top = room(lie, ys);
        Blocks taps = room(lie, ys);
        Blocks gx = room(lie, xs);
        Blocks routed = room(lie, xs);
        FloatPooling.average(lie(lie, x), y, spec);
        FloatPooling.averageGradient(lie(lie, g), gx, spec);
        FloatPooling.max(lie(lie, x), top, taps, spec);
        FloatPooling.maxGradient(lie(lie, g), taps, routed, spec);
        double[][] all = {y.values(), gx.values(), top.values(), taps.values(), routed.values()};
        if (first == null) first = all;
        for (int i = 0; i < all.length; i++)
          assertThat(all[i]).as(lie + " " + way + " " + i).containsExactly(first[i]);
      }
  }

  @Test
  void ofEqualsTheFirstIsTakenAndOfNansTheLast() {
    double nan = Double.NaN;
    double[] v = {2, 2, 1, 3, nan, 1, nan, 5, -0d, 0, 0, -0d};
    Blocks x = Blocks.of(DType.FLOAT32, new long[] {1, 1, 12}, i -> v[i]);
    Blocks y = Blocks.empty(DType.FLOAT32, 1, 1, 3);
    Blocks taps = Blocks.empty(DType.FLOAT32, 1, 1, 3);
    int[] four = {4};
    int[] one = {1};
    PoolSpec spec = new PoolSpec(four, four, new int[] {0}, one, true, 0);
    assertThat(FloatPooling.max(x, y, taps, spec)).isTrue();
    assertThat(y.values()).containsExactly(3, nan, -0d);
    assertThat(taps.values()).containsExactly(3, 2, 0);
  }

  @Test
  void anImageOfMinusInfinityHasPlaces() {
    Blocks x = Blocks.of(DType.FLOAT32, new long[] {1, 1, 40}, i -> Double.NEGATIVE_INFINITY);
    Blocks y = Blocks.empty(DType.FLOAT32, 1, 1, 21);
    Blocks at = Blocks.empty(DType.INT64, 1, 1, 21);
    int[] two = {2};
    int[] one = {1};
    Pooling.max(x, y, at, new PoolSpec(two, two, one, one, true, 0));
    assertThat(at.get(0)).isEqualTo(0);
    assertThat(at.get(1)).isEqualTo(1);
    assertThat(at.get(20)).isEqualTo(39);
  }

  @Test
  void windowsThatSeeNothingAreLeftToTheGeneralWay() {
    Blocks x = Blocks.of(DType.FLOAT32, new long[] {1, 1, 1}, i -> 4);
    Blocks y = Blocks.empty(DType.FLOAT32, 1, 1, 2);
    PoolSpec spec =
        new PoolSpec(new int[] {2}, new int[] {1}, new int[] {2}, new int[] {3}, true, 0);
    assertThat(FloatPooling.max(x, y, null, spec)).isFalse();
  }
}
