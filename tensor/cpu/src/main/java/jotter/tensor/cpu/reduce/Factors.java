package jotter.tensor.cpu.reduce;

/// Products of arrays: eight at a time, each of every eighth number, since a product has to wait
/// for the one before.
final class Factors {
  private Factors() {}

  static double product(float[] x, int n) {
    double a = 1;
    double b = 1;
    double c = 1;
    double d = 1;
    double e = 1;
    double f = 1;
    double g = 1;
    double h = 1;
    int i = 0;
    for (; i <= n - 8; i += 8) {
      a *= x[i];
      b *= x[i + 1];
      c *= x[i + 2];
      d *= x[i + 3];
      e *= x[i + 4];
      f *= x[i + 5];
      g *= x[i + 6];
      h *= x[i + 7];
    }
    for (; i < n; i++) a *= x[i];
    return a * b * (c * d) * (e * f * (g * h));
  }

  static double product(double[] x, int n) {
    double a = 1;
    double b = 1;
    double c = 1;
    double d = 1;
    double e = 1;
    double f = 1;
    double g = 1;
    double h = 1;
    int i = 0;
    for (; i <= n - 8; i += 8) {
      a *= x[i];
      b *= x[i + 1];
      c *= x[i + 2];
      d *= x[i + 3];
      e *= x[i + 4];
      f *= x[i + 5];
      g *= x[i + 6];
      h *= x[i + 7];
    }
    for (; i < n; i++) a *= x[i];
    return a * b * (c * d) * (e * f * (g * h));
  }

  static long product(long[] x, int n) {
    long a = 1;
    long b = 1;
    long c = 1;
    long d = 1;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      a *= x[i];
      b *= x[i + 1];
      c *= x[i + 2];
      d *= x[i + 3];
    }
    for (; i < n; i++) a *= x[i];
    return a * b * (c * d);
  }
}
