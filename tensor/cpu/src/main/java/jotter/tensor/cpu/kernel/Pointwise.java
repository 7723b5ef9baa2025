package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Runs programs over blocks. Memory in order and of the kernel's own type goes to the warm vector
/// kernel directly; anything else passes tile by tile through small arrays, which stay in the first
/// level cache.
public final class Pointwise {
  /// Rows that are worth a call each.
  private static final int LONG = 32;

  /// A tile of transposed inputs: bytes of a row and how many there are. Each line of the cache
  /// that is fetched is used whole, and the turned tile stays in the first level.
  private static final int ROW = 512;

  private static final int ROWS = 64;

  /// Elements per block of work: enough to be worth a thread.
  private static final int GRAIN = 1 << 15;

  private static final int LEAST = 1 << 13;

  /// Operands of kernels over memory.
  private static final int MOST = 9;

  private static final Program COPY = Program.of("copy", Formula.X);

  private Pointwise() {}

  public static void run(Program program, DType compute, double[] scalars, Block out, Block... in) {
    Layout layout = out.layout();
    long n = layout.numel();
    if (n == 0) return;
    if (in.length == 2 && program.formula().equals(Formula.Y)) {
      // What the first input holds, the output before an assignment, need not be read.
      run(COPY, compute, scalars, out, in[1]);
      return;
    }
    if (widens(program, out, in) && VectorWidening.run(in[0].address(), n, out.address())) return;
    if (bytes(program, out, in) && Narrow.floats(in[0].dtype(), in[0].address(), n, out.address()))
      return;
    if (TruthWords.run(program, compute, out, in)) return;
    KernelSet set = KernelSet.of(program, compute);
    if (out.dtype() == compute && layout.isContiguous() && n <= Integer.MAX_VALUE) {
      // Small tensors come here most: nothing is made that they can do without.
      boolean own = true;
      for (Block b : in) own &= b.dtype() == compute && b.layout().isContiguous();
      MemoryKernel k = own ? set.direct(0, n) : null;
      if (k != null) {
        long[] p = new long[in.length + 1];
        p[0] = out.address();
        for (int i = 0; i < in.length; i++) p[i + 1] = in[i].address();
        row(k, p, (int) n, compute.bytes(), scalars);
        return;
      }
    }
    Block[] all = new Block[in.length + 1];
    all[0] = out;
    System.arraycopy(in, 0, all, 1, in.length);
    general(program, set, scalars, Walk.of(all), all);
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

  /// Whether bytes or truth values in order become float32 and nothing else happens.
  private static boolean bytes(Program program, Block out, Block[] in) {
    return in.length == 1
        && out.dtype() == DType.FLOAT32
        && (in[0].dtype() == DType.UINT8 || in[0].dtype() == DType.BOOL)
        && program.formula().equals(Formula.X)
        && out.layout().isContiguous()
        && in[0].layout().isContiguous();
  }

  /// How many of `n` numbers a thread takes at once: whole vectors, enough to be worth it, and not
  /// so many that one thread would wait for another.
  static int share(long n) {
    if (n < 4 * LEAST) return (int) n;
    return (int) Math.clamp((n / 8 + 63) / 64 * 64, LEAST, GRAIN);
  }

  /// How many bytes each operand of a row goes on from element to element.
  private static int[] pitches(KernelSet set, Elements types, long still, int count) {
    int[] pitch = new int[count];
    for (int k = 0; k < count; k++)
      if (k == 0 || (still >>> k - 1 & 1) == 0) pitch[k] = types.bytes(set.kind, k);
    return pitch;
  }

  /// `count` operands of `bytes` bytes that all go on.
  static int[] pitches(int bytes, int count) {
    int[] pitch = new int[count];
    java.util.Arrays.fill(pitch, bytes);
    return pitch;
  }

  /// One row of memory, in blocks if it is long; all operands' elements are of `bytes` bytes.
  static void row(MemoryKernel k, long[] p, int n, int bytes, double[] scalars) {
    if (n <= share(n)) k.run(p, n, scalars);
    else row(k, p, n, pitches(bytes, p.length), scalars);
  }

  /// One row of memory, in blocks if it is long; the operands' elements lie `pitch` bytes apart.
  static void row(MemoryKernel k, long[] p, int n, int[] pitch, double[] scalars) {
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
          for (int i = 0; i < q.length; i++) q[i] += (long) from * pitch[i];
          k.run(q, Math.min(each, n - from), scalars);
        });
  }

  private static void general(
      Program program, KernelSet set, double[] scalars, Walk walk, Block[] all) {
    int bytes = all[0].dtype().bytes();
    Turned turned = Turned.of(walk, all);
    if (turned != null && Copying.serves(program, set.compute, walk, all, turned)) {
      Tiles.turned(walk, turned, ROW / bytes, ROWS).run(n -> new Copying(walk, turned, bytes));
      return;
    }
    Elements types = set.complex || all.length > MOST ? null : Elements.of(set.compute, all);
    // What is turned is turned as a whole, of one width.
    if (turned != null && types != Elements.OWN) types = null;
    int still = walk.inner(0) >= LONG && types != null ? still(set, walk, types, turned) : -1;
    MemoryKernel k = still < 0 ? null : set.direct(still, types, all[0].layout().numel());
    if (k != null && turned == null) rows(k, scalars, walk, pitches(set, types, still, all.length));
    else if (k != null)
      Tiles.turned(walk, turned, ROW / bytes, ROWS)
          .run(n -> new Turning(k, scalars, walk, turned, bytes));
    else {
      boolean pending = still >= 0 && set.isVector();
      Tiles tiles = Staged.tiles(walk, turned);
      tiles.run(
          n -> new Staged(set, set.arrays(n, pending), scalars, walk, all, tiles.second(), turned));
    }
  }

  /// Which inputs stay along the innermost dimension, as bits; -1 if not all others are in order,
  /// or will be turned.
  private static int still(KernelSet set, Walk walk, Elements types, Turned turned) {
    if (walk.inner(0) > Integer.MAX_VALUE) return -1;
    int still = 0;
    for (int k = 0; k < walk.address.length; k++) {
      long s = walk.innerStride(k, 0);
      if (k > 0 && s == 0) still |= 1 << k - 1;
      else if (s != types.bytes(set.kind, k) && (turned == null || !turned.has(k))) return -1;
    }
    return still;
  }

  /// Row by row along the innermost dimension of the walk.
  static void rows(MemoryKernel k, double[] scalars, Walk walk, int[] pitch) {
    int n = (int) walk.inner(0);
    int outer = walk.rank() - 1;
    if (outer <= 0) {
      row(k, walk.address, n, pitch, scalars);
      return;
    }
    long count = 1;
    for (int d = 0; d < outer; d++) count *= walk.size[d];
    long rows = count;
    if (n >= 2 * GRAIN) {
      for (long r = 0; r < rows; r++) row(k, at(walk, r, outer), n, pitch, scalars);
      return;
    }
    int each = Math.max(1, share(rows * n) / n);
    Threads.thereAndBack(
        (int) ((rows + each - 1) / each),
        b -> {
          long from = (long) b * each;
          long to = Math.min(rows, from + each);
          long[] p = at(walk, from, outer);
          long left = walk.size[outer - 1] - from % walk.size[outer - 1];
          for (long r = from; r < to; r++) {
            if (left-- == 0) {
              p = at(walk, r, outer);
              left = walk.size[outer - 1] - 1;
            }
            k.run(p, n, scalars);
            for (int i = 0; i < p.length; i++) p[i] += walk.stride[i][outer - 1];
          }
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
}
