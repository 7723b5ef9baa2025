package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Carried;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// {@link Lines} by vectors. Whole spans have loops of their own: a loop whose length the compiler
/// knows runs without what leads up to it and cleans up after it, a tenth to a third faster.
final class VectorLines extends Lines {
  static final VectorLines INSTANCE = new VectorLines();
  static final Gate GATE = new Gate(VectorLines::fast);

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  private static final VectorShuffle<Float> BY_EIGHT = turn(8);
  private static final VectorShuffle<Float> BY_FOUR = turn(4);
  private static final VectorShuffle<Float> BY_TWO = turn(2);
  private static final VectorShuffle<Float> BY_ONE = turn(1);

  private VectorLines() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  private static VectorShuffle<Float> turn(int lanes) {
    return VectorShuffle.iota(F, lanes, 1, true);
  }

  /// Half of the lanes is added to the other half until one is left. The API's own sum leaves the
  /// order open, and reading lanes from an array waits for the vector's way to memory.
  private static float total(FloatVector v) {
    FloatVector s = v;
    if (LANES >= 16) s = s.add(s.rearrange(BY_EIGHT));
    if (LANES >= 8) s = s.add(s.rearrange(BY_FOUR));
    if (LANES >= 4) s = s.add(s.rearrange(BY_TWO));
    return s.add(s.rearrange(BY_ONE)).lane(0);
  }

  private static float total(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
    return total(Carried.of(s0).add(s1).add(Carried.of(s2).add(s3)));
  }

  @Override
  double sums(long a, int n) {
    double s = 0;
    int i = 0;
    for (; i <= n - SPAN; i += SPAN) s += ofSum(a + 4L * i, SPAN);
    return i == n ? s : s + ofSum(a + 4L * i, n - i);
  }

  private static float ofSum(long a, int n) {
    long p = a;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      s0 = at(p).add(s0);
      s1 = at(p + 4L * LANES).add(s1);
      s2 = at(p + 8L * LANES).add(s2);
      s3 = at(p + 12L * LANES).add(s3);
    }
    return total(s0, s1, s2, s3);
  }

  @Override
  double squaresOf(long a, int n, float mean) {
    double s = 0;
    int i = 0;
    for (; i <= n - SPAN; i += SPAN) s += ofSquares(a + 4L * i, SPAN, mean);
    return i == n ? s : s + ofSquares(a + 4L * i, n - i, mean);
  }

  private static float ofSquares(long a, int n, float mean) {
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
    return total(s0, s1, s2, s3);
  }

  @Override
  double dots(long a, long b, int n, float mean) {
    double s = 0;
    int i = 0;
    for (; i <= n - SPAN; i += SPAN) s += ofDot(a + 4L * i, b + 4L * i, SPAN, mean);
    return i == n ? s : s + ofDot(a + 4L * i, b + 4L * i, n - i, mean);
  }

  private static float ofDot(long a, long b, int n, float mean) {
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
    return total(s0, s1, s2, s3);
  }

  @Override
  void spanNormal(
      long x, long g, long w, int n, float mean, float rstd, long gh, long gs, float[] sums) {
    if (n == SPAN) ofNormal(x, g, w, SPAN, mean, rstd, gh, gs, sums);
    else ofNormal(x, g, w, n, mean, rstd, gh, gs, sums);
  }

  private static void ofNormal(
      long x, long g, long w, int n, float mean, float rstd, long gh, long gs, float[] sums) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector t0 = s0;
    FloatVector t1 = s0;
    for (int i = 0; i < n; i += 2 * LANES) {
      long o = 4L * i;
      FloatVector h = at(x + o).sub(mean).mul(rstd);
      FloatVector d = at(g + o);
      FloatVector u = d.mul(at(w + o));
      s0 = u.add(s0);
      t0 = u.fma(h, t0);
      put(d.fma(h, at(gh + o)), gh + o);
      put(d.add(at(gs + o)), gs + o);
      o += 4L * LANES;
      h = at(x + o).sub(mean).mul(rstd);
      d = at(g + o);
      u = d.mul(at(w + o));
      s1 = u.add(s1);
      t1 = u.fma(h, t1);
      put(d.fma(h, at(gh + o)), gh + o);
      put(d.add(at(gs + o)), gs + o);
    }
    sums[0] = total(Carried.of(s0).add(s1));
    sums[1] = total(Carried.of(t0).add(t1));
  }

  @Override
  float spanMax(long a, int n) {
    FloatVector s0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long p = a;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      s0 = at(p).max(s0);
      s1 = at(p + 4L * LANES).max(s1);
      s2 = at(p + 8L * LANES).max(s2);
      s3 = at(p + 12L * LANES).max(s3);
    }
    return Carried.of(s0).max(s1).max(Carried.of(s2).max(s3)).reduceLanes(VectorOperators.MAX);
  }

  private static FloatVector larger(FloatVector v, FloatVector than) {
    return v.blend(than, v.compare(VectorOperators.GT, than).not());
  }

  @Override
  float spanTop(long a, int n) {
    FloatVector s0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long p = a;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      s0 = larger(at(p), s0);
      s1 = larger(at(p + 4L * LANES), s1);
      s2 = larger(at(p + 8L * LANES), s2);
      s3 = larger(at(p + 12L * LANES), s3);
    }
    return Carried.of(s0).max(s1).max(Carried.of(s2).max(s3)).reduceLanes(VectorOperators.MAX);
  }

  @Override
  float spanMin(long a, int n) {
    FloatVector s0 = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long p = a;
    for (int i = 0; i < n; i += 4 * LANES, p += 16L * LANES) {
      s0 = at(p).min(s0);
      s1 = at(p + 4L * LANES).min(s1);
      s2 = at(p + 8L * LANES).min(s2);
      s3 = at(p + 12L * LANES).min(s3);
    }
    return Carried.of(s0).min(s1).min(Carried.of(s2).min(s3)).reduceLanes(VectorOperators.MIN);
  }

  private static boolean fast() {
    try (Arena arena = Arena.ofConfined()) {
      int n = 16 * LANES;
      long a = arena.allocate(4L * (n + SPAN), 64).address();
      long b = arena.allocate(4L * n, 64).address();
      float[] sums = new float[2];
      return Gate.under(
          8.0 * n + 2.0 * SPAN,
          () -> {
            INSTANCE.sums(a, n + SPAN);
            INSTANCE.squaresOf(a, n + SPAN, 1);
            INSTANCE.dots(a, a, n + SPAN, 1);
            INSTANCE.spanNormal(a, a, a, n, 1, 1, b, b, sums);
            INSTANCE.spanMax(a, n);
            INSTANCE.spanMin(a, n);
            INSTANCE.spanTop(a, n);
          });
    }
  }
}
