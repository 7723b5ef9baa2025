package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// {@link Normals} by vectors, with loops as in {@link VectorLines}.
final class VectorNormals extends Normals {
  static final VectorNormals INSTANCE = new VectorNormals();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final long STEP = 4L * LANES;
  private static final Gate SPANS = new Gate(VectorNormals::trial);
  private static final Gate PAIRS = new Gate(VectorNormals::trialOfPairs);

  private VectorNormals() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  /// Adds to the partial sums at `sums`.
  private static void more(FloatVector v, long sums) {
    put(at(sums).add(v), sums);
  }

  private static float total(long sums) {
    return VectorLines.total(at(sums));
  }

  @Override
  void span(Row r, long w, long from, int n, long gh, long gs, float[] sums) {
    if (SPANS.open(n)) {
      one(r, w, from, n, gh, gs, sums);
    } else PLAIN.span(r, w, from, n, gh, gs, sums);
  }

  private static void one(Row r, long w, long from, int n, long gh, long gs, float[] sums) {
    long lanes = Partial.sums();
    ofSpan(r, w, from, n, gh, gs, lanes);
    totals(lanes, sums);
  }

  /// Leaves the lanes of the row's two sums. One vector a turn: the compiler would stop short of
  /// what follows a longer turn.
  static void ofSpan(Row r, long w, long from, int n, long gh, long gs, long lanes) {
    for (int i = 0; i < 2; i++) put(FloatVector.zero(F), lanes + i * STEP);
    long x = r.x + from;
    long g = r.g + from;
    long v = w + from;
    long h = gh + from;
    long s = gs + from;
    float mean = r.mean;
    float rstd = r.rstd;
    long end = x + 4L * n;
    while (x != end) {
      FloatVector h0 = at(x).sub(mean).mul(rstd);
      FloatVector d0 = at(g);
      FloatVector u0 = d0.mul(at(v));
      put(d0.fma(h0, at(h)), h);
      put(d0.add(at(s)), s);
      more(u0, lanes);
      more(u0.mul(h0), lanes + STEP);
      x += STEP;
      g += STEP;
      v += STEP;
      h += STEP;
      s += STEP;
    }
  }

  @Override
  void spans(Row r, Row q, long w, long from, int n, long gh, long gs) {
    if (PAIRS.open(2L * n)) pair(r, q, w, from, n, gh, gs);
    else {
      span(r, w, from, n, gh, gs, r.sums);
      span(q, w, from, n, gh, gs, q.sums);
    }
  }

  private static void pair(Row r, Row q, long w, long from, int n, long gh, long gs) {
    long lanes = Partial.sums();
    ofPair(r, q, w, from, n, gh, gs, lanes);
    totals(lanes, r.sums);
    totals(lanes + 2 * STEP, q.sums);
  }

  /// As {@link #ofSpan}, for two rows.
  static void ofPair(Row r, Row q, long w, long from, int n, long gh, long gs, long lanes) {
    for (int i = 0; i < 4; i++) put(FloatVector.zero(F), lanes + i * STEP);
    long x = r.x + from;
    long g = r.g + from;
    long toX = q.x - r.x;
    long toG = q.g - r.g;
    long v = w + from;
    long h = gh + from;
    long s = gs + from;
    float m0 = r.mean;
    float s0 = r.rstd;
    float m1 = q.mean;
    float s1 = q.rstd;
    long end = x + 4L * n;
    while (x != end) {
      FloatVector weight = at(v);
      FloatVector h0 = at(x).sub(m0).mul(s0);
      FloatVector d0 = at(g);
      FloatVector h1 = at(x + toX).sub(m1).mul(s1);
      FloatVector d1 = at(g + toG);
      put(d1.fma(h1, d0.fma(h0, at(h))), h);
      put(d1.add(d0.add(at(s))), s);
      FloatVector u0 = d0.mul(weight);
      more(u0, lanes);
      more(u0.mul(h0), lanes + STEP);
      FloatVector u1 = d1.mul(weight);
      more(u1, lanes + 2 * STEP);
      more(u1.mul(h1), lanes + 3 * STEP);
      x += STEP;
      g += STEP;
      v += STEP;
      h += STEP;
      s += STEP;
    }
  }

  /// The sum of each vector's lanes. In the long method above, the compiler would stop short of it.
  static void totals(long lanes, float[] sums) {
    sums[0] = total(lanes);
    sums[1] = total(lanes + STEP);
  }

  private static boolean trial() {
    int n = 2 * Gate.TURNS * LANES;
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      long to = arena.allocate(8L * n, 64).address();
      Row row = new Row();
      row.x = row.g = from;
      return Gate.under(2.0 * n, () -> one(row, from, 0, n, to, to + 4L * n, row.sums));
    }
  }

  private static boolean trialOfPairs() {
    int n = 2 * Gate.TURNS * LANES;
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      long to = arena.allocate(8L * n, 64).address();
      Row row = new Row();
      Row next = new Row();
      row.x = row.g = next.x = next.g = from;
      return Gate.under(3.0 * n, () -> pair(row, next, from, 0, n, to, to + 4L * n));
    }
  }
}
