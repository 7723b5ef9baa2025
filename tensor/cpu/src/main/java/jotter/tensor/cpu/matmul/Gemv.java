package jotter.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.reduce.Dots;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Storage;

/// A row times a matrix. Every element of the matrix is used once, so what counts is to read it in
/// its order: along its rows into a strip of sums, or along its columns as scalar products.
final class Gemv {
  private static final int STRIP = 1024;

  /// Sums of a strip that is read straight from memory: the longer the runs, the better they are
  /// fetched ahead, as long as the sums stay in the first level cache.
  private static final int LONG = 4096;

  /// Numbers of a matrix that are worth a piece of work, and how many pieces a strip has at most.
  private static final int PIECE = 1 << 19;

  private static final int PIECES = 16;

  /// Numbers of a piece of a scalar product.
  private static final int DOT = 1 << 15;

  private Gemv() {}

  static void run(Kind kind, int n, int k, Matrix a, Matrix b, Matrix c, boolean accumulate) {
    if (n == 1 && kind == Kind.F32) {
      put(kind, new float[] {(float) dot(a, b, k)}, 1, c, 0, accumulate);
      return;
    }
    Object x = Staging.array(kind, k);
    Staging.load(kind, a.type(), a.address(), a.columnStride(), k, x, 0, 1, 0);
    boolean along = Math.abs(b.columnStride()) <= Math.abs(b.rowStride());
    if (along && kind == Kind.F32 && b.type() == DType.FLOAT32 && b.columnStride() == 4) {
      along(n, k, (float[]) x, b, c, accumulate);
      return;
    }
    int width =
        along
            ? STRIP
            : Math.clamp((1 << 16) / k / ManyDots.MANY * ManyDots.MANY, ManyDots.MANY, STRIP);
    Threads.run(
        (n + width - 1) / width,
        s -> {
          int from = s * width;
          int w = Math.min(width, n - from);
          Object y = Staging.array(kind, w);
          if (kind == Kind.F32 && b.type() == DType.FLOAT32 && !along && b.rowStride() == 4) {
            long m = b.address() + from * b.columnStride();
            across((float[]) x, k, m, b.columnStride(), (float[]) y, w);
            put(kind, y, w, c, from, accumulate);
            return;
          }
          Object row = Staging.array(kind, along ? w : k);
          long base = b.address() + from * b.columnStride();
          if (along)
            for (int i = 0; i < k; i++) {
              Staging.load(
                  kind, b.type(), base + i * b.rowStride(), b.columnStride(), w, row, 0, 1, 0);
              add(kind, x, i, row, y, w);
            }
          else
            for (int j = 0; j < w; j++) {
              Staging.load(
                  kind, b.type(), base + j * b.columnStride(), b.rowStride(), k, row, 0, 1, 0);
              dot(kind, x, row, k, y, j);
            }
          put(kind, y, w, c, from, accumulate);
        });
  }

  /// A row times a column in pieces, whose sums are added up in the order of the numbers.
  private static double dot(Matrix a, Matrix b, int k) {
    int pieces = (k + DOT - 1) / DOT;
    double[] sums = new double[pieces];
    boolean inOrder =
        a.type() == DType.FLOAT32
            && b.type() == DType.FLOAT32
            && a.columnStride() == 4
            && b.rowStride() == 4;
    Threads.run(
        pieces,
        p -> {
          int from = p * DOT;
          int n = Math.min(DOT, k - from);
          long row = a.address() + from * a.columnStride();
          long column = b.address() + from * b.rowStride();
          if (inOrder) {
            sums[p] = Dots.dot(row, column, n);
            return;
          }
          float[] x = new float[n];
          float[] y = new float[n];
          Staging.load(Kind.F32, a.type(), row, a.columnStride(), n, x, 0, 1, 0);
          Staging.load(Kind.F32, b.type(), column, b.rowStride(), n, y, 0, 1, 0);
          sums[p] = Dots.dot(x, y, n);
        });
    double sum = 0;
    for (double s : sums) sum += s;
    return sum;
  }

