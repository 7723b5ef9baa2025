package jotter.tensor.display;

/// What numbers have in common.
///
/// @param count how many were looked at
/// @param nan how many of them are NaN
/// @param infinite how many of them are infinite
/// @param min the least finite one
/// @param max the largest finite one
/// @param mean the mean of the finite ones
/// @param deviation their standard deviation, divided by n - 1
record Statistics(
    long count, long nan, long infinite, double min, double max, double mean, double deviation) {

  static Statistics of(double[] values) {
    long nan = 0;
    long infinite = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (double v : values) {
      if (v - v == 0) {
        min = Math.min(min, v);
        max = Math.max(max, v);
        sum += v;
      } else if (Double.isNaN(v)) {
        nan++;
      } else {
        infinite++;
      }
    }
    long finite = values.length - nan - infinite;
    double mean = sum / finite;
    double squares = 0;
    for (double v : values) {
      if (v - v == 0) {
        squares += (v - mean) * (v - mean);
      }
    }
    double deviation = finite < 2 ? Double.NaN : Math.sqrt(squares / (finite - 1));
    return new Statistics(values.length, nan, infinite, min, max, mean, deviation);
  }

  boolean hasFinite() {
    return count > nan + infinite;
  }

  /// Where a number lies between the least and the largest, from 0 to 1.
  double place(double v) {
    return max > min ? (v - min) / (max - min) : 0.5;
  }
}
