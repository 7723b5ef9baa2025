package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Warm;
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

    Loops(Tiling t) {
      put = new Warm<>(null, () -> PanelEmitter.store(t, false), s -> fast(t, s));
      add = new Warm<>(null, () -> PanelEmitter.store(t, true), s -> fast(t, s));
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
              s.run(tile, to, pitch, t.rows, t.columns, t.nothing, 0, t.nothing, 0);
              s.run(tile, to, pitch, t.rows, t.columns / 2 + 1, t.nothing, 0, t.nothing, 0);
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
