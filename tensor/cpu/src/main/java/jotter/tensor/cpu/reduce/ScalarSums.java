package jotter.tensor.cpu.reduce;

/// Plain loops, with float32 summed in float64.
final class ScalarSums extends Sums {
  @Override
  double sum(float[] a, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) s += a[i];
    return s;
  }

  @Override
  double sum(double[] a, int n) {
    double s = 0;
    double t = 0;
    int i = 0;
    for (; i + 1 < n; i += 2) {
      s += a[i];
      t += a[i + 1];
    }
    if (i < n) s += a[i];
    return s + t;
  }

  @Override
  double squares(float[] a, int n, float mean) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      double d = a[i] - mean;
      s += d * d;
    }
    return s;
  }

  @Override
  double squares(double[] a, int n, double mean) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      double d = a[i] - mean;
      s += d * d;
    }
    return s;
  }

  @Override
  double dot(float[] a, float[] b, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) s += (double) a[i] * b[i];
    return s;
  }

  @Override
  double dot(double[] a, double[] b, int n) {
    double s = 0;
    for (int i = 0; i < n; i++) s += a[i] * b[i];
    return s;
  }

  @Override
  float max(float[] a, int n) {
    float m = a[0];
    for (int i = 1; i < n; i++) m = Math.max(m, a[i]);
    return m;
  }

  @Override
  double max(double[] a, int n) {
    double m = a[0];
    for (int i = 1; i < n; i++) m = Math.max(m, a[i]);
    return m;
  }

  @Override
  float min(float[] a, int n) {
    float m = a[0];
    for (int i = 1; i < n; i++) m = Math.min(m, a[i]);
    return m;
  }

  @Override
  double min(double[] a, int n) {
    double m = a[0];
    for (int i = 1; i < n; i++) m = Math.min(m, a[i]);
    return m;
  }

  @Override
  void axpy(float f, float[] x, int at, float[] y, int n) {
    int i = 0;
    for (; i < n; i++) y[i] = Math.fma(f, x[at + i], y[i]);
  }

  @Override
  void axpy(double f, double[] x, int at, double[] y, int n) {
    int i = 0;
    for (; i < n; i++) y[i] = Math.fma(f, x[at + i], y[i]);
  }
}
