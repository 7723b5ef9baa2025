package jotter.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Carried;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.kernel.Memory;

/// A row times a float32 matrix in order, four rows of the matrix at a time, straight from memory.
final class VectorGemv {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  private static final int TRIED = 8 * LANES + 3;

  // A gate each: while one of the two is slow, the other one serves.
  static final Gate ALONG =
      new Gate(() -> fast((x, b, y) -> along(x, 0, 9, b, 4L * TRIED, y, TRIED)));
  static final Gate ACROSS =
      new Gate(() -> fast((x, b, y) -> across(x, TRIED, b, 4L * TRIED, y, 9)));

  private VectorGemv() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  /// y[j] += Σ x[i]·b[i][j] for first ≤ i < k, j < n: the matrix lies along j, and `b` is where its
  /// row `first` is.
  static void along(float[] x, int first, int k, long b, long rowStride, float[] y, int n) {
    int i = first;
    int whole = n / LANES * LANES;
    for (; i <= k - 4; i += 4, b += 4 * rowStride) {
      FloatVector x0 = FloatVector.broadcast(F, x[i]);
      FloatVector x1 = FloatVector.broadcast(F, x[i + 1]);
      FloatVector x2 = FloatVector.broadcast(F, x[i + 2]);
      FloatVector x3 = FloatVector.broadcast(F, x[i + 3]);
      long p = b;
      for (int j = 0; j < whole; j += LANES, p += 4L * LANES) {
        FloatVector s = FloatVector.fromArray(F, y, j);
        s = at(p).fma(x0, s);
        s = at(p + rowStride).fma(x1, s);
        s = at(p + 2 * rowStride).fma(x2, s);
        s = at(p + 3 * rowStride).fma(x3, s);
        s.intoArray(y, j);
      }
      for (int j = whole; j < n; j++)
        for (int r = 0; r < 4; r++)
          y[j] = Math.fma(x[i + r], Memory.getF32(b + r * rowStride + 4L * j), y[j]);
    }
    for (; i < k; i++, b += rowStride) {
      FloatVector x0 = FloatVector.broadcast(F, x[i]);
      for (int j = 0; j < whole; j += LANES)
        at(b + 4L * j).fma(x0, FloatVector.fromArray(F, y, j)).intoArray(y, j);
      for (int j = whole; j < n; j++) y[j] = Math.fma(x[i], Memory.getF32(b + 4L * j), y[j]);
    }
  }

  /// y[j] = Σ x[i]·b[j][i] for i < k, j < n: the matrix lies along i.
  static void across(float[] x, int k, long b, long columnStride, float[] y, int n) {
    float[] lanes = new float[LANES];
    int j = 0;
    int whole = k / LANES * LANES;
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
    float t = lanes[0];
    for (int i = from; i < k; i++) t = Math.fma(x[i], Memory.getF32(b + 4L * i), t);
    return t;
  }

  private interface Trial {
    void run(float[] x, long b, float[] y);
  }

  private static boolean fast(Trial trial) {
    try (Arena arena = Arena.ofConfined()) {
      long b = arena.allocate(4L * TRIED * 9, 64).address();
      float[] x = new float[TRIED];
      float[] y = new float[TRIED];
      return Gate.under(2.0 * TRIED, () -> trial.run(x, b, y));
    }
  }
}
