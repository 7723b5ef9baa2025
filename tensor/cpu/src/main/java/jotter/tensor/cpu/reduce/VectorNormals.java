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

  private VectorNormals() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  /// Adds to the partial sums from `at` on.
  private static void more(FloatVector v, float[] lanes, int at) {
    FloatVector.fromArray(F, lanes, at).add(v).intoArray(lanes, at);
  }

  private static float total(float[] lanes, int at) {
    return VectorLines.total(FloatVector.fromArray(F, lanes, at));
  }

  @Override
  void span(Row r, long w, long from, int n, long gh, long gs, float[] sums) {
    if (SPANS.open(n)) {
      java.util.Arrays.fill(r.lanes, 0);
      ofSpan(r, w, from, n, gh, gs, r.lanes);
      totals(r.lanes, sums);
    } else PLAIN.span(r, w, from, n, gh, gs, sums);
  }

  /// Adds to the lanes of the row's two sums. One vector a turn: the compiler would stop short of
  /// what follows a longer turn.
  static void ofSpan(Row r, long w, long from, int n, long gh, long gs, float[] lanes) {
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
      more(u0, lanes, 0);
      more(u0.mul(h0), lanes, LANES);
      x += STEP;
      g += STEP;
      v += STEP;
      h += STEP;
      s += STEP;
    }
  }

  /// The sum of each vector's lanes. In the long method above, the compiler would stop short of it.
  static void totals(float[] lanes, float[] sums) {
    sums[0] = total(lanes, 0);
    sums[1] = total(lanes, LANES);
  }

  private static boolean trial() {
    int n = 2 * Gate.TURNS * LANES;
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      long to = arena.allocate(8L * n, 64).address();
      Row row = new Row();
      row.x = row.g = from;
      return Gate.under(
          2.0 * n,
          () -> {
            ofSpan(row, from, 0, n, to, to + 4L * n, row.lanes);
            totals(row.lanes, row.sums);
          });
    }
  }
}
