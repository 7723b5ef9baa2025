package jotter.tensor.cpu.kernel;

import static jotter.tensor.cpu.machine.Memory.*;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;

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

  /// Whether `n` elements of memory, `stride` bytes apart, and of an array, `step` apart, can go
  /// this way.
  static boolean serves(DType t, long stride, int n, int step) {
    return step == 1 && n >= LEAST && stride == t.bytes() && !t.isComplex();
  }

  // ---- from memory ----

  static void load(DType t, long a, int n, float[] to, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL, UINT8, INT8, INT16, INT32 -> Runs.convert(b.ints(t, a, m), m, to, at);
        case INT64 -> Runs.convert(b.longs(a, m), m, to, at);
        case FLOAT16 -> Runs.widen(b.shorts(a, m), m, to, at);
        case FLOAT64 -> Runs.convert(b.doubles(a, m), m, to, at);
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  static void load(DType t, long a, int n, double[] to, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL, UINT8, INT8, INT16, INT32 -> Runs.convert(b.ints(t, a, m), m, to, at);
        case INT64 -> Runs.convert(b.longs(a, m), m, to, at);
        case FLOAT16, BFLOAT16, FLOAT32 -> Runs.convert(b.floats(t, a, m), m, to, at);
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  static void load(DType t, long a, int n, int[] to, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL, UINT8, INT8, INT16 -> Narrow.load(t, a, m, to, at);
        case INT64 -> Runs.convert(b.longs(a, m), m, to, at);
        case FLOAT16, BFLOAT16, FLOAT32 -> Runs.convert(b.floats(t, a, m), 0, m, to, at);
        case FLOAT64 -> Runs.convert(b.doubles(a, m), 0, m, to, at);
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  static void load(DType t, long a, int n, long[] to, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL, UINT8, INT8, INT16, INT32 -> Runs.convert(b.ints(t, a, m), m, to, at);
        case FLOAT16, BFLOAT16, FLOAT32 -> Runs.convert(b.floats(t, a, m), 0, m, to, at);
        case FLOAT64 -> Runs.convert(b.doubles(a, m), 0, m, to, at);
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  private int[] ints(DType t, long a, int n) {
    if (t == DType.INT32) MemorySegment.copy(ALL, I32, a, ints, 0, n);
    else Narrow.load(t, a, n, ints, 0);
    return ints;
  }

  private long[] longs(long a, int n) {
    MemorySegment.copy(ALL, I64, a, longs, 0, n);
    return longs;
  }

  private short[] shorts(long a, int n) {
    MemorySegment.copy(ALL, I16, a, shorts, 0, n);
    return shorts;
  }

  private float[] floats(DType t, long a, int n) {
    StagingF32.load(t, a, t.bytes(), n, floats, 0, 1, 0);
    return floats;
  }

  private double[] doubles(long a, int n) {
    MemorySegment.copy(ALL, F64, a, doubles, 0, n);
    return doubles;
  }

  // ---- to memory ----

  static void store(DType t, long a, int n, float[] from, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL -> {
          Runs.truths(from, at, m, b.ints);
          Narrow.store(t, b.ints, 0, m, a);
        }
        case UINT8, INT8, INT16, INT32 -> {
          Runs.convert(from, at, m, b.ints, 0);
          b.putInts(t, a, m);
        }
        case INT64 -> {
          Runs.convert(from, at, m, b.longs, 0);
          MemorySegment.copy(b.longs, 0, ALL, I64, a, m);
        }
        case FLOAT16 -> {
          Runs.narrow(from, at, m, b.shorts);
          MemorySegment.copy(b.shorts, 0, ALL, I16, a, m);
        }
        case FLOAT64 -> {
          Runs.convert(from, at, m, b.doubles);
          MemorySegment.copy(b.doubles, 0, ALL, F64, a, m);
        }
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  static void store(DType t, long a, int n, double[] from, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL -> {
          Runs.truths(from, at, m, b.ints);
          Narrow.store(t, b.ints, 0, m, a);
        }
        case UINT8, INT8, INT16, INT32 -> {
          Runs.convert(from, at, m, b.ints, 0);
          b.putInts(t, a, m);
        }
        case INT64 -> {
          Runs.convert(from, at, m, b.longs, 0);
          MemorySegment.copy(b.longs, 0, ALL, I64, a, m);
        }
        case FLOAT16, BFLOAT16, FLOAT32 -> {
          Runs.convert(from, at, m, b.floats);
          StagingF32.store(t, a, t.bytes(), m, b.floats, 0, 1, 0);
        }
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  static void store(DType t, long a, int n, int[] from, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL -> {
          Runs.truths(from, at, m, b.ints);
          Narrow.store(t, b.ints, 0, m, a);
        }
        case UINT8, INT8, INT16 -> Narrow.store(t, from, at, m, a);
        case INT64 -> {
          Runs.convert(from, at, m, b.longs);
          MemorySegment.copy(b.longs, 0, ALL, I64, a, m);
        }
        case FLOAT16, BFLOAT16, FLOAT32 -> {
          Runs.convert(from, at, m, b.floats);
          StagingF32.store(t, a, t.bytes(), m, b.floats, 0, 1, 0);
        }
        case FLOAT64 -> {
          Runs.convert(from, at, m, b.doubles);
          MemorySegment.copy(b.doubles, 0, ALL, F64, a, m);
        }
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  static void store(DType t, long a, int n, long[] from, int at) {
    Between b = MINE.get();
    for (int m; n > 0; a += (long) m * t.bytes(), at += m, n -= m) {
      m = Math.min(PIECE, n);
      switch (t) {
        case BOOL -> {
          Runs.truths(from, at, m, b.ints);
          Narrow.store(t, b.ints, 0, m, a);
        }
        case UINT8, INT8, INT16, INT32 -> {
          Runs.convert(from, at, m, b.ints);
          b.putInts(t, a, m);
        }
        case FLOAT16, BFLOAT16, FLOAT32 -> {
          Runs.convert(from, at, m, b.floats);
          StagingF32.store(t, a, t.bytes(), m, b.floats, 0, 1, 0);
        }
        case FLOAT64 -> {
          Runs.convert(from, at, m, b.doubles);
          MemorySegment.copy(b.doubles, 0, ALL, F64, a, m);
        }
        default -> throw new IllegalArgumentException(t.toString());
      }
    }
  }

  private void putInts(DType t, long a, int n) {
    if (t == DType.INT32) MemorySegment.copy(ints, 0, ALL, I32, a, n);
    else Narrow.store(t, ints, 0, n, a);
  }
}
