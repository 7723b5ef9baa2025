package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Runs programs over blocks. Memory in order and of the kernel's own type goes to the warm vector
/// kernel directly; anything else passes tile by tile through small arrays, which stay in the first
/// level cache.
public final class Pointwise {
  private static final int TILE = 1024;
  private static final int SQUARE = 32;

  /// Elements per block of work: enough to be worth a thread.
  private static final int GRAIN = 1 << 15;

  private static final int LEAST = 1 << 13;

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private Pointwise() {}

  /// The arrays of one thread.
  private static final class Scratch {
    final Object[][] arrays = new Object[Kind.values().length][0];

    Object[] of(Kind kind, int count) {
      Object[] a = arrays[kind.ordinal()];
      if (a.length < count) {
        int had = a.length;
        a = java.util.Arrays.copyOf(a, count);
        for (int i = had; i < count; i++) a[i] = Staging.array(kind, TILE);
        arrays[kind.ordinal()] = a;
      }
      return a;
    }
  }

  public static void run(Program program, DType compute, double[] scalars, Block out, Block... in) {
    Layout layout = out.layout();
    long n = layout.numel();
    if (n == 0) return;
    if (widens(program, out, in) && VectorWidening.run(in[0].address(), n, out.address())) return;
    KernelSet set = KernelSet.of(program, compute);
    if (layout.isContiguous() && out.dtype() == compute && n <= Integer.MAX_VALUE) {
      boolean plain = true;
      for (Block b : in) plain &= b.dtype() == compute && b.layout().isContiguous();
      if (plain) {
        MemoryKernel k = set.direct(0, n);
        if (k != null) {
          long[] p = new long[in.length + 1];
          p[0] = out.address();
          for (int i = 0; i < in.length; i++) p[i + 1] = in[i].address();
          row(k, p, 0, (int) n, compute.bytes(), scalars);
          return;
        }
      }
    }
    Block[] all = new Block[in.length + 1];
    all[0] = out;
    System.arraycopy(in, 0, all, 1, in.length);
    general(set, scalars, Walk.of(all), all, n);
  }

  /// Whether float32 in order becomes float64 and nothing else happens.
  private static boolean widens(Program program, Block out, Block[] in) {
    return Simd.ON
        && in.length == 1
        && out.dtype() == DType.FLOAT64
        && in[0].dtype() == DType.FLOAT32
        && program.formula().equals(Formula.X)
        && out.layout().isContiguous()
        && in[0].layout().isContiguous();
  }

  /// How many of `n` numbers a thread takes at once: whole vectors, enough to be worth it, and not
  /// so many that one thread would wait for another.
  private static int share(long n) {
    if (n < 4 * LEAST) return (int) n;
    return (int) Math.clamp((n / 8 + 63) / 64 * 64, LEAST, GRAIN);
  }

  /// One row of memory, in blocks if it is long.
  static void row(MemoryKernel k, long[] p, long still, int n, int bytes, double[] scalars) {
    int each = share(n);
    if (n <= each) {
      k.run(p, n, scalars);
      return;
    }
    Threads.thereAndBack(
        (n + each - 1) / each,
        b -> {
          int from = b * each;
          long[] q = p.clone();
          for (int i = 0; i < q.length; i++)
            if (i == 0 || (still >>> i - 1 & 1) == 0) q[i] += (long) from * bytes;
          k.run(q, Math.min(each, n - from), scalars);
        });
  }

  private static void general(KernelSet set, double[] scalars, Walk walk, Block[] all, long n) {
    long inner = walk.inner(0);
    boolean pending = false;
    if (inner >= 32 && inner <= Integer.MAX_VALUE || walk.rank() == 0) {
      int still = rows(set, walk, all);
      if (still >= 0) {
        MemoryKernel k = set.direct(still, n);
        pending = k == null && set.isVector();
        if (k != null) {
          rows(k, scalars, walk, still, all[0].dtype().bytes());
          return;
        }
      }
    }
    new Tiles(set, scalars, walk, all, pending).run();
  }

  /// Which inputs stay along the innermost dimension, as bits; -1 if not all others are of the
  /// kernel's type and in order.
  private static int rows(KernelSet set, Walk walk, Block[] all) {
    if (set.complex || all.length > 9) return -1;
    int still = 0;
    int bytes = set.compute.bytes();
    for (int k = 0; k < all.length; k++) {
      if (all[k].dtype() != set.compute) return -1;
      long s = walk.innerStride(k, 0);
      if (k > 0 && s == 0) still |= 1 << k - 1;
      else if (s != bytes) return -1;
    }
    return still;
  }

  /// Row by row along the innermost dimension of the walk.
  static void rows(MemoryKernel k, double[] scalars, Walk walk, int still, int bytes) {
    int n = (int) walk.inner(0);
    int outer = walk.rank() - 1;
    if (outer <= 0) {
      row(k, walk.address, still, n, bytes, scalars);
      return;
    }
    long count = 1;
    for (int d = 0; d < outer; d++) count *= walk.size[d];
    long rows = count;
    if (n >= 2 * GRAIN) {
      for (long r = 0; r < rows; r++) row(k, at(walk, r, outer), still, n, bytes, scalars);
      return;
    }
    int each = Math.max(1, share(rows * n) / n);
    Threads.thereAndBack(
        (int) ((rows + each - 1) / each),
        b -> {
          long from = (long) b * each;
          long to = Math.min(rows, from + each);
          if (outer == 1) {
            long[] p = at(walk, from, 1);
            for (long r = from; r < to; r++) {
              k.run(p, n, scalars);
              for (int i = 0; i < p.length; i++) p[i] += walk.stride[i][0];
            }
          } else for (long r = from; r < to; r++) k.run(at(walk, r, outer), n, scalars);
        });
  }

