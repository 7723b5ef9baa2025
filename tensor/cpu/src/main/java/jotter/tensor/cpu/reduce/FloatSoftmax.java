package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Softmax of float32 lines that lie in order: what {@link Softmax} does for all others.
final class FloatSoftmax {
  private static final int GRAIN = 1 << 14;

  private static final Formula X = Formula.X;
  private static final Formula P = Formula.P0;
  private static final Formula Q = Formula.P1;
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

  /// What one thread works with: a few lines at a time, each step for all of them. A step that goes
  /// on through memory keeps what the processor fetches ahead.
  private static final class Group {
    /// Elements of the lines of a group: with the results they stay in the nearest cache.
    static final int ELEMENTS = 4096;

    static final int MOST = 8;

    final int n;
    final Lines sums;
    final Exponentials powers = Exponentials.here();
    final Block[] blocks;
    final long[] begin;
    final long[][] at;
    final double[] scalars = new double[2];
    final float[] of = new float[MOST];
    final double[] sum = new double[MOST];

    Group(int n, Block... blocks) {
      this.n = n;
      this.sums = Lines.here(n);
      this.blocks = blocks;
      begin = new long[blocks.length];
      for (int k = 0; k < begin.length; k++) begin[k] = blocks[k].address();
      at = new long[MOST][blocks.length];
    }

    static int lines(int n) {
      return Math.clamp(ELEMENTS / n, 1, MOST);
    }

    /// The exponentials of a line relative to what `of` holds.
    double exp(int i) {
      return powers.run(at[i][0], n, of[i], at[i][1]);
    }

    void at(long line, int count) {
      for (int k = 0; k < begin.length; k++) {
        Layout l = blocks[k].layout();
        // Where a line lies is a division for each dimension, unless one follows the other.
        boolean even = l.isContiguous();
        long first = begin[k] + offset(l, line);
        for (int i = 0; i < count; i++)
          at[i][k] = even ? first + 4L * i * n : begin[k] + offset(l, line + i);
      }
    }
  }

  private interface Body {
    /// Works on the first `count` lines of the group.
    void run(Group g, int count);
  }

  private static void lines(int n, Body body, Block... blocks) {
    Layout first = blocks[0].layout();
    long count = first.numel() / n;
    int some = Group.lines(n);
    long task = (Threads.perBlock(count, GRAIN / n) + some - 1) / some * some;
    Threads.run(
        (int) ((count + task - 1) / task),
        t -> {
          Group g = new Group(n, blocks);
          long end = Math.min(count, (t + 1) * task);
          for (long i = t * task; i < end; i += some) {
            int now = (int) Math.min(some, end - i);
            g.at(i, now);
            body.run(g, now);
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
    lines(n, (g, count) -> forward(g, count, log), in, out);
  }

  private static void forward(Group g, int count, boolean log) {
    double[] s = g.scalars;
    for (int i = 0; i < count; i++) g.of[i] = g.powers.top(g.at[i][0], g.n);
    for (int i = 0; i < count; i++) g.sum[i] = g.exp(i);
    for (int i = 0; i < count; i++) {
      if (log) {
        s[0] = g.of[i];
        s[1] = Math.log(g.sum[i]);
        SHIFT.run(g.n, s, g.at[i][1], g.at[i][0]);
      } else {
        s[0] = 1 / (g.sum[i] * Exponentials.SCALE);
        SCALE.run(g.n, s, g.at[i][1], g.at[i][1]);
      }
    }
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
    to[1] = Exponentials.here().run(x, n, m, scratch);
  }

  static void backward(Block grad, Block out, Block gradIn, boolean log) {
    int n = (int) grad.layout().shape()[grad.layout().rank() - 1];
    lines(
        n,
        (g, count) -> {
          double[] s = g.scalars;
          for (int i = 0; i < count; i++) {
            long[] a = g.at[i];
            s[0] = log ? g.sums.sum(a[0], n) : g.sums.dot(a[0], a[1], n, 0);
            (log ? LOG_BACK : BACK).run(n, s, a[2], a[0], a[1]);
          }
        },
        grad,
        out,
        gradIn);
  }
}
