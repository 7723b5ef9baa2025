package jotter.tensor.cpu.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Scatter;
import org.junit.jupiter.api.Test;

/// Rows by their numbers, on one thread and on several.
class GatheringTest {
  private static final int COUNT = 3000;

  private static void onThreads(Runnable body) {
    int before = Threads.get();
    try {
      for (int n = 1; n <= 3; n++) {
        Threads.set(n);
        body.run();
      }
    } finally {
      Threads.set(before);
    }
  }

  /// Few rows, so that many slices meet in one, and numbers counted from the end.
  @Test
  void rowsAreAddedInTheirOrder() {
    for (int rows : new int[] {1, 2, 7, 500}) {
      Blocks index = Blocks.integers(DType.INT64, 1, -rows, rows, COUNT);
      Blocks src = Blocks.normal(DType.FLOAT32, 2, COUNT, 24);
      float[] expected = new float[rows * 24];
      for (int k = 0; k < COUNT; k++) {
        int i = ((int) index.get(k) + rows) % rows;
        for (int j = 0; j < 24; j++) expected[i * 24 + j] += (float) src.get(k * 24L + j);
      }
      onThreads(
          () -> {
            Blocks out = Blocks.of(DType.FLOAT32, new long[] {rows, 24}, i -> 0);
            Gathering.scatterSlices(Scatter.ADD, out, 0, index, src);
            for (int i = 0; i < expected.length; i++)
              assertThat((float) out.get(i)).isEqualTo(expected[i]);
          });
    }
  }

  @Test
  void rowsAreSelected() {
    Blocks index = Blocks.integers(DType.INT64, 3, -40, 40, COUNT);
    Blocks in = Blocks.normal(DType.FLOAT32, 4, 40, 50);
    onThreads(
        () -> {
          Blocks out = Blocks.empty(DType.FLOAT32, COUNT, 50);
          Gathering.select(in, 0, index, out);
          for (int k = 0; k < COUNT; k++) {
            int i = ((int) index.get(k) + 40) % 40;
            for (int j = 0; j < 50; j++)
              assertThat(out.get(k * 50L + j)).isEqualTo(in.get(i * 50L + j));
          }
        });
  }

  /// Slices of the middle and the last dimension, one element or several each.
  @Test
  void slicesWithinRowsAreSelected() {
    for (DType t : new DType[] {DType.UINT8, DType.FLOAT32, DType.COMPLEX128})
      for (int inner : new int[] {1, 3}) {
        Blocks index = Blocks.integers(DType.INT64, 3, -7, 7, COUNT);
        Blocks in = Blocks.integers(t, 4, 0, 100, 11, 7, inner);
        onThreads(
            () -> {
              Blocks out = Blocks.empty(t, 11, COUNT, inner);
              Gathering.select(in, 1, index, out);
              for (int o = 0; o < 11; o++)
                for (int k = 0; k < COUNT; k++)
                  for (int j = 0; j < inner; j++)
                    assertThat(out.get(((long) o * COUNT + k) * inner + j))
                        .isEqualTo(in.get((o * 7L + ((int) index.get(k) + 7) % 7) * inner + j));
            });
      }
  }

  /// More rows than a thread takes at once, gathered along either dimension, from a transposed
  /// matrix too.
  @Test
  void elementsAreGathered() {
    int rows = 700;
    int columns = 50;
    for (int dim = 0; dim < 2; dim++) {
      int n = dim == 0 ? 31 : 17;
      Blocks index = Blocks.integers(DType.INT64, 5, -n, n, rows, columns);
      Blocks matrix =
          dim == 0
              ? Blocks.normal(DType.FLOAT32, 6, n, columns)
              : Blocks.normal(DType.FLOAT32, 6, n, rows).transpose(0, 1);
      int d = dim;
      onThreads(
          () -> {
            Blocks out = Blocks.empty(DType.FLOAT32, rows, columns);
            Gathering.gather(matrix, d, index, out);
            for (int i = 0; i < rows; i++)
              for (int j = 0; j < columns; j++) {
                int k = ((int) index.get((long) i * columns + j) + n) % n;
                double want =
                    d == 0 ? matrix.get((long) k * columns + j) : matrix.get((long) i * n + k);
                assertThat(out.get((long) i * columns + j)).isEqualTo(want);
              }
          });
    }
  }

  @Test
  void anIndexOutOfRangeIsNamed() {
    Blocks index = Blocks.of(DType.INT64, new long[] {COUNT}, i -> i == COUNT - 1 ? 40 : 0);
    Blocks rows = Blocks.normal(DType.FLOAT32, 4, 40, 50);
    Blocks listed = Blocks.empty(DType.FLOAT32, COUNT, 50);
    onThreads(
        () -> {
          assertThatThrownBy(() -> Gathering.select(rows, 0, index, listed))
              .isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining("indexSelect: index 40 is out of range");
          Blocks wide = Blocks.normal(DType.FLOAT32, 4, 50, 40);
          assertThatThrownBy(
                  () -> Gathering.select(wide, 1, index, Blocks.empty(DType.FLOAT32, 50, COUNT)))
              .isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining("indexSelect: index 40 is out of range");
          assertThatThrownBy(() -> Gathering.scatterSlices(Scatter.ADD, rows, 0, index, listed))
              .isInstanceOf(IndexOutOfBoundsException.class)
              .hasMessageContaining("indexAdd: index 40 is out of range");
        });
  }
}
