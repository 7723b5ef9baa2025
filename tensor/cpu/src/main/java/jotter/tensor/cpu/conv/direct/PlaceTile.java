package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Warm;

/// The innermost loop of {@link Swapped}: some neighbouring places are the rows of a tile, and
/// {@link Kernels#COLUMNS} outputs its columns.
abstract class PlaceTile {
  /// With as many rows as other tiles, or one less: 7 x 7 places fill those.
  private static final Warm<PlaceTile> WHOLE = warm(Kernels.ROWS);

  private static final Warm<PlaceTile> LESS = warm(Kernels.ROWS - 1);

  /// `to[at + i·COLUMNS + j] = more[first + i·pitch + j] + Σ a[offset[ko + k] + p + i]·b[bo +
  /// k·COLUMNS + j]`, k from 0 to `n`.
  abstract void run(
      int n,
      float[] a,
      int p,
      int[] offset,
      int ko,
      float[] b,
      int bo,
      float[] more,
      int first,
      int pitch,
      float[] to,
      int at);

  /// The loop for so many rows and a product of `products` multiplications.
  static PlaceTile of(int rows, long products) {
    return (rows == Kernels.ROWS ? WHOLE : LESS).get(products);
  }

  /// For tests: the vector loops now, cold, or the plain ones from now on.
  static void force(boolean vectors) {
    WHOLE.force(vectors);
    LESS.force(vectors);
  }

  private static Warm<PlaceTile> warm(int rows) {
    return new Warm<>(new Plain(rows), () -> TapEmitter.places(rows), t -> fast(t, rows));
  }

  private static boolean fast(PlaceTile t, int rows) {
    int n = Gate.TURNS;
    float[] a = new float[n + rows];
    float[] b = new float[n * Kernels.COLUMNS];
    int[] offset = new int[n];
    for (int i = 0; i < n; i++) offset[i] = i;
    float[] to = new float[rows * Kernels.COLUMNS];
    return Gate.under(
        (double) n * rows * Kernels.COLUMNS / Kernels.LANES,
        () -> t.run(n, a, 0, offset, 0, b, 0, to, 0, 0, to, 0));
  }

  private static final class Plain extends PlaceTile {
    private final int rows;

    Plain(int rows) {
      this.rows = rows;
    }

    @Override
    void run(
        int n,
        float[] a,
        int p,
        int[] offset,
        int ko,
        float[] b,
        int bo,
        float[] more,
        int first,
        int pitch,
        float[] to,
        int at) {
      float[] acc = new float[Kernels.COLUMNS];
      for (int i = 0; i < rows; i++, at += Kernels.COLUMNS, first += pitch) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < n; k++) {
          float x = a[offset[ko + k] + p + i];
          int row = bo + k * Kernels.COLUMNS;
          for (int j = 0; j < acc.length; j++) acc[j] = Math.fma(x, b[row + j], acc[j]);
        }
        for (int j = 0; j < acc.length; j++) to[at + j] = more[first + j] + acc[j];
      }
    }
  }
}
