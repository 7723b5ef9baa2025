package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Softmax of float32 lines that lie in order: what {@link Rows} does for all others.
final class FloatSoftmax {
  private static final int GRAIN = 1 << 14;
  private static final Formula X = Formula.X;
  private static final Formula P = Formula.P0;
  private static final Formula Q = Formula.P1;
  private static final RowProgram EXP = row("softmaxExp", X.sub(P).exp());
  private static final RowProgram SCALE = row("softmaxScale", X.mul(P));
  private static final RowProgram SHIFT = row("logSoftmaxShift", X.sub(P).sub(Q));
  private static final RowProgram BACK = row("softmaxGradient", X.sub(P).mul(Formula.Y));
  private static final RowProgram LOG_BACK =
      row("logSoftmaxGradient", X.sub(Formula.Y.exp().mul(P)));

  private FloatSoftmax() {}

  private static RowProgram row(String name, Formula f) {
    return new RowProgram(Program.of(name, f));
  }

  /// Whether the lines along `dim` of all blocks are such.
  static boolean takes(int dim, Block... blocks) {
    for (Block b : blocks) {
      Layout l = b.layout();
      if (b.dtype() != DType.FLOAT32 || l.rank() == 0 || dim != l.rank() - 1) return false;
      if (l.strides()[dim] != 1 && l.shape()[dim] != 1) return false;
      if (l.shape()[dim] == 0 || l.shape()[dim] > Integer.MAX_VALUE) return false;
    }
    return true;
  }

  private interface Line {
    void run(double[] scalars, long[] addresses);
  }

  private static void lines(int n, Line body, Block... blocks) {
    Layout first = blocks[0].layout();
    long count = first.numel() / n;
    int group = Math.max(1, GRAIN / n);
    Threads.run(
        (int) ((count + group - 1) / group),
        g -> {
          double[] scalars = new double[2];
          long[] begin = new long[blocks.length];
          for (int k = 0; k < begin.length; k++) begin[k] = blocks[k].address();
          long[] at = new long[blocks.length];
          for (long i = (long) g * group; i < Math.min(count, (g + 1L) * group); i++) {
            for (int k = 0; k < at.length; k++) at[k] = begin[k] + offset(blocks[k].layout(), i);
            body.run(scalars, at);
          }
        });
  }

  private static long offset(Layout l, long line) {
    long o = 0;
    for (int d = l.rank() - 2; d >= 0; d--) {
      o += line % l.shape()[d] * l.strides()[d];
      line /= l.shape()[d];
    }
    return 4 * o;
  }

  static void forward(Block in, Block out, boolean log) {
    int n = (int) in.layout().shape()[in.layout().rank() - 1];
    lines(
        n,
        (s, a) -> {
          Lines here = Lines.here(n);
          long x = a[0];
          long y = a[1];
          double m = here.max(x, n);
          s[0] = m;
          EXP.run(n, s, y, x);
          double sum = here.sum(y, n);
          if (log) {
            s[1] = Math.log(sum);
            SHIFT.run(n, s, y, x);
          } else {
            s[0] = 1 / sum;
            SCALE.run(n, s, y, y);
          }
        },
        in,
        out);
  }

  /// The maximum of a line and the sum of exponentials relative to it.
  static void logSumExp(long x, int n, long scratch, double[] to) {
    Lines here = Lines.here(n);
    float m = here.max(x, n);
    to[0] = m;
    if (Float.isInfinite(m)) {
      to[1] = m > 0 ? 1 : 0;
      return;
    }
    EXP.run(n, to, scratch, x);
    to[1] = here.sum(scratch, n);
  }

  static void backward(Block grad, Block out, Block gradIn, boolean log) {
    int n = (int) grad.layout().shape()[grad.layout().rank() - 1];
    lines(
        n,
        (s, a) -> {
          Lines here = Lines.here(n);
          s[0] = log ? here.sum(a[0], n) : here.dot(a[0], a[1], n, 0);
          (log ? LOG_BACK : BACK).run(n, s, a[2], a[0], a[1]);
        },
        grad,
        out,
        gradIn);
  }
}
