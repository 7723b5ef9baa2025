package jotter.tensor.cpu.conv.lanes;

import java.util.function.Supplier;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// The innermost loop: a product of matrices for {@link #ROWS} rows and {@link #COLUMNS} columns.
abstract class Tile {
  static final int LANES = Simd.lanes(Kind.F32);

  /// For 32 or 16 vector registers; divides {@link #COLUMNS}.
  static final int ROWS = LANES == 8 ? 4 : Math.min(8, 2 * LANES);

  /// How many images lie side by side.
  static final int COLUMNS = 2 * LANES;

  /// Numbers between runs that are worked on side by side: without them all would lie in the same
  /// few lines of the first level cache.
  static final int PAD = 16;

  /// Sets a tile, `to[i][j] = Σ_k a[ao + k·COLUMNS + i]·b[p + k·step + j]`, k from 0 to `n`.
  static final Warm<Tile> SET = kernel(new Plain(false), () -> LoopEmitter.tile(false));

  /// Adds the same to it.
  static final Warm<Tile> ADD = kernel(new Plain(true), () -> LoopEmitter.tile(true));

  /// Adds what `n` places of {@link #COLUMNS} images come to: `to[i][j] += Σ a[ao + k·step +
  /// i·COLUMNS + l]·b[p + k·(COLUMNS² + PAD) + l·COLUMNS + j]`, over places k and images l.
  static final Warm<Tile> SUMS = kernel(new PlainSums(), LoopEmitter::sums);

  /// Row i of the tile lies at `to[at + i·pitch]`.
  abstract void run(
      int n, float[] a, int ao, float[] b, int p, int step, float[] to, int at, int pitch);

  private static Warm<Tile> kernel(Tile plain, Supplier<Tile> make) {
    return new Warm<>(plain, make, Tile::fast);
  }

  private static boolean fast(Tile t) {
    int n = 4;
    int k = n * COLUMNS;
    float[] a = new float[k * COLUMNS];
    float[] b = new float[k * COLUMNS + n * PAD];
    float[] to = new float[ROWS * COLUMNS];
    return Gate.under(
        (double) k * ROWS * COLUMNS / LANES,
        () -> {
          // The first two take n for a number of rows of b, the third one for places.
          t.run(n, a, 0, b, 0, COLUMNS, to, 0, COLUMNS);
          t.run(n, a, 0, b, 0, COLUMNS, to, 0, COLUMNS);
        });
  }

  /// A plain loop adds in the same order, to the same bits.
  private static final class Plain extends Tile {
    private final boolean add;

    Plain(boolean add) {
      this.add = add;
    }

    @Override
    void run(int n, float[] a, int ao, float[] b, int p, int step, float[] to, int at, int pitch) {
      float[] acc = new float[COLUMNS];
      for (int i = 0; i < ROWS; i++, at += pitch) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < n; k++) row(a[ao + i + k * COLUMNS], b, p + k * step, acc);
        store(acc, to, at, add);
      }
    }
  }

  private static final class PlainSums extends Tile {
    @Override
    void run(int n, float[] a, int ao, float[] b, int p, int step, float[] to, int at, int pitch) {
      float[] acc = new float[COLUMNS];
      for (int i = 0; i < ROWS; i++, at += pitch) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < n; k++)
          for (int l = 0; l < COLUMNS; l++)
            row(
                a[ao + k * step + i * COLUMNS + l],
                b,
                p + k * (COLUMNS * COLUMNS + PAD) + l * COLUMNS,
                acc);
        store(acc, to, at, true);
      }
    }
  }

  private static void row(float x, float[] b, int from, float[] acc) {
    for (int j = 0; j < COLUMNS; j++) acc[j] = Math.fma(x, b[from + j], acc[j]);
  }

  private static void store(float[] acc, float[] to, int at, boolean add) {
    for (int j = 0; j < COLUMNS; j++) to[at + j] = add ? acc[j] + to[at + j] : acc[j];
  }
}
