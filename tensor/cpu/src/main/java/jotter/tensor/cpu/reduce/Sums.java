package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.machine.Simd;

/// Sums and extremes of arrays. The order of additions is fixed for a machine, whatever the
/// just-in-time compiler does, so that results repeat bit by bit.
abstract class Sums {
  /// The implementation for this machine.
  static final Sums HERE = Simd.ON ? new VectorSums() : new ScalarSums();

  abstract double sum(float[] a, int n);

  abstract double sum(double[] a, int n);

  /// The sum of (a - mean)².
  abstract double squares(float[] a, int n, float mean);

  abstract double squares(double[] a, int n, double mean);

  /// The sum of a·b.
  abstract double dot(float[] a, float[] b, int n);

  abstract double dot(double[] a, double[] b, int n);

  abstract float max(float[] a, int n);

  abstract double max(double[] a, int n);

  abstract float min(float[] a, int n);

  abstract double min(double[] a, int n);

  /// `y[i] += f·x[at + i]`, fused.
  abstract void axpy(float f, float[] x, int at, float[] y, int n);

  abstract void axpy(double f, double[] x, int at, double[] y, int n);
}
