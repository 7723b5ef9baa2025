package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.formula.code.Code.Kind;

/// Moves tiles of elements between memory of any type and layout and arrays of a kernel's type of
/// numbers. With it one kernel over arrays serves every combination of types and layouts.
public final class Staging {
  private Staging() {}

  /// A new array of `n` numbers.
  public static Object array(Kind kind, int n) {
    return switch (kind) {
      case F32 -> new float[n];
      case F64 -> new double[n];
      case I32 -> new int[n];
      case I64 -> new long[n];
      case TRUTH -> throw new IllegalArgumentException("no arrays of truth values");
    };
  }

  /// `n` elements from address `a` on, `stride` bytes apart, to `dst[pos + i·step]`.
  public static void load(
      Kind kind, DType t, long a, long stride, int n, Object dst, int pos, int step, int part) {
    switch (kind) {
      case F32 -> StagingF32.load(t, a, stride, n, (float[]) dst, pos, step, part);
      case F64 -> StagingF64.load(t, a, stride, n, (double[]) dst, pos, step, part);
      case I32 -> StagingI32.load(t, a, stride, n, (int[]) dst, pos, step, part);
      case I64 -> StagingI64.load(t, a, stride, n, (long[]) dst, pos, step, part);
      case TRUTH -> throw new IllegalArgumentException("no arrays of truth values");
    }
  }

  /// The reverse of {@link #load}.
  public static void store(
      Kind kind, DType t, long a, long stride, int n, Object src, int pos, int step, int part) {
    switch (kind) {
      case F32 -> StagingF32.store(t, a, stride, n, (float[]) src, pos, step, part);
      case F64 -> StagingF64.store(t, a, stride, n, (double[]) src, pos, step, part);
      case I32 -> StagingI32.store(t, a, stride, n, (int[]) src, pos, step, part);
      case I64 -> StagingI64.store(t, a, stride, n, (long[]) src, pos, step, part);
      case TRUTH -> throw new IllegalArgumentException("no arrays of truth values");
    }
  }

  /// A tile of `n1` rows of `n0` elements into the first `n0·n1` of `dst`, row by row. Where the
  /// rows' elements lie farther apart than the rows do, it is read by columns.
  static void loadTile(
      Kind kind,
      DType t,
      long a,
      long stride0,
      long stride1,
      int n0,
      int n1,
      Object dst,
      int part) {
    if (n1 == 1 || stride1 == stride0 * n0) load(kind, t, a, stride0, n0 * n1, dst, 0, 1, part);
    else if (n0 > 1 && Math.abs(stride0) > Math.abs(stride1) && stride1 != 0)
      for (int i = 0; i < n0; i++) load(kind, t, a + i * stride0, stride1, n1, dst, i, n0, part);
    else
      for (int i = 0; i < n1; i++)
        load(kind, t, a + i * stride1, stride0, n0, dst, i * n0, 1, part);
  }

  static void storeTile(
      Kind kind,
      DType t,
      long a,
      long stride0,
      long stride1,
      int n0,
      int n1,
      Object src,
      int part) {
    if (n1 == 1 || stride1 == stride0 * n0) store(kind, t, a, stride0, n0 * n1, src, 0, 1, part);
    else
      for (int i = 0; i < n1; i++)
        store(kind, t, a + i * stride1, stride0, n0, src, i * n0, 1, part);
  }
}
