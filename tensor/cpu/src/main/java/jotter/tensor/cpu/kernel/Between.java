package jotter.tensor.cpu.kernel;

import static jotter.tensor.cpu.machine.Memory.*;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.formula.code.Code.Kind;

/// Conversions of runs of memory by way of an array: loops from array to array are what the
/// just-in-time compiler makes vectors of by itself. Whole numbers of fewer bits go by an array of
/// `int`, filled and emptied by {@link Narrow}, 16-bit floats by one of `float`.
final class Between {
  /// Shorter runs are not worth the way.
  private static final int LEAST = 16;

  private static final int PIECE = 1024;
  private static final ThreadLocal<Between> MINE = ThreadLocal.withInitial(Between::new);

  private final short[] shorts = new short[PIECE];
  private final int[] ints = new int[PIECE];
  private final long[] longs = new long[PIECE];
  private final float[] floats = new float[PIECE];
  private final double[] doubles = new double[PIECE];

  private Between() {}

  /// The kind of array that memory of a type is read to and written from.
  private static Kind own(DType t) {
    return switch (t) {
      case BOOL, UINT8, INT8, INT16, INT32 -> Kind.I32;
      case INT64 -> Kind.I64;
      case FLOAT16, BFLOAT16, FLOAT32 -> Kind.F32;
      case FLOAT64 -> Kind.F64;
      case COMPLEX32, COMPLEX64, COMPLEX128 -> throw new IllegalArgumentException(t.toString());
    };
  }

  private Object array(Kind kind) {
    return switch (kind) {
      case F32 -> floats;
      case F64 -> doubles;
      case I32 -> ints;
      case I64 -> longs;
      case TRUTH -> throw new IllegalArgumentException("no arrays of truth values");
    };
  }

  /// Whether `n` elements of memory, `stride` bytes apart, and of an array, `step` apart, can go
  /// this way.
  static boolean serves(DType t, long stride, int n, int step) {
    return step == 1 && n >= LEAST && stride == t.bytes() && !t.isComplex();
  }

  /// `n` elements from address `a` on to an array of `kind`.
  static void load(Kind kind, DType t, long a, int n, Object to, int at) {
    Between b = MINE.get();
    Kind own = own(t);
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      if (own == kind) {
        b.read(t, a, m, to, at);
        continue;
      }
      Object from = b.array(own);
      b.read(t, a, m, from, 0);
      Runs.convert(from, 0, m, to, at);
    }
  }

  /// The reverse.
  static void store(Kind kind, DType t, long a, int n, Object from, int at) {
    Between b = MINE.get();
    Kind own = own(t);
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      if (t != DType.BOOL && own == kind) {
        b.write(t, from, at, m, a);
        continue;
      }
      Object to = b.array(own);
      if (t == DType.BOOL) Runs.truths(from, at, m, b.ints);
      else Runs.convert(from, at, m, to, 0);
      b.write(t, to, 0, m, a);
    }
  }

  private void read(DType t, long a, int n, Object to, int at) {
    switch (t) {
      case INT32 -> MemorySegment.copy(ALL, I32, a, to, at, n);
      case INT64 -> MemorySegment.copy(ALL, I64, a, to, at, n);
      case FLOAT64 -> MemorySegment.copy(ALL, F64, a, to, at, n);
      case FLOAT16 -> {
        MemorySegment.copy(ALL, I16, a, shorts, 0, n);
        Runs.widen(shorts, n, (float[]) to, at);
      }
      case BFLOAT16, FLOAT32 -> StagingF32.load(t, a, t.bytes(), n, (float[]) to, at, 1, 0);
      default -> Narrow.load(t, a, n, (int[]) to, at);
    }
  }

  private void write(DType t, Object from, int at, int n, long a) {
    switch (t) {
      case INT32 -> MemorySegment.copy(from, at, ALL, I32, a, n);
      case INT64 -> MemorySegment.copy(from, at, ALL, I64, a, n);
      case FLOAT64 -> MemorySegment.copy(from, at, ALL, F64, a, n);
      case FLOAT16 -> {
        Runs.narrow((float[]) from, at, n, shorts);
        MemorySegment.copy(shorts, 0, ALL, I16, a, n);
      }
      case BFLOAT16, FLOAT32 -> StagingF32.store(t, a, t.bytes(), n, (float[]) from, at, 1, 0);
      default -> Narrow.store(t, (int[]) from, at, n, a);
    }
  }
}
