package jotter.tensor.cpu.matmul;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;

/// Products of large matrices in float32 and float64, after Goto and van de Geijn ("Anatomy of
/// High-Performance Matrix Multiplication", 2008): panels of B stay in the third level cache,
/// blocks of A in the second, a sliver of B in the first, the tile of C in registers. Packing takes
/// any strides and any type, so that transposed operands and 16-bit floats need no copies before.
public final class Gemm {
  /// Numbers of a block of A.
  private static final int LEFT = 98304;

  /// Numbers of a left side that is packed as a whole, by each thread.
  private static final int SMALL = 1 << 17;

  /// Multiplications that are worth another thread, which takes as long to wake.
  private static final long WORTH = 1 << 19;

  private static final int COLUMN_BLOCK = 1024;

  /// From how many slivers on the right side is packed row by row.
  private static final int MANY = 8;

  /// Of how many blocks of A there are a multiple, so that threads end together.
  private static final int SHARES = 4;

  private final Tiling t;
  private final int m;
  private final int n;
  private final int k;
  private final Packer b;
  private final Object ofRows;
  private final Object ofColumns;
  private final Matrix c;

  /// The column from which on results go to `rest`, as if they began there.
  private final int split;

  private final Matrix rest;
  private final boolean accumulate;
  private final LeftSide left;
  private final Micro micro;

  /// A product of two matrices; one whose result lies transposed is computed transposed.
  ///
  /// @param ofColumns null, or what is added to each column, as many numbers as a multiple of the
  ///   tiles' width
  /// @param whole null, or `b` as {@link PackedRight#slivers}
  static Gemm of(
      Kind kind,
      int m,
      int n,
      int k,
      Matrix a,
      Matrix b,
      Matrix c,
      boolean accumulate,
      Object ofColumns,
      float[] whole) {
    int bytes = c.type().bytes();
    if (c.rowStride() == bytes && c.columnStride() != bytes) {
      Packer right = Packer.of(Tiling.of(kind), a.transpose(), null);
      Matrix out = c.transpose();
      return new Gemm(kind, n, m, k, b.transpose(), right, out, accumulate, ofColumns, null);
    }
    Packer right = Packer.of(Tiling.of(kind), b, whole);
    return new Gemm(kind, m, n, k, a, right, c, accumulate, null, ofColumns);
  }

  /// A product whose right side is packed by `b`, with an optional number added to each row.
  public Gemm(
      Kind kind,
      int m,
      int n,
      int k,
      Matrix a,
      Packer b,
      Matrix c,
      boolean accumulate,
      Object bias) {
    this(kind, m, n, k, a, b, c, accumulate, bias, null);
  }

  /// A product whose columns from `split` on, a multiple of the tiles' width, are a matrix of their
  /// own. Both are of the kernel's own type, with rows that are runs of memory.
  Gemm(Kind kind, int m, int n, int k, Matrix a, Packer b, Matrix c, int split, Matrix rest) {
    this(kind, m, n, k, a, b, c, split, rest, false, null, null);
  }

  private Gemm(
      Kind kind,
      int m,
      int n,
      int k,
      Matrix a,
      Packer b,
      Matrix c,
      boolean accumulate,
      Object ofRows,
      Object ofColumns) {
    this(kind, m, n, k, a, b, c, n, null, accumulate, ofRows, ofColumns);
  }

  private Gemm(
      Kind kind,
      int m,
      int n,
      int k,
      Matrix a,
      Packer b,
      Matrix c,
      int split,
      Matrix rest,
      boolean accumulate,
      Object ofRows,
      Object ofColumns) {
    this.t = Tiling.of(kind);
    this.m = m;
    this.n = n;
    this.k = k;
    this.b = b;
    this.c = c;
    this.split = split;
    this.rest = rest;
    this.accumulate = accumulate;
    this.ofRows = ofRows;
    this.ofColumns = ofColumns;
    this.left = new LeftSide(t, a, exact());
    this.micro = left.way.micro((long) m * n * k);
  }

