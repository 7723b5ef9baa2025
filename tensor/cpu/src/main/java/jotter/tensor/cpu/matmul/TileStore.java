package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.util.Arrays;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.loop.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// A vector loop that writes a finished tile to rows in order in memory, in the kernel's own type.
abstract class TileStore {
  /// Writes `rows` rows of `columns` numbers, `pitch` bytes apart; number (i, j) has `ofRow[first +
  /// i]` and `ofColumn[at + j]` added to it. The latter is read for the whole width of a tile.
  abstract void run(
      Object tile,
      long to,
      long pitch,
      int rows,
      int columns,
      Object ofRow,
      int first,
      Object ofColumn,
      int at);

  /// The loops for one type of numbers.
  static final class Loops {
    /// Writes.
    final Warm<TileStore> put;

    /// Adds to what is there, and nothing else: it reads none of the numbers for rows and columns.
    final Warm<TileStore> add;

    /// As many numbers as a tile has rows or columns that change nothing they are added to: 0 would
    /// make 0 of -0.
    final Object nothing;

    Loops(Tiling t) {
      put = new Warm<>(null, () -> PanelEmitter.store(t, false), s -> fast(t, s));
      add = new Warm<>(null, () -> PanelEmitter.store(t, true), s -> fast(t, s));
      nothing = filled(t.kind, Math.max(t.rows, t.columns));
    }

    private static Object filled(Kind kind, int n) {
      if (kind == Kind.F32) {
        float[] a = new float[n];
        Arrays.fill(a, -0f);
        return a;
      }
      double[] a = new double[n];
      Arrays.fill(a, -0d);
      return a;
    }

    private boolean fast(Tiling t, TileStore s) {
      int bytes = t.kind == Kind.F32 ? 4 : 8;
      int n = t.rows * t.columns;
      try (Arena arena = Arena.ofConfined()) {
        long to = arena.allocate((long) n * bytes, 64).address();
        Object tile = t.kind == Kind.F32 ? new float[n] : new double[n];
        long pitch = (long) t.columns * bytes;
        return Gate.under(
            40.0 * t.rows,
            () -> {
              s.run(tile, to, pitch, t.rows, t.columns, nothing, 0, nothing, 0);
              s.run(tile, to, pitch, t.rows, t.columns / 2 + 1, nothing, 0, nothing, 0);
            });
      }
    }

    /// For tests: the vector loops now, or none from now on.
    void force(boolean vectors) {
      put.force(vectors);
      add.force(vectors);
    }
  }
}
