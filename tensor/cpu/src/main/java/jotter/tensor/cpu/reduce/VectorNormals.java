package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Carried;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// {@link Normals} by vectors.
final class VectorNormals extends Normals {
  static final VectorNormals INSTANCE = new VectorNormals();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final Gate SPANS = new Gate(VectorNormals::fast);

  private VectorNormals() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  @Override
  void span(Rows r, long w, int from, int to, long gh, long gs, float[] sums) {
    if (SPANS.open(ROWS * (to - from))) {
      ofSpan(r, w, from, to, gh, gs, r.lanes);
      totals(r.lanes, sums);
    } else PLAIN.span(r, w, from, to, gh, gs, sums);
  }

  /// Leaves the lanes of the rows' sums.
  static void ofSpan(Rows r, long w, int from, int to, long gh, long gs, float[] lanes) {
    long x0 = r.x[0];
    long x1 = r.x[1];
    long g0 = r.g[0];
    long g1 = r.g[1];
    float m0 = r.mean[0];
    float m1 = r.mean[1];
    float r0 = r.rstd[0];
    float r1 = r.rstd[1];
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector t0 = s0;
    FloatVector t1 = s0;
    for (int i = from; i < to; i += LANES) {
      long o = 4L * i;
      FloatVector weight = at(w + o);
      FloatVector h0 = at(x0 + o).sub(m0).mul(r0);
      FloatVector d0 = at(g0 + o);
      FloatVector u0 = d0.mul(weight);
      s0 = u0.add(s0);
      t0 = u0.fma(h0, t0);
      FloatVector h1 = at(x1 + o).sub(m1).mul(r1);
      FloatVector d1 = at(g1 + o);
      FloatVector u1 = d1.mul(weight);
      s1 = u1.add(s1);
      t1 = u1.fma(h1, t1);
      put(d1.fma(h1, d0.mul(h0)).add(at(gh + o)), gh + o);
      put(d0.add(d1).add(at(gs + o)), gs + o);
    }
    Carried.of(s0).intoArray(lanes, 0);
    Carried.of(s1).intoArray(lanes, LANES);
    Carried.of(t0).intoArray(lanes, 2 * LANES);
    Carried.of(t1).intoArray(lanes, 3 * LANES);
  }

  /// The sum of each vector's lanes. In the long method above, the compiler would stop short of it.
  static void totals(float[] lanes, float[] sums) {
    for (int k = 0; k < 2 * ROWS; k++)
      sums[k] = VectorLines.total(FloatVector.fromArray(F, lanes, k * LANES));
  }

  private static boolean fast() {
    int n = Gate.TURNS * LANES;
    try (Arena arena = Arena.ofConfined()) {
      Rows r = new Rows();
      long a = arena.allocate(4L * n, 64).address();
      long gh = arena.allocate(4L * n, 64).address();
      long gs = arena.allocate(4L * n, 64).address();
      for (int k = 0; k < ROWS; k++) r.x[k] = r.g[k] = a;
      float[] sums = new float[2 * ROWS];
      return Gate.under(
          4.0 * n,
          () -> {
            ofSpan(r, a, 0, n, gh, gs, r.lanes);
            totals(r.lanes, sums);
          });
    }
  }
}