  /// The addresses at the `index`-th place of the outermost `outer` dimensions.
  private static long[] at(Walk walk, long index, int outer) {
    long[] p = walk.address.clone();
    for (int d = outer - 1; d >= 0; d--) {
      long i = index % walk.size[d];
      index /= walk.size[d];
      for (int k = 0; k < p.length; k++) p[k] += i * walk.stride[k][d];
    }
    return p;
  }

  /// The way through arrays: tiles of two dimensions, the innermost one and a second one, which is
  /// the next one or, where an input is transposed, the one along which that input lies in order.
  private static final class Tiles {
    private final KernelSet set;
    private final double[] scalars;
    private final Walk walk;
    private final Block[] all;
    private final int d0;
    private final int d1;
    private final int t0;
    private final int t1;
    private final long n0;
    private final long n1;
    private final long count0;
    private final long count1;
    private final boolean pending;

    Tiles(KernelSet set, double[] scalars, Walk walk, Block[] all, boolean pending) {
      this.pending = pending;
      this.set = set;
      this.scalars = scalars;
      this.walk = walk;
      this.all = all;
      this.d0 = walk.rank() - 1;
      this.n0 = d0 >= 0 ? walk.size[d0] : 1;
      int across = transposed();
      this.d1 = across >= 0 ? across : d0 - 1;
      this.n1 = d1 >= 0 ? walk.size[d1] : 1;
      this.t0 = (int) Math.min(n0, across >= 0 ? SQUARE : TILE);
      this.t1 = (int) Math.min(n1, across >= 0 ? SQUARE : TILE / t0);
      this.count0 = (n0 + t0 - 1) / t0;
      this.count1 = (n1 + t1 - 1) / t1;
    }

    private int transposed() {
      for (int k = 1; k < all.length; k++) {
        int bytes = all[k].dtype().bytes();
        if (d0 < 1 || Math.abs(walk.stride[k][d0]) <= 2 * bytes) continue;
        for (int d = 0; d < d0; d++)
          if (Math.abs(walk.stride[k][d]) == bytes && walk.size[d] >= 4) return d;
      }
      return -1;
    }

    void run() {
      long count = count0 * count1;
      for (int d = 0; d < d0; d++) if (d != d1) count *= walk.size[d];
      long tiles = count;
      int each = Math.max(1, share(tiles * t0 * t1) / (t0 * t1));
      if (tiles <= each) {
        span(0, tiles);
        return;
      }
      Threads.run(
          (int) ((tiles + each - 1) / each),
          b -> span((long) b * each, Math.min(tiles, (long) (b + 1) * each)));
    }

    private void span(long from, long to) {
      int ins = all.length - 1;
      int parts = set.complex ? 2 : 1;
      Object[] scratch = SCRATCH.get().of(set.kind, (ins + 1) * parts);
      Object[] out = new Object[parts];
      System.arraycopy(scratch, 0, out, 0, parts);
      Object[] in = new Object[ins * parts];
      System.arraycopy(scratch, parts, in, 0, ins * parts);
      ArrayKernel kernel = set.arrays((to - from) * t0 * t1, pending);
      long[] p = new long[all.length];
      for (long tile = from; tile < to; tile++) {
        long rest = tile;
        long i0 = rest % count0 * t0;
        rest /= count0;
        long i1 = rest % count1 * t1;
        rest /= count1;
        System.arraycopy(walk.address, 0, p, 0, p.length);
        move(p, d0, i0);
        move(p, d1, i1);
        for (int d = d0 - 1; d >= 0; d--) {
          if (d == d1) continue;
          move(p, d, rest % walk.size[d]);
          rest /= walk.size[d];
        }
        int m0 = (int) Math.min(t0, n0 - i0);
        int m1 = (int) Math.min(t1, n1 - i1);
        for (int k = 0; k < ins; k++)
          for (int part = 0; part < parts; part++)
            Staging.loadTile(
                set.kind,
                all[k + 1].dtype(),
                p[k + 1],
                stride(k + 1, d0),
                stride(k + 1, d1),
                m0,
                m1,
                in[k * parts + part],
                part);
        kernel.run(in, out, m0 * m1, scalars);
        int stored = all[0].dtype().isComplex() ? parts : 1;
        for (int part = 0; part < stored; part++)
          Staging.storeTile(
              set.kind,
              all[0].dtype(),
              p[0],
              stride(0, d0),
              stride(0, d1),
              m0,
              m1,
              out[part],
              part);
        if (stored < parts || parts == 1 && all[0].dtype().isComplex())
          clearImaginary(p[0], m0, m1);
      }
    }

    /// A real result in a complex output has the imaginary part 0.
    private void clearImaginary(long address, int m0, int m1) {
      if (!all[0].dtype().isComplex()) return;
      Object zeros = Staging.array(set.kind, m0 * m1);
      Staging.storeTile(
          set.kind, all[0].dtype(), address, stride(0, d0), stride(0, d1), m0, m1, zeros, 1);
    }

    private long stride(int k, int d) {
      return d >= 0 ? walk.stride[k][d] : 0;
    }

    private void move(long[] p, int d, long i) {
      if (d >= 0 && i != 0) for (int k = 0; k < p.length; k++) p[k] += i * walk.stride[k][d];
    }
  }
}
