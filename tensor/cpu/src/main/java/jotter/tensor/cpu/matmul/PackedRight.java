package jotter.tensor.cpu.matmul;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// The right side of many products, float32, packed once: in {@link Gemm} a right side that meets
/// few rows costs more to pack than to multiply. Its room can be used again for another one.
public final class PackedRight {
  /// Below so many numbers packing gains nothing.
  private static final long WORTH = 1 << 12;

  /// Numbers of a left side that are packed at once.
  private static final int LEFT = 1 << 17;

  /// Slivers that a thread takes at once.
  private static final int SOME = 4;

  private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

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
    int slivers = (n + t.columns - 1) / t.columns;
    int size = slivers * t.columns * k;
    if (packed.length < size) packed = Kept.take(size);
    if (n % t.columns != 0) Arrays.fill(packed, (slivers - 1) * t.columns * k, size, 0);
    Threads.run(
        slivers,
        s -> {
          int first = s * t.columns;
          int columns = Math.min(t.columns, n - first);
          Matrix from = b.at(first * b.columnStride());
          Packing.right(Kind.F32, from, k, columns, packed, first * k, t.columns);
        });
    return this;
  }

  /// `out = Σ aᵢ·bᵢ`, or added to it, with the matrices packed in `b`. False if the left sides are
  /// none that this is for.
  public static boolean multiply(PackedRight[] b, Block[] a, Block out, boolean accumulate) {
    if (out.dtype() != DType.FLOAT32 || out.layout().strides()[1] != 1) return false;
    Matrix[] left = new Matrix[a.length];
    int[] depths = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      if (b[i] == null || a[i].dtype() != DType.FLOAT32) return false;
      if (a[i].layout().rank() != 2 || a[i].layout().strides()[1] != 1) return false;
      left[i] = MatMul.matrix(a[i]);
      depths[i] = b[i].k;
    }
    int m = Math.toIntExact(out.layout().shape()[0]);
    if (m <= 3) return false;
    multiply(m, b[0].n, b, depths, left, MatMul.matrix(out), accumulate);
    return true;
  }

  /// `out = a·b` or added to it, with the first `columns` columns of the first `depth` rows of b
  /// only. The rows of `a` (m×depth) and `out` (m×columns) are runs of float32.
  public void multiply(int m, int depth, int columns, Matrix a, Matrix out, boolean accumulate) {
    PackedRight[] b = {this};
    multiply(m, columns, b, new int[] {depth}, new Matrix[] {a}, out, accumulate);
  }

  /// Numbers summed up in one chain: `deep` from the one `from` on, of the left and right side
  /// `part`.
  private record Chain(int part, int from, int deep) {}

  private static void multiply(
      int m,
      int columns,
      PackedRight[] b,
      int[] depths,
      Matrix[] a,
      Matrix out,
      boolean accumulate) {
    Tiling t = Tiling.F32;
    List<Chain> chains = new ArrayList<>();
    long products = 0;
    for (int i = 0; i < b.length; i++) {
      for (int p = 0; p < depths[i]; p += t.kc)
        chains.add(new Chain(i, p, Math.min(t.kc, depths[i] - p)));
      products += (long) m * columns * depths[i];
    }
    int panels = (m + t.rows - 1) / t.rows;
    Micro micro = t.byRows.micro(products);
    MicroStore direct = t.byRows.stores(out, !accumulate, products);
    int some = Math.clamp(LEFT / (panels * t.byRows.size(t.kc)), 1, chains.size());
    for (int p = 0; p < chains.size(); p += some) {
      List<Chain> now = chains.subList(p, Math.min(chains.size(), p + some));
      boolean add = accumulate || p > 0;
      visit(m, columns, b, a, out, add, now.toArray(Chain[]::new), micro, add ? null : direct);
    }
  }

  /// What some chains add to the result.
  private static void visit(
      int m,
      int columns,
      PackedRight[] b,
      Matrix[] a,
      Matrix out,
      boolean add,
      Chain[] chains,
      Micro micro,
      MicroStore direct) {
    Tiling t = Tiling.F32;
    int panels = (m + t.rows - 1) / t.rows;
    int size = t.byRows.size(t.kc);
    float[] left = scratch(chains.length * panels * size);
    for (int c = 0; c < chains.length; c++) {
      Matrix from = a[chains[c].part].at(4L * chains[c].from);
      for (int r = 0; r < panels; r++) {
        int at = (c * panels + r) * size;
        int rows = Math.min(t.rows, m - r * t.rows);
        if (rows < t.rows) Arrays.fill(left, at, at + size, 0);
        long address = from.address() + r * t.rows * from.rowStride();
        Packing.rows(t, address, from.rowStride(), rows, chains[c].deep, left, at);
      }
    }
    int slivers = (columns + t.columns - 1) / t.columns;
    Threads.run(
        (slivers + SOME - 1) / SOME,
        g -> {
          boolean one = chains.length == 1;
          Object[] tiles = Tiles.own(t, one ? 1 : panels);
          for (int s = g * SOME; s < Math.min(slivers, (g + 1) * SOME); s++) {
            int first = s * t.columns;
            int wide = Math.min(t.columns, columns - first);
            // A chain of the sliver stays in the first level cache while all panels pass by it.
            for (int c = 0; c < chains.length; c++) {
              PackedRight of = b[chains[c].part];
              int deep = chains[c].deep;
              int at = first * of.k + chains[c].from * t.columns;
              boolean last = c + 1 == chains.length;
              for (int r = 0; r < panels; r++) {
                int panel = (c * panels + r) * size;
                Object tile = tiles[one ? 0 : r];
                Object before = c == 0 ? t.nothing : tile;
                if (!last) {
                  micro.run(deep, left, panel, of.packed, at, before, tile);
                  continue;
                }
                int rows = Math.min(t.rows, m - r * t.rows);
                Matrix to = out.at(r * t.rows * out.rowStride() + 4L * first);
                if (direct != null && rows == t.rows && wide == t.columns) {
                  long pitch = to.rowStride();
                  direct.run(deep, left, panel, of.packed, at, before, to.address(), pitch);
                  continue;
                }
                micro.run(deep, left, panel, of.packed, at, before, tile);
                Tiles.store(t, tile, to, rows, wide, add, null, 0, null, 0);
              }
            }
          }
        });
  }

  private static float[] scratch(int size) {
    float[] s = SCRATCH.get();
    if (s.length < size) SCRATCH.set(s = new float[size]);
    return s;
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
