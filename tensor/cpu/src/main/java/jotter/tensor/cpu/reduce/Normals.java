package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;

/// Sums over a row of float32 for the gradients of a layer norm: along the row those that the
/// gradient of the input needs, and down the columns, row by row, the gradients of weight and bias.
/// The vector loops and the plain ones give the same bits.
///
/// With h = (x - mean)·rstd, the gradient g and u = g·w, a row has Σ u and Σ u·h, a column Σ g·h
/// and Σ g.
abstract class Normals {
  static final int LANES = Lines.LANES;

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

    private void add() {
      sum += sums[0];
      dot += sums[1];
    }
  }

  /// Elements that fill vectors, `from` bytes into the rows: adds to the columns, and gives the
  /// row's Σ u and Σ u·h.
  abstract void span(Row r, long w, long from, int n, long gh, long gs, float[] sums);

  /// A row of `n` elements; `gh` and `gs` are rows that the columns' Σ g·h and Σ g are added to.
  final void run(Row r, long w, int n, long gh, long gs) {
    int whole = n / LANES * LANES;
    r.sum = r.dot = 0;
    for (int i = 0; i < whole; i += SPAN) {
      span(r, w, 4L * i, Math.min(SPAN, whole - i), gh, gs, r.sums);
      r.add();
    }
    rest(r, w, whole, n, gh, gs);
  }

  /// The elements of a row that fill no vector.
  private static void rest(Row r, long w, int whole, int n, long gh, long gs) {
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
    @Override
    void span(Row r, long w, long from, int n, long gh, long gs, float[] sums) {
      long g = r.g + from;
      long v = w + from;
      sums[0] = Lines.span(n, 1, o -> Memory.getF32(g + o) * Memory.getF32(v + o));
      sums[1] =
          Lines.span(n, 1, o -> Memory.getF32(g + o) * Memory.getF32(v + o) * normal(r, from + o));
      for (int i = 0; i < n; i++) column(r, from + 4L * i, gh, gs);
    }
  }
}
