package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Warmer;
import jotter.tensor.formula.Update;
import jotter.tensor.formula.code.Code;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.formula.code.Lowering;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Change;
import jotter.tensor.spi.Layout;

/// Update rules over memory in order, or over rows of it: kernels with several outputs, scalar at
/// first, with vectors once there was work enough.
public final class Updates {
  private static final long WORTH = 1 << 15;

  private final Kind kind;
  private final Code code;
  private final int pointers;
  private final boolean vector;
  private final MemoryKernel scalar;
  private volatile MemoryKernel best;
  private long work;

  private Updates(Update rule, Kind kind) {
    this.kind = kind;
    this.code = Lowering.of(rule.formulas(), kind);
    this.pointers = rule.formulas().size() + rule.inputs();
    this.vector = KernelSet.vectors(code);
    this.scalar = Emitter.memory(code, kind, 0, false);
    this.best = scalar;
  }

  /// Changes `in[0]`, `in[1]`, ... as the rule says; false if these blocks are none for a kernel.
  public static boolean run(Update rule, double[] scalars, Block... in) {
    DType t = in[0].dtype();
    if (t != DType.FLOAT32 && t != DType.FLOAT64) return false;
    long n = in[0].layout().numel();
    if (n > Integer.MAX_VALUE) return false;
    boolean flat = true;
    for (Block b : in) {
      if (b.dtype() != t || b.layout().numel() != n) return false;
      flat &= b.layout().isContiguous();
    }
    if (n == 0) return true;
    Updates u = of(rule, t);
    int outputs = rule.formulas().size();
    if (flat) u.run(in, outputs, scalars, (int) n, t.bytes());
    else return u.runRows(in, outputs, scalars, (int) n, t.bytes());
    return true;
  }

  /// The kernels of `rule` for numbers of type `t`.
  private static Updates of(Update rule, DType t) {
    Updates[] both = (Updates[]) rule.kernels();
    if (both == null) both = (Updates[]) rule.keepKernels(new Updates[2]);
    int which = t == DType.FLOAT32 ? 0 : 1;
    if (both[which] == null) both[which] = new Updates(rule, KernelSet.kind(t));
    return both[which];
  }

  /// A rule for float32 matrices, to be carried out some rows at a time.
  public static final class Rows {
    private static final int BYTES = 4;

    /// Numbers that are worth a thread's while.
    private static final int LEAST = 1 << 10;

    private final MemoryKernel kernel;
    private final double[] scalars;
    private final int columns;
    private final long[] address;
    private final long[] pitch;

    private Rows(MemoryKernel kernel, double[] scalars, int columns, int pointers) {
      this.kernel = kernel;
      this.scalars = scalars;
      this.columns = columns;
      this.address = new long[pointers];
      this.pitch = new long[pointers];
    }

    /// Null if the matrices are none of `rows` runs of float32.
    public static Rows of(Change c, int rows) {
      int outputs = c.rule().formulas().size();
      Block[] in = c.in();
      long columns = in[0].layout().shape()[1];
      if (columns > Integer.MAX_VALUE) return null;
      for (Block b : in) {
        Layout l = b.layout();
        if (b.dtype() != DType.FLOAT32 || l.rank() != 2 || l.strides()[1] != 1) return null;
        if (l.shape()[0] != rows || l.shape()[1] != columns) return null;
      }
      MemoryKernel kernel = Updates.of(c.rule(), DType.FLOAT32).kernel(rows * columns);
      Rows r = new Rows(kernel, c.scalars(), (int) columns, outputs + in.length);
      for (int k = 0; k < r.address.length; k++) {
        Block b = in[k < outputs ? k : k - outputs];
        r.address[k] = b.address();
        r.pitch[k] = b.layout().strides()[0] * BYTES;
      }
      return r;
    }

    /// How many rows are worth a thread's while.
    public int some() {
      return Math.max(1, LEAST / Math.max(1, columns));
    }

    /// Rows `from` .. `from + rows - 1`.
    public void run(int from, int rows) {
      long[] p = new long[address.length];
      for (int k = 0; k < p.length; k++) p[k] = address[k] + from * pitch[k];
      for (int r = 0; r < rows; r++) {
        kernel.run(p, columns, scalars);
        for (int k = 0; k < p.length; k++) p[k] += pitch[k];
      }
    }
  }

  /// False if the blocks do not lie in order along the innermost dimension.
  private boolean runRows(Block[] in, int outputs, double[] scalars, int n, int bytes) {
    Block[] all = new Block[pointers];
    System.arraycopy(in, 0, all, 0, outputs);
    System.arraycopy(in, 0, all, outputs, in.length);
    Walk walk = Walk.of(all);
    for (int k = 0; k < all.length; k++)
      if (walk.rank() == 0 || walk.innerStride(k, 0) != bytes) return false;
    Pointwise.rows(kernel(n), scalars, walk, Pointwise.pitches(bytes, pointers));
    return true;
  }

  private void run(Block[] in, int outputs, double[] scalars, int n, int bytes) {
    long[] p = new long[pointers];
    for (int k = 0; k < outputs; k++) p[k] = in[k].address();
    for (int k = 0; k < in.length; k++) p[outputs + k] = in[k].address();
    Pointwise.row(kernel(n), p, n, bytes, scalars);
  }

  private MemoryKernel kernel(long n) {
    MemoryKernel k = best;
    if (k == scalar && vector) {
      long before = work;
      work = before + n + 64;
      if (before < WORTH && work >= WORTH)
        Warmer.warm(
            () ->
                Trial.of(
                    Emitter.memory(code, kind, 0, true), kind, pointers - 1, code.steps().size()),
            Trial::fast,
            t -> best = t.kernel());
    }
    return k;
  }

  /// For tests: the vector kernel now, without warming it up.
  static void force(Update rule, DType t) {
    Updates[] both = (Updates[]) rule.kernels();
    Updates u = both[t == DType.FLOAT32 ? 0 : 1];
    if (u.vector) u.best = Emitter.memory(u.code, u.kind, 0, true);
  }
}
