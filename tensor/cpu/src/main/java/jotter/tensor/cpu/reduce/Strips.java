package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;

/// Outputs whose elements lie side by side in rows of float32, cut into strips of columns, and the
/// rows into parts where there are few strips. The cut depends on sizes alone.
final class Strips {
  private static final int WIDTH = 1024;

  /// Narrower rows are not worth a call each.
  private static final int LEAST = 16;

  private final Dims kept;
  private final Dims reduced;
  private final long base;
  private final long inner;
  private final long each;
  private final int perRun;

  /// Strips, and parts of each.
  final int count;

  final int parts;

  private Strips(Dims kept, Dims reduced, long base) {
    this.kept = kept;
    this.reduced = reduced;
    this.base = base;
    inner = kept.size[kept.size.length - 1];
    each = reduced.count();
    perRun = Math.toIntExact((inner + WIDTH - 1) / WIDTH);
    count = Math.toIntExact(kept.count() / inner * perRun);
    parts = count < 16 && each >= 512 ? (int) Math.min(16, each / 256) : 1;
  }

  /// The strips, or null if the rows are not of float32 in order or too short.
  static Strips of(DType t, Dims kept, Dims reduced, long base) {
    int last = kept.size.length - 1;
    if (t != DType.FLOAT32 || last < 0 || kept.stride[last] != 4 || kept.size[last] < LEAST)
      return null;
    if (reduced.count() > Integer.MAX_VALUE) return null;
    return new Strips(kept, reduced, base);
  }

  /// The first output of a strip.
  long from(int strip) {
    return strip / perRun * inner + (long) (strip % perRun) * WIDTH;
  }

  /// The outputs of a strip.
  int width(int strip) {
    return (int) Math.min(WIDTH, inner - (long) (strip % perRun) * WIDTH);
  }

  /// The first row of a part; that of the part after the last one is the number of rows.
  int first(int part) {
    return (int) (each * part / parts);
  }

  /// Where a strip's elements of the rows from `row` on are; at most {@link Columns#ROWS} rows and
  /// none from `end` on. Gives their number.
  int rows(int strip, int row, int end, long[] to) {
    int n = Math.min(Columns.ROWS, end - row);
    long at = base + kept.offset(from(strip), kept.stride);
    if (reduced.size.length <= 1) {
      long step = reduced.size.length == 0 ? 0 : reduced.stride[0];
      for (int k = 0; k < n; k++) to[k] = at + (row + k) * step;
    } else for (int k = 0; k < n; k++) to[k] = at + reduced.offset(row + k, reduced.stride);
    return n;
  }
}
