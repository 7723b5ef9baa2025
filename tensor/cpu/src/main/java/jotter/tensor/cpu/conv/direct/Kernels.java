package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.Arena;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// The innermost loops, when they are warm.
final class Kernels {
  static final int LANES = Simd.lanes(Kind.F32);

  /// Rows and columns of a tile of {@link Tile}, for 32 or 16 vector registers.
  static final int ROWS = LANES == 8 ? 6 : 8;

  static final int COLUMNS = 2 * LANES;

  /// The numbers of a row that a tile multiplies at most: eight rows of them stay in the first
  /// level cache.
  static final int DEPTH = 512;

  /// How far apart the rows of a left side lie: no power of two, which would put all of them into
  /// the same few lines of the cache.
  static final int PITCH = DEPTH + 16;

  /// Offsets of a right side that is packed column block by column block.
  static final int[] PACKED = new int[DEPTH];

  static {
    for (int k = 0; k < DEPTH; k++) PACKED[k] = k * COLUMNS;
  }

  /// Rows and taps of a tile of {@link Sums}.
  static final int SUM_ROWS = LANES == 8 ? 2 : 4;

  static final int SUM_TAPS = LANES == 8 ? 4 : 6;

  private static final Warm<Tile> TILE =
      new Warm<>(new PlainTile(), TapEmitter::tile, Kernels::fast);
  private static final Warm<Sums> SUMS =
      new Warm<>(new PlainSums(), TapEmitter::sums, Kernels::fast);

  private static final Warm<Stored> PUT =
      new Warm<>(new PlainStored(false), () -> TapEmitter.stored(false), Kernels::fast);
  private static final Warm<Stored> ADD =
      new Warm<>(new PlainStored(true), () -> TapEmitter.stored(true), Kernels::fast);

  private Kernels() {}

  /// For tests: the vector loops now, cold, or the plain ones from now on.
  static void force(boolean vectors) {
    TILE.force(vectors);
    SUMS.force(vectors);
    PUT.force(vectors);
    ADD.force(vectors);
  }

  /// `to[i][j] = more[first + i] + Σ a[ao + i·PITCH + k]·b[p + k·COLUMNS + j]`, or that added to
  /// what is there and `more` left out: a whole tile, in memory, whose rows are `row` bytes apart.
  abstract static class Stored {
    abstract void run(
        int kc, float[] a, int ao, float[] b, int p, long to, long row, float[] more, int first);
  }

  /// `tile[i][j] = Σ a[ao + i·PITCH + k]·b[offset[ko + k] + p + j]`.
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

  /// The kernel for a product of `products` multiplications.
  static Tile tile(long products) {
    return TILE.get(products);
  }

  static Sums sums(long products) {
    return SUMS.get(products);
  }

  static Stored stored(boolean add, long products) {
    return (add ? ADD : PUT).get(products);
  }

  private static boolean fast(Stored s) {
    int kc = Gate.TURNS;
    float[] a = new float[PITCH * ROWS];
    float[] b = new float[kc * COLUMNS];
    float[] more = new float[ROWS];
    try (Arena arena = Arena.ofConfined()) {
      long to = arena.allocate(4L * ROWS * COLUMNS, 64).address();
      return Gate.under(
          (double) kc * ROWS * COLUMNS / LANES,
          () -> s.run(kc, a, 0, b, 0, to, 4L * COLUMNS, more, 0));
    }
  }

  private static boolean fast(Tile t) {
    int kc = Gate.TURNS;
    float[] a = new float[PITCH * ROWS];
    float[] b = new float[kc + COLUMNS];
    int[] offset = new int[kc];
    for (int i = 0; i < kc; i++) offset[i] = i;
    float[] out = new float[ROWS * COLUMNS];
    return Gate.under(
        (double) kc * ROWS * COLUMNS / LANES, () -> t.run(kc, a, 0, b, 0, offset, 0, out));
  }

  private static boolean fast(Sums s) {
    int n = Gate.TURNS * LANES;
    float[] a = new float[n * SUM_ROWS];
    float[] b = new float[n + SUM_TAPS];
    int[] offset = new int[SUM_TAPS];
    for (int i = 0; i < SUM_TAPS; i++) offset[i] = i;
    float[] lanes = new float[SUM_ROWS * SUM_TAPS * LANES];
    return Gate.under(
        (double) n * SUM_ROWS * SUM_TAPS / LANES, () -> s.run(n, a, 0, n, b, offset, 0, lanes, 0));
  }

  private static final class PlainTile extends Tile {
    @Override
    void run(int kc, float[] a, int ao, float[] b, int p, int[] offset, int ko, float[] tile) {
      for (int i = 0; i < ROWS; i++) {
        int row = i * COLUMNS;
        java.util.Arrays.fill(tile, row, row + COLUMNS, 0);
        for (int k = 0; k < kc; k++) {
          float x = a[ao + i * PITCH + k];
          int at = offset[ko + k] + p;
          for (int j = 0; j < COLUMNS; j++) tile[row + j] = Math.fma(x, b[at + j], tile[row + j]);
        }
      }
    }
  }

  private static final class PlainStored extends Stored {
    private final boolean add;

    PlainStored(boolean add) {
      this.add = add;
    }

    @Override
    void run(
        int kc, float[] a, int ao, float[] b, int p, long to, long row, float[] more, int first) {
      float[] acc = new float[COLUMNS];
      for (int i = 0; i < ROWS; i++, to += row) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < kc; k++) {
          float x = a[ao + i * PITCH + k];
          int at = p + k * COLUMNS;
          for (int j = 0; j < COLUMNS; j++) acc[j] = Math.fma(x, b[at + j], acc[j]);
        }
        for (int j = 0; j < COLUMNS; j++) {
          float m = add ? Memory.getF32(to + 4L * j) : more[first + i];
          Memory.set(to + 4L * j, m + acc[j]);
        }
      }
    }
  }

  private static final class PlainSums extends Sums {
    @Override
    void run(
        int n,
        float[] a,
        int ao,
        int pitch,
        float[] b,
        int[] offset,
        int to,
        float[] lanes,
        int at) {
      float[] acc = new float[LANES];
      for (int i = 0; i < SUM_ROWS; i++)
        for (int t = 0; t < SUM_TAPS; t++, at += LANES) {
          java.util.Arrays.fill(acc, 0);
          int x = ao + i * pitch;
          int y = offset[to + t];
          for (int j = 0; j < n; j += LANES)
            for (int l = 0; l < LANES; l++) acc[l] = Math.fma(a[x + j + l], b[y + j + l], acc[l]);
          for (int l = 0; l < LANES; l++) lanes[at + l] += acc[l];
        }
    }
  }
}
