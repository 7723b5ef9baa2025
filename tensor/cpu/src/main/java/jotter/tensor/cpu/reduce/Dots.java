package jotter.tensor.cpu.reduce;

/// Scalar products and sums of arrays for other packages.
public final class Dots {
  private Dots() {}

  public static double dot(float[] a, float[] b, int n) {
    return Sums.HERE.dot(a, b, n);
  }

  public static double dot(double[] a, double[] b, int n) {
    return Sums.HERE.dot(a, b, n);
  }

  public static double sum(float[] a, int n) {
    return Sums.HERE.sum(a, n);
  }

  public static double sum(double[] a, int n) {
    return Sums.HERE.sum(a, n);
  }
}
