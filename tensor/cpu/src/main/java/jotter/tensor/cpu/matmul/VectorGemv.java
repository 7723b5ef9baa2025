package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// A row times a float32 matrix in order, four rows of the matrix at a time, straight from memory.
final class VectorGemv {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /// Columns of a trial: so many turns that the compiler takes it for worth its while to unroll
  /// them.
  private static final int TRIED = 64 * LANES + 3;

  // A gate each: while one of the two is slow, the other one serves.
  static final Gate ALONG =
      new Gate(() -> fast((x, b, y) -> along(x, 0, 9, b, 4L * TRIED, b + 36L * TRIED, TRIED)));
  static final Gate ACROSS =
      new Gate(() -> fast((x, b, y) -> across(x, TRIED, b, 4L * TRIED, y, 9)));

  private VectorGemv() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  /// y[j] += Σ x[i]·b[i][j] for first ≤ i < k, j < n: the matrix lies along j, and `b` is where its
  /// row `first` is. The sums are in memory at `y`, since the loops end at an address: one index
  /// for the matrix and the sums is all that a turn counts, and the fewer its instructions, the
  /// more of the matrix is on its way from memory at a time.
  static void along(float[] x, int first, int k, long b, long rowStride, long y, int n) {
    int i = first;
    int whole = n / LANES * LANES;
    long end = 4L * whole;
    for (; i <= k - 4; i += 4, b += 4 * rowStride) {
      ofFour(x, i, b, rowStride, y, b + end);
      for (int j = whole; j < n; j++)
        for (int r = 0; r < 4; r++) add(x[i + r], b + r * rowStride, y, j);
    }
    for (; i < k; i++, b += rowStride) {
      ofOne(x[i], b, y, b + end);
      for (int j = whole; j < n; j++) add(x[i], b, y, j);
    }
  }

  private static void add(float x, long b, long y, int j) {
    Memory.set(y + 4L * j, Math.fma(x, Memory.getF32(b + 4L * j), Memory.getF32(y + 4L * j)));
  }

  /// Four rows side by side: with one or two the sums pass by too often, and more the processor
  /// does not fetch ahead of any better.
  static void ofFour(float[] x, int i, long b, long rowStride, long y, long end) {
    FloatVector x0 = FloatVector.broadcast(F, x[i]);
    FloatVector x1 = FloatVector.broadcast(F, x[i + 1]);
    FloatVector x2 = FloatVector.broadcast(F, x[i + 2]);
    FloatVector x3 = FloatVector.broadcast(F, x[i + 3]);
    long sums = y - b;
    for (long p = b; p < end; p += 4L * LANES) {
      FloatVector s = at(p + sums);
      s = at(p).fma(x0, s);
      s = at(p + rowStride).fma(x1, s);
      s = at(p + 2 * rowStride).fma(x2, s);
      s = at(p + 3 * rowStride).fma(x3, s);
      s.intoMemorySegment(Memory.ALL, p + sums, Memory.ORDER);
    }
  }

  static void ofOne(float x, long b, long y, long end) {
    FloatVector x0 = FloatVector.broadcast(F, x);
    long sums = y - b;
    for (long p = b; p < end; p += 4L * LANES)
      at(p).fma(x0, at(p + sums)).intoMemorySegment(Memory.ALL, p + sums, Memory.ORDER);
  }

  /// y[j] = Σ x[i]·b[j][i] for i < k, j < n: the matrix lies along i.
  static void across(float[] x, int k, long b, long columnStride, float[] y, int n) {
    float[] lanes = new float[LANES];
    int j = 0;
    int whole = k / LANES * LANES;
    ManyDots many = ManyDots.LOOP.get((long) n * k);
    for (;
        many != null && j <= n - ManyDots.MANY;
        j += ManyDots.MANY, b += ManyDots.MANY * columnStride) {
      many.run(whole, x, b, columnStride, y, j);
      if (whole < k)
        for (int r = 0; r < ManyDots.MANY; r++)
          y[j + r] = rest(y[j + r], x, whole, k, b + r * columnStride);
    }
    for (; j <= n - 4; j += 4, b += 4 * columnStride) {
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      long p = b;
      for (int i = 0; i < whole; i += LANES, p += 4L * LANES) {
        FloatVector v = FloatVector.fromArray(F, x, i);
        s0 = at(p).fma(v, s0);
        s1 = at(p + columnStride).fma(v, s1);
        s2 = at(p + 2 * columnStride).fma(v, s2);
        s3 = at(p + 3 * columnStride).fma(v, s3);
      }
      y[j] = rest(Carried.of(s0), lanes, x, whole, k, b);
      y[j + 1] = rest(Carried.of(s1), lanes, x, whole, k, b + columnStride);
      y[j + 2] = rest(Carried.of(s2), lanes, x, whole, k, b + 2 * columnStride);
      y[j + 3] = rest(Carried.of(s3), lanes, x, whole, k, b + 3 * columnStride);
    }
    for (; j < n; j++, b += columnStride) {
      FloatVector s = FloatVector.zero(F);
      for (int i = 0; i < whole; i += LANES)
        s = at(b + 4L * i).fma(FloatVector.fromArray(F, x, i), s);
      y[j] = rest(Carried.of(s), lanes, x, whole, k, b);
    }
  }

  /// Half of the lanes is added to the other half until one is left, in the array `lanes`: the API
  /// leaves the order of its own sums open, and turning vectors here was not always compiled.
  private static float rest(FloatVector s, float[] lanes, float[] x, int from, int k, long b) {
    s.intoArray(lanes, 0);
    for (int w = LANES / 2; w > 0; w /= 2) for (int l = 0; l < w; l++) lanes[l] += lanes[l + w];
    return rest(lanes[0], x, from, k, b);
  }

  /// What vectors do not reach, added to their sum.
  private static float rest(float sum, float[] x, int from, int k, long b) {
    for (int i = from; i < k; i++) sum = Math.fma(x[i], Memory.getF32(b + 4L * i), sum);
    return sum;
  }

  private interface Trial {
    void run(float[] x, long b, float[] y);
  }

  private static boolean fast(Trial trial) {
    try (Arena arena = Arena.ofConfined()) {
      long b = arena.allocate(4L * TRIED * 10, 64).address();
      float[] x = new float[TRIED];
      float[] y = new float[TRIED];
      return Gate.under(6.0 * TRIED, () -> trial.run(x, b, y));
    }
  }
}
