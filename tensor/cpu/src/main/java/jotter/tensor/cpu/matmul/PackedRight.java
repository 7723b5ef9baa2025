package jotter.tensor.cpu.matmul;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// The right side of many products, float32, packed once: in {@link Gemm} a right side that meets
/// few rows costs more to pack than to multiply.
public final class PackedRight {
  /// Below so many numbers packing gains nothing.
  private static final long WORTH = 1 << 12;

  /// Slivers that a thread takes at once.
  private static final int SOME = 4;

  private static final ThreadLocal<float[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new float[2][]);

  private final Tiling t = Tiling.F32;
  private final int k;
  private final int n;
  private final float[] packed;

  private PackedRight(Block b) {
    long[] sh = b.layout().shape();
    long[] st = b.layout().strides();
    k = Math.toIntExact(sh[0]);
    n = Math.toIntExact(sh[1]);
    int slivers = (n + t.columns - 1) / t.columns;
    packed = new float[slivers * t.columns * k];
    Matrix m = new Matrix(b.address(), b.dtype(), st[0] * 4, st[1] * 4, 0);
    Threads.run(
        slivers,
        s -> {
          int first = s * t.columns;
          Gemm.pack(
              Kind.F32,
              m.at(first * m.columnStride()),
              k,
              Math.min(t.columns, n - first),
              packed,
              first * k,
              t.columns);
        });
  }

  /// Packs a matrix; null if it is none that is worth it.
  public static PackedRight of(Block b) {
    if (b.dtype() != DType.FLOAT32 || b.layout().rank() != 2) return null;
    return b.layout().numel() < WORTH ? null : new PackedRight(b);
  }

  /// `out = a·b`, or added to it. False if the left side is none that this is for.
  public boolean multiply(Block a, Block out, boolean accumulate) {
    long[] sa = a.layout().strides();
    long[] so = out.layout().strides();
    if (a.dtype() != DType.FLOAT32 || out.dtype() != DType.FLOAT32) return false;
    if (a.layout().rank() != 2 || sa[1] != 1 || so[1] != 1) return false;
    int m = Math.toIntExact(a.layout().shape()[0]);
    if (m <= 3) return false;
    int panels = (m + t.rows - 1) / t.rows;
    int size = t.byRows.size(t.kc);
    float[] left = scratch(0, panels * size);
    Micro micro = t.byRows.micro((long) m * n * k);
    int slivers = (n + t.columns - 1) / t.columns;
    for (int p = 0; p < k; p += t.kc) {
      int depth = Math.min(t.kc, k - p);
      for (int r = 0; r < panels; r++) {
        int rows = Math.min(t.rows, m - r * t.rows);
        if (rows < t.rows) Arrays.fill(left, r * size, (r + 1) * size, 0);
        long address = a.address() + 4 * (r * t.rows * sa[0] + p);
        Gemm.packRows(t, address, sa[0] * 4, rows, depth, left, r * size);
      }
      int from = p;
      boolean add = accumulate || p > 0;
      Threads.run(
          (slivers + SOME - 1) / SOME,
          b -> {
            float[] tile = scratch(1, t.rows * t.columns);
            for (int s = b * SOME; s < Math.min(slivers, (b + 1) * SOME); s++) {
              int first = s * t.columns;
              int wide = Math.min(t.columns, n - first);
              for (int r = 0; r < panels; r++) {
                micro.run(depth, left, r * size, packed, first * k + from * t.columns, tile);
                int row = r * t.rows;
                Matrix to =
                    new Matrix(
                        out.address() + 4 * (row * so[0] + first), DType.FLOAT32, so[0] * 4, 4, 0);
                Tiles.store(t, tile, to, Math.min(t.rows, m - row), wide, add, null, 0, null, 0);
              }
            }
          });
    }
    return true;
  }

  private static float[] scratch(int which, int size) {
    float[][] s = SCRATCH.get();
    if (s[which] == null || s[which].length < size) s[which] = new float[size];
    return s[which];
  }
}
