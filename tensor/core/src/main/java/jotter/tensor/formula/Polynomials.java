package jotter.tensor.formula;

/// Orthogonal polynomials by their recurrences; Chebyshev polynomials of higher degree inside (-1,
/// 1) by their trigonometric form. A negative degree gives 0, and degrees are truncated.
final class Polynomials {
  private static final int HERMITE_LIMIT = 512;

  private Polynomials() {}

  private static double parity(long n) {
    return n % 2 == 0 ? 1 : -1;
  }

  /// p(k+1) = 2x·p(k) - p(k-1) from p(0) = 1 and p(1) = `first`.
  private static double chebyshev(double x, double first, long n) {
    if (n == 0) return 1;
    double p = 1;
    double q = first;
    for (long k = 1; k < n && q == q; k++) {
      double r = 2 * x * q - p;
      p = q;
      q = r;
    }
    return q;
  }

  /// The degree as a whole number; -1 where it is none that a long can hold, so that nothing counts
  /// to infinity.
  private static long order(double degree) {
    return Math.abs(degree) < 0x1p63 ? (long) degree : -1;
  }

  static double chebyshevT(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (Math.abs(x) == 1) return x > 0 ? 1 : parity(n);
    if (n > 6 && Math.abs(x) < 1) return Math.cos(n * Math.acos(x));
    return chebyshev(x, x, n);
  }

  static double chebyshevU(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (Math.abs(x) == 1) return x > 0 ? n + 1 : parity(n) * (n + 1);
    if (n > 8 && Math.abs(x) < 1) {
      double t = Math.acos(x);
      return Math.sin((n + 1) * t) / Math.sin(t);
    }
    return chebyshev(x, 2 * x, n);
  }

  static double chebyshevV(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (Math.abs(x) == 1) return x > 0 ? 1 : parity(n) * (2 * n + 1);
    if (n > 8 && Math.abs(x) < 1) {
      double t = Math.acos(x);
      return Math.cos((n + 0.5) * t) / Math.cos(t / 2);
    }
    return chebyshev(x, 2 * x - 1, n);
  }

  static double chebyshevW(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (Math.abs(x) == 1) return x > 0 ? 2 * n + 1 : parity(n);
    if (n > 8 && Math.abs(x) < 1) {
      double t = Math.acos(x);
      return Math.sin((n + 0.5) * t) / Math.sin(t / 2);
    }
    return chebyshev(x, 2 * x + 1, n);
  }

  static double shiftedChebyshevT(double x, double degree) {
    return chebyshevT(2 * x - 1, degree);
  }

  static double shiftedChebyshevU(double x, double degree) {
    return chebyshevU(2 * x - 1, degree);
  }

  static double shiftedChebyshevV(double x, double degree) {
    return chebyshevV(2 * x - 1, degree);
  }

  static double shiftedChebyshevW(double x, double degree) {
    return chebyshevW(2 * x - 1, degree);
  }

  static double hermiteH(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (n == 0) return 1;
    if (n > HERMITE_LIMIT) return Double.NaN;
    double p = 1;
    double q = 2 * x;
    for (long k = 1; k < n && q == q; k++) {
      double r = 2 * x * q - 2 * k * p;
      p = q;
      q = r;
    }
    return q;
  }

  static double hermiteHe(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (n == 0) return 1;
    if (n > HERMITE_LIMIT) return Double.NaN;
    double p = 1;
    double q = x;
    for (long k = 1; k < n && q == q; k++) {
      double r = x * q - k * p;
      p = q;
      q = r;
    }
    return q;
  }

  static double laguerreL(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (n == 0 || x == 0) return 1;
    double p = 1;
    double q = 1 - x;
    for (long k = 1; k < n && q == q; k++) {
      double r = ((2 * k + (1 - x)) * q - k * p) / (k + 1);
      p = q;
      q = r;
    }
    return q;
  }

  static double legendreP(double x, double degree) {
    long n = order(degree);
    if (n < 0) return 0;
    if (Math.abs(x) == 1) return x > 0 ? 1 : parity(n);
    if (n == 0) return 1;
    double p = 1;
    double q = x;
    for (long k = 1; k < n && q == q; k++) {
      double r = ((2 * k + 1) * x * q - k * p) / (k + 1);
      p = q;
      q = r;
    }
    return q;
  }
}
