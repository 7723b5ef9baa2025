package jotter.tensor.cpu.conv.direct;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Carried;
import jotter.tensor.cpu.kernel.Gate;

/// {@link Windows} by vectors, four at a time: one alone would wait for its last result.
final class VectorWindows extends Windows {
  static final VectorWindows INSTANCE = new VectorWindows();
  static final Gate GATE = new Gate(VectorWindows::fast);

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

  private VectorWindows() {}

  private static FloatVector at(float[] b, int i) {
    return FloatVector.fromArray(F, b, i);
  }

  @Override
  void sums(float[] b, int[] offset, float[] weights, int first, float start, int n, float[] out) {
    FloatVector zero = FloatVector.broadcast(F, start);
    for (int p = 0; p < n; p += STEP) {
      FloatVector s0 = zero;
      FloatVector s1 = zero;
      FloatVector s2 = zero;
      FloatVector s3 = zero;
      for (int t = 0; t < offset.length; t++) {
        FloatVector w = FloatVector.broadcast(F, weights[first + t]);
        int o = offset[t] + p;
        s0 = w.fma(at(b, o), s0);
        s1 = w.fma(at(b, o + LANES), s1);
        s2 = w.fma(at(b, o + 2 * LANES), s2);
        s3 = w.fma(at(b, o + 3 * LANES), s3);
      }
      put(s0, s1, s2, s3, out, p);
    }
  }

  @Override
  void tops(float[] b, int[] offset, int n, float[] out) {
    FloatVector least = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int p = 0; p < n; p += STEP) {
      FloatVector s0 = least;
      FloatVector s1 = least;
      FloatVector s2 = least;
      FloatVector s3 = least;
      for (int t = 0; t < offset.length; t++) {
        int o = offset[t] + p;
        s0 = at(b, o).max(s0);
        s1 = at(b, o + LANES).max(s1);
        s2 = at(b, o + 2 * LANES).max(s2);
        s3 = at(b, o + 3 * LANES).max(s3);
      }
      put(s0, s1, s2, s3, out, p);
    }
  }

  private static void put(
      FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3, float[] out, int p) {
    Carried.of(s0).intoArray(out, p);
    Carried.of(s1).intoArray(out, p + LANES);
    Carried.of(s2).intoArray(out, p + 2 * LANES);
    Carried.of(s3).intoArray(out, p + 3 * LANES);
  }

  private static VectorMask<Float> better(FloatVector v, FloatVector top) {
    // Neither smaller nor equal: larger, or one of the two is NaN.
    return v.compare(VectorOperators.GT, top).or(v.test(VectorOperators.IS_NAN));
  }

  @Override
  void places(float[] b, int[] offset, int n, float[] out, float[] tap) {
    FloatVector least = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    FloatVector none = FloatVector.broadcast(F, -1);
    for (int p = 0; p < n; p += 2 * LANES) {
      FloatVector s0 = least;
      FloatVector s1 = least;
      FloatVector t0 = none;
      FloatVector t1 = none;
      for (int t = 0; t < offset.length; t++) {
        int o = offset[t] + p;
        FloatVector v0 = at(b, o);
        FloatVector v1 = at(b, o + LANES);
        VectorMask<Float> m0 = better(v0, s0).not();
        VectorMask<Float> m1 = better(v1, s1).not();
        s0 = v0.blend(s0, m0);
        s1 = v1.blend(s1, m1);
        FloatVector me = FloatVector.broadcast(F, t);
        t0 = me.blend(t0, m0);
        t1 = me.blend(t1, m1);
      }
      Carried.of(s0).intoArray(out, p);
      Carried.of(s1).intoArray(out, p + LANES);
      Carried.of(t0).intoArray(tap, p);
      Carried.of(t1).intoArray(tap, p + LANES);
    }
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
    float[] tap = new float[n];
    int[] offset = {0, 1, 2, 3};
    float[] weights = {1, 2, 3, 4};
    float[] lanes = new float[4 * LANES];
    return Gate.under(
        6.0 * n,
        () -> {
          INSTANCE.sums(b, offset, weights, 0, 0, n, out);
          INSTANCE.tops(b, offset, n, out);
          INSTANCE.places(b, offset, n, out, tap);
          INSTANCE.dots(b, b, offset, n, lanes);
        });
  }
}
