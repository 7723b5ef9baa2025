package jotter.tensor.cpu.conv.lanes;

import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// The innermost loop: a product of matrices for {@link #ROWS} rows and {@link #COLUMNS} columns.
abstract class Tile {
  static final int LANES = Simd.lanes(Kind.F32);

  /// For 32 or 16 vector registers.
  static final int ROWS = LANES == 8 ? 6 : 8;

  /// How many images lie side by side.
  static final int COLUMNS = 2 * LANES;

  /// How much a tile of {@link #SUMS} adds up at most.
  static final int CHUNK = 4 * COLUMNS;

  /// How far apart its rows lie: no power of two, which would put all of them into the same few
  /// lines of the cache.
  static final int PITCH = CHUNK + 16;

  /// Sets a tile; the left side lies number after number of a column of {@link #ROWS}.
  static final Warm<Tile> SET = kernel(1, ROWS, false);

  /// Adds to a tile, with the same left side.
  static final Warm<Tile> ADD = kernel(1, ROWS, true);

  /// Adds to a tile; the left side lies row by row.
  static final Warm<Tile> SUMS = kernel(PITCH, 1, true);

  /// `to[at + i·pitch + j] (+)= Σ_k a[ao + i·row + k·column]·b[p + k·step + j]`.
  abstract void run(
      int n, float[] a, int ao, float[] b, int p, int step, float[] to, int at, int pitch);

  private static Warm<Tile> kernel(int row, int column, boolean add) {
    return new Warm<>(
        new Plain(row, column, add), () -> LoopEmitter.tile(row, column, add), Tile::fast);
  }

  private static boolean fast(Tile t) {
    float[] a = new float[PITCH * ROWS];
    float[] b = new float[CHUNK * COLUMNS];
    float[] to = new float[ROWS * COLUMNS];
    return Warm.under(
        (double) CHUNK * ROWS * COLUMNS / LANES,
        () -> t.run(CHUNK, a, 0, b, 0, COLUMNS, to, 0, COLUMNS));
  }

  private static final class Plain extends Tile {
    private final int row;
    private final int column;
    private final boolean add;

    Plain(int row, int column, boolean add) {
      this.row = row;
      this.column = column;
      this.add = add;
    }

    @Override
    void run(int n, float[] a, int ao, float[] b, int p, int step, float[] to, int at, int pitch) {
      float[] acc = new float[COLUMNS];
      for (int i = 0; i < ROWS; i++) {
        int first = at + i * pitch;
        if (add) System.arraycopy(to, first, acc, 0, COLUMNS);
        else java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < n; k++) {
          float x = a[ao + i * row + k * column];
          int from = p + k * step;
          for (int j = 0; j < COLUMNS; j++) acc[j] = Math.fma(x, b[from + j], acc[j]);
        }
        System.arraycopy(acc, 0, to, first, COLUMNS);
      }
    }
  }
}
