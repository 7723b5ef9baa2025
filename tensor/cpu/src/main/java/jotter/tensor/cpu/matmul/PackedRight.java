package jotter.tensor.cpu.matmul;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// The right side of many products, float32, packed once: in {@link Gemm} a right side that meets
/// few rows costs more to pack than to multiply. Its room can be used again for another one.
public final class PackedRight {
  /// Below so many numbers packing gains nothing.
  private static final long WORTH = 1 << 12;

  /// Slivers that a thread takes at once.
  private static final int SOME = 4;

  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[2][]);

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
    if (packed.length < size) packed = new float[size];
    if (n % t.columns != 0) Arrays.fill(packed, (slivers - 1) * t.columns * k, size, 0);
    Threads.run(
        slivers,
        s -> {
          int first = s * t.columns;
          int columns = Math.min(t.columns, n - first);
          Matrix from = b.at(first * b.columnStride());
          Gemm.pack(Kind.F32, from, k, columns, packed, first * k, t.columns);
        });
    return this;
  }

  /// `out = a·b`, or added to it. False if the left side is none that this is for.
  public boolean multiply(Block a, Block out, boolean accumulate) {
    if (a.dtype() != DType.FLOAT32 || out.dtype() != DType.FLOAT32) return false;
    if (a.layout().rank() != 2) return false;
    if (a.layout().strides()[1] != 1 || out.layout().strides()[1] != 1) return false;
    int m = Math.toIntExact(a.layout().shape()[0]);
    if (m <= 3) return false;
    multiply(m, k, n, MatMul.matrix(a), MatMul.matrix(out), accumulate);
    return true;
  }

  /// `out = a·b` or added to it, with the first `columns` columns of the first `depth` rows of b
  /// only. The rows of `a` (m×depth) and `out` (m×columns) are runs of float32.
  public void multiply(int m, int depth, int columns, Matrix a, Matrix out, boolean accumulate) {
    int panels = (m + t.rows - 1) / t.rows;
    int size = t.byRows.size(t.kc);
    float[] left = scratch(0, panels * size);
    Micro micro = t.byRows.micro((long) m * columns * depth);
    int slivers = (columns + t.columns - 1) / t.columns;
    for (int p = 0; p < depth; p += t.kc) {
      int deep = Math.min(t.kc, depth - p);
      for (int r = 0; r < panels; r++) {
        int row = r * t.rows;
        int rows = Math.min(t.rows, m - row);
        if (rows < t.rows) Arrays.fill(left, r * size, (r + 1) * size, 0);
        long address = a.address() + row * a.rowStride() + 4L * p;
        Gemm.packRows(t, address, a.rowStride(), rows, deep, left, r * size);
      }
      int from = p;
      boolean add = accumulate || p > 0;
      Threads.run(
          (slivers + SOME - 1) / SOME,
          b -> {
            float[] tile = scratch(1, t.rows * t.columns);
            for (int s = b * SOME; s < Math.min(slivers, (b + 1) * SOME); s++) {
              int first = s * t.columns;
              int wide = Math.min(t.columns, columns - first);
              for (int r = 0; r < panels; r++) {
                micro.run(
                    deep, left, r * size, packed, first * k + from * t.columns, t.nothing, tile);
                int row = r * t.rows;
                Matrix to = out.at(row * out.rowStride() + 4L * first);
                int rows = Math.min(t.rows, m - row);
                Tiles.store(t, tile, to, rows, wide, add, null, 0, null, 0);
              }
            }
          });
    }
  }

  private static float[] scratch(int which, int size) {
    float[][] s = SCRATCH.get();
    if (s[which] == null || s[which].length < size) s[which] = new float[size];
    return s[which];
  }
}
