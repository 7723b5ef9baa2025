package jotter.tensor.cpu.linalg;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Memory to try loops on, and whether they ran as machine code there: that takes a fraction of
/// what is allowed, anything else many times as much.
final class RowTrial {
  private static final int ROWS = 40;

  /// Numbers in a row: whole vectors, many or one, and some more, or only one of the two. What a
  /// trial does not come by, the compiler takes for impossible, and begins anew when it comes.
  private static final int[] LENGTHS = {203, 64, 17, 5};

  private static final int TOTAL = Arrays.stream(LENGTHS).sum();
  private static final int PITCH = 208;

  private final Kind kind;
  private final int size;
  private final Object sums;
  private final long rows;
  private final long pitch;
  private final long y;
  private final long f;
  private final long to;
  private final Object factors;

  /// So that no search is in vain.
  private int places;

  private RowTrial(Kind kind, Arena arena) {
    this.kind = kind;
    this.size = kind == Kind.F32 ? 4 : 8;
    this.pitch = (long) PITCH * size;
    this.sums = Staging.array(kind, 2 * Simd.partialSums(kind));
    this.rows = arena.allocate(ROWS * pitch, 64).address();
    this.to = arena.allocate(ROWS * pitch, 64).address();
    this.y = arena.allocate(pitch, 64).address();
    this.f = arena.allocate(pitch, 64).address();
    this.factors = Staging.array(kind, 36);
  }

  static <T> boolean fast(Kind kind, T loop, BiFunction<RowTrial, T, Boolean> trial) {
    try (Arena arena = Arena.ofConfined()) {
      return trial.apply(new RowTrial(kind, arena), loop);
    }
  }

  /// Whether `body` is fast, with `count` rows of each length.
  private boolean under(int count, IntConsumer body) {
    return Gate.under(
        (double) count * TOTAL * size / 4,
        () -> {
          for (int n : LENGTHS) body.accept(n);
        });
  }

  boolean combine(RowLoops.Combine c) {
    return under(13, n -> c.run(-1, y, n, f, size, rows, pitch, 13));
  }

  boolean pairs(RowLoops.Pairs p) {
    return under(16, n -> p.two(factors, to, pitch, n, rows, pitch));
  }

  boolean substitute(RowLoops.Substitute s) {
    return under(
        36,
        n -> {
          s.unit(factors, rows, pitch, n);
          s.divided(factors, rows, pitch, n);
        });
  }

  boolean move(RowLoops.Move m) {
    return under(
        5,
        n -> {
          m.exchange(y, to, n);
          m.negate(to, y, n);
        });
  }

  boolean largest(RowLoops.Largest l) {
    return under(5, n -> places += l.run(y, n));
  }

  boolean dots(RowLoops.Dots d) {
    return under(3, n -> d.run(sums, y, size, f, n, rows, pitch, 3));
  }

  boolean spread(RowLoops.Spread s) {
    return under(5, n -> s.run(-1, rows, pitch, 5, f, size, y, n));
  }

  boolean divide(RowLoops.Divide d) {
    return under(5, n -> d.run(y, n, 2));
  }

  boolean rotate(RowLoops.Rotate r) {
    return under(8, n -> r.run(rows, pitch, 4, f, n, size));
  }

  boolean lanes(RowLoops.Lanes s) {
    long wide = (long) Simd.lanes(kind) * size;
    // 100 vectors, and calls for few.
    return Gate.under(
        2000,
        () -> {
          for (int n : new int[] {9, 3, 1, 0}) {
            s.subtract(rows, 10 * wide, to, wide, n, to, n);
            s.divide(rows, wide, n, to);
          }
        });
  }
}