  /// Strips of a float32 matrix in order, each in pieces of some rows, whose sums are added up in
  /// the order of the rows.
  private static void along(int n, int k, float[] x, Matrix b, Matrix c, boolean accumulate) {
    int strips = (n + LONG - 1) / LONG;
    int strip = Math.min(LONG, n);
    int pieces = (int) Math.clamp((long) k * strip / PIECE, 1, PIECES);
    int rows = ((k + pieces - 1) / pieces + 3) / 4 * 4;
    Storage room = Pool.INSTANCE.allocate(4L * strips * pieces * strip);
    try {
      long sums = room.address();
      Threads.run(
          strips * pieces,
          t -> {
            int from = t / pieces * LONG;
            int first = t % pieces * rows;
            long at = b.address() + first * b.rowStride() + 4L * from;
            long to = sums + 4L * t * strip;
            along(
                x,
                first,
                Math.min(k, first + rows),
                at,
                b.rowStride(),
                to,
                Math.min(LONG, n - from));
          });
      float[] y = new float[strip];
      float[] more = pieces == 1 ? null : new float[strip];
      for (int s = 0; s < strips; s++) {
        int w = Math.min(LONG, n - s * LONG);
        for (int p = 0; p < pieces; p++) {
          long from = sums + 4L * (s * pieces + p) * strip;
          MemorySegment.copy(Memory.ALL, Memory.F32, from, p == 0 ? y : more, 0, w);
          if (p > 0) plus(Kind.F32, y, more, w);
        }
        put(Kind.F32, y, w, c, s * LONG, accumulate);
      }
    } finally {
      room.release();
    }
  }

  /// The sums of rows `first` .. `end - 1` of a strip, the first of which is at `b`, at `y`. The
  /// plain loop adds in the vectors' order, to the same bits.
  private static void along(float[] x, int first, int end, long b, long pitch, long y, int n) {
    if (Simd.ON && VectorGemv.ALONG.open((long) n * Math.max(0, end - first))) {
      Memory.ALL.asSlice(y, 4L * n).fill((byte) 0);
      VectorGemv.along(x, first, end, b, pitch, y, n);
      return;
    }
    float[] sums = new float[n];
    for (int i = first; i < end; i++, b += pitch)
      for (int j = 0; j < n; j++) sums[j] = Math.fma(x[i], Memory.getF32(b + 4L * j), sums[j]);
    MemorySegment.copy(sums, 0, Memory.ALL, Memory.F32, y, n);
  }

  /// Columns of float32 in order. The plain loops add in the vectors' order, to the same bits.
  private static void across(float[] x, int k, long b, long pitch, float[] y, int n) {
    if (Simd.ON && VectorGemv.ACROSS.open((long) n * k)) {
      VectorGemv.across(x, k, b, pitch, y, n);
      return;
    }
    int lanes = Simd.partialSums(Kind.F32);
    int whole = k / lanes * lanes;
    float[] sums = new float[lanes];
    for (int j = 0; j < n; j++) {
      long a = b + j * pitch;
      java.util.Arrays.fill(sums, 0);
      for (int i = 0; i < whole; i += lanes)
        for (int l = 0; l < lanes; l++)
          sums[l] = Math.fma(Memory.getF32(a + 4L * (i + l)), x[i + l], sums[l]);
      for (int w = lanes / 2; w > 0; w /= 2) for (int l = 0; l < w; l++) sums[l] += sums[l + w];
      float t = sums[0];
      for (int i = whole; i < k; i++) t = Math.fma(x[i], Memory.getF32(a + 4L * i), t);
      y[j] = t;
    }
  }

  /// Stores or adds the strip that begins at column `from`.
  private static void put(Kind kind, Object y, int w, Matrix c, int from, boolean accumulate) {
    long to = c.address() + from * c.columnStride();
    if (accumulate) {
      Object row = Staging.array(kind, w);
      Staging.load(kind, c.type(), to, c.columnStride(), w, row, 0, 1, 0);
      plus(kind, y, row, w);
    }
    Staging.store(kind, c.type(), to, c.columnStride(), w, y, 0, 1, 0);
  }

  private static void add(Kind kind, Object x, int i, Object row, Object y, int n) {
    if (kind == Kind.F32) {
      float f = ((float[]) x)[i];
      float[] r = (float[]) row;
      float[] t = (float[]) y;
      for (int j = 0; j < n; j++) t[j] = Math.fma(f, r[j], t[j]);
    } else {
      double f = ((double[]) x)[i];
      double[] r = (double[]) row;
      double[] t = (double[]) y;
      for (int j = 0; j < n; j++) t[j] = Math.fma(f, r[j], t[j]);
    }
  }

  private static void plus(Kind kind, Object y, Object row, int n) {
    if (kind == Kind.F32) for (int j = 0; j < n; j++) ((float[]) y)[j] += ((float[]) row)[j];
    else for (int j = 0; j < n; j++) ((double[]) y)[j] += ((double[]) row)[j];
  }

  private static void dot(Kind kind, Object x, Object row, int k, Object y, int j) {
    if (kind == Kind.F32) ((float[]) y)[j] = (float) Dots.dot((float[]) x, (float[]) row, k);
    else ((double[]) y)[j] = Dots.dot((double[]) x, (double[]) row, k);
  }
}
