package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// {@link Normals} by vectors. The loops end at an address and do not count: of a loop that counts,
/// the compiler makes three, for the first turns, most and the last, and the processor, which
/// fetches ahead for each load instruction by itself, loses track at both ends of every row. In
/// such loops the compiler may be asked for the vectors that go from turn to turn, and then makes
/// objects of them in some processes; so there are none, partial sums are in an array.
final class VectorNormals extends Normals {
  static final VectorNormals INSTANCE = new VectorNormals();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final long STEP = 4L * LANES;
  private static final Gate MOMENTS =
      gate(
          (n, a, b, row) -> {
            ofSum(a, n, row.lanes);
            ofSquares(a, n, 0.5f, row.lanes);
            totals(row.lanes, row.sums);
          });
  private static final Gate SPANS =
      gate(
          (n, a, b, row) -> {
            row.x = row.g = a;
            ofSpan(row, a, 0, n, b, b + 4L * n, row.lanes);
            totals(row.lanes, row.sums);
          });

  private VectorNormals() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  /// The address where groups of `group` vectors end.
  private static long groups(long a, int n, int group) {
    return a + n / (group * LANES) * group * STEP;
  }

  /// Adds to the partial sums from `at` on.
  private static void more(FloatVector v, float[] lanes, int at) {
    FloatVector.fromArray(F, lanes, at).add(v).intoArray(lanes, at);
  }

  private static float total(float[] lanes, int at) {
    return VectorLines.total(FloatVector.fromArray(F, lanes, at));
  }

  @Override
  float sumOf(long x, int n) {
    if (!MOMENTS.open(n)) return PLAIN.sumOf(x, n);
    float[] lanes = new float[LANES];
    ofSum(x, n, lanes);
    return total(lanes, 0);
  }

  static void ofSum(long x, int n, float[] lanes) {
    long many = groups(x, n, GROUP);
    long end = x + 4L * n;
    long p = x;
    while (p != many) {
      FloatVector a = at(p).add(at(p + STEP)).add(at(p + 2 * STEP).add(at(p + 3 * STEP)));
      FloatVector b =
          at(p + 4 * STEP).add(at(p + 5 * STEP)).add(at(p + 6 * STEP).add(at(p + 7 * STEP)));
      more(a.add(b), lanes, 0);
      p += 8 * STEP;
    }
    while (p != end) {
      more(at(p), lanes, 0);
      p += STEP;
    }
  }

  @Override
  float squaresOf(long x, int n, float mean) {
    if (!MOMENTS.open(n)) return PLAIN.squaresOf(x, n, mean);
    float[] lanes = new float[LANES];
    ofSquares(x, n, mean, lanes);
    return total(lanes, 0);
  }

  private static FloatVector square(long a, float mean) {
    FloatVector d = at(a).sub(mean);
    return d.mul(d);
  }

  static void ofSquares(long x, int n, float mean, float[] lanes) {
    long many = groups(x, n, GROUP);
    long end = x + 4L * n;
    long p = x;
    while (p != many) {
      FloatVector a = square(p, mean).add(square(p + STEP, mean));
      FloatVector b = square(p + 2 * STEP, mean).add(square(p + 3 * STEP, mean));
      FloatVector c = square(p + 4 * STEP, mean).add(square(p + 5 * STEP, mean));
      FloatVector d = square(p + 6 * STEP, mean).add(square(p + 7 * STEP, mean));
      more(a.add(b).add(c.add(d)), lanes, 0);
      p += 8 * STEP;
    }
    while (p != end) {
      more(square(p, mean), lanes, 0);
      p += STEP;
    }
  }

  @Override
  void span(Row r, long w, long from, int n, long gh, long gs, float[] sums) {
    if (SPANS.open(n)) {
      java.util.Arrays.fill(r.lanes, 0);
      ofSpan(r, w, from, n, gh, gs, r.lanes);
      totals(r.lanes, sums);
    } else PLAIN.span(r, w, from, n, gh, gs, sums);
  }

  /// Adds to the lanes of the row's two sums.
  static void ofSpan(Row r, long w, long from, int n, long gh, long gs, float[] lanes) {
    long x = r.x + from;
    long g = r.g + from;
    long v = w + from;
    long h = gh + from;
    long s = gs + from;
    float mean = r.mean;
    float rstd = r.rstd;
    long many = groups(x, n, GROUP_BACK);
    long end = x + 4L * n;
    while (x != many) {
      FloatVector h0 = at(x).sub(mean).mul(rstd);
      FloatVector d0 = at(g);
      FloatVector u0 = d0.mul(at(v));
      put(d0.fma(h0, at(h)), h);
      put(d0.add(at(s)), s);
      FloatVector h1 = at(x + STEP).sub(mean).mul(rstd);
      FloatVector d1 = at(g + STEP);
      FloatVector u1 = d1.mul(at(v + STEP));
      put(d1.fma(h1, at(h + STEP)), h + STEP);
      put(d1.add(at(s + STEP)), s + STEP);
      more(u0.add(u1), lanes, 0);
      more(u0.mul(h0).add(u1.mul(h1)), lanes, LANES);
      x += 2 * STEP;
      g += 2 * STEP;
      v += 2 * STEP;
      h += 2 * STEP;
      s += 2 * STEP;
    }
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

  private interface Trial {
    void run(int n, long from, long to, Row row);
  }

  /// Each trial takes whole groups and some vectors more: every loop has to be seen.
  private static Gate gate(Trial trial) {
    int n = (Gate.TURNS * GROUP + GROUP - 1) * LANES;
    return new Gate(
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            long from = arena.allocate(4L * n, 64).address();
            long to = arena.allocate(8L * n, 64).address();
            Row row = new Row();
            return Gate.under(2.0 * n, () -> trial.run(n, from, to, row));
          }
        });
  }
}
