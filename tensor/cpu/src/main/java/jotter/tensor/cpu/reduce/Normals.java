package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Sums for the gradients of a layer norm, over {@link #ROWS} rows of float32 at a time (of more,
/// the compiler would stop in the midst of the loop): along each row those that the gradient of the
/// input needs, and down the columns the gradients of weight and bias. The vector loop and the
/// plain one give the same bits.
///
/// With h = (x - mean)·rstd, the gradient g and u = g·w, a row has Σ u and Σ u·h, a column Σ g·h
/// and Σ g.
abstract class Normals {
  static final int ROWS = 2;
  static final int LANES = Simd.lanes(Kind.F32);

  /// Elements of a row that are summed in float32.
  static final int SPAN = 512;

  static final Normals PLAIN = new Plain();

  static Normals here() {
    return Simd.ON ? VectorNormals.INSTANCE : PLAIN;
  }

  /// Some rows and what was found. A row that is not there has no gradient, but the x of another.
  static final class Rows {
    final long[] x = new long[ROWS];
    final long[] g = new long[ROWS];
    final float[] mean = new float[ROWS];
    final float[] rstd = new float[ROWS];
    final double[] sum = new double[ROWS];
    final double[] dot = new double[ROWS];
    private final float[] some = new float[2 * ROWS];
    final float[] lanes = new float[2 * ROWS * LANES];
  }

  /// The elements from `from` to `to`, which fill vectors: adds to the columns, and gives the rows'
  /// Σ u and, after those, Σ u·h.
  abstract void span(Rows r, long w, int from, int to, long gh, long gs, float[] sums);

  /// Rows of `n` elements; `gh` and `gs` are rows that the columns' Σ g·h and Σ g are added to.
  final void run(Rows r, long w, int n, long gh, long gs) {
    int whole = n / LANES * LANES;
    for (int k = 0; k < ROWS; k++) r.sum[k] = r.dot[k] = 0;
    for (int i = 0; i < whole; i += SPAN) {
      span(r, w, i, Math.min(whole, i + SPAN), gh, gs, r.some);
      for (int k = 0; k < ROWS; k++) {
        r.sum[k] += r.some[k];
        r.dot[k] += r.some[ROWS + k];
      }
    }
    for (int i = whole; i < n; i++) {
      float weight = Memory.getF32(w + 4L * i);
      for (int k = 0; k < ROWS; k++) {
        float u = Memory.getF32(r.g[k] + 4L * i) * weight;
        r.sum[k] += u;
        r.dot[k] += (double) u * normal(r, k, i);
      }
      column(r, i, gh, gs);
    }
  }

  private static float normal(Rows r, int row, int i) {
    return (Memory.getF32(r.x[row] + 4L * i) - r.mean[row]) * r.rstd[row];
  }

  private static void column(Rows r, int i, long gh, long gs) {
    long o = 4L * i;
    float g0 = Memory.getF32(r.g[0] + o);
    float g1 = Memory.getF32(r.g[1] + o);
    float a = Math.fma(g1, normal(r, 1, i), g0 * normal(r, 0, i));
    Memory.set(gh + o, a + Memory.getF32(gh + o));
    Memory.set(gs + o, (g0 + g1) + Memory.getF32(gs + o));
  }

  private static final class Plain extends Normals {
    @Override
    void span(Rows r, long w, int from, int to, long gh, long gs, float[] sums) {
      for (int k = 0; k < ROWS; k++) {
        float[] s = new float[LANES];
        float[] t = new float[LANES];
        for (int i = from; i < to; i++) {
          int l = i % LANES;
          float u = Memory.getF32(r.g[k] + 4L * i) * Memory.getF32(w + 4L * i);
          s[l] += u;
          t[l] = Math.fma(u, normal(r, k, i), t[l]);
        }
        sums[k] = Lines.halves(s);
        sums[ROWS + k] = Lines.halves(t);
      }
      for (int i = from; i < to; i++) column(r, i, gh, gs);
    }
  }
}