  private static final ThreadLocal<Object[]> PANELS = ThreadLocal.withInitial(() -> new Object[4]);

  /// An array of this thread, at least `size` long.
  private static Object scratch(Kind kind, int which, int size) {
    Object[] p = PANELS.get();
    int slot = which + (kind == Kind.F32 ? 0 : 2);
    if (p[slot] == null || java.lang.reflect.Array.getLength(p[slot]) < size)
      p[slot] = Staging.array(kind, size);
    return p[slot];
  }

  /// Sums in a narrower type than the kernel's must not be rounded between blocks of k.
  private boolean exact() {
    return c.type().bytes() == t.type().bytes();
  }

  public void run() {
    int chain = t.chain(k);
    int chains = (k + chain - 1) / chain;
    int visits = exact() ? (chains * chain + t.depth - 1) / t.depth : 1;
    int depth = (chains + visits - 1) / visits * chain;
    if (visits == 1 && (long) m * k <= SMALL && b.slivers()) {
      bySlivers(chain);
      return;
    }
    float[] whole = b.whole();
    for (int j = 0; j < n; j += COLUMN_BLOCK) {
      int width = Math.min(COLUMN_BLOCK, n - j);
      int slivers = (width + t.columns - 1) / t.columns;
      for (int p = 0; p < k; p += depth) {
        int kc = Math.min(depth, k - p);
        boolean add = accumulate || p > 0;
        if (whole != null) {
          block(j, width, p, kc, chain, whole, j * k + p * t.columns, k, add);
          continue;
        }
        Panel wide = wide(width, kc);
        // With an odd number of rows to each, slivers do not meet in the cache.
        int deep = wide == null ? kc : kc | 1;
        Object panel = scratch(t.kind, 0, slivers * t.columns * deep);
        if (wide == null) pack(j, width, p, kc, panel);
        else pack(wide, j, width, p, kc, panel, deep);
        block(j, width, p, kc, chain, panel, 0, deep, add);
      }
    }
  }

  /// What packs the right side while it multiplies, if there is something and it may; else null.
  private MicroPacking packing(float[] whole) {
    return whole != null || b.rows() == null ? null : left.way.packing.get((long) t.rows * n * k);
  }

  /// How many slivers of `kc` rows are packed at once.
  private int some(int kc) {
    return Math.max(1, (1 << 16) / (kc * t.columns));
  }

  /// Packs rows `p` .. of columns `j` .. of the right side.
  private void pack(int j, int width, int p, int kc, Object panel) {
    int each = some(kc) * t.columns;
    Threads.run(
        (width + each - 1) / each,
        s -> {
          int from = s * each;
          int end = Math.min(width, from + each);
          int cut = (end - from) / t.columns * t.columns;
          if (cut < end - from) Packing.clear(t, panel, (from + cut) * kc, t.columns * kc);
          b.pack(p, kc, j + from, end - from, panel, from * kc, t.columns);
        });
  }

  /// What packs the right side row by row, if it lies in memory that way and has many slivers that
  /// wide; else null.
  private Panel wide(int width, int kc) {
    if (b.rows() == null || width < MANY * t.columns) return null;
    return t.panels.wide.get((long) width * kc);
  }

  /// Packs the right side row by row with `wide`, slivers `deep` rows apart.
  private void pack(Panel wide, int j, int width, int p, int kc, Object panel, int deep) {
    int whole = width / t.columns;
    Matrix rows = b.rows();
    Matrix from = rows.at(p * rows.rowStride() + j * rows.columnStride());
    int each = Math.max(1, (1 << 16) / width);
    Threads.run(
        (kc + each - 1) / each,
        g -> {
          for (int r = g * each; r < Math.min(kc, (g + 1) * each); r++) {
            long row = from.address() + r * from.rowStride();
            for (int q = 0; q < whole * t.columns; q += t.columns)
              wide.run(row + q * from.columnStride(), 0, 1, panel, q * deep + r * t.columns);
          }
        });
    int cut = whole * t.columns;
    if (cut == width) return;
    Packing.clear(t, panel, cut * deep, t.columns * kc);
    b.pack(p, kc, j + cut, width - cut, panel, cut * deep, t.columns);
  }

