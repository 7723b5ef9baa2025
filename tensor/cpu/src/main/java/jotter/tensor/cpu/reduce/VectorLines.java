package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Carried;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// {@link Lines} by vectors.
///
/// A span is a method with one short loop after the other, and the launcher tells the compiler to
/// leave it one (`dontinline`). As a part of its caller, or with longer loops, it became code that
/// allocates vectors in some processes, three to eight times as slow, and no gate would notice:
/// what the gate has tried has to be what runs.
final class VectorLines extends Lines {
  static final VectorLines INSTANCE = new VectorLines();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /// What the gates try.
  private static final int SHORT = 64 * LANES;

  private static final VectorShuffle<Float> BY_EIGHT = turn(8);
  private static final VectorShuffle<Float> BY_FOUR = turn(4);
  private static final VectorShuffle<Float> BY_TWO = turn(2);
  private static final VectorShuffle<Float> BY_ONE = turn(1);

  private static final Gate SUMS = gate(SHORT, (a, b, to) -> to[0] = ofSum(a, SHORT - LANES));
  private static final Gate SQUARES =
      gate(SHORT, (a, b, to) -> to[0] = ofSquare(a, SHORT - LANES, 1));
  private static final Gate DOTS = gate(SHORT, (a, b, to) -> to[0] = ofDot(a, b, SHORT - LANES, 1));
  private static final Gate EXTREME =
      gate(SHORT, (a, b, to) -> to[0] = ofExtreme(a, SHORT - LANES, true));
  private static final Gate FIRST =
      gate(
          SHORT,
          (a, b, to) -> {
            // Every way out has to be known to the compiler.
            int n = SHORT - LANES;
            for (int k = 0; k < 4; k++)
              Memory.set(a + 4L * (n - 7 * LANES + k * LANES + 1), 1f + k);
            Memory.set(a + 4L * (n - 1), 5f);
            for (int k = 0; k < 6; k++) to[0] += ofFirst(a, n, 1f + k);
          });

  private VectorLines() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static VectorShuffle<Float> turn(int lanes) {
    return VectorShuffle.iota(F, lanes, 1, true);
  }

  /// Half of the lanes is added to the other half until one is left. The API's own sum leaves the
  /// order open, and reading lanes from an array waits for the vector's way to memory.
  static float total(FloatVector v) {
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
    if (!SUMS.open(n)) return PLAIN.sums(a, n);
    double s = 0;
    for (int i = 0; i < n; i += SPAN) s += ofSum(a + 4L * i, Math.min(SPAN, n - i));
    return s;
  }

