package jotter.tensor.cpu.kernel;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.formula.Program;

/// A formula over rows of float32 that lie in order, called row by row by kernels that have more to
/// do with each row while it is in cache.
public final class RowProgram {
  private static final int TILE = 1024;

  /// Addresses on the way to a kernel: as a new array for each row they would keep the collector
  /// busy.
  private static final ThreadLocal<long[]> ADDRESSES = ThreadLocal.withInitial(() -> new long[3]);

  private final KernelSet set;
  private final int inputs;

  public RowProgram(Program program) {
    set = KernelSet.of(program, DType.FLOAT32);
    inputs = program.inputs();
  }

  /// `to[i] = program(a[i])` for `n` elements; `to` may be `a`.
  public void run(int n, double[] scalars, long to, long a) {
    long[] p = ADDRESSES.get();
    p[0] = to;
    p[1] = a;
    run(n, scalars, p);
  }

  /// `to[i] = program(a[i], b[i])` for `n` elements; `to` may be one of them.
  public void run(int n, double[] scalars, long to, long a, long b) {
    long[] p = ADDRESSES.get();
    p[0] = to;
    p[1] = a;
    p[2] = b;
    run(n, scalars, p);
  }

  /// `out[i] = program(in[0][i], ...)` for `n` elements; the output may be an input. `p` holds the
  /// addresses, the output's first.
  public void run(int n, double[] scalars, long[] p) {
    MemoryKernel k = set.direct(0, n);
    if (k != null) {
      k.run(p, n, scalars);
      return;
    }
    Object[] in = new Object[inputs];
    for (int i = 0; i < inputs; i++) in[i] = new float[Math.min(n, TILE)];
    float[] out = new float[Math.min(n, TILE)];
    Object[] outs = {out};
    ArrayKernel arrays = set.arrays(n, true);
    for (int from = 0; from < n; from += TILE) {
      int m = Math.min(TILE, n - from);
      for (int i = 0; i < inputs; i++)
        MemorySegment.copy(Memory.ALL, Memory.F32, p[i + 1] + 4L * from, in[i], 0, m);
      arrays.run(in, outs, m, scalars);
      MemorySegment.copy(out, 0, Memory.ALL, Memory.F32, p[0] + 4L * from, m);
    }
  }
}
