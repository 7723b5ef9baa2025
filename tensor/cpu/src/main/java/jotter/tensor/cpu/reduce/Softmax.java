package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Arrays;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Softmax and its gradient, line by line: a line is read once, transformed in cache, written once.
public final class Softmax {
  private static final int GRAIN = 1 << 14;
  private static final Program SHIFTED_EXP =
      Program.of("shiftedExp", Formula.X.sub(Formula.P0).exp());
  private static final Program SCALE = Program.of("scale", Formula.X.mul(Formula.P0));
  private static final Program SHIFT = Program.of("shift", Formula.X.sub(Formula.P0));
  private static final Program BACK =
      Program.of("softmaxBackward", Formula.X.sub(Formula.P0).mul(Formula.Y));
  private static final Program LOG_BACK =
      Program.of("logSoftmaxBackward", Formula.X.sub(Formula.Y.exp().mul(Formula.P0)));

  private Softmax() {}

  /// The lines along `dim` of several blocks of one shape.
  private static final class Lines {
    final Block[] blocks;
    final int dim;
    final long n;
    final long count;

    Lines(int dim, Block... blocks) {
      this.blocks = blocks;
      Layout l = blocks[0].layout();
      this.dim = dim;
      this.n = l.rank() == 0 ? 1 : l.shape()[dim];
      this.count = n == 0 ? 0 : l.numel() / n;
    }

    long address(int k, long line) {
      Layout l = blocks[k].layout();
      long o = 0;
      for (int d = l.rank() - 1; d >= 0; d--)
        if (d != dim) {
          o += line % l.shape()[d] * l.strides()[d];
          line /= l.shape()[d];
        }
      return blocks[k].address() + o * blocks[k].dtype().bytes();
    }

    void load(Kind kind, int k, long line, Object to) {
      Staging.load(kind, blocks[k].dtype(), address(k, line), step(k), (int) n, to, 0, 1, 0);
    }

    void store(Kind kind, int k, long line, Object from) {
      Staging.store(kind, blocks[k].dtype(), address(k, line), step(k), (int) n, from, 0, 1, 0);
    }

    private long step(int k) {
      Layout l = blocks[k].layout();
      return l.rank() == 0 ? 0 : l.strides()[dim] * blocks[k].dtype().bytes();
    }

    void run(java.util.function.BiConsumer<Long, Long> body) {
      long group = Math.max(1, GRAIN / Math.max(n, 1));
      Threads.run(
          (int) ((count + group - 1) / group),
          g -> body.accept(g * group, Math.min(count, (g + 1) * group)));
    }
  }

  private static Kind kind(Block b) {
    return Reduce.kind(b.dtype()) == Kind.F32 ? Kind.F32 : Kind.F64;
  }

  private static double max(Kind kind, Object a, int n) {
    return kind == Kind.F32 ? Sums.HERE.max((float[]) a, n) : Sums.HERE.max((double[]) a, n);
  }

  private static double sum(Kind kind, Object a, int n) {
    return kind == Kind.F32 ? Sums.HERE.sum((float[]) a, n) : Sums.HERE.sum((double[]) a, n);
  }

  private static double dot(Kind kind, Object a, Object b, int n) {
    return kind == Kind.F32
        ? Sums.HERE.dot((float[]) a, (float[]) b, n)
        : Sums.HERE.dot((double[]) a, (double[]) b, n);
  }

  /// exp(x) / Σ exp(x) along `dim`, or its logarithm.
  public static void softmax(Block in, Block out, int dim, boolean log) {
    if (FloatSoftmax.takes(dim, in, out)) {
      FloatSoftmax.forward(in, out, log);
      return;
    }
    Lines lines = new Lines(dim, in, out);
    Kind kind = kind(out);
    int n = Math.toIntExact(lines.n);
    lines.run(
        (from, to) -> {
          Object x = Staging.array(kind, n);
          Object e = Staging.array(kind, n);
          double[] p = new double[1];
          for (long i = from; i < to; i++) {
            lines.load(kind, 0, i, x);
            double m = max(kind, x, n);
            p[0] = m;
            Arrays.apply(SHIFTED_EXP, kind, p, x, n, e);
            double s = sum(kind, e, n);
            if (log) {
              p[0] = m;
              Arrays.apply(SHIFT, kind, p, x, n, x);
              p[0] = Math.log(s);
              Arrays.apply(SHIFT, kind, p, x, n, e);
            } else {
              p[0] = 1 / s;
              Arrays.apply(SCALE, kind, p, e, n, e);
            }
            lines.store(kind, 1, i, e);
          }
        });
  }

  /// The gradient of softmax (or log softmax) from its result `out`.
  public static void softmaxBackward(Block grad, Block out, Block gradIn, int dim, boolean log) {
    if (FloatSoftmax.takes(dim, grad, out, gradIn)) {
      FloatSoftmax.backward(grad, out, gradIn, log);
      return;
    }
    Lines lines = new Lines(dim, grad, out, gradIn);
    Kind kind = kind(gradIn);
    int n = Math.toIntExact(lines.n);
    lines.run(
        (from, to) -> {
          Object g = Staging.array(kind, n);
          Object y = Staging.array(kind, n);
          double[] p = new double[1];
          for (long i = from; i < to; i++) {
            lines.load(kind, 0, i, g);
            lines.load(kind, 1, i, y);
            p[0] = log ? sum(kind, g, n) : dot(kind, g, y, n);
            Arrays.apply(log ? LOG_BACK : BACK, kind, p, g, y, n, g);
            lines.store(kind, 2, i, g);
          }
        });
  }
}
