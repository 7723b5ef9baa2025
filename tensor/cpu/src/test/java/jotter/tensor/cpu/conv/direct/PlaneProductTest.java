package jotter.tensor.cpu.conv.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Convolution;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.spi.ConvSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Kernels of one element against the general way in float64, and the copies before the products.
class PlaneProductTest {
  private static final ConvSpec ONE =
      new ConvSpec(new int[] {1, 1}, new int[] {0, 0}, new int[] {1, 1}, 1);

  @BeforeAll
  static void vectors() {
    Vectors.needed();
  }

  private static Blocks wide(Blocks b) {
    return Blocks.of(DType.FLOAT64, b.layout().shape(), b::get);
  }

  private static void verify(Blocks x, Blocks w, Blocks b, int groups, long[] shape) {
    ConvSpec spec = new ConvSpec(ONE.stride(), ONE.padding(), ONE.dilation(), groups);
    Blocks y = Blocks.empty(DType.FLOAT32, shape);
    assertThat(DirectConv.pointwise(x, w, b, y, spec)).isTrue();
    Blocks e = Blocks.empty(DType.FLOAT64, shape);
    Convolution.forward(wide(x), wide(w), b == null ? null : wide(b), e, spec);
    for (int i = 0; i < e.numel(); i++)
      assertThat(y.get(i))
          .as("element %s", i)
          .isCloseTo(e.get(i), within(1e-4 * (1 + Math.abs(e.get(i)))));
  }

  @Test
  void agreesWithTheGeneralWay() {
    Random r = new Random(5);
    Kernels.force(true);
    for (int round = 0; round < 60; round++) {
      int groups = 1 + r.nextInt(2);
      int c = 1 + r.nextInt(round % 6 == 0 ? 1200 : 40);
      int o = 1 + r.nextInt(30);
      int n = 1 + r.nextInt(5);
      int high = 1 + r.nextInt(9);
      int across = 8 + r.nextInt(round % 6 == 1 ? 300 : 30);
      Blocks x = Blocks.normal(DType.FLOAT32, round, n, groups * c, high, across);
      Blocks w = Blocks.normal(DType.FLOAT32, round + 1, groups * o, c, 1, 1);
      Blocks b =
          r.nextBoolean() ? null : Blocks.normal(DType.FLOAT32, round + 2, (long) groups * o);
      verify(x, w, b, groups, new long[] {n, (long) groups * o, high, across});
    }
  }

  /// Channels that lie further apart than their planes are large, and a part of the batch.
  @Test
  void takesViews() {
    Kernels.force(true);
    Blocks whole = Blocks.normal(DType.FLOAT32, 1, 4, 20, 7, 7);
    long[] strides = {20 * 49, 2 * 49, 7, 1};
    Blocks x = whole.view(new long[] {3, 10, 7, 7}, strides, 20 * 49);
    Blocks w = Blocks.normal(DType.FLOAT32, 2, 11, 10, 1, 1);
    verify(x, w, null, 1, new long[] {3, 11, 7, 7});
  }

  /// Kernels take over while a program runs; that must not show in its results.
  @Test
  void coldKernelsGiveTheSameBits() {
    Blocks x = Blocks.normal(DType.FLOAT32, 1, 2, 600, 9, 9);
    Blocks w = Blocks.normal(DType.FLOAT32, 2, 19, 600, 1, 1);
    Blocks b = Blocks.normal(DType.FLOAT32, 3, 19);
    double[][] results = new double[2][];
    for (int i = 0; i < 2; i++) {
      Kernels.force(i != 0);
      Blocks y = Blocks.empty(DType.FLOAT32, 2, 19, 9, 9);
      assertThat(DirectConv.pointwise(x, w, b, y, ONE)).isTrue();
      results[i] = y.values();
    }
    assertThat(results[0]).isEqualTo(results[1]);
  }

  @Test
  void copiesArePlainCopies() {
    int columns = Kernels.COLUMNS;
    int n = 3 * columns + 5;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment m = arena.allocate(4L * n * Kernels.ROWS, 64);
      for (int i = 0; i < n * Kernels.ROWS; i++) m.setAtIndex(Memory.F32, i, i);
      float[] left = new float[Kernels.ROWS * Kernels.PITCH];
      VectorRuns.rows(m.address(), 4L * n, Kernels.ROWS, n, left, 0);
      for (int i = 0; i < Kernels.ROWS; i++)
        for (int k = 0; k < Kernels.PITCH; k++)
          assertThat(left[i * Kernels.PITCH + k]).isEqualTo(k < n ? i * n + k : 0);
      int apart = Kernels.ROWS * columns;
      float[] right = new float[3 * apart];
      VectorRuns.pieces(m.address(), 4L * n, Kernels.ROWS, 3, right, 0, apart);
      for (int i = 0; i < right.length; i++) {
        int row = i % apart / columns;
        assertThat(right[i]).isEqualTo(row * n + i / apart * columns + i % columns);
      }
    }
    float[] from = new float[40 * Simd.lanes(jotter.tensor.formula.code.Code.Kind.F32)];
    for (int i = 0; i < from.length; i++) from[i] = i;
    float[] half = new float[from.length / 2];
    int done = VectorEven.whole(from, 0, half, 0, half.length);
    assertThat(done).isEqualTo(half.length);
    for (int i = 0; i < done; i++) assertThat(half[i]).isEqualTo(2 * i);
  }
}
