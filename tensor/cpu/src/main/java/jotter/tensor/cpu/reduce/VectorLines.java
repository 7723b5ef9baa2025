package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// {@link Lines} by vectors.
///
/// Sums go through memory with loops that end at an address and do not count. Of a loop that counts
/// the compiler makes three, for the first turns, most and the last, and the processor, which
/// fetches ahead for each load instruction by itself, loses track at both ends of every span: such
/// sums took half as long again, and several times as long where neighbours use the cache too. In a
/// loop that does not count, the compiler may be asked for vectors that go from turn to turn, and
/// makes objects of them in some processes; so partial sums are in an array.
///
/// The launcher tells the compiler to leave each loop's method one (`dontinline`). As a part of its
/// caller it became code that allocates vectors in some processes, and no gate would notice: what
/// the gate has tried has to be what runs.
final class VectorLines extends Lines {
  static final VectorLines INSTANCE = new VectorLines();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final long STEP = 4L * LANES;

  /// What the gates of sums try: more than a span, so that every loop has been seen.
  private static final int LONG = SPAN + (2 * GROUP - 1) * LANES;

  /// What the other gates try.
  private static final int SHORT = 64 * LANES;

  private static final VectorShuffle<Float> BY_EIGHT = turn(8);
  private static final VectorShuffle<Float> BY_FOUR = turn(4);
  private static final VectorShuffle<Float> BY_TWO = turn(2);
  private static final VectorShuffle<Float> BY_ONE = turn(1);

  private static final Gate SUMS =
      gate(2 * LONG, (a, b, to) -> ofSums(a, 4L * LONG, 2, LONG, to, new double[2]));
  private static final Gate SQUARES = gate(LONG, (a, b, to) -> ofSquares(a, LONG, 1, to));
  private static final Gate DOTS = gate(LONG, (a, b, to) -> ofDot(a, b, LONG, 1, to));
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

  /// Partial sums, an array for each thread: one for each call would keep the collector busy, and
  /// the loops, which are methods of their own, would never be rid of it.
  private static final ThreadLocal<float[]> PARTIAL =
      ThreadLocal.withInitial(() -> new float[LANES]);

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

  /// Where whole groups of `bytes` bytes end, in the span that begins at `a` and ends at `end`.
  private static long groups(long a, long end, long bytes) {
    return a + (end - a) / bytes * bytes;
  }

  private static long span(long a, long last) {
    return Math.min(a + 4L * SPAN, last);
  }

  private static void clear(float[] lanes) {
    FloatVector.zero(F).intoArray(lanes, 0);
  }

  /// Adds to the partial sums.
  private static void more(FloatVector v, float[] lanes) {
    FloatVector.fromArray(F, lanes, 0).add(v).intoArray(lanes, 0);
  }

  private static float total(float[] lanes) {
    return total(FloatVector.fromArray(F, lanes, 0));
  }

  @Override
  void sums(long a, long stride, int lines, int n, double[] to) {
    if (SUMS.open((long) lines * n)) ofSums(a, stride, lines, n, PARTIAL.get(), to);
    else PLAIN.sums(a, stride, lines, n, to);
  }

  /// Many lines in one call: where each has a call of its own, the way back and to the next one
  /// takes as long as some dozens of elements.
  static void ofSums(long a, long stride, int lines, int n, float[] lanes, double[] to) {
    for (int line = 0; line < lines; line++) {
      long p = a + line * stride;
      long last = p + 4L * n;
      double sum = 0;
      while (p != last) {
        clear(lanes);
        long end = span(p, last);
        long many = groups(p, end, GROUP * STEP);
        while (p != many) {
          FloatVector v = at(p).add(at(p + STEP)).add(at(p + 2 * STEP).add(at(p + 3 * STEP)));
          FloatVector w =
              at(p + 4 * STEP).add(at(p + 5 * STEP)).add(at(p + 6 * STEP).add(at(p + 7 * STEP)));
          more(v.add(w), lanes);
          p += GROUP * STEP;
        }
        while (p != end) {
          more(at(p), lanes);
          p += STEP;
        }
        sum += total(lanes);
      }
      to[line] = sum;
    }
  }

  @Override
  double squaresOf(long a, int n, float mean) {
    return SQUARES.open(n) ? ofSquares(a, n, mean, PARTIAL.get()) : PLAIN.squaresOf(a, n, mean);
  }

  private static FloatVector square(long a, float mean) {
    FloatVector d = at(a).sub(mean);
    return d.mul(d);
  }

  static double ofSquares(long a, int n, float mean, float[] lanes) {
    long p = a;
    long last = a + 4L * n;
    double sum = 0;
    while (p != last) {
      clear(lanes);
      long end = span(p, last);
      long many = groups(p, end, FEW * STEP);
      while (p != many) {
        FloatVector v = square(p, mean).add(square(p + STEP, mean));
        FloatVector w = square(p + 2 * STEP, mean).add(square(p + 3 * STEP, mean));
        more(v.add(w), lanes);
        p += FEW * STEP;
      }
      while (p != end) {
        more(square(p, mean), lanes);
        p += STEP;
      }
      sum += total(lanes);
    }
    return sum;
  }

  @Override
  double dots(long a, long b, int n, float mean) {
    return DOTS.open(n) ? ofDot(a, b, n, mean, PARTIAL.get()) : PLAIN.dots(a, b, n, mean);
  }

  private static FloatVector product(long a, long b, float mean) {
    return at(b).sub(mean).mul(at(a));
  }

  static double ofDot(long a, long b, int n, float mean, float[] lanes) {
    long p = a;
    long q = b;
    long last = a + 4L * n;
    double sum = 0;
    while (p != last) {
      clear(lanes);
      long end = span(p, last);
      long many = groups(p, end, FEW * STEP);
      while (p != many) {
        FloatVector v = product(p, q, mean).add(product(p + STEP, q + STEP, mean));
        FloatVector w =
            product(p + 2 * STEP, q + 2 * STEP, mean)
                .add(product(p + 3 * STEP, q + 3 * STEP, mean));
        more(v.add(w), lanes);
        p += FEW * STEP;
        q += FEW * STEP;
      }
      while (p != end) {
        more(product(p, q, mean), lanes);
        p += STEP;
        q += STEP;
      }
      sum += total(lanes);
    }
    return sum;
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
            float[] sums = new float[LANES];
            return Gate.under(n, () -> trial.run(from, to, sums));
          }
        });
  }
}