  /// A sliver of the right side that is not packed yet, and all of the left side's panels.
  private void unpacked(
      MicroPacking packing,
      int i,
      int height,
      int p,
      int kc,
      int chain,
      int j,
      Object pack,
      Object panel,
      int from,
      boolean add,
      MicroStore direct) {
    int wide = Math.min(t.columns, n - j);
    MicroPacking first = wide == t.columns ? packing : null;
    if (first == null) {
      if (wide < t.columns) Packing.clear(t, panel, from, t.columns * kc);
      b.pack(p, kc, j, wide, panel, from, t.columns);
    }
    sliver(first, i, height, p, kc, chain, j, pack, panel, from, add, direct);
  }

  /// In how many blocks `m` rows of A are shared out: no block larger than the cache takes, and
  /// where there are several, as many as several threads end with together.
  private int blocks(long products, int kc) {
    int most = Math.clamp(LEFT / kc, 64, 256) / t.rows * t.rows;
    int least = (m + most - 1) / most;
    if (m >= 4 * most) return (least + SHARES - 1) / SHARES * SHARES;
    if (products < WORTH) return least;
    return m >= 256 ? 2 * SHARES : SHARES;
  }

  /// Columns `j` .. of the result, as far as numbers `p` .. of A's rows go. Their slivers begin at
  /// `from` in `panel`, each `deep` rows after the last one.
  private void block(
      int j, int width, int p, int kc, int chain, Object panel, int from, int deep, boolean add) {
    long products = (long) m * width * kc;
    // Panels that are packed in pairs stay together: both lie in one line of the cache.
    int unit = left.way == t.byRows ? t.rows : 2 * t.rows;
    int units = (m + unit - 1) / unit;
    int some = Math.min(units, blocks(products, kc));
    MicroStore direct = direct(p, add, products);
    Threads.run(
        some,
        g -> {
          int i = unit * share(g, units, some);
          int height = Math.min(m, unit * share(g + 1, units, some)) - i;
          Object pack = scratch(t.kind, 1, left.size(height, kc, chain));
          left.pack(i, height, p, kc, chain, pack);
          for (int q = 0; q < width; q += t.columns)
            sliver(null, i, height, p, kc, chain, j + q, pack, panel, from + q * deep, add, direct);
        });
  }

  /// Where share `g` of `shares` begins.
  private static int share(int g, int units, int shares) {
    return (int) ((long) g * units / shares);
  }

  /// All of it at once, shared out by slivers of the right side: each thread packs its own, and the
  /// left side for itself.
  private void bySlivers(int chain) {
    MicroStore direct = direct(0, accumulate, (long) m * n * k);
    int size = left.size(m, k, chain);
    int slivers = (n + t.columns - 1) / t.columns;
    int each = (int) Threads.perBlock(slivers, WORTH / ((long) m * t.columns * k));
    Object work = new Object();
    float[] whole = b.whole();
    MicroPacking packing = packing(whole);
    Threads.run(
        (slivers + each - 1) / each,
        g -> {
          Object pack = scratch(t.kind, 1, size);
          Object panel = whole == null ? scratch(t.kind, 0, t.columns * k) : whole;
          if (Own.begins(work)) left.pack(0, m, 0, k, chain, pack);
          for (int s = g * each; s < Math.min(slivers, (g + 1) * each); s++) {
            int j = s * t.columns;
            if (whole == null)
              unpacked(packing, 0, m, 0, k, chain, j, pack, panel, 0, accumulate, direct);
            else sliver(null, 0, m, 0, k, chain, j, pack, whole, j * k, accumulate, direct);
          }
        });
  }

