package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// {@link Normals} by vectors, with loops as in {@link VectorLines}.
final class VectorNormals extends Normals {
  static final VectorNormals INSTANCE = new VectorNormals();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final long STEP = 4L * LANES;
  private static final Gate SPANS = new Gate(VectorNormals::trial);

  private VectorNormals() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
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

  /// {@link #span} by vectors.
  static void one(Row r, long w, long from, int n, long gh, long gs, float[] sums) {
    long lanes = Partial.sums();
    int vectors = n / LANES;
    int even = vectors / 2 * 2 * LANES;
    ofSpan(r, w, from, even, gh, gs, lanes);
    if (even < n) ofLast(r, w, from + 4L * even, gh, gs, lanes);
    totals(lanes, sums);
  }

  /// Leaves the lanes of the row's two sums. Two vectors a turn, so that sums in memory are waited
  /// for half as often. Two rows at once would be as fast in the cache, but take twice as long from
  /// memory, as rows that lie behind one another are fetched ahead.
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
      FloatVector h1 = at(x + STEP).sub(mean).mul(rstd);
      FloatVector d1 = at(g + STEP);
      put(d0.fma(h0, at(h)), h);
      put(d0.add(at(s)), s);
      put(d1.fma(h1, at(h + STEP)), h + STEP);
      put(d1.add(at(s + STEP)), s + STEP);
      FloatVector u0 = d0.mul(at(v));
      FloatVector u1 = d1.mul(at(v + STEP));
      put(at(lanes).add(u0).add(u1), lanes);
      put(at(lanes + STEP).add(u0.mul(h0)).add(u1.mul(h1)), lanes + STEP);
      x += 2 * STEP;
      g += 2 * STEP;
      v += 2 * STEP;
      h += 2 * STEP;
      s += 2 * STEP;
    }
  }

  /// The same for one vector, added to what is there.
  static void ofLast(Row r, long w, long from, long gh, long gs, long lanes) {
    FloatVector h = at(r.x + from).sub(r.mean).mul(r.rstd);
    FloatVector d = at(r.g + from);
    FloatVector u = d.mul(at(w + from));
    put(d.fma(h, at(gh + from)), gh + from);
    put(d.add(at(gs + from)), gs + from);
    put(at(lanes).add(u), lanes);
    put(at(lanes + STEP).add(u.mul(h)), lanes + STEP);
  }

  /// The sum of each vector's lanes. In the long method above, the compiler would stop short of it.
  static void totals(long lanes, float[] sums) {
    sums[0] = total(lanes);
    sums[1] = total(lanes + STEP);
  }

  private static boolean trial() {
    // An odd number of vectors.
    int n = (2 * Gate.TURNS + 1) * LANES;
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      long to = arena.allocate(8L * n, 64).address();
      Row row = new Row();
      row.x = row.g = from;
      return Gate.under(2.0 * n, () -> one(row, from, 0, n, to, to + 4L * n, row.sums));
    }
  }
}
