package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.cpu.machine.Warmer;
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

  /// Numbers that are summed up at most in one chain: with so many, a sliver of the right side and
  /// a panel of the left one fit into the first level cache.
  final int kc;

  /// Numbers that are summed up between two visits of a tile's place in memory: fetching that from
  /// the third level cache costs more than fetching slivers from the second, which come in order.
  final int depth;

  /// Left panels with the numbers of a row one behind the other, which is how most matrices lie:
  /// packing them is copying rows. No power of two apart, for the sake of the cache.
  final Left byRows;

  /// Left panels with the numbers of a column one behind the other.
  final Left byColumns;

  /// What brings numbers to the micro-kernel and takes them from it.
  final Panel.Loops panels;

  final TileStore.Loops stores;

  /// As many numbers as a tile has that change nothing they are added to: 0 would make 0 of -0.
  final Object nothing;

  private Tiling(Kind kind) {
    this.kind = kind;
    this.kc = kind == Kind.F32 ? 256 : 192;
    this.depth = kind == Kind.F32 ? 1024 : 576;
    int lanes = Simd.lanes(kind);
    int bits = lanes * (kind == Kind.F32 ? 32 : 64);
    this.rows = bits == 256 ? 6 : 8;
    this.columns = Simd.ON ? 2 * lanes : 16;
    this.byRows = new Left(kc + 16, 1);
    this.byColumns = new Left(1, rows);
    this.nothing = filled();
    this.panels = new Panel.Loops(this);
    this.stores = new TileStore.Loops(this);
  }

  private Object filled() {
    if (kind == Kind.F32) {
      float[] a = new float[rows * columns];
      Arrays.fill(a, -0f);
      return a;
    }
    double[] a = new double[rows * columns];
    Arrays.fill(a, -0d);
    return a;
  }

  /// How long the chains are in which `k` numbers are summed up: about equally long, and in the
  /// narrower type never a single one where that would add up many roundings.
  int chain(int k) {
    if (2 * k <= kc) return k;
    int chains = k <= kc ? (kind == Kind.F32 ? 2 : 1) : (k + kc - 1) / kc;
    int each = (k + chains - 1) / chains;
    return Math.min(kc, (each + 7) / 8 * 8);
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

    /// The micro-kernel that writes to memory; none until it is warm.
    final Warm<MicroStore> stores;

    /// The micro-kernel that packs the right side; none until it is warm.
    final Warm<MicroPacking> packing;

    private final Micro scalar;
    private volatile Micro best;
    private long work;

    private Left(int rowStep, int step) {
      this.rowStep = rowStep;
      this.step = step;
      this.scalar = kind == Kind.F32 ? new ScalarF32(this) : new ScalarF64(this);
      this.best = scalar;
      this.stores = new Warm<>(null, this::emitStore, this::fast);
      this.packing = new Warm<>(null, this::emitPacking, this::fast);
    }

    /// The elements of a panel for `k` columns.
    int size(int k) {
      return step == 1 ? rows * rowStep : k * step;
    }

    private Micro emit() {
      return MicroEmitter.emit(kind, rows, columns, rowStep, step);
    }

    private MicroStore emitStore() {
      return MicroEmitter.store(kind, rows, columns, rowStep, step);
    }

    private MicroPacking emitPacking() {
      return MicroEmitter.packing(kind, rows, columns, rowStep, step);
    }

    /// Whether finished tiles of a product go to memory that way, and how; else null.
    MicroStore stores(Matrix to, boolean plain, long products) {
      if (!plain || to.type() != type() || to.columnStride() != type().bytes()) return null;
      return stores.get(products);
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

    private boolean fast(Micro m) {
      Object tile = array(rows * columns);
      return fast(0, (k, a, b, memory, pitch) -> m.run(k, a, 0, b, 0, nothing, tile));
    }

    private boolean fast(MicroStore m) {
      return fast(rows, (k, a, b, memory, pitch) -> m.run(k, a, 0, b, 0, nothing, memory, pitch));
    }

    private boolean fast(MicroPacking m) {
      Object tile = array(rows * columns);
      return fast(
          Gate.TURNS,
          (k, a, b, memory, pitch) -> m.run(k, a, 0, b, 0, nothing, tile, memory, pitch));
    }

    /// Runs `m` and says whether it ran as compiled code; it moves `lines` rows of a tile's width.
    private boolean fast(int lines, Trial m) {
      int k = Gate.TURNS;
      Object a = array(size(k));
      Object b = array(columns * k);
      long pitch = (long) columns * type().bytes();
      try (Arena arena = Arena.ofConfined()) {
        long memory = arena.allocate(Math.max(1, lines) * pitch, 64).address();
        return Gate.under(
            (double) k * rows * columns / Simd.lanes(kind) + 40.0 * lines,
            () -> m.run(k, a, b, memory, pitch));
      }
    }

    private Object array(int n) {
      return kind == Kind.F32 ? new float[n] : new double[n];
    }
  }

  /// A call of a micro-kernel on data of its own.
  private interface Trial {
    void run(int k, Object a, Object b, long memory, long pitch);
  }

  /// For tests.
  void force() {
    if (!Simd.ON) return;
    panels.force(true);
    stores.force(true);
    byRows.best = byRows.emit();
    byColumns.best = byColumns.emit();
    byRows.stores.force(true);
    byColumns.stores.force(true);
    byRows.packing.force(true);
    byColumns.packing.force(true);
  }

  private final class ScalarF32 extends Micro {
    private final Left left;

    ScalarF32(Left left) {
      this.left = left;
    }

    @Override
    public void run(int kc, Object pa, int ao, Object pb, int bo, Object before, Object pt) {
      float[] a = (float[]) pa;
      float[] b = (float[]) pb;
      float[] from = (float[]) before;
      float[] t = (float[]) pt;
      float[] acc = new float[columns];
      for (int i = 0; i < rows; i++) {
        Arrays.fill(acc, 0);
        for (int k = 0; k < kc; k++) {
          float x = a[ao + i * left.rowStep + k * left.step];
          int at = bo + k * columns;
          for (int j = 0; j < acc.length; j++) acc[j] = Math.fma(x, b[at + j], acc[j]);
        }
        int row = i * columns;
        for (int j = 0; j < acc.length; j++) t[row + j] = from[row + j] + acc[j];
      }
    }
  }

  private final class ScalarF64 extends Micro {
    private final Left left;

    ScalarF64(Left left) {
      this.left = left;
    }

    @Override
    public void run(int kc, Object pa, int ao, Object pb, int bo, Object before, Object pt) {
      double[] a = (double[]) pa;
      double[] b = (double[]) pb;
      double[] from = (double[]) before;
      double[] t = (double[]) pt;
      double[] acc = new double[columns];
      for (int i = 0; i < rows; i++) {
        Arrays.fill(acc, 0);
        for (int k = 0; k < kc; k++) {
          double x = a[ao + i * left.rowStep + k * left.step];
          int at = bo + k * columns;
          for (int j = 0; j < acc.length; j++) acc[j] = Math.fma(x, b[at + j], acc[j]);
        }
        int row = i * columns;
        for (int j = 0; j < acc.length; j++) t[row + j] = from[row + j] + acc[j];
      }
    }
  }
}
