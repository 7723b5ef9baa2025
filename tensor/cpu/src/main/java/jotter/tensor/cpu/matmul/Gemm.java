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

  /// Of how many blocks of A there are a multiple, so that threads end together.
  private static final int SHARES = 4;

  private final Tiling t;
  private final int m;
  private final int n;
  private final int k;
  private final Matrix a;
  private final Packer b;
  private final Object ofRows;
  private final Object ofColumns;
  private final Matrix c;

  /// The column from which on results go to `rest`, as if they began there.
  private final int split;

  private final Matrix rest;
  private final boolean accumulate;
  private final Tiling.Left left;
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
      Packer right = of(Tiling.of(kind), a.transpose(), null);
      Matrix out = c.transpose();
      return new Gemm(kind, n, m, k, b.transpose(), right, out, accumulate, ofColumns, null);
    }
    Packer right = of(Tiling.of(kind), b, whole);
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
    this.a = a;
    this.b = b;
    this.c = c;
    this.split = split;
    this.rest = rest;
    this.accumulate = accumulate;
    this.ofRows = ofRows;
    this.ofColumns = ofColumns;
    this.left = copies(a) && exact() ? t.byRows : t.byColumns;
    this.micro = left.micro((long) m * n * k);
  }

  /// Where the right side comes from.
  public interface Packer {
    /// Rows `row` .. `row + rows - 1` of columns `column` .. `column + columns - 1`, in slivers of
    /// `width` columns one behind the other: element (i, j) goes to `to[at + (j / width · rows + i)
    /// · width + j % width]`.
    void pack(int row, int rows, int column, int columns, Object to, int at, int width);

    /// Whether many slivers at once are packed no faster than one by one.
    default boolean slivers() {
      return false;
    }

    /// All that can be packed, as {@link PackedRight#slivers}, if it is there already; else null.
    default float[] whole() {
      return null;
    }

    /// The packer that packs sliver by sliver with this one.
    default Packer bySlivers() {
      return bySlivers(null);
    }

    /// The same, where `whole` may be there already.
    private Packer bySlivers(float[] whole) {
      Packer one = this;
      return new Packer() {
        @Override
        public void pack(int row, int rows, int column, int columns, Object to, int at, int width) {
          for (int q = 0; q < columns; q += width)
            one.pack(row, rows, column + q, Math.min(width, columns - q), to, at + q * rows, width);
        }

        @Override
        public boolean slivers() {
          return true;
        }

        @Override
        public float[] whole() {
          return whole;
        }
      };
    }
  }

  private static Packer of(Tiling t, Matrix b, float[] whole) {
    Packer one =
        (row, rows, column, columns, to, at, width) ->
            Packing.right(
                t.kind,
                b.at(row * b.rowStride() + column * b.columnStride()),
                rows,
                columns,
                to,
                at,
                width);
    return one.bySlivers(whole);
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

  /// Whether rows of the left side are runs of memory.
  private boolean copies(Matrix a) {
    return a.type() == t.type() && a.columnStride() == a.type().bytes();
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
        Object panel = scratch(t.kind, 0, slivers * t.columns * kc);
        int row = p;
        int column = j;
        int each = Math.max(1, (1 << 16) / (kc * t.columns));
        Threads.run(
            (slivers + each - 1) / each,
            s -> {
              int from = s * each * t.columns;
              int end = Math.min(width, (s + 1) * each * t.columns);
              int cut = (end - from) / t.columns * t.columns;
              if (cut < end - from) Packing.clear(t, panel, (from + cut) * kc, t.columns * kc);
              b.pack(row, kc, column + from, end - from, panel, from * kc, t.columns);
            });
        block(j, width, p, kc, chain, panel, 0, kc, add);
      }
    }
  }

  /// How many rows of A make a block: as many as the cache takes, fewer where that would be too few
  /// blocks for several threads.
  private int high(long products, int kc) {
    int most = Math.clamp(LEFT / kc, 64, 256) / t.rows * t.rows;
    if (m >= 4 * most) return even(most);
    if (products < WORTH) return Math.min(most, (m + t.rows - 1) / t.rows * t.rows);
    int blocks = m >= 256 ? 2 * SHARES : SHARES;
    int rows = (m + blocks - 1) / blocks;
    return (rows + t.rows - 1) / t.rows * t.rows;
  }

  /// Columns `j` .. of the result, as far as numbers `p` .. of A's rows go. Their slivers begin at
  /// `from` in `panel`, each `deep` rows after the last one.
  private void block(
      int j, int width, int p, int kc, int chain, Object panel, int from, int deep, boolean add) {
    long products = (long) m * width * kc;
    int high = high(products, kc);
    MicroStore direct = direct(p, add, products);
    Threads.run(
        (m + high - 1) / high,
        g -> {
          int i = g * high;
          int height = Math.min(high, m - i);
          Object pack = scratch(t.kind, 1, packed(height, kc, chain));
          Object[] tiles = Tiles.own(t, (height + t.rows - 1) / t.rows);
          pack(i, height, p, kc, chain, pack);
          for (int q = 0; q < width; q += t.columns)
            sliver(
                i, height, p, kc, chain, j + q, pack, panel, from + q * deep, tiles, add, direct);
        });
  }

  /// All of it at once, shared out by slivers of the right side: each thread packs its own, and the
  /// left side for itself.
  private void bySlivers(int chain) {
    MicroStore direct = direct(0, accumulate, (long) m * n * k);
    int size = packed(m, k, chain);
    int slivers = (n + t.columns - 1) / t.columns;
    int each = (int) Threads.perBlock(slivers, WORTH / ((long) m * t.columns * k));
    Object work = new Object();
    float[] whole = b.whole();
    Threads.run(
        (slivers + each - 1) / each,
        g -> {
          Object pack = scratch(t.kind, 1, size);
          Object panel = whole == null ? scratch(t.kind, 0, t.columns * k) : whole;
          Object[] tiles = Tiles.own(t, (m + t.rows - 1) / t.rows);
          if (Own.begins(work)) pack(0, m, 0, k, chain, pack);
          for (int s = g * each; s < Math.min(slivers, (g + 1) * each); s++) {
            int j = s * t.columns;
            int wide = Math.min(t.columns, n - j);
            if (whole == null) {
              if (wide < t.columns) Packing.clear(t, panel, 0, t.columns * k);
              b.pack(0, k, j, wide, panel, 0, t.columns);
            }
            int from = whole == null ? 0 : j * k;
            sliver(0, m, 0, k, chain, j, pack, panel, from, tiles, accumulate, direct);
          }
        });
  }

  /// At most `most` rows, of which the left side has a multiple of {@link #SHARES} blocks; `most`
  /// if that takes much smaller ones. Panels that are packed in pairs stay together: both lie in
  /// one line of the cache.
  private int even(int most) {
    int unit = left == t.byRows ? t.rows : 2 * t.rows;
    for (int rows = most / unit * unit; rows >= most / 2; rows -= unit)
      if ((m + rows - 1) / rows % SHARES == 0) return rows;
    return most;
  }

  /// Whether finished tiles are written by the micro-kernel, and how; else null.
  private MicroStore direct(int p, boolean add, long products) {
    boolean plain = !add && (p > 0 || ofRows == null && ofColumns == null);
    return left.stores(c, plain, products);
  }

  /// The numbers of `height` packed rows of A.
  private int packed(int height, int kc, int chain) {
    return (kc + chain - 1) / chain * panels(height, chain);
  }

  private int panels(int height, int chain) {
    return (height + t.rows - 1) / t.rows * left.size(chain);
  }

  /// Rows `i` .. of the result, columns `j` .. of it as many as a sliver has: numbers `p` .. of A's
  /// rows, which are packed, times those of the sliver in `panel` from `from` on. A sliver's chain
  /// stays in the first level cache while all panels pass by it.
  private void sliver(
      int i,
      int height,
      int p,
      int kc,
      int chain,
      int j,
      Object pack,
      Object panel,
      int from,
      Object[] tiles,
      boolean add,
      MicroStore direct) {
    int wide = Math.min(t.columns, n - j);
    Matrix c = j < split ? this.c : rest;
    int column = j < split ? j : j - split;
    int size = panels(height, chain);
    for (int s = 0, at = 0; s < kc; s += chain, at += size) {
      int sum = Math.min(chain, kc - s);
      int right = from + s * t.columns;
      boolean last = s + chain >= kc;
      int one = left.size(sum);
      for (int r = 0, q = 0, first = at; r < height; r += t.rows, q++, first += one) {
        Object tile = tiles[q];
        Object before = s == 0 ? t.nothing : tile;
        int tall = Math.min(t.rows, height - r);
        if (!last) {
          micro.run(sum, pack, first, panel, right, before, tile);
          continue;
        }
        long to = (i + r) * c.rowStride() + column * c.columnStride();
        if (direct != null && tall == t.rows && wide == t.columns) {
          long address = c.address() + to;
          direct.run(sum, pack, first, panel, right, before, address, c.rowStride());
          continue;
        }
        micro.run(sum, pack, first, panel, right, before, tile);
        Object rows = p == 0 ? ofRows : null;
        Object columns = p == 0 ? ofColumns : null;
        Tiles.store(t, tile, c.at(to), tall, wide, add, rows, i + r, columns, j);
      }
    }
  }

  /// Whether columns of the left side are runs of memory of the kernel's own type.
  private boolean across(Matrix a) {
    return a.type() == t.type() && a.rowStride() == t.type().bytes();
  }

  /// Packs `height` rows of A, `kc` numbers of each, chain by chain.
  private void pack(int row, int height, int column, int kc, int chain, Object to) {
    int size = (height + t.rows - 1) / t.rows * left.size(chain);
    if (left == t.byColumns) {
      for (int s = 0, at = 0; s < kc; s += chain, at += size)
        pack(row, height, column + s, Math.min(chain, kc - s), to, at);
      return;
    }
    long from = a.address() + row * a.rowStride() + column * a.columnStride();
    for (int r = 0, at = 0; r < height; r += t.rows, at += left.size(chain)) {
      int rows = Math.min(t.rows, height - r);
      Packing.rows(t, from + r * a.rowStride(), a.rowStride(), rows, kc, chain, to, at, size);
    }
  }

  /// Packs `height` rows of A, `kc` numbers of each, as panels one behind the other.
  private void pack(int row, int height, int column, int kc, Object to, int at) {
    Matrix from = a.at(row * a.rowStride() + column * a.columnStride());
    int panels = (height + t.rows - 1) / t.rows;
    for (int r = packPairs(from, height, kc, to, at); r < panels; r++)
      packA(from, r * t.rows, height, kc, to, at + r * left.size(kc));
  }

  /// Packs as many panels as can be packed in pairs; returns how many.
  private int packPairs(Matrix from, int height, int kc, Object to, int at) {
    if (left == t.byRows || t.panels.pairs == null || !across(from)) return 0;
    int n = side(t.panels.quads.get((long) height * kc), 4, from, 0, height, kc, to, at);
    return side(t.panels.pairs.get((long) height * kc), 2, from, n, height, kc, to, at);
  }

  /// Packs panels from `r` on with a loop for `some` side by side, if it is there; returns up to
  /// which.
  private int side(
      Panel loop, int some, Matrix from, int r, int height, int kc, Object to, int at) {
    for (; loop != null && (r + some) * t.rows <= height; r += some)
      loop.run(
          from.address() + r * t.rows * from.rowStride(),
          from.columnStride(),
          kc,
          to,
          at + r * left.size(kc));
    return r;
  }

  /// Rows `row` .. of A, k after k; rows beyond the end are zero.
  private void packA(Matrix from, int row, int height, int kc, Object to, int at) {
    int rows = Math.min(t.rows, height - row);
    long base = from.address() + row * from.rowStride();
    if (rows < t.rows) Packing.clear(t, to, at, left.size(kc));
    if (rows == t.rows && t.panels.columns != null && across(from)) {
      Panel p = t.panels.columns.get((long) rows * kc);
      if (p != null) {
        p.run(base, from.columnStride(), kc, to, at);
        return;
      }
    }
    if (Math.abs(from.columnStride()) <= Math.abs(from.rowStride()))
      for (int i = 0; i < rows; i++)
        Staging.load(
            t.kind,
            from.type(),
            base + i * from.rowStride(),
            from.columnStride(),
            kc,
            to,
            at + i,
            t.rows,
            from.part());
    else
      for (int k = 0; k < kc; k++)
        Staging.load(
            t.kind,
            from.type(),
            base + k * from.columnStride(),
            from.rowStride(),
            rows,
            to,
            at + k * t.rows,
            1,
            from.part());
  }
}
