package jotter.tensor.cpu.matmul;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Updates;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// The right side of many products, float32, packed once: in {@link Gemm} a right side that meets
/// few rows costs more to pack than to multiply. Its room can be used again for another one.
public final class PackedRight {
  /// Below so many numbers packing gains nothing.
  private static final long WORTH = 1 << 12;

  private static final Updates.Rows[] NOTHING = {};

  private final Tiling t = Tiling.F32;
  private int k;
  private int n;
  private float[] packed = {};

  /// Packs a matrix; null if it is none that is worth it.
  public static PackedRight of(Block b) {
    if (b.dtype() != DType.FLOAT32 || b.layout().rank() != 2) return null;
    if (b.layout().numel() < WORTH) return null;
    long[] shape = b.layout().shape();
    PackedRight r = new PackedRight();
    r.pack(Math.toIntExact(shape[0]), Math.toIntExact(shape[1]), MatMul.matrix(b));
    return r;
  }

  /// Packs the matrix `b` (k×n) in the place of what was packed before.
  public PackedRight pack(int k, int n, Matrix b) {
    this.k = k;
    this.n = n;
    int size = size(k, n);
    if (packed.length < size) packed = Kept.take(size);
    pack(k, n, b, packed);
    return this;
  }

  private static int size(int k, int n) {
    int columns = Tiling.F32.columns;
    return Math.toIntExact((long) (n + columns - 1) / columns * columns * k);
  }

  /// {@link #slivers} of the matrix `b` (k×n) alone.
  static float[] slivers(int k, int n, Matrix b) {
    float[] packed = new float[size(k, n)];
    pack(k, n, b, packed);
    return packed;
  }

  private static void pack(int k, int n, Matrix b, float[] packed) {
    Tiling t = Tiling.F32;
    int slivers = (n + t.columns - 1) / t.columns;
    if (n % t.columns != 0)
      Arrays.fill(packed, (slivers - 1) * t.columns * k, slivers * t.columns * k, 0);
    Threads.run(
        slivers,
        s -> {
          int first = s * t.columns;
          int columns = Math.min(t.columns, n - first);
          Matrix from = b.at(first * b.columnStride());
          Packing.right(Kind.F32, from, k, columns, packed, first * k, t.columns);
        });
  }

  /// `out = a·b` or added to it, with the first `columns` columns of the first `depth` rows of b
  /// only. The rows of `a` (m×depth) and `out` (m×columns) are runs of float32.
  public void multiply(int m, int depth, int columns, Matrix a, Matrix out, boolean accumulate) {
    PackedRight[] b = {this};
    int[] depths = {depth};
    new RightProduct(m, columns, b, depths, new Matrix[] {a}, out, accumulate, NOTHING).run();
  }

  int depth() {
    return k;
  }

  int columns() {
    return n;
  }

  /// The slivers, one behind the other, each as wide as a tile and {@link #depth} deep.
  float[] slivers() {
    return packed;
  }

  /// Gives the room back, for the next matrix that is packed; the object is of no use any more.
  public void release() {
    Kept.put(packed);
    packed = new float[0];
    k = n = 0;
  }

  /// Room that waits to be used again: large arrays are old from the beginning, and to make one in
  /// every pass would bring collections.
  private static final class Kept {
    private static final int MOST = 8;
    private static final ArrayDeque<SoftReference<float[]>> ARRAYS = new ArrayDeque<>();

    static synchronized float[] take(int size) {
      for (Iterator<SoftReference<float[]>> i = ARRAYS.iterator(); i.hasNext(); ) {
        float[] a = i.next().get();
        if (a == null) i.remove();
        else if (a.length >= size && a.length / 2 <= size) {
          i.remove();
          return a;
        }
      }
      return new float[size];
    }

    static synchronized void put(float[] a) {
      if (ARRAYS.size() == MOST) ARRAYS.removeFirst();
      ARRAYS.addLast(new SoftReference<>(a));
    }
  }
}
