package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// A vector loop that brings numbers of a matrix, of the kernel's own type, to where the
/// micro-kernel wants them. What happens at the edges of the micro-kernel must not cost more than
/// the kernel itself. There is none until it is warm; {@link Gemm} has a plain way for everything.
abstract class Panel {
  /// Reads runs that begin `pitch` bytes apart, from the address `from` on, and writes to `to[at]`
  /// and behind it. What `n` counts, each loop says.
  abstract void run(long from, long pitch, int n, Object to, int at);

  /// The loops for one type of numbers.
  static final class Loops {
    private static final int N = 64;

    /// `n` rows of the width of a tile, one behind the other.
    final Warm<Panel> wide;

    /// `n` numbers, whole vectors, of as many columns as a vector has lanes; of these rows are made
    /// which lie a tile's width apart.
    final Warm<Panel> turned;

    /// `n` numbers of each row of a tile, in rows that are as far apart as a left panel's.
    final Warm<Panel> rows;

    /// `n` columns of a tile's rows, one behind the other; null if a vector is shorter than that.
    final Warm<Panel> columns;

    /// The same for two panels, the second behind the first; null unless they make a vector: what
    /// lies across the cache's lines should be read a whole line at a time.
    final Warm<Panel> pairs;

    /// The same for two pairs side by side: rows far apart cost less to read two lines at a time.
    final Warm<Panel> quads;

    Loops(Tiling t) {
      int lanes = Simd.lanes(t.kind);
      int vectors = N / lanes;
      wide = loop(t, () -> PanelEmitter.wide(t), t.columns * N, 2 * N);
      turned = loop(t, () -> PanelEmitter.turned(t), t.columns * N, 4 * N);
      rows =
          loop(t, () -> PanelEmitter.rows(t, t.byRows.rowStep), t.byRows.size(N), t.rows * vectors);
      columns = t.rows > lanes ? null : loop(t, () -> PanelEmitter.columns(t, 1), t.rows * N, N);
      pairs =
          2 * t.rows == lanes
              ? loop(t, () -> PanelEmitter.columns(t, 2), 2 * t.rows * N, 2 * N)
              : null;
      quads =
          pairs == null ? null : loop(t, () -> PanelEmitter.columns(t, 4), 4 * t.rows * N, 4 * N);
    }

    /// @param moves how many vectors are moved; machine code needs a fraction of the time allowed
    ///   here, all else many times as much
    private static Warm<Panel> loop(Tiling t, Supplier<Panel> make, int size, int moves) {
      return new Warm<>(null, make, p -> fast(t, p, size, 6.0 * moves));
    }

    private static boolean fast(Tiling t, Panel p, int size, double nanoseconds) {
      int bytes = t.kind == Kind.F32 ? 4 : 8;
      int pitch = bytes * Math.max(N, t.columns);
      try (Arena arena = Arena.ofConfined()) {
        long from = arena.allocate((long) pitch * N, 64).address();
        Object to = t.kind == Kind.F32 ? new float[size] : new double[size];
        return Gate.under(nanoseconds, () -> p.run(from, pitch, N, to, 0));
      }
    }

    /// For tests: the vector loops now, or none from now on.
    void force(boolean vectors) {
      wide.force(vectors);
      turned.force(vectors);
      rows.force(vectors);
      if (columns != null) columns.force(vectors);
      if (pairs != null) pairs.force(vectors);
      if (quads != null) quads.force(vectors);
    }
  }
}
