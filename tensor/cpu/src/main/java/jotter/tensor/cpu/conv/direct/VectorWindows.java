package jotter.tensor.cpu.conv.direct;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;

/// {@link Windows} by vectors. Results stay in their array, which is worked on in chunks that stay
/// in the first level cache, a few taps at a time: what a loop carried in vectors from tap to tap
/// would be allocated at every turn.
final class VectorWindows extends Windows {
  static final VectorWindows INSTANCE = new VectorWindows();
  static final Gate GATE = new Gate(VectorWindows::fast);

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  /// Positions whose results stay in the cache from tap to tap.
  private static final int CHUNK = 16 * STEP;

  private VectorWindows() {}

  private static FloatVector at(float[] b, int i) {
    return FloatVector.fromArray(F, b, i);
  }

  @Override
  void sums(float[] b, int[] offset, float[] weights, int first, float start, int n, float[] out) {
    for (int p = 0; p < n; p += CHUNK) {
      int end = end(p, n);
      Arrays.fill(out, p, end, start);
      int t = 0;
      for (; t + 9 <= offset.length; t += 9) addNine(b, offset, t, weights, first + t, p, end, out);
      for (; t + 3 <= offset.length; t += 3) {
        int i = first + t;
        int o0 = offset[t];
        int o1 = offset[t + 1];
        int o2 = offset[t + 2];
        addThree(b, o0, o1, o2, weights[i], weights[i + 1], weights[i + 2], p, end, out);
      }
      for (; t < offset.length; t++) addOne(b, offset[t], weights[first + t], p, end, out);
    }
  }

  private static void addNine(
      float[] b, int[] offset, int t, float[] w, int i, int from, int end, float[] out) {
    int o0 = offset[t];
    int o1 = offset[t + 1];
    int o2 = offset[t + 2];
    int o3 = offset[t + 3];
    int o4 = offset[t + 4];
    int o5 = offset[t + 5];
    int o6 = offset[t + 6];
    int o7 = offset[t + 7];
    int o8 = offset[t + 8];
    FloatVector w0 = FloatVector.broadcast(F, w[i]);
    FloatVector w1 = FloatVector.broadcast(F, w[i + 1]);
    FloatVector w2 = FloatVector.broadcast(F, w[i + 2]);
    FloatVector w3 = FloatVector.broadcast(F, w[i + 3]);
    FloatVector w4 = FloatVector.broadcast(F, w[i + 4]);
    FloatVector w5 = FloatVector.broadcast(F, w[i + 5]);
    FloatVector w6 = FloatVector.broadcast(F, w[i + 6]);
    FloatVector w7 = FloatVector.broadcast(F, w[i + 7]);
    FloatVector w8 = FloatVector.broadcast(F, w[i + 8]);
    for (int p = from; p < end; p += LANES) {
      FloatVector s = at(b, o0 + p).fma(w0, at(out, p));
      s = at(b, o1 + p).fma(w1, s);
      s = at(b, o2 + p).fma(w2, s);
      s = at(b, o3 + p).fma(w3, s);
      s = at(b, o4 + p).fma(w4, s);
      s = at(b, o5 + p).fma(w5, s);
      s = at(b, o6 + p).fma(w6, s);
      s = at(b, o7 + p).fma(w7, s);
      at(b, o8 + p).fma(w8, s).intoArray(out, p);
    }
  }

  private static void addThree(
      float[] b,
      int o0,
      int o1,
      int o2,
      float w0,
      float w1,
      float w2,
      int from,
      int end,
      float[] out) {
    FloatVector v0 = FloatVector.broadcast(F, w0);
    FloatVector v1 = FloatVector.broadcast(F, w1);
    FloatVector v2 = FloatVector.broadcast(F, w2);
    for (int p = from; p < end; p += LANES) {
      FloatVector s = v0.fma(at(b, o0 + p), at(out, p));
      v2.fma(at(b, o2 + p), v1.fma(at(b, o1 + p), s)).intoArray(out, p);
    }
  }

  private static void addOne(float[] b, int o, float w, int from, int end, float[] out) {
    FloatVector v = FloatVector.broadcast(F, w);
    for (int p = from; p < end; p += LANES) v.fma(at(b, o + p), at(out, p)).intoArray(out, p);
  }

  /// The end of a chunk of whole vectors.
  private static int end(int from, int n) {
    return Math.min(from + CHUNK, (n + LANES - 1) / LANES * LANES);
  }

  @Override
  void dots(float[] a, float[] b, int[] offset, int n, float[] lanes) {
    int t = 0;
    for (; t + 3 <= offset.length; t += 3) three(a, b, offset, t, n, lanes);
    for (; t < offset.length; t++) one(a, b, offset[t], n, lanes, t * LANES);
  }

  private static void three(float[] a, float[] b, int[] offset, int t, int n, float[] lanes) {
    int k = t * LANES;
    int o0 = offset[t];
    int o1 = offset[t + 1];
    int o2 = offset[t + 2];
    FloatVector s0 = at(lanes, k);
    FloatVector s1 = at(lanes, k + LANES);
    FloatVector s2 = at(lanes, k + 2 * LANES);
    for (int p = 0; p < n; p += LANES) {
      FloatVector v = at(a, p);
      s0 = v.fma(at(b, o0 + p), s0);
      s1 = v.fma(at(b, o1 + p), s1);
      s2 = v.fma(at(b, o2 + p), s2);
    }
    Carried.of(s0).intoArray(lanes, k);
    Carried.of(s1).intoArray(lanes, k + LANES);
    Carried.of(s2).intoArray(lanes, k + 2 * LANES);
  }

  private static void one(float[] a, float[] b, int o, int n, float[] lanes, int k) {
    FloatVector s = at(lanes, k);
    for (int p = 0; p < n; p += LANES) s = at(a, p).fma(at(b, o + p), s);
    Carried.of(s).intoArray(lanes, k);
  }

  private static boolean fast() {
    int n = 16 * STEP;
    float[] b = new float[n + 8];
    float[] out = new float[n];
    int[] offset = {0, 1, 2, 3, 4};
    int[] nine = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    float[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    float[] lanes = new float[5 * LANES];
    return Gate.under(
        5.0 * n,
        () -> {
          INSTANCE.sums(b, offset, weights, 0, 0, n, out);
          INSTANCE.sums(b, nine, weights, 0, 0, n, out);
          INSTANCE.dots(b, b, offset, n, lanes);
        });
  }
}
