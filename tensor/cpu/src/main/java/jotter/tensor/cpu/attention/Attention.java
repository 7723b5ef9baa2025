package jotter.tensor.cpu.attention;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.cpu.matmul.PackedRight;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.reduce.RowSums;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Storage;

/// softmax(q·kᵀ·scale)·v for float32, and its gradients, a block of queries at a time: their scores
/// and weights fit into cache, and what lies above a causal diagonal is not computed. Keys and
/// values are packed once for all queries of a head. The weights are made again for the gradients
/// from the logarithm of their sums (Dao et al. 2022, arXiv:2205.14135).
///
/// Rows of scores are padded with such as weigh nothing, so that whole vectors of them are worked
/// on.
public final class Attention {
  private static final int BLOCK = 64;

  /// Rows of scores are a multiple of so many.
  private static final int PAD = 64;

  /// Rows of a block whose scores, scaled, are all this close are made weights at once: exp of a
  /// number below 16 in magnitude has an error of few units in the last place from its rounding.
  private static final double SPREAD = 16;

  /// Up to so many queries it does not pay to pack keys and values.
  private static final int FEW = 3;

  /// Pieces of work that there should be.
  private static final int TASKS = 16;

  private static final Formula X = Formula.X;
  private static final Formula P = Formula.P0;

  /// exp(x·scale - P1)
  private static final RowProgram EXP =
      new RowProgram(Program.of("attentionExp", X.mul(P).sub(Formula.P1).exp()));

  private static final RowProgram SCALE = new RowProgram(Program.of("attentionScale", X.mul(P)));

  /// weight·(gradient of the weight - P0)·P1
  private static final RowProgram BACK =
      new RowProgram(Program.of("attentionGradient", X.mul(Formula.Y.sub(P)).mul(Formula.P1)));

  /// Scores that weigh nothing, whatever the sign of the scale.
  private static final MemorySegment LOWEST = filled(Float.NEGATIVE_INFINITY);

  private static final MemorySegment HIGHEST = filled(Float.POSITIVE_INFINITY);

  private static MemorySegment filled(float value) {
    MemorySegment s = Arena.global().allocate(4L * (BLOCK + PAD), 64);
    for (int i = 0; i < BLOCK + PAD; i++) s.setAtIndex(Memory.F32, i, value);
    return s;
  }

  /// What a thread has packed.
  private static final class Packed {
    static final ThreadLocal<Packed> OWN = ThreadLocal.withInitial(Packed::new);

    final PackedRight turnedKeys = new PackedRight();
    final PackedRight turnedValues = new PackedRight();
    final PackedRight keys = new PackedRight();
    final PackedRight values = new PackedRight();
  }

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

  /// Whether this is for these blocks; with a scale of 0 all scores weigh the same.
  public static boolean takes(double scale, Block... blocks) {
    return scale != 0 && Heads.takes(blocks);
  }

  private static Matrix square(long address, int columns) {
    return new Matrix(address, DType.FLOAT32, 4L * columns, 4, 0);
  }

  private static int padded(int n) {
    return (n + PAD - 1) / PAD * PAD;
  }

  /// The keys that the queries up to `last` look at.
  private int keys(int last) {
    return causal ? Math.min(k.rows, last) : k.rows;
  }

  private PackedRight turned(PackedRight to, Heads h, int head) {
    return to.pack(h.features, h.rows, h.matrix(head, 0).transpose());
  }

  private PackedRight straight(PackedRight to, Heads h, int head) {
    return to.pack(h.rows, h.features, h.matrix(head, 0));
  }

  // ---- forward ----

  /// `sums` gets the logarithms of the sums of exponentials, contiguous.
  public static void forward(
      Block q, Block k, Block v, Block out, Block sums, boolean causal, double scale) {
    Attention a = new Attention(q, k, v, causal, scale);
    Heads o = new Heads(out);
    int heads = a.q.count();
    int blocks = (a.q.rows + BLOCK - 1) / BLOCK;
    int groups = Math.min(blocks, (TASKS + heads - 1) / heads);
    int each = (blocks + groups - 1) / groups * BLOCK;
    Threads.run(
        heads * groups,
        t -> {
          int head = t / groups;
          int from = t % groups * each;
          int to = Math.min(a.q.rows, from + each);
          if (from < to) a.forward(head, from, to, o, sums.address());
        });
  }

