package jotter.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Storage;

/// A product with a {@link KeptRight}, and what becomes of its numbers. The rows go in blocks, of
/// which as many chains as the second level cache takes are packed at once; each sliver of the
/// right side is read once for a block, from wherever it is.
public final class KeptProduct {
  /// Numbers of the left side that are packed at once, and panels of a block.
  private static final int LEFT = 1 << 17;

  private static final int BLOCK = 32;

  /// Blocks from which on each is one thread's, and panels that one has at least.
  private static final int BLOCKS = 4;

  private static final int LEAST = 4;

  /// Numbers of a right side that stays in the second level cache.
  private static final int NEAR = 1 << 16;

  /// So many pieces a product has at least, if there are panels enough.
  private static final int PIECES = 16;

  /// Numbers of a result that are finished together.
  private static final int PIECE = 1 << 12;

  private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

  /// Where the left side comes from.
  public interface Rows {
    /// Numbers `from` .. `from + n - 1` of the rows `row` .. `row + rows - 1`, whose beginnings lie
    /// `pitch` apart.
    void pack(int row, int rows, int from, int n, float[] to, int at, int pitch);
  }

  private final Tiling t = Tiling.F32;
  private final int m;
  private final Rows left;
  private final KeptRight b;
  private final long out;
  private final long pitch;
  private final Finish finish;
  private final int chain;
  private final int chains;
  private final int panels;
  private final int size;
  private final boolean whole;

  /// Of the last panel, if it is not full: all of it goes here first.
  private final Storage rest;

  private KeptProduct(int m, Rows left, KeptRight b, long out, Finish finish) {
    this.m = m;
    this.left = left;
    this.b = b;
    this.out = out;
    this.pitch = 4L * b.columns();
    this.finish = finish;
    chain = t.chain(b.depth());
    chains = (b.depth() + chain - 1) / chain;
    panels = (m + t.rows - 1) / t.rows;
    size = t.byRows.size(chain);
    whole = m % t.rows == 0;
    rest = whole ? null : Pool.INSTANCE.allocate(4L * t.rows * t.columns * b.slivers());
  }

  /// `m` rows at `out`, one behind the other; `finish` may be null.
  public static void run(int m, Rows left, KeptRight b, long out, Finish finish) {
    KeptProduct p = new KeptProduct(m, left, b, out, finish);
    try {
      p.run();
    } finally {
      if (p.rest != null) p.rest.release();
      Reference.reachabilityFence(b);
    }
  }

  /// Rows of a matrix that are runs of float32.
  public static Rows rows(long address, long pitch) {
    return (row, rows, from, n, to, at, apart) ->
        Packing.rows(Tiling.F32, address + row * pitch + 4L * from, pitch, rows, n, to, at);
  }

  private void run() {
    int block = Math.min(panels, BLOCK);
    // A right side that is near is read again for the sake of more blocks.
    if ((long) b.depth() * b.columns() <= NEAR)
      block = Math.clamp((panels + BLOCKS - 1) / BLOCKS, Math.min(panels, LEAST), block);
    int blocks = (panels + block - 1) / block;
    int each = block;
    // Threads that have a block each need not wait for one another before its end.
    if (blocks >= BLOCKS) Threads.run(blocks, i -> block(i * each, each));
    else for (int i = 0; i < blocks; i++) block(i * each, each);
  }

  /// At most `most` panels from `first` on.
  private void block(int first, int most) {
    int some = Math.clamp(LEFT / (most * size), 1, chains);
    float[] a = scratch(most * some * size);
    int slivers = b.slivers();
    int here = Math.min(most, panels - first);
    int groups = Math.clamp(PIECES / slivers, 1, here);
    int each = (here + groups - 1) / groups;
    for (int c = 0; c < chains; c += some) {
      int from = c;
      int end = Math.min(chains, c + some);
      Threads.Stage packing =
          new Threads.Stage(here, p -> pack(first + p, from, end, a, p * some * size));
      Threads.Stage product =
          new Threads.Stage(
              slivers * groups,
              i -> {
                int g = i % groups * each;
                sliver(i / groups, first, g, Math.min(here, g + each), from, end, a, some);
              });
      if (end < chains || whole && finish == null) Threads.run(packing, product);
      else {
        int more = Math.clamp(PIECE / (t.rows * b.columns()), 1, here);
        Threads.Stage finishing =
            new Threads.Stage(
                (here + more - 1) / more,
                i -> finish(first + i * more, first + Math.min(here, (i + 1) * more)));
        Threads.run(packing, product, finishing);
      }
    }
  }

  private static float[] scratch(int size) {
    float[] s = SCRATCH.get();
    if (s.length < size) SCRATCH.set(s = new float[size]);
    return s;
  }

  private void pack(int panel, int from, int end, float[] to, int at) {
    int rows = Math.min(t.rows, m - panel * t.rows);
    for (int c = from; c < end; c++, at += size) {
      if (rows < t.rows) Arrays.fill(to, at, at + size, 0);
      int deep = Math.min(chain, b.depth() - c * chain);
      left.pack(panel * t.rows, rows, c * chain, deep, to, at, t.byRows.rowStep);
    }
  }

  /// Chains `from` .. `end - 1` of a sliver, which stay in the first level cache while panels pass.
  private void sliver(
      int sliver, int first, int g, int last, int from, int end, float[] a, int some) {
    int n = b.columns(sliver);
    KeptMicro micro = KeptMicro.of(n, (long) (last - g) * t.rows * n * b.depth());
    int width = KeptMicro.width(n);
    long right = b.sliver(sliver);
    long column = 4L * sliver * t.columns;
    for (int c = from; c < end; c++) {
      int deep = Math.min(chain, b.depth() - c * chain);
      long at = right + 4L * c * chain * width;
      b.fetch(at, 4 * deep * width);
      for (int p = g; p < last; p++) {
        boolean full = whole || first + p + 1 < panels;
        long to =
            full
                ? out + (long) (first + p) * t.rows * pitch + column
                : rest.address() + t.rows * column;
        long apart = full ? pitch : 4L * t.columns;
        long before = c == 0 ? b.bias() + column : to;
        micro.run(
            deep, a, (p * some + c - from) * size, at, before, c == 0 ? 0 : apart, to, apart, n);
      }
    }
  }

  /// The rows of panels `first` .. `end - 1` are summed up.
  private void finish(int first, int end) {
    int row = first * t.rows;
    int rows = Math.min(m, end * t.rows) - row;
    if (!whole && end == panels) {
      int last = (panels - 1) * t.rows;
      for (int s = 0; s < b.slivers(); s++)
        for (int i = 0; i < m - last; i++)
          MemorySegment.copy(
              Memory.ALL,
              rest.address() + 4L * t.columns * (s * t.rows + i),
              Memory.ALL,
              out + (last + i) * pitch + 4L * s * t.columns,
              4L * b.columns(s));
    }
    if (finish != null)
      finish.piece((long) row * b.columns(), Math.toIntExact((long) rows * b.columns()));
  }
}
