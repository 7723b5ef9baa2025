package jotter.tensor.cpu.linalg;

import java.lang.foreign.Arena;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.formula.code.Code.Kind;

/// Where the vector loops are made, apart from {@link Rows} so that nothing mentions the Vector API
/// where it is missing.
final class VectorRows {
  private static final Rows F32 = new VectorRows32();
  private static final Rows F64 = new VectorRows64();

  private VectorRows() {}

  static Rows of(Kind kind) {
    return kind == Kind.F32 ? F32 : F64;
  }

  /// Runs all loops on numbers of its own and says whether they ran as machine code.
  static boolean fast(Kind kind) {
    Rows r = of(kind);
    int n = 203;
    int count = 21;
    long pitch = 208L * r.size;
    try (Arena arena = Arena.ofConfined()) {
      long rows = arena.allocate(pitch * n, 64).address();
      long to = arena.allocate(pitch * n, 64).address();
      long y = arena.allocate(pitch, 64).address();
      long f = arena.allocate(pitch, 64).address();
      // Machine code takes a quarter of this, anything else ten times as much.
      double each = n * count / 4.0;
      return Gate.under(
              each,
              () -> {
                r.combine(-1, y, n, f, r.size, rows, pitch, count);
                for (int k = 0; k < 9; k++) r.combine(-1, y, 1 + 11 * k, f, r.size, rows, pitch, 3);
              })
          & Gate.under(each, () -> r.dots(y, r.size, f, n, rows, pitch, count))
          & Gate.under(each, () -> r.spread(1, rows, pitch, count, f, r.size, y, n))
          & Gate.under(2 * each, () -> r.rotate(rows, pitch, count - 1, f, n))
          & Gate.under(2 * each, () -> r.transpose(rows, pitch, n, count, to, pitch))
          & Gate.under(5 * n, () -> r.divide(y, n, 2));
    }
  }
}
