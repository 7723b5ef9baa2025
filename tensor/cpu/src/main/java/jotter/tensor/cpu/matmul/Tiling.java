package jotter.tensor.cpu.matmul;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.cpu.kernel.Warmer;
import jotter.tensor.formula.code.Code.Kind;

/// The shape of tiles for a type of numbers, and the micro-kernel that is ready to use.
///
/// With 32 vector registers (AVX-512, NEON) 8 rows of 2 vectors are accumulated, with 16 (AVX2) 6
/// rows. Larger tiles gain nothing and pass the compiler's limits on inlining, where a kernel drops
/// to a tenth of its speed.
final class Tiling {
  static final Tiling F32 = new Tiling(Kind.F32);
  static final Tiling F64 = new Tiling(Kind.F64);

  final Kind kind;
  final int rows;
  final int columns;

  /// Numbers that are summed up between two visits of a tile: with so many, a sliver of the right
  /// side and a panel of the left one fit into the first level cache.
  final int kc;

  /// Left panels with the numbers of a row one behind the other, which is how most matrices lie:
  /// packing them is copying rows. No power of two apart, for the sake of the cache.
  final Left byRows;

  /// Left panels with the numbers of a column one behind the other.
  final Left byColumns;

  /// What brings numbers to the micro-kernel and takes them from it.
  final Panel.Loops panels;

  final TileStore.Loops stores;

  private Tiling(Kind kind) {
    this.kind = kind;
    this.kc = kind == Kind.F32 ? 256 : 192;
    int lanes = Simd.lanes(kind);
    int bits = lanes * (kind == Kind.F32 ? 32 : 64);
    this.rows = bits == 256 ? 6 : 8;
    this.columns = Simd.ON ? 2 * lanes : 16;
    this.byRows = new Left(kc + 16, 1);
    this.byColumns = new Left(1, rows);
    this.panels = new Panel.Loops(this);
    this.stores = new TileStore.Loops(this);
  }

  static Tiling of(Kind kind) {
    return kind == Kind.F32 ? F32 : F64;
  }

  /// The type of the numbers in memory.
  DType type() {
    return kind == Kind.F32 ? DType.FLOAT32 : DType.FLOAT64;
  }

  /// A way in which left panels lie, and the micro-kernel for it.
  final class Left {
    /// How far apart neighbours in a column are.
    final int rowStep;

    /// How far apart neighbours in a row are.
    final int step;

    private final Micro scalar;
    private volatile Micro best;
    private long work;

    private Left(int rowStep, int step) {
      this.rowStep = rowStep;
      this.step = step;
      this.scalar = kind == Kind.F32 ? new ScalarF32(this) : new ScalarF64(this);
      this.best = scalar;
    }

    /// The elements of a panel for `k` columns.
    int size(int k) {
      return step == 1 ? rows * rowStep : k * step;
    }

    private Micro emit() {
      return MicroEmitter.emit(kind, rows, columns, rowStep, step);
    }

    /// The micro-kernel, for a product of `products` multiplications.
    Micro micro(long products) {
      Micro m = best;
      if (m == scalar && Simd.ON) {
        long before = work;
        work = before + products;
        if (before < 1 << 16 && before + products >= 1 << 16)
          Warmer.warm(this::emit, this::fast, v -> best = v);
      }
      return m;
    }

    /// Runs `m` and says whether it ran as compiled code.
    private boolean fast(Micro m) {
      int k = Gate.TURNS;
      Object a = kind == Kind.F32 ? new float[size(k)] : new double[size(k)];
      Object b = kind == Kind.F32 ? new float[columns * k] : new double[columns * k];
      Object t = kind == Kind.F32 ? new float[rows * columns] : new double[rows * columns];
      return Gate.under(
          (double) k * rows * columns / Simd.lanes(kind), () -> m.run(k, a, 0, b, 0, t));
    }
  }

  /// For tests.
  void force() {
    if (!Simd.ON) return;
    panels.force(true);
    stores.force(true);
    byRows.best = byRows.emit();
    byColumns.best = byColumns.emit();
  }

  private final class ScalarF32 extends Micro {
    private final Left left;

    ScalarF32(Left left) {
      this.left = left;
    }

    @Override
    public void run(int kc, Object pa, int ao, Object pb, int bo, Object pt) {
      float[] a = (float[]) pa;
      float[] b = (float[]) pb;
      float[] t = (float[]) pt;
      float[] acc = new float[columns];
      for (int i = 0; i < rows; i++) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < kc; k++) {
          float x = a[ao + i * left.rowStep + k * left.step];
          int at = bo + k * columns;
          for (int j = 0; j < acc.length; j++) acc[j] = Math.fma(x, b[at + j], acc[j]);
        }
        System.arraycopy(acc, 0, t, i * columns, columns);
      }
    }
  }

  private final class ScalarF64 extends Micro {
    private final Left left;

    ScalarF64(Left left) {
      this.left = left;
    }

    @Override
    public void run(int kc, Object pa, int ao, Object pb, int bo, Object pt) {
      double[] a = (double[]) pa;
      double[] b = (double[]) pb;
      double[] t = (double[]) pt;
      double[] acc = new double[columns];
      for (int i = 0; i < rows; i++) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < kc; k++) {
          double x = a[ao + i * left.rowStep + k * left.step];
          int at = bo + k * columns;
          for (int j = 0; j < acc.length; j++) acc[j] = Math.fma(x, b[at + j], acc[j]);
        }
        System.arraycopy(acc, 0, t, i * columns, columns);
      }
    }
  }
}
