package jotter.tensor.cpu.kernel;

import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.machine.Memory;

/// Conversions between types by way of an array of memory's type: loops from array to array are
/// what the just-in-time compiler makes vectors of by itself.
final class Between {
  /// Shorter rows are not worth the copy.
  static final int LEAST = 16;

  private static final int PIECE = 1024;
  private static final ThreadLocal<Between> MINE = ThreadLocal.withInitial(Between::new);

  private final byte[] bytes = new byte[PIECE];
  private final int[] ints = new int[PIECE];
  private final float[] floats = new float[PIECE];
  private final double[] doubles = new double[PIECE];

  private Between() {}

  static void loadTruths(long a, int n, float[] to, int at) {
    byte[] b = MINE.get().bytes;
    for (int from = 0; from < n; from += PIECE, at += PIECE) {
      int m = Math.min(PIECE, n - from);
      MemorySegment.copy(Memory.ALL, Memory.I8, a + from, b, 0, m);
      for (int i = 0; i < m; i++) to[at + i] = Math.min(1, b[i] & 0xff);
    }
  }

  static void loadBytes(long a, int n, float[] to, int at, boolean signed) {
    byte[] b = MINE.get().bytes;
    for (int from = 0; from < n; from += PIECE, at += PIECE) {
      int m = Math.min(PIECE, n - from);
      MemorySegment.copy(Memory.ALL, Memory.I8, a + from, b, 0, m);
      if (signed) for (int i = 0; i < m; i++) to[at + i] = b[i];
      else for (int i = 0; i < m; i++) to[at + i] = b[i] & 0xff;
    }
  }

  static void loadInts(long a, int n, float[] to, int at) {
    int[] b = MINE.get().ints;
    for (int from = 0; from < n; from += PIECE, at += PIECE) {
      int m = Math.min(PIECE, n - from);
      MemorySegment.copy(Memory.ALL, Memory.I32, a + 4L * from, b, 0, m);
      for (int i = 0; i < m; i++) to[at + i] = b[i];
    }
  }

  static void loadDoubles(long a, int n, float[] to, int at) {
    double[] b = MINE.get().doubles;
    for (int from = 0; from < n; from += PIECE, at += PIECE) {
      int m = Math.min(PIECE, n - from);
      MemorySegment.copy(Memory.ALL, Memory.F64, a + 8L * from, b, 0, m);
      for (int i = 0; i < m; i++) to[at + i] = (float) b[i];
    }
  }

  static void loadFloats(long a, int n, double[] to, int at) {
    float[] b = MINE.get().floats;
    for (int from = 0; from < n; from += PIECE, at += PIECE) {
      int m = Math.min(PIECE, n - from);
      MemorySegment.copy(Memory.ALL, Memory.F32, a + 4L * from, b, 0, m);
      for (int i = 0; i < m; i++) to[at + i] = b[i];
    }
  }

  static void storeFloats(double[] from, int at, int n, long a) {
    float[] b = MINE.get().floats;
    for (int done = 0; done < n; done += PIECE, at += PIECE) {
      int m = Math.min(PIECE, n - done);
      for (int i = 0; i < m; i++) b[i] = (float) from[at + i];
      MemorySegment.copy(b, 0, Memory.ALL, Memory.F32, a + 4L * done, m);
    }
  }

  static void storeDoubles(float[] from, int at, int n, long a) {
    double[] b = MINE.get().doubles;
    for (int done = 0; done < n; done += PIECE, at += PIECE) {
      int m = Math.min(PIECE, n - done);
      for (int i = 0; i < m; i++) b[i] = from[at + i];
      MemorySegment.copy(b, 0, Memory.ALL, Memory.F64, a + 8L * done, m);
    }
  }
}
