package jotter.tensor.cpu.reduce;

/// Scalar products and scaled sums for other packages.
public final class Dots {
  private Dots() {}

  public static double dot(float[] a, float[] b, int n) {
    return Sums.HERE.dot(a, b, n);
  }

  public static double dot(double[] a, double[] b, int n) {
    return Sums.HERE.dot(a, b, n);
  }

  /// The scalar product of float32 that lie in order at two addresses.
  public static double dot(long a, long b, int n) {
    return Lines.here(n).dot(a, b, n, 0);
  }

  /// `y[i] += f·x[at + i]`, fused. Written with vectors, because the just-in-time compiler leaves
  /// such a loop scalar: it cannot know that the arrays are two.
  public static void axpy(float f, float[] x, int at, float[] y, int n) {
    Sums.HERE.axpy(f, x, at, y, n);
  }

  public static void axpy(double f, double[] x, int at, double[] y, int n) {
    Sums.HERE.axpy(f, x, at, y, n);
  }
}
