package jotter.tensor.cpu.loop;

import static jotter.tensor.cpu.machine.Memory.*;

import java.lang.foreign.Arena;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// Turns matrices in memory round: `to[j][i] = from[i][j]`. What moves are bits, so there is one
/// for each size of elements. Small elements go by squares of words, those of 4 and 8 bytes by
/// squares of vectors once these are warm, and all others, and what squares leave at the ends, one
/// by one.
public final class Turner {
  private static final Turner[] BY_SIZE = new Turner[5];

  static {
    for (int i = 0; i < BY_SIZE.length; i++) BY_SIZE[i] = new Turner(1 << i);
  }

  /// Elements written next to one another before the next row's, one by one; with fewer rows than
  /// `FEW`, each is read from one end to the other instead.
  private static final int RUN = 16;

  private static final int FEW = 8;

  /// Turns one square.
  abstract static class Square {
    abstract void run(long from, long pitch, long to, long toPitch);
  }

  private final int size;

  /// Rows of a square.
  private final int side;

  /// What turns a square where no vectors do, or null.
  private final Square words;

  private final Warm<Square> vectors;

  private Turner(int size) {
    Kind kind = size == 4 ? Kind.I32 : Kind.I64;
    boolean vectors = size == 4 || size == 8;
    this.size = size;
    this.side = vectors ? Simd.lanes(kind) : Math.max(1, 8 / size);
    this.words = size == 1 ? new Words.Eight() : size == 2 ? new Words.Four() : null;
    this.vectors = vectors ? new Warm<>(null, () -> Squares.square(kind), this::isFast) : null;
  }

  /// The one for elements of `size` bytes: 1, 2, 4, 8 or 16.
  public static Turner of(int size) {
    return BY_SIZE[Integer.numberOfTrailingZeros(size)];
  }

  /// For tests: with vectors that are cold, or without them for good.
  public static Turner forced(int size, boolean vectors) {
    Turner t = new Turner(size);
    if (t.vectors != null) t.vectors.force(vectors);
    return t;
  }

  private boolean isFast(Square s) {
    long pitch = 3L * side * size;
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(pitch * side, 64).address();
      long to = arena.allocate(pitch * side, 64).address();
      return Gate.under(8.0 * side * side, () -> s.run(from, pitch, to, pitch));
    }
  }

  /// `rows × columns` elements of `from`; pitches are the bytes from one row to the next, and that
  /// of `from` may be negative.
  public void run(long from, long pitch, int rows, int columns, long to, long toPitch) {
    int m = rows - rows % side;
    int n = columns - columns % side;
    Square s = vectors == null || m == 0 || n == 0 ? words : vectors.get((long) m * n);
    if (s == null) {
      plain(from, pitch, rows, columns, to, toPitch);
      return;
    }
    for (int i = 0; i < m; i += side)
      for (int j = 0; j < n; j += side)
        s.run(
            from + i * pitch + (long) size * j, pitch, to + j * toPitch + (long) size * i, toPitch);
    if (n < columns)
      plain(from + (long) size * n, pitch, rows, columns - n, to + n * toPitch, toPitch);
    if (m < rows) plain(from + m * pitch, pitch, rows - m, n, to + (long) size * m, toPitch);
  }

  private void plain(long from, long pitch, int rows, int columns, long to, long toPitch) {
    if (rows < FEW) {
      for (int i = 0; i < rows; i++)
        line(from + i * pitch, size, columns, to + (long) i * size, toPitch);
      return;
    }
    for (int i = 0; i < rows; i += RUN) {
      int n = Math.min(RUN, rows - i);
      for (int j = 0; j < columns; j++)
        line(
            from + i * pitch + (long) j * size, pitch, n, to + j * toPitch + (long) i * size, size);
    }
  }

  /// `n` elements, one by one.
  private void line(long a, long step, int n, long b, long toStep) {
    switch (size) {
      case 1 -> {
        for (int i = 0; i < n; i++, a += step, b += toStep) set(b, getI8(a));
      }
      case 2 -> {
        for (int i = 0; i < n; i++, a += step, b += toStep) set(b, getI16(a));
      }
      case 4 -> {
        for (int i = 0; i < n; i++, a += step, b += toStep) set(b, getI32(a));
      }
      case 8 -> {
        for (int i = 0; i < n; i++, a += step, b += toStep) set(b, getI64(a));
      }
      default -> {
        for (int i = 0; i < n; i++, a += step, b += toStep) {
          set(b, getI64(a));
          set(b + 8, getI64(a + 8));
        }
      }
    }
  }
}
