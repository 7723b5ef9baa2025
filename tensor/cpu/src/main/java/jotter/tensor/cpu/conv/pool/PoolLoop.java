package jotter.tensor.cpu.conv.pool;

import java.lang.foreign.Arena;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// Vectors of channels at some places of a result, each from what its place sees: some rows of some
/// elements each.
abstract class PoolLoop {
  static final int LANES = Simd.lanes(Kind.F32);

  /// Bytes of a vector.
  static final long VECTOR = 4L * LANES;

  /// Rows, and elements in a row, at most.
  static final int MOST = 3;

  /// Elements that count as few.
  static final int FEW = 4;

  /// Vectors that a turn takes where each comes from a few elements. Where that are all of a place,
  /// every load goes through memory at equal steps, which the processor sees through.
  private static final int ABREAST = 4;

  /// What becomes of the elements.
  enum Work {
    /// Their sum times a number.
    SUM,
    /// Their sum divided by a number.
    MEAN,
    /// The largest; NaN if there is one.
    TOP,
    /// The same, and the number of the tap that sees it: of equals the first, of NaNs the last.
    PLACE,
    /// The sum of those whose windows say that they were seen by this place's tap.
    ROUTE
  }

  /// What a loop is for.
  ///
  /// @param more whether it goes on from what lies in the result already
  /// @param abreast vectors of a place that a turn takes
  record Form(Work work, boolean more, int rows, int taps, int abreast) {}

  /// `n` places. The first one sees the element at `x`; rows that it sees lie `row` bytes apart,
  /// elements in a row `tap`, and the next place sees what is `step` bytes further. Results are
  /// `vectors` vectors at `to`, the next `out` bytes further.
  ///
  /// @param beside numbers of taps lie that many bytes behind the results ({@link Work#PLACE}) or
  ///   the elements ({@link Work#ROUTE})
  /// @param a what sums are multiplied with or divided by, or the number of the first tap
  /// @param rowTaps by how much numbers of taps differ from row to row
  /// @param colTaps and from element to element
  abstract void run(
      int n,
      int vectors,
      long x,
      long row,
      long tap,
      long step,
      long to,
      long out,
      long beside,
      float a,
      float rowTaps,
      float colTaps);

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final Warm<PoolLoop>[] ALL = new Warm[Work.values().length * 4 * MOST * MOST];

  static {
    for (int i = 0; i < ALL.length; i++) {
      Form f =
          new Form(
              Work.values()[i / (4 * MOST * MOST)],
              i / (2 * MOST * MOST) % 2 == 1,
              i / MOST % MOST + 1,
              i % MOST + 1,
              i / (MOST * MOST) % 2 == 1 ? ABREAST : 1);
      ALL[i] = new Warm<>(new PlainLoop(f), () -> LoopWriter.write(f), l -> fast(l, f));
    }
  }

  /// The loop for `n` places of `vectors` vectors.
  static PoolLoop of(Work work, boolean more, int rows, int taps, int n, int vectors) {
    boolean abreast = rows * taps <= FEW && vectors % ABREAST == 0;
    int i = 2 * work.ordinal() + (more ? 1 : 0);
    i = 2 * i + (abreast ? 1 : 0);
    return ALL[(i * MOST + rows - 1) * MOST + taps - 1].get((long) n * vectors * LANES);
  }

  /// For tests: the vector loops now, cold, or the plain ones from now on.
  static void force(boolean vectors) {
    for (Warm<PoolLoop> w : ALL) w.force(vectors);
  }

  private static boolean fast(PoolLoop l, Form f) {
    int n = Gate.TURNS / 4;
    long place = 4 * VECTOR;
    long all = (n + 16) * place;
    try (Arena arena = Arena.ofConfined()) {
      long x = arena.allocate(2 * all, 64).address();
      long to = arena.allocate(2 * all, 64).address();
      return Gate.under(
          100 + 4 * n * (8.0 + 8 * f.rows * f.taps),
          () -> l.run(n, 4, x, place, place, place, to, place, all, 1, 3, 1));
    }
  }
}