  private void forward(int head, int from, int to, Heads o, long sums) {
    boolean few = to - from <= FEW;
    Packed p = Packed.OWN.get();
    if (!few) {
      turned(p.turnedKeys, k, head);
      straight(p.values, v, head);
    }
    Storage s = Pool.INSTANCE.allocate(4L * Math.min(BLOCK, to - from) * padded(keys(to)));
    try {
      for (int first = from; first < to; first += BLOCK) {
        int last = Math.min(to, first + BLOCK);
        int m = last - first;
        int n = keys(last);
        Matrix scores = square(s.address(), padded(n));
        Matrix out = o.matrix(head, first);
        Matrix queries = q.matrix(head, first);
        if (few)
          MatMul.one(m, n, q.features, queries, k.matrix(head, 0).transpose(), scores, false);
        else p.turnedKeys.multiply(m, q.features, n, queries, scores, false);
        double[] shares = new double[m];
        double top = top(scores.address(), m, n);
        boolean atOnce = !Double.isNaN(top);
        if (atOnce) weighAll(scores, first, m, n, top);
        for (int i = 0; i < m; i++) {
          long row = scores.address() + i * scores.rowStride();
          long lse = sums + 4L * ((long) head * q.rows + first + i);
          shares[i] = 1 / (atOnce ? sum(row, n, top, lse) : weigh(row, first + i, n, lse));
        }
        if (few) MatMul.one(m, v.features, n, scores, v.matrix(head, 0), out, false);
        else p.values.multiply(m, n, v.features, scores, out, false);
        double[] share = new double[1];
        for (int i = 0; i < m; i++) {
          long row = out.address() + i * out.rowStride();
          share[0] = shares[i];
          SCALE.run(v.features, share, row, row);
        }
      }
    } finally {
      s.release();
    }
  }

  /// Scores of query `i` to weights that are not yet divided by their sum, which is returned.
  private double weigh(long row, int i, int n, long lse) {
    int w = padded(n);
    bar(row, keys(i + 1), w);
    RowSums sums = RowSums.here(w);
    double top = scale * (scale > 0 ? sums.max(row, w) : sums.min(row, w));
    double[] s = {scale, top};
    EXP.run(w, s, row, row);
    return sum(row, w, top, lse);
  }

  private static double sum(long row, int w, double top, long lse) {
    double sum = RowSums.here(w).sum(row, w);
    Memory.set(lse, (float) (top + Math.log(sum)));
    return sum;
  }

  /// What all rows of a block may subtract before exp, which is then one call for all of them: not
  /// less than any score, and so little more that no weight loses digits. NaN if there is none.
  private double top(long block, int m, int n) {
    if (n != padded(n)) return Double.NaN;
    RowSums sums = RowSums.here((long) m * n);
    double most = scale * sums.max(block, m * n);
    double least = scale * sums.min(block, m * n);
    double top = Math.max(most, least);
    return top - Math.min(most, least) <= SPREAD ? top : Double.NaN;
  }

  /// Scores of a block without padding to weights that are not yet divided by their sums.
  private void weighAll(Matrix scores, int first, int m, int n, double top) {
    long block = scores.address();
    for (int i = 0; i < m; i++) bar(block + i * scores.rowStride(), keys(first + i + 1), n);
    double[] s = {scale, top};
    EXP.run(m * n, s, block, block);
  }

  /// Makes the scores from `from` on such as weigh nothing.
  private void bar(long row, int from, int to) {
    MemorySegment nothing = scale > 0 ? LOWEST : HIGHEST;
    MemorySegment.copy(nothing, 0, Memory.ALL, row + 4L * from, 4L * (to - from));
  }

  // ---- backward ----

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
          Packed p = Packed.OWN.get();
          a.turned(p.turnedKeys, a.k, head);
          a.turned(p.turnedValues, a.v, head);
          a.straight(p.keys, a.k, head);
          Storage s = Pool.INSTANCE.allocate(8L * BLOCK * padded(a.k.rows));
          try {
            for (int first = 0; first < a.q.rows; first += BLOCK)
              a.backward(head, first, p, g, gradSums, o, sums.address(), gq, gk, gv, s.address());
          } finally {
            s.release();
          }
        });
  }

  private void backward(
      int head,
      int first,
      Packed p,
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
    int pitch = padded(n);
    Matrix w = square(scratch, pitch);
    Matrix d = square(scratch + 4L * m * pitch, pitch);
    Matrix up = g.matrix(head, first);
    p.turnedKeys.multiply(m, q.features, n, q.matrix(head, first), w, false);
    p.turnedValues.multiply(m, v.features, n, up, d, false);
    Matrix result = o.matrix(head, first);
    RowSums here = RowSums.here(v.features);
    double[] s = new double[2];
    for (int i = 0; i < m; i++) {
      long row = w.address() + i * w.rowStride();
      long change = d.address() + i * d.rowStride();
      long at = 4L * ((long) head * q.rows + first + i);
      bar(row, keys(first + i + 1), pitch);
      s[0] = scale;
      s[1] = Memory.getF32(sums + at);
      EXP.run(pitch, s, row, row);
      double dot =
          here.dot(
              up.address() + i * up.rowStride(),
              result.address() + i * result.rowStride(),
              v.features);
      s[0] = gradSums == null ? dot : dot - Memory.getF32(gradSums.address() + at);
      s[1] = scale;
      BACK.run(n, s, change, row, change);
    }
    p.keys.multiply(m, n, q.features, d, gq.matrix(head, first), false);
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
