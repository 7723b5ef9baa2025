package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.cpu.kernel.Vectors;
import jotter.tensor.formula.code.Code.Kind;

/// The two innermost loops, when they are warm.
final class Kernels {
  static final int LANES = Simd.lanes(Kind.F32);

  /// Rows and columns of a tile of {@link Tile}, for 32 or 16 vector registers.
  static final int ROWS = LANES == 8 ? 6 : 8;

  static final int COLUMNS = 2 * LANES;

  /// Rows and taps of a tile of {@link Sums}.
  static final int SUM_ROWS = LANES == 8 ? 2 : 4;

  static final int SUM_TAPS = LANES == 8 ? 4 : 6;

  private static final long WORTH = 1 << 16;
  private static volatile Tile tile;
  private static volatile Sums sums;
  private static long work;
  private static long sumWork;

  private Kernels() {}

  /// `tile[i][j] = Σ a[k][i]·b[offset[ko + k] + p + j]`.
  abstract static class Tile {
    abstract void run(
        int kc, float[] a, int ao, float[] b, int p, int[] offset, int ko, float[] tile);
  }

  /// `lanes[i][t] += Σ a[i·pitch + ao + j]·b[offset[to + t] + j]` over whole vectors of `n`, each
  /// lane by itself.
  abstract static class Sums {
    abstract void run(
        int n,
        float[] a,
        int ao,
        int pitch,
        float[] b,
        int[] offset,
        int to,
        float[] lanes,
        int at);
  }

  /// The kernel, or null as long as it is not warm.
  static Tile tile(long products) {
    Tile t = tile;
    if (t == null && Simd.ON && work < WORTH) {
      work += products;
      if (work >= WORTH) Vectors.warm(TapEmitter::tile, Kernels::fast, v -> tile = v);
    }
    return t;
  }

  static Sums sums(long products) {
    Sums s = sums;
    if (s == null && Simd.ON && sumWork < WORTH) {
      sumWork += products;
      if (sumWork >= WORTH) Vectors.warm(TapEmitter::sums, Kernels::fast, v -> sums = v);
    }
    return s;
  }

  /// For tests: makes both now, cold.
  static void force() {
    if (!Simd.ON) return;
    tile = TapEmitter.tile();
    sums = TapEmitter.sums();
  }

  private static boolean fast(Tile t) {
    int kc = 256;
    float[] a = new float[kc * ROWS];
    float[] b = new float[kc + COLUMNS];
    int[] offset = new int[kc];
    for (int i = 0; i < kc; i++) offset[i] = i;
    float[] out = new float[ROWS * COLUMNS];
    long begin = System.nanoTime();
    for (int i = 0; i < 50; i++) t.run(kc, a, 0, b, 0, offset, 0, out);
    return System.nanoTime() - begin < 50.0 * kc * ROWS * COLUMNS / LANES;
  }

  private static boolean fast(Sums s) {
    int n = 64 * LANES;
    float[] a = new float[n * SUM_ROWS];
    float[] b = new float[n + SUM_TAPS];
    int[] offset = new int[SUM_TAPS];
    for (int i = 0; i < SUM_TAPS; i++) offset[i] = i;
    float[] lanes = new float[SUM_ROWS * SUM_TAPS * LANES];
    long begin = System.nanoTime();
    for (int i = 0; i < 50; i++) s.run(n, a, 0, n, b, offset, 0, lanes, 0);
    return System.nanoTime() - begin < 50.0 * n * SUM_ROWS * SUM_TAPS / LANES;
  }
}