  static float ofSum(long a, int n) {
    long p = a;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES, p += 16L * LANES) {
      s0 = at(p).add(s0);
      s1 = at(p + 4L * LANES).add(s1);
      s2 = at(p + 8L * LANES).add(s2);
      s3 = at(p + 12L * LANES).add(s3);
    }
    for (; i < n; i += LANES, p += 4L * LANES) s0 = at(p).add(s0);
    return total(s0, s1, s2, s3);
  }

  @Override
  double squaresOf(long a, int n, float mean) {
    if (!SQUARES.open(n)) return PLAIN.squaresOf(a, n, mean);
    double s = 0;
    for (int i = 0; i < n; i += SPAN) s += ofSquare(a + 4L * i, Math.min(SPAN, n - i), mean);
    return s;
  }

  static float ofSquare(long a, int n, float mean) {
    long p = a;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES, p += 16L * LANES) {
      FloatVector d0 = at(p).sub(mean);
      s0 = d0.fma(d0, s0);
      FloatVector d1 = at(p + 4L * LANES).sub(mean);
      s1 = d1.fma(d1, s1);
      FloatVector d2 = at(p + 8L * LANES).sub(mean);
      s2 = d2.fma(d2, s2);
      FloatVector d3 = at(p + 12L * LANES).sub(mean);
      s3 = d3.fma(d3, s3);
    }
    for (; i < n; i += LANES, p += 4L * LANES) {
      FloatVector d = at(p).sub(mean);
      s0 = d.fma(d, s0);
    }
    return total(s0, s1, s2, s3);
  }

  @Override
  double dots(long a, long b, int n, float mean) {
    if (!DOTS.open(n)) return PLAIN.dots(a, b, n, mean);
    double s = 0;
    for (int i = 0; i < n; i += SPAN)
      s += ofDot(a + 4L * i, b + 4L * i, Math.min(SPAN, n - i), mean);
    return s;
  }

  static float ofDot(long a, long b, int n, float mean) {
    long p = a;
    long q = b;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES, p += 16L * LANES, q += 16L * LANES) {
      s0 = at(p).fma(at(q).sub(mean), s0);
      s1 = at(p + 4L * LANES).fma(at(q + 4L * LANES).sub(mean), s1);
      s2 = at(p + 8L * LANES).fma(at(q + 8L * LANES).sub(mean), s2);
      s3 = at(p + 12L * LANES).fma(at(q + 12L * LANES).sub(mean), s3);
    }
    for (; i < n; i += LANES, p += 4L * LANES, q += 4L * LANES) s0 = at(p).fma(at(q).sub(mean), s0);
    return total(s0, s1, s2, s3);
  }

  @Override
  float spanExtreme(long a, int n, boolean max) {
    return EXTREME.open(n) ? ofExtreme(a, n, max) : PLAIN.spanExtreme(a, n, max);
  }

  private static IntVector bits(long a) {
    return IntVector.fromMemorySegment(I, Memory.ALL, a, Memory.ORDER);
  }

  static float ofExtreme(long a, int n, boolean max) {
    IntVector sign = IntVector.broadcast(I, Integer.MIN_VALUE);
    IntVector m0 = sign;
    IntVector m1 = sign;
    IntVector t0 = sign;
    IntVector t1 = sign;
    IntVector l0 = IntVector.broadcast(I, Integer.MAX_VALUE);
    IntVector l1 = l0;
    long p = a;
    int i = 0;
    for (; i <= n - 2 * LANES; i += 2 * LANES, p += 8L * LANES) {
      IntVector x = bits(p);
      m0 = x.max(m0);
      l0 = x.min(l0);
      t0 = x.lanewise(VectorOperators.XOR, sign).max(t0);
      x = bits(p + 4L * LANES);
      m1 = x.max(m1);
      l1 = x.min(l1);
      t1 = x.lanewise(VectorOperators.XOR, sign).max(t1);
    }
    if (i < n) {
      IntVector x = bits(p);
      m0 = x.max(m0);
      l0 = x.min(l0);
      t0 = x.lanewise(VectorOperators.XOR, sign).max(t0);
    }
    return extreme(
        Carried.of(m0).max(m1).reduceLanes(VectorOperators.MAX),
        Carried.of(t0).max(t1).reduceLanes(VectorOperators.MAX),
        Carried.of(l0).min(l1).reduceLanes(VectorOperators.MIN),
        max);
  }

  @Override
  int spanFirst(long a, int n, float v) {
    return FIRST.open(n) ? ofFirst(a, n, v) : PLAIN.spanFirst(a, n, v);
  }

  static int ofFirst(long a, int n, float v) {
    long p = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES, p += 16L * LANES) {
      VectorMask<Float> m0 = at(p).compare(VectorOperators.EQ, v);
      VectorMask<Float> m1 = at(p + 4L * LANES).compare(VectorOperators.EQ, v);
      VectorMask<Float> m2 = at(p + 8L * LANES).compare(VectorOperators.EQ, v);
      VectorMask<Float> m3 = at(p + 12L * LANES).compare(VectorOperators.EQ, v);
      if (!m0.or(m1).or(m2.or(m3)).anyTrue()) continue;
      if (m0.anyTrue()) return i + m0.firstTrue();
      if (m1.anyTrue()) return i + LANES + m1.firstTrue();
      if (m2.anyTrue()) return i + 2 * LANES + m2.firstTrue();
      return i + 3 * LANES + m3.firstTrue();
    }
    for (; i < n; i += LANES, p += 4L * LANES) {
      VectorMask<Float> m = at(p).compare(VectorOperators.EQ, v);
      if (m.anyTrue()) return i + m.firstTrue();
    }
    return -1;
  }

  private interface Trial {
    void run(long from, long to, float[] sums);
  }

  /// A gate that opens when `trial`, which works on the `n` numbers that it is given, is fast.
  private static Gate gate(int n, Trial trial) {
    return new Gate(
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            long from = arena.allocate(4L * n, 64).address();
            long to = arena.allocate(4L * n, 64).address();
            float[] sums = new float[2];
            return Gate.under(n, () -> trial.run(from, to, sums));
          }
        });
  }
}
