package jotter.tensor.cpu.reduce;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;

/// Four vectors of partial sums over blocks; lanes are added one by one, since the API leaves the
/// order of its own lane sums open. Blocks of float32 are added up in float64.
final class VectorSums extends Sums {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final int FL = F.length();
  private static final int DL = D.length();
  private static final int BLOCK = 1024;

  private static double lanes(FloatVector v) {
    double s = 0;
    for (int i = 0; i < FL; i++) s += v.lane(i);
    return s;
  }

  private static double lanes(DoubleVector v) {
    double s = 0;
    for (int i = 0; i < DL; i++) s += v.lane(i);
    return s;
  }

  @Override
  double sum(float[] a, int n) {
    double total = 0;
    for (int from = 0; from < n; from += BLOCK) total += sum(a, from, Math.min(n, from + BLOCK));
    return total;
  }

  private static double sum(float[] a, int from, int to) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = from;
    for (; i <= to - 4 * FL; i += 4 * FL) {
      s0 = FloatVector.fromArray(F, a, i).add(s0);
      s1 = FloatVector.fromArray(F, a, i + FL).add(s1);
      s2 = FloatVector.fromArray(F, a, i + 2 * FL).add(s2);
      s3 = FloatVector.fromArray(F, a, i + 3 * FL).add(s3);
    }
    for (; i <= to - FL; i += FL) {
      s0 = FloatVector.fromArray(F, a, i).add(s0);
    }
    double s = lanes(Carried.of(s0).add(s1).add(Carried.of(s2).add(s3)));
    for (; i < to; i++) s += a[i];
    return s;
  }

  @Override
  double squares(float[] a, int n, float mean) {
    double total = 0;
    for (int from = 0; from < n; from += BLOCK)
      total += squares(a, mean, from, Math.min(n, from + BLOCK));
    return total;
  }

  private static double squares(float[] a, float mean, int from, int to) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector m = FloatVector.broadcast(F, mean);
    int i = from;
    for (; i <= to - 4 * FL; i += 4 * FL) {
      FloatVector d0 = FloatVector.fromArray(F, a, i).sub(m);
      s0 = d0.fma(d0, s0);
      FloatVector d1 = FloatVector.fromArray(F, a, i + FL).sub(m);
      s1 = d1.fma(d1, s1);
      FloatVector d2 = FloatVector.fromArray(F, a, i + 2 * FL).sub(m);
      s2 = d2.fma(d2, s2);
      FloatVector d3 = FloatVector.fromArray(F, a, i + 3 * FL).sub(m);
      s3 = d3.fma(d3, s3);
    }
    for (; i <= to - FL; i += FL) {
      FloatVector d0 = FloatVector.fromArray(F, a, i).sub(m);
      s0 = d0.fma(d0, s0);
    }
    double s = lanes(Carried.of(s0).add(s1).add(Carried.of(s2).add(s3)));
    for (; i < to; i++) {
      double d = a[i] - mean;
      s += d * d;
    }
    return s;
  }

  @Override
  double dot(float[] a, float[] b, int n) {
    double total = 0;
    for (int from = 0; from < n; from += BLOCK) total += dot(a, b, from, Math.min(n, from + BLOCK));
    return total;
  }

  private static double dot(float[] a, float[] b, int from, int to) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = from;
    for (; i <= to - 4 * FL; i += 4 * FL) {
      s0 = FloatVector.fromArray(F, a, i).fma(FloatVector.fromArray(F, b, i), s0);
      s1 = FloatVector.fromArray(F, a, i + FL).fma(FloatVector.fromArray(F, b, i + FL), s1);
      s2 = FloatVector.fromArray(F, a, i + 2 * FL).fma(FloatVector.fromArray(F, b, i + 2 * FL), s2);
      s3 = FloatVector.fromArray(F, a, i + 3 * FL).fma(FloatVector.fromArray(F, b, i + 3 * FL), s3);
    }
    for (; i <= to - FL; i += FL) {
      s0 = FloatVector.fromArray(F, a, i).fma(FloatVector.fromArray(F, b, i), s0);
    }
    double s = lanes(Carried.of(s0).add(s1).add(Carried.of(s2).add(s3)));
    for (; i < to; i++) s += (double) a[i] * b[i];
    return s;
  }

  @Override
  float max(float[] a, int n) {
    float m = a[0];
    int i = 0;
    if (n >= 2 * FL) {
      FloatVector v = FloatVector.fromArray(F, a, 0);
      FloatVector w = FloatVector.fromArray(F, a, FL);
      for (i = 2 * FL; i <= n - 2 * FL; i += 2 * FL) {
        v = FloatVector.fromArray(F, a, i).max(v);
        w = FloatVector.fromArray(F, a, i + FL).max(w);
      }
      v = Carried.of(v).max(w);
      for (int k = 0; k < FL; k++) m = Math.max(m, v.lane(k));
    }
    for (; i < n; i++) m = Math.max(m, a[i]);
    return m;
  }

  @Override
  float min(float[] a, int n) {
    float m = a[0];
    int i = 0;
    if (n >= 2 * FL) {
      FloatVector v = FloatVector.fromArray(F, a, 0);
      FloatVector w = FloatVector.fromArray(F, a, FL);
      for (i = 2 * FL; i <= n - 2 * FL; i += 2 * FL) {
        v = FloatVector.fromArray(F, a, i).min(v);
        w = FloatVector.fromArray(F, a, i + FL).min(w);
      }
      v = Carried.of(v).min(w);
      for (int k = 0; k < FL; k++) m = Math.min(m, v.lane(k));
    }
    for (; i < n; i++) m = Math.min(m, a[i]);
    return m;
  }

  @Override
  double sum(double[] a, int n) {
    double total = 0;
    for (int from = 0; from < n; from += BLOCK) total += sum(a, from, Math.min(n, from + BLOCK));
    return total;
  }

  private static double sum(double[] a, int from, int to) {
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    int i = from;
    for (; i <= to - 4 * DL; i += 4 * DL) {
      s0 = DoubleVector.fromArray(D, a, i).add(s0);
      s1 = DoubleVector.fromArray(D, a, i + DL).add(s1);
      s2 = DoubleVector.fromArray(D, a, i + 2 * DL).add(s2);
      s3 = DoubleVector.fromArray(D, a, i + 3 * DL).add(s3);
    }
    for (; i <= to - DL; i += DL) {
      s0 = DoubleVector.fromArray(D, a, i).add(s0);
    }
    double s = lanes(Carried.of(s0).add(s1).add(Carried.of(s2).add(s3)));
    for (; i < to; i++) s += a[i];
    return s;
  }

  @Override
  double squares(double[] a, int n, double mean) {
    double total = 0;
    for (int from = 0; from < n; from += BLOCK)
      total += squares(a, mean, from, Math.min(n, from + BLOCK));
    return total;
  }

  private static double squares(double[] a, double mean, int from, int to) {
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    DoubleVector m = DoubleVector.broadcast(D, mean);
    int i = from;
    for (; i <= to - 4 * DL; i += 4 * DL) {
      DoubleVector d0 = DoubleVector.fromArray(D, a, i).sub(m);
      s0 = d0.fma(d0, s0);
      DoubleVector d1 = DoubleVector.fromArray(D, a, i + DL).sub(m);
      s1 = d1.fma(d1, s1);
      DoubleVector d2 = DoubleVector.fromArray(D, a, i + 2 * DL).sub(m);
      s2 = d2.fma(d2, s2);
      DoubleVector d3 = DoubleVector.fromArray(D, a, i + 3 * DL).sub(m);
      s3 = d3.fma(d3, s3);
    }
    for (; i <= to - DL; i += DL) {
      DoubleVector d0 = DoubleVector.fromArray(D, a, i).sub(m);
      s0 = d0.fma(d0, s0);
    }
    double s = lanes(Carried.of(s0).add(s1).add(Carried.of(s2).add(s3)));
    for (; i < to; i++) {
      double d = a[i] - mean;
      s += d * d;
    }
    return s;
  }

  @Override
  double dot(double[] a, double[] b, int n) {
    double total = 0;
    for (int from = 0; from < n; from += BLOCK) total += dot(a, b, from, Math.min(n, from + BLOCK));
    return total;
  }

  private static double dot(double[] a, double[] b, int from, int to) {
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    int i = from;
    for (; i <= to - 4 * DL; i += 4 * DL) {
      s0 = DoubleVector.fromArray(D, a, i).fma(DoubleVector.fromArray(D, b, i), s0);
      s1 = DoubleVector.fromArray(D, a, i + DL).fma(DoubleVector.fromArray(D, b, i + DL), s1);
      s2 =
          DoubleVector.fromArray(D, a, i + 2 * DL)
              .fma(DoubleVector.fromArray(D, b, i + 2 * DL), s2);
      s3 =
          DoubleVector.fromArray(D, a, i + 3 * DL)
              .fma(DoubleVector.fromArray(D, b, i + 3 * DL), s3);
    }
    for (; i <= to - DL; i += DL) {
      s0 = DoubleVector.fromArray(D, a, i).fma(DoubleVector.fromArray(D, b, i), s0);
    }
    double s = lanes(Carried.of(s0).add(s1).add(Carried.of(s2).add(s3)));
    for (; i < to; i++) s += a[i] * b[i];
    return s;
  }

  @Override
  double max(double[] a, int n) {
    double m = a[0];
    int i = 0;
    if (n >= 2 * DL) {
      DoubleVector v = DoubleVector.fromArray(D, a, 0);
      DoubleVector w = DoubleVector.fromArray(D, a, DL);
      for (i = 2 * DL; i <= n - 2 * DL; i += 2 * DL) {
        v = DoubleVector.fromArray(D, a, i).max(v);
        w = DoubleVector.fromArray(D, a, i + DL).max(w);
      }
      v = Carried.of(v).max(w);
      for (int k = 0; k < DL; k++) m = Math.max(m, v.lane(k));
    }
    for (; i < n; i++) m = Math.max(m, a[i]);
    return m;
  }

  @Override
  double min(double[] a, int n) {
    double m = a[0];
    int i = 0;
    if (n >= 2 * DL) {
      DoubleVector v = DoubleVector.fromArray(D, a, 0);
      DoubleVector w = DoubleVector.fromArray(D, a, DL);
      for (i = 2 * DL; i <= n - 2 * DL; i += 2 * DL) {
        v = DoubleVector.fromArray(D, a, i).min(v);
        w = DoubleVector.fromArray(D, a, i + DL).min(w);
      }
      v = Carried.of(v).min(w);
      for (int k = 0; k < DL; k++) m = Math.min(m, v.lane(k));
    }
    for (; i < n; i++) m = Math.min(m, a[i]);
    return m;
  }

  @Override
  void axpy(float f, float[] x, int at, float[] y, int n) {
    int i = 0;
    FloatVector v = FloatVector.broadcast(F, f);
    for (; i <= n - FL; i += FL)
      v.fma(FloatVector.fromArray(F, x, at + i), FloatVector.fromArray(F, y, i)).intoArray(y, i);
    for (; i < n; i++) y[i] = Math.fma(f, x[at + i], y[i]);
  }

  @Override
  void axpy(double f, double[] x, int at, double[] y, int n) {
    int i = 0;
    DoubleVector v = DoubleVector.broadcast(D, f);
    for (; i <= n - DL; i += DL)
      v.fma(DoubleVector.fromArray(D, x, at + i), DoubleVector.fromArray(D, y, i)).intoArray(y, i);
    for (; i < n; i++) y[i] = Math.fma(f, x[at + i], y[i]);
  }
}
