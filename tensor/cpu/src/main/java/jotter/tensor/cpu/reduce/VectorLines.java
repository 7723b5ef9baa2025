package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// {@link Lines} by vectors.
final class VectorLines extends Lines {
  static final VectorLines INSTANCE = new VectorLines();
  static final Gate GATE = new Gate(VectorLines::fast);

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  private VectorLines() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  @Override
  void sum(long a, int n, float[] lanes) {
    long p = a;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      s0 = s0.add(at(p));
      s1 = s1.add(at(p + 4L * LANES));
      s2 = s2.add(at(p + 8L * LANES));
      s3 = s3.add(at(p + 12L * LANES));
    }
    s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
  }

  @Override
  void squares(long a, int n, float mean, float[] lanes) {
    long p = a;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      FloatVector d0 = at(p).sub(mean);
      s0 = d0.fma(d0, s0);
      FloatVector d1 = at(p + 4L * LANES).sub(mean);
      s1 = d1.fma(d1, s1);
      FloatVector d2 = at(p + 8L * LANES).sub(mean);
      s2 = d2.fma(d2, s2);
      FloatVector d3 = at(p + 12L * LANES).sub(mean);
      s3 = d3.fma(d3, s3);
    }
    s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
  }

  @Override
  void dot(long a, long b, int n, float mean, float[] lanes) {
    long p = a;
    long q = b;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES, q += 16L * LANES) {
      s0 = at(p).fma(at(q).sub(mean), s0);
      s1 = at(p + 4L * LANES).fma(at(q + 4L * LANES).sub(mean), s1);
      s2 = at(p + 8L * LANES).fma(at(q + 8L * LANES).sub(mean), s2);
      s3 = at(p + 12L * LANES).fma(at(q + 12L * LANES).sub(mean), s3);
    }
    s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
  }

  @Override
  void normal(
      long x,
      long g,
      long w,
      int n,
      float mean,
      float rstd,
      float[] gh,
      float[] gs,
      int at,
      float[] lanes,
      float[] others) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector t0 = s0;
    FloatVector t1 = s0;
    for (int i = 0; i < n; i += 2 * LANES) {
      long o = 4L * i;
      FloatVector h = at(x + o).sub(mean).mul(rstd);
      FloatVector d = at(g + o);
      FloatVector u = d.mul(at(w + o));
      s0 = s0.add(u);
      t0 = u.fma(h, t0);
      d.fma(h, FloatVector.fromArray(F, gh, at + i)).intoArray(gh, at + i);
      d.add(FloatVector.fromArray(F, gs, at + i)).intoArray(gs, at + i);
      int j = i + LANES;
      o += 4L * LANES;
      h = at(x + o).sub(mean).mul(rstd);
      d = at(g + o);
      u = d.mul(at(w + o));
      s1 = s1.add(u);
      t1 = u.fma(h, t1);
      d.fma(h, FloatVector.fromArray(F, gh, at + j)).intoArray(gh, at + j);
      d.add(FloatVector.fromArray(F, gs, at + j)).intoArray(gs, at + j);
    }
    s0.add(s1).intoArray(lanes, 0);
    t0.add(t1).intoArray(others, 0);
  }

  @Override
  float max(long a, int n) {
    FloatVector s0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long p = a;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      s0 = s0.max(at(p));
      s1 = s1.max(at(p + 4L * LANES));
      s2 = s2.max(at(p + 8L * LANES));
      s3 = s3.max(at(p + 12L * LANES));
    }
    return s0.max(s1).max(s2.max(s3)).reduceLanes(VectorOperators.MAX);
  }

  @Override
  float min(long a, int n) {
    FloatVector s0 = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long p = a;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      s0 = s0.min(at(p));
      s1 = s1.min(at(p + 4L * LANES));
      s2 = s2.min(at(p + 8L * LANES));
      s3 = s3.min(at(p + 12L * LANES));
    }
    return s0.min(s1).min(s2.min(s3)).reduceLanes(VectorOperators.MIN);
  }

  private static boolean fast() {
    try (Arena arena = Arena.ofConfined()) {
      int n = 16 * LANES;
      long a = arena.allocate(4L * n, 64).address();
      float[] sums = new float[LANES];
      float[] others = new float[LANES];
      float[] gh = new float[n];
      float[] gs = new float[n];
      return Gate.under(
          8.0 * n,
          () -> {
            INSTANCE.sum(a, n, sums);
            INSTANCE.squares(a, n, 1, sums);
            INSTANCE.dot(a, a, n, 1, sums);
            INSTANCE.normal(a, a, a, n, 1, 1, gh, gs, 0, sums, others);
            INSTANCE.max(a, n);
            INSTANCE.min(a, n);
          });
    }
  }
}
