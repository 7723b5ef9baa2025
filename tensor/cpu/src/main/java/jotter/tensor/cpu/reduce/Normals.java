package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Sums over a row of float32 for a layer norm and its gradients: along the row those that moments
/// and the gradient of the input need, and down the columns, row by row, the gradients of weight
/// and bias. The vector loops and the plain ones give the same bits.
///
/// With h = (x - mean)·rstd, the gradient g and u = g·w, a row has Σ u and Σ u·h, a column Σ g·h
/// and Σ g.
abstract class Normals {
  static final int LANES = Simd.lanes(Kind.F32);

  /// Vectors of a row that are added up two by two before they go to the partial sums, a vector of
  /// them; those that fill no such group go there one by one.
  static final int GROUP = 8;

  /// The same for sums of gradients.
  static final int GROUP_BACK = 2;

  /// Elements of a row that are summed in float32.
  static final int SPAN = 2048;

  static final Normals PLAIN = new Plain();

  static Normals here() {
    return Simd.ON ? VectorNormals.INSTANCE : PLAIN;
  }

  /// A row and what was found.
  static final class Row {
    long x;
    long g;
    float mean;
    float rstd;
    double sum;
    double dot;
    final float[] sums = new float[2];
    final float[] lanes = new float[2 * LANES];
  }

  /// Σ x of `n` elements, which fill vectors.
  abstract float sumOf(long x, int n);

  /// Σ (x - mean)² of such.
  abstract float squaresOf(long x, int n, float mean);

  /// Elements that fill vectors, `from` bytes into the rows: adds to the columns, and gives the
  /// row's Σ u and Σ u·h.
  abstract void span(Row r, long w, long from, int n, long gh, long gs, float[] sums);

  private static int whole(int n) {
    return n / LANES * LANES;
  }

  final double sum(long x, int n) {
    int whole = whole(n);
    double s = 0;
    for (int i = 0; i < whole; i += SPAN) s += sumOf(x + 4L * i, Math.min(SPAN, whole - i));
    for (int i = whole; i < n; i++) s += Memory.getF32(x + 4L * i);
    return s;
  }

  final double squares(long x, int n, float mean) {
    int whole = whole(n);
    double s = 0;
    for (int i = 0; i < whole; i += SPAN)
      s += squaresOf(x + 4L * i, Math.min(SPAN, whole - i), mean);
    for (int i = whole; i < n; i++) {
      double d = Memory.getF32(x + 4L * i) - mean;
      s += d * d;
    }
    return s;
  }

  /// A row of `n` elements; `gh` and `gs` are rows that the columns' Σ g·h and Σ g are added to.
  final void run(Row r, long w, int n, long gh, long gs) {
    int whole = whole(n);
    r.sum = r.dot = 0;
    for (int i = 0; i < whole; i += SPAN) {
      span(r, w, 4L * i, Math.min(SPAN, whole - i), gh, gs, r.sums);
      r.sum += r.sums[0];
      r.dot += r.sums[1];
    }
    for (int i = whole; i < n; i++) {
      float u = Memory.getF32(r.g + 4L * i) * Memory.getF32(w + 4L * i);
      r.sum += u;
      r.dot += (double) u * normal(r, 4L * i);
      column(r, 4L * i, gh, gs);
    }
  }

  private static float normal(Row r, long at) {
    return (Memory.getF32(r.x + at) - r.mean) * r.rstd;
  }

  private static void column(Row r, long at, long gh, long gs) {
    float g = Memory.getF32(r.g + at);
    Memory.set(gh + at, Math.fma(g, normal(r, at), Memory.getF32(gh + at)));
    Memory.set(gs + at, g + Memory.getF32(gs + at));
  }

  private static final class Plain extends Normals {
    private interface Term {
      float at(long offset);
    }

    /// The sum of `n` terms: lane by lane, groups of vectors two by two.
    private static float sum(int n, int group, Term term) {
      float[] some = new float[LANES];
      int width = group * LANES;
      int i = 0;
      for (; i < n / width * width; i += width)
        for (int l = 0; l < LANES; l++) {
          float[] each = new float[group];
          for (int k = 0; k < group; k++) each[k] = term.at(4L * (i + k * LANES + l));
          for (int w = 1; w < group; w *= 2)
            for (int k = 0; k < group; k += 2 * w) each[k] += each[k + w];
          some[l] += each[0];
        }
      for (; i < n; i++) some[i % LANES] += term.at(4L * i);
      return Lines.halves(some);
    }

    @Override
    float sumOf(long x, int n) {
      return sum(n, GROUP, o -> Memory.getF32(x + o));
    }

    @Override
    float squaresOf(long x, int n, float mean) {
      return sum(
          n,
          GROUP,
          o -> {
            float d = Memory.getF32(x + o) - mean;
            return d * d;
          });
    }

    @Override
    void span(Row r, long w, long from, int n, long gh, long gs, float[] sums) {
      long g = r.g + from;
      long v = w + from;
      sums[0] = sum(n, GROUP_BACK, o -> Memory.getF32(g + o) * Memory.getF32(v + o));
      sums[1] =
          sum(
              n,
              GROUP_BACK,
              o -> Memory.getF32(g + o) * Memory.getF32(v + o) * normal(r, from + o));
      for (int i = 0; i < n; i++) column(r, from + 4L * i, gh, gs);
    }
  }
}