  /// Whether finished tiles are written by the micro-kernel, and how; else null.
  private MicroStore direct(int p, boolean add, long products) {
    boolean plain = !add && (p > 0 || ofRows == null && ofColumns == null);
    return left.way.stores(c, plain, products);
  }

  /// Rows `i` .. of the result, columns `j` .. of it as many as a sliver has: numbers `p` .. of A's
  /// rows, which are packed, times those of the sliver in `panel` from `from` on. A sliver's chain
  /// stays in the first level cache while all panels pass by it.
  ///
  /// @param packing null, or what packs the sliver beside the first panel
  private void sliver(
      MicroPacking packing,
      int i,
      int height,
      int p,
      int kc,
      int chain,
      int j,
      Object pack,
      Object panel,
      int from,
      boolean add,
      MicroStore direct) {
    int wide = Math.min(t.columns, n - j);
    Object[] tiles = Tiles.own(t, (height + t.rows - 1) / t.rows);
    Matrix to = place(i, j);
    int size = left.panels(height, chain);
    int begin = packing == null ? 0 : 1;
    int whole = wide == t.columns ? height / t.rows : 0;
    for (int s = 0, at = 0; s < kc; s += chain, at += size) {
      int sum = Math.min(chain, kc - s);
      int right = from + s * t.columns;
      boolean last = s + chain >= kc;
      int one = left.way.size(sum);
      for (int q = 0; q * t.rows < height; q++) {
        int r = q * t.rows;
        int first = at + q * one;
        if (q == begin && q < whole && (!last || direct != null)) {
          Object[] sums = s == 0 ? null : tiles;
          if (last) end(direct, q, whole, sum, pack, first, panel, right, sums, to);
          else inner(q, whole, sum, pack, first, panel, right, sums, tiles);
          q = whole - 1;
          continue;
        }
        Object tile = tiles[q];
        Object before = s == 0 ? t.nothing : tile;
        int tall = Math.min(t.rows, height - r);
        if (packing != null && r == 0) {
          Matrix b = this.b.rows();
          long source = b.address() + (p + s) * b.rowStride() + j * b.columnStride();
          packing.run(sum, pack, first, panel, right, before, tile, source, b.rowStride());
        } else micro.run(sum, pack, first, panel, right, before, tile);
        if (!last) continue;
        Object rows = p == 0 ? ofRows : null;
        Object columns = p == 0 ? ofColumns : null;
        Tiles.store(t, tile, to.at(r * to.rowStride()), tall, wide, add, rows, i + r, columns, j);
      }
    }
  }

  /// Tiles `q` .. `end - 1` of a sliver, whole ones, for a chain that is not the last. Whatever
  /// else is done between two calls of the micro-kernel costs a product up to a hundredth.
  ///
  /// @param sums null, or the tiles' sums of earlier chains
  private void inner(
      int q,
      int end,
      int sum,
      Object pack,
      int first,
      Object panel,
      int right,
      Object[] sums,
      Object[] tiles) {
    Micro micro = this.micro;
    Object nothing = t.nothing;
    int one = left.way.size(sum);
    for (; q < end; q++, first += one)
      micro.run(sum, pack, first, panel, right, sums == null ? nothing : sums[q], tiles[q]);
  }

  /// The same for the last chain: finished tiles go to memory, that of the sliver begins at `to`.
  private void end(
      MicroStore direct,
      int q,
      int end,
      int sum,
      Object pack,
      int first,
      Object panel,
      int right,
      Object[] sums,
      Matrix to) {
    Object nothing = t.nothing;
    int one = left.way.size(sum);
    long pitch = to.rowStride();
    long address = to.address() + q * t.rows * pitch;
    for (; q < end; q++, first += one, address += t.rows * pitch)
      direct.run(sum, pack, first, panel, right, sums == null ? nothing : sums[q], address, pitch);
  }

  /// Where number (i, j) of the result goes.
  private Matrix place(int i, int j) {
    Matrix c = j < split ? this.c : rest;
    int column = j < split ? j : j - split;
    return c.at(i * c.rowStride() + column * c.columnStride());
  }
}
