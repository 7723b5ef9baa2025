package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// {@link Exponentials} by vectors, with loops as in {@link VectorLines}.
final class VectorExponentials extends Exponentials {
  static final VectorExponentials INSTANCE = new VectorExponentials();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final long STEP = 4L * LANES;
  private static final Gate TOPS = new Gate(VectorExponentials::trialTop);
  private static final Gate SPANS = new Gate(VectorExponentials::trial);

  private VectorExponentials() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static IntVector bits(long a) {
    return IntVector.fromMemorySegment(I, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  /// Adds to the partial sums at `sums`.
  private static void more(FloatVector v, long sums) {
    put(at(sums).add(v), sums);
  }

  /// As {@link #power(float)}.
  private static FloatVector power(FloatVector d) {
    FloatVector x = d.blend(LEAST, d.compare(VectorOperators.LT, LEAST));
    FloatVector t = x.fma(INVERSE, MAGIC);
    FloatVector n = t.sub(MAGIC);
    FloatVector h = n.fma(FloatVector.broadcast(F, -LN_HIGH), x);
    FloatVector r = n.fma(FloatVector.broadcast(F, -LN_LOW), h);
    FloatVector q = r.fma(C4, C3);
    q = q.fma(r, FloatVector.broadcast(F, C2));
    q = q.fma(r, FloatVector.broadcast(F, C1));
    q = q.fma(r, FloatVector.broadcast(F, C0));
    FloatVector p = r.mul(r).fma(q, r);
    FloatVector s =
        t.reinterpretAsInts()
            .lanewise(VectorOperators.LSHL, FRACTION)
            .add(SCALE_BITS)
            .reinterpretAsFloats();
    return p.fma(s, s);
  }

  @Override
  float spanTop(long a, int n) {
    return TOPS.open(n) ? ofTop(a, n) : PLAIN.spanTop(a, n);
  }

  static float ofTop(long a, int n) {
    IntVector m0 = IntVector.broadcast(I, Integer.MIN_VALUE);
    IntVector m1 = m0;
    IntVector l0 = IntVector.broadcast(I, Integer.MAX_VALUE);
    IntVector l1 = l0;
    long p = a;
    int i = 0;
    for (; i <= n - 2 * LANES; i += 2 * LANES, p += 2 * STEP) {
      IntVector x = bits(p);
      m0 = x.max(m0);
      l0 = x.min(l0);
      IntVector y = bits(p + STEP);
      m1 = y.max(m1);
      l1 = y.min(l1);
    }
    if (i < n) {
      IntVector x = bits(p);
      m0 = x.max(m0);
      l0 = x.min(l0);
    }
    int most = Carried.of(m0).max(m1).reduceLanes(VectorOperators.MAX);
    int least = Carried.of(l0).min(l1).reduceLanes(VectorOperators.MIN);
    return Float.intBitsToFloat(most >= 0 ? most : least);
  }

  @Override
  float span(long x, int n, float top, long to) {
    return SPANS.open(n) ? sum(x, n, top, to) : PLAIN.span(x, n, top, to);
  }

  private static float sum(long x, int n, float top, long to) {
    return ofSpan(x, x + 4L * n, top, to - x, Partial.sums());
  }

  /// The results lie `shift` bytes behind the numbers. One vector a turn: the compiler stops short
  /// of what a second one does at its end. The partial sums are in two vectors, so that no turn
  /// waits for what the one before has written.
  static float ofSpan(long x, long end, float top, long shift, long lanes) {
    put(FloatVector.zero(F), lanes);
    put(FloatVector.zero(F), lanes + STEP);
    long p = x;
    long k = 0;
    while (p != end) {
      FloatVector v = power(at(p).sub(top));
      put(v, p + shift);
      more(v, lanes + k);
      k ^= STEP;
      p += STEP;
    }
    return VectorLines.total(at(lanes).add(at(lanes + STEP)));
  }

  private static boolean trialTop() {
    int n = (2 * Gate.TURNS + 1) * LANES;
    float[] found = new float[1];
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      return Gate.under(n, () -> found[0] = ofTop(from, n));
    }
  }

  private static boolean trial() {
    int n = (2 * Gate.TURNS + 1) * LANES;
    float[] found = new float[1];
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      long to = arena.allocate(4L * n, 64).address();
      return Gate.under(2.0 * n, () -> found[0] = sum(from, n, 0, to));
    }
  }
}
