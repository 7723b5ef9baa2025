package jotter.tensor.cpu.matmul;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Updates;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Change;

/// A product with right sides that are packed already, and what is done with its rows afterwards.
/// All of it is one work for the threads: recurrent networks do it once for every step.
public final class RightProduct {
  /// Numbers of a left side that are packed at once.
  private static final int LEFT = 1 << 17;

  /// So many pieces a product has at least, if there are panels enough: threads should end
  /// together.
  private static final int PIECES = 16;

  /// Numbers of a left side that is packed as a whole, by each thread for itself.
  private static final int SMALL = 1 << 16;

  private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

  /// Numbers summed up in one chain: `deep` from the one `from` on, of the left and right side
  /// `part`.
  private record Chain(int part, int from, int deep) {}

  private final Tiling t = Tiling.F32;
  private final int m;
  private final int columns;
  private final PackedRight[] b;
  private final int[] depths;
  private final Matrix[] a;
  private final Matrix out;
  private final boolean accumulate;
  private final Updates.Rows[] changes;
  private final int panels;

  /// @param changes what is done with rows of the result
  RightProduct(
      int m,
      int columns,
      PackedRight[] b,
      int[] depths,
      Matrix[] a,
      Matrix out,
      boolean accumulate,
      Updates.Rows[] changes) {
    this.m = m;
    this.columns = columns;
    this.b = b;
    this.depths = depths;
    this.a = a;
    this.out = out;
    this.accumulate = accumulate;
    this.changes = changes;
    this.panels = (m + t.rows - 1) / t.rows;
  }

  /// `out = Σ aᵢ·bᵢ`, or added to it, and then the changes. False if the left sides are none that
  /// this is for.
  public static boolean run(
      PackedRight[] b, Block[] a, Block out, boolean accumulate, Change... changes) {
    if (out.dtype() != DType.FLOAT32 || out.layout().strides()[1] != 1) return false;
    Matrix[] left = new Matrix[a.length];
    int[] depths = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      if (b[i] == null || a[i].dtype() != DType.FLOAT32) return false;
      if (a[i].layout().rank() != 2 || a[i].layout().strides()[1] != 1) return false;
      left[i] = MatMul.matrix(a[i]);
      depths[i] = b[i].depth();
    }
    int m = Math.toIntExact(out.layout().shape()[0]);
    if (m <= 3) return false;
    Updates.Rows[] rows = new Updates.Rows[changes.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Updates.Rows.of(changes[i], m);
      if (rows[i] == null) return false;
    }
    Matrix to = MatMul.matrix(out);
    new RightProduct(m, b[0].columns(), b, depths, left, to, accumulate, rows).run();
    return true;
  }

  void run() {
    List<Chain> chains = new ArrayList<>();
    long products = 0;
    for (int i = 0; i < b.length; i++) {
      for (int p = 0; p < depths[i]; p += t.kc)
        chains.add(new Chain(i, p, Math.min(t.kc, depths[i] - p)));
      products += (long) m * columns * depths[i];
    }
    Micro micro = t.byRows.micro(products);
    MicroStore direct = t.byRows.stores(out, !accumulate, products);
    int some = Math.clamp(LEFT / (panels * t.byRows.size(t.kc)), 1, chains.size());
    for (int p = 0; p < chains.size(); p += some) {
      int end = Math.min(chains.size(), p + some);
      boolean add = accumulate || p > 0;
      Chain[] now = chains.subList(p, end).toArray(Chain[]::new);
      visit(now, add, micro, add ? null : direct, end == chains.size());
    }
  }

  /// What some chains add to the result.
  private void visit(Chain[] chains, boolean add, Micro micro, MicroStore direct, boolean last) {
    int size = t.byRows.size(t.kc);
    int packs = chains.length * panels;
    int slivers = (columns + t.columns - 1) / t.columns;
    int groups = Math.clamp(PIECES / slivers, 1, panels);
    int some = (panels + groups - 1) / groups;
    float[] shared = packs * size <= SMALL ? null : scratch(packs * size);
    Object work = new Object();
    Threads.Stage packing =
        new Threads.Stage(shared == null ? 0 : packs, i -> pack(chains, i, shared));
    Threads.Stage product =
        new Threads.Stage(
            slivers * groups,
            i -> {
              float[] left = shared == null ? own(work, chains) : shared;
              int from = i % groups * some;
              int end = Math.min(panels, from + some);
              int first = i / groups * t.columns;
              sliver(chains, left, first, from, end, add, micro, direct);
            });
    if (last && changes.length > 0) Threads.run(packing, product, change());
    else Threads.run(packing, product);
  }

  /// The left side of `chains`, packed by this thread.
  private float[] own(Object work, Chain[] chains) {
    int packs = chains.length * panels;
    float[] left = scratch(packs * t.byRows.size(t.kc));
    if (Own.begins(work)) for (int i = 0; i < packs; i++) pack(chains, i, left);
    return left;
  }

  private Threads.Stage change() {
    int some = changes[0].some();
    return new Threads.Stage(
        (m + some - 1) / some,
        g -> {
          int from = g * some;
          for (Updates.Rows c : changes) c.run(from, Math.min(some, m - from));
        });
  }

  /// Packs the i-th panel of what the chains sum up.
  private void pack(Chain[] chains, int i, float[] to) {
    Chain chain = chains[i / panels];
    int first = i % panels * t.rows;
    Matrix from = a[chain.part].at(4L * chain.from);
    int rows = Math.min(t.rows, m - first);
    long address = from.address() + first * from.rowStride();
    Packing.rows(t, address, from.rowStride(), rows, chain.deep, to, i * t.byRows.size(t.kc));
  }

  /// What the chains add to the columns of the result from `first` on, in panels `from` .. `end -
  /// 1`. A chain of the sliver stays in the first level cache while all panels pass by it.
  private void sliver(
      Chain[] chains,
      float[] left,
      int first,
      int from,
      int end,
      boolean add,
      Micro micro,
      MicroStore direct) {
    boolean one = chains.length == 1;
    Object[] tiles = Tiles.own(t, one ? 1 : panels);
    int size = t.byRows.size(t.kc);
    int wide = Math.min(t.columns, columns - first);
    for (int c = 0; c < chains.length; c++) {
      PackedRight of = b[chains[c].part];
      float[] right = of.slivers();
      int deep = chains[c].deep;
      int at = first * of.depth() + chains[c].from * t.columns;
      boolean last = c + 1 == chains.length;
      for (int r = from; r < end; r++) {
        int panel = (c * panels + r) * size;
        Object tile = tiles[one ? 0 : r];
        Object before = c == 0 ? t.nothing : tile;
        if (!last) {
          micro.run(deep, left, panel, right, at, before, tile);
          continue;
        }
        int rows = Math.min(t.rows, m - r * t.rows);
        Matrix to = out.at(r * t.rows * out.rowStride() + 4L * first);
        if (direct != null && rows == t.rows && wide == t.columns) {
          direct.run(deep, left, panel, right, at, before, to.address(), to.rowStride());
          continue;
        }
        micro.run(deep, left, panel, right, at, before, tile);
        Tiles.store(t, tile, to, rows, wide, add, null, 0, null, 0);
      }
    }
  }

  private static float[] scratch(int size) {
    float[] s = SCRATCH.get();
    if (s.length < size) SCRATCH.set(s = new float[size]);
    return s;
  }
}
