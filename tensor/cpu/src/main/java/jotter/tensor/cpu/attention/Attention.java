package jotter.tensor.cpu.attention;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.reduce.RowSums;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Storage;

/// softmax(q·kᵀ·scale)·v for float32, and its gradients, a block of queries at a time: their scores
/// and weights fit into cache, and what lies above a causal diagonal is not computed. The weights
/// are made again for the gradients from the logarithm of their sums (Dao et al. 2022,
/// arXiv:2205.14135).
public final class Attention {
  private static final int BLOCK = 64;
  private static final Formula X = Formula.X;
  private static final Formula P = Formula.P0;

  /// exp(x·scale - P1)
  private static final RowProgram EXP =
      new RowProgram(Program.of("attentionExp", X.mul(P).sub(Formula.P1).exp()));

  private static final RowProgram SCALE = new RowProgram(Program.of("attentionScale", X.mul(P)));

  /// weight·(gradient of the weight - P0)·P1
  private static final RowProgram BACK =
      new RowProgram(Program.of("attentionGradient", X.mul(Formula.Y.sub(P)).mul(Formula.P1)));

  private final Heads q;
  private final Heads k;
  private final Heads v;
  private final boolean causal;
  private final double scale;

  private Attention(Block q, Block k, Block v, boolean causal, double scale) {
    this.q = new Heads(q);
    this.k = new Heads(k);
    this.v = new Heads(v);
    this.causal = causal;
    this.scale = scale;
  }

  public static boolean takes(Block... blocks) {
    return Heads.takes(blocks);
  }

  private static Matrix square(long address, int columns) {
    return new Matrix(address, DType.FLOAT32, 4L * columns, 4, 0);
  }

  /// The keys that the queries up to `last` look at.
  private int keys(int last) {
    return causal ? Math.min(k.rows, last) : k.rows;
  }

  /// `sums` gets the logarithms of the sums of exponentials, contiguous.
  public static void forward(
      Block q, Block k, Block v, Block out, Block sums, boolean causal, double scale) {
    Attention a = new Attention(q, k, v, causal, scale);
    Heads o = new Heads(out);
    int blocks = (a.q.rows + BLOCK - 1) / BLOCK;
    Threads.run(
        a.q.count() * blocks,
        t -> {
          int head = t / blocks;
          int first = t % blocks * BLOCK;
          int last = Math.min(a.q.rows, first + BLOCK);
          int n = a.keys(last);
          Storage s = Pool.INSTANCE.allocate(4L * (last - first) * n);
          try {
            Matrix scores = square(s.address(), n);
            MatMul.one(
                last - first,
                n,
                a.q.features,
                a.q.matrix(head, first),
                a.k.matrix(head, 0).transpose(),
                scores,
                false);
            long lse = sums.address() + 4L * ((long) head * a.q.rows + first);
            for (int i = first; i < last; i++, lse += 4)
              a.softmax(s.address() + 4L * (i - first) * n, i, n, lse);
            MatMul.one(
                last - first,
                a.v.features,
                n,
                scores,
                a.v.matrix(head, 0),
                o.matrix(head, first),
                false);
          } finally {
            s.release();
          }
        });
  }

  /// Scores of query `i` to weights.
  private void softmax(long row, int i, int n, long lse) {
    int m = keys(i + 1);
    RowSums sums = RowSums.here(m);
    double top = scale * (scale >= 0 ? sums.max(row, m) : sums.min(row, m));
    double[] s = {scale, top};
    EXP.run(m, s, row, row);
    double sum = sums.sum(row, m);
    s[0] = 1 / sum;
    SCALE.run(m, s, row, row);
    Memory.set(lse, (float) (top + Math.log(sum)));
    for (int j = m; j < n; j++) Memory.set(row + 4L * j, 0f);
  }

  /// The gradients; `gradSums`, that of the logarithms of sums, may be null.
  public static void backward(
      Block grad,
      Block gradSums,
      Block q,
      Block k,
      Block v,
      Block out,
      Block sums,
      Block gradQ,
      Block gradK,
      Block gradV,
      boolean causal,
      double scale) {
    Attention a = new Attention(q, k, v, causal, scale);
    Heads g = new Heads(grad);
    Heads o = new Heads(out);
    Heads gq = new Heads(gradQ);
    Heads gk = new Heads(gradK);
    Heads gv = new Heads(gradV);
    Threads.run(
        a.q.count(),
        head -> {
          Storage s = Pool.INSTANCE.allocate(8L * BLOCK * a.k.rows);
          try {
            for (int first = 0; first < a.q.rows; first += BLOCK)
              a.backward(head, first, g, gradSums, o, sums.address(), gq, gk, gv, s.address());
          } finally {
            s.release();
          }
        });
  }

  private void backward(
      int head,
      int first,
      Heads g,
      Block gradSums,
      Heads o,
      long sums,
      Heads gq,
      Heads gk,
      Heads gv,
      long scratch) {
    int last = Math.min(q.rows, first + BLOCK);
    int m = last - first;
    int n = keys(last);
    long weights = scratch;
    long changes = scratch + 4L * m * n;
    Matrix w = square(weights, n);
    Matrix d = square(changes, n);
    Matrix up = g.matrix(head, first);
    MatMul.one(m, n, q.features, q.matrix(head, first), k.matrix(head, 0).transpose(), w, false);
    MatMul.one(m, n, v.features, up, v.matrix(head, 0).transpose(), d, false);
    double[] s = new double[2];
    for (int i = first; i < last; i++) {
      int valid = keys(i + 1);
      long row = weights + 4L * (i - first) * n;
      long change = changes + 4L * (i - first) * n;
      long at = 4L * ((long) head * q.rows + i);
      s[0] = scale;
      s[1] = Memory.getF32(sums + at);
      EXP.run(valid, s, row, row);
      RowSums here = RowSums.here(v.features);
      double dot = here.dot(g.matrix(head, i).address(), o.matrix(head, i).address(), v.features);
      s[0] = gradSums == null ? dot : dot - Memory.getF32(gradSums.address() + at);
      s[1] = scale;
      BACK.run(valid, s, change, row, change);
      for (int j = valid; j < n; j++) {
        Memory.set(row + 4L * j, 0f);
        Memory.set(change + 4L * j, 0f);
      }
    }
    MatMul.one(m, q.features, n, d, k.matrix(head, 0), gq.matrix(head, first), false);
    // The first block of queries must write all rows, which a causal one does not.
    if (first == 0 && n < k.rows) {
      clear(gk, head, n);
      clear(gv, head, n);
    }
    boolean add = first > 0;
    MatMul.one(n, q.features, m, d.transpose(), q.matrix(head, first), gk.matrix(head, 0), add);
    MatMul.one(n, v.features, m, w.transpose(), up, gv.matrix(head, 0), add);
  }

  private static void clear(Heads h, int head, int from) {
    for (int i = from; i < h.rows; i++) {
      long a = h.matrix(head, i).address();
      for (int j = 0; j < h.features; j++) Memory.set(a + 4L * j, 0f);
    }
  }
}
