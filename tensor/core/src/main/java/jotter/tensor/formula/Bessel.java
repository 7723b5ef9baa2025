package jotter.tensor.formula;

/// Bessel and Airy functions in float64. No tables of fitted coefficients: power series where all
/// terms have one sign, Miller's backward recurrence and Neumann's series for J and Y, the
/// trapezoid rule for K (its integrand is analytic and falls doubly exponentially, so that few
/// points give full precision), Hankel's asymptotic series for large arguments. See Abramowitz and
/// Stegun, chapters 9 and 10; Temme, "Special Functions", 1996.
final class Bessel {
  private static final double EULER = 0.57721566490153286061;

  private Bessel() {}

  static double i0(double x) {
    double a = Math.abs(x);
    return a > 40 ? Math.exp(a) * iFar(0, a) : iSeries(0, a);
  }

  static double i0e(double x) {
    double a = Math.abs(x);
    return a > 40 ? iFar(0, a) : Math.exp(-a) * iSeries(0, a);
  }

  static double i1(double x) {
    double a = Math.abs(x);
    return Math.copySign(a > 40 ? Math.exp(a) * iFar(1, a) : iSeries(1, a), x);
  }

  static double i1e(double x) {
    double a = Math.abs(x);
    return Math.copySign(a > 40 ? iFar(1, a) : Math.exp(-a) * iSeries(1, a), x);
  }

  private static double iSeries(int n, double x) {
    if (x != x) return x;
    double q = x * x / 4;
    double term = n == 0 ? 1 : x / 2;
    double sum = term;
    for (int k = 1; term > sum * 0x1p-55; k++) {
      term *= q / ((double) k * (k + n));
      sum += term;
    }
    return sum;
  }

  /// exp(-x)·I(n, x) by Hankel's series.
  private static double iFar(int n, double x) {
    if (Double.isInfinite(x)) return 0;
    double mu = 4.0 * n * n;
    double term = 1;
    double sum = 1;
    for (int k = 1; k < 40; k++) {
      double odd = 2 * k - 1;
      term *= -(mu - odd * odd) / (8 * x * k);
      sum += term;
      if (Math.abs(term) < 0x1p-55 * Math.abs(sum)) break;
    }
    return sum / Math.sqrt(2 * Math.PI * x);
  }

  static double k0(double x) {
    return x == 0 ? Double.POSITIVE_INFINITY : Math.exp(-x) * kScaled(0, x);
  }

  static double k0e(double x) {
    return x == 0 ? Double.POSITIVE_INFINITY : kScaled(0, x);
  }

  static double k1(double x) {
    return x == 0 ? Double.POSITIVE_INFINITY : Math.exp(-x) * kScaled(1, x);
  }

  static double k1e(double x) {
    return x == 0 ? Double.POSITIVE_INFINITY : kScaled(1, x);
  }

  /// exp(x)·K(order, x), the integral of exp(-x(cosh t - 1))·cosh(order·t) over t > 0.
  private static double kScaled(double order, double x) {
    if (!(x > 0)) return Double.NaN;
    if (Double.isInfinite(x)) return 0;
    // Twice sinh²(t/2) is cosh t - 1 without cancellation. Large x narrow the peak: scale the step.
    double h = 0.125 / Math.max(1, Math.sqrt(x / 8));
    double sum = 0.5;
    for (int i = 1; ; i++) {
      double t = i * h;
      double s = Math.sinh(t / 2);
      double e = -2 * x * s * s;
      double v = Math.exp(e) * Math.cosh(order * t);
      sum += v;
      if (v < sum * 0x1p-58 && e < -40) break;
    }
    return sum * h;
  }

  static double j0(double x) {
    return new Cylinder(Math.abs(x)).j0;
  }

  static double j1(double x) {
    double a = Math.abs(x);
    return a == 0 ? x : new Cylinder(a).j1 * Math.signum(x);
  }

  static double y0(double x) {
    if (x == 0) return Double.NEGATIVE_INFINITY;
    return x > 0 ? new Cylinder(x).y0 : Double.NaN;
  }

  static double y1(double x) {
    if (x == 0) return Double.NEGATIVE_INFINITY;
    return x > 0 ? new Cylinder(x).y1 : Double.NaN;
  }

  /// J and Y of orders 0 and 1 at one argument, which share their work.
  private static final class Cylinder {
    double j0;
    double j1;
    double y0;
    double y1;

    Cylinder(double x) {
      if (x != x) j0 = j1 = y0 = y1 = x;
      else if (Double.isInfinite(x)) j0 = j1 = y0 = y1 = Double.NaN; // as PyTorch has it
      else if (x < 30) near(x);
      else far(x);
    }

    private void near(double x) {
      if (x == 0) {
        j0 = 1;
        return;
      }
      int top = 2 * (int) ((x + 12 + 6 * Math.sqrt(x + 4)) / 2) + 8;
      double[] j = new double[top + 2];
      j[top] = 1e-300;
      double norm = 0;
      for (int k = top; k > 0; k--) {
        if (k % 2 == 0) norm += 2 * j[k];
        j[k - 1] = 2 * k / x * j[k] - j[k + 1];
        if (Math.abs(j[k - 1]) > 1e200) {
          for (int i = k - 1; i <= top; i++) j[i] *= 1e-250;
          norm *= 1e-250;
        }
      }
      norm += j[0];
      for (int k = 0; k <= top; k++) j[k] /= norm;
      j0 = j[0];
      j1 = j[1];
      double sum0 = 0;
      double sum1 = 0;
      for (int k = top / 2 - 1; k > 0; k--) {
        double sign = k % 2 == 0 ? 1 : -1;
        sum0 -= sign * j[2 * k] / k;
        sum1 += sign * (2 * k + 1) / ((double) k * (k + 1)) * j[2 * k + 1];
      }
      double log = Math.log(x / 2) + EULER;
      y0 = 2 / Math.PI * log * j0 + 4 / Math.PI * sum0;
      y1 = -2 / (Math.PI * x) * j0 + 2 / Math.PI * (log - 1) * j1 - 2 / Math.PI * sum1;
    }

    private void far(double x) {
      double sin = Math.sin(x);
      double cos = Math.cos(x);
      double root = Math.sqrt(1 / (Math.PI * x));
      // cos(x - π/4)·√2 and sin(x - π/4)·√2 from the exactly reduced sine and cosine of x.
      double c = cos + sin;
      double s = sin - cos;
      double[] pq = hankel(0, x);
      j0 = root * (pq[0] * c - pq[1] * s);
      y0 = root * (pq[0] * s + pq[1] * c);
      pq = hankel(4, x);
      j1 = root * (pq[0] * s + pq[1] * c);
      y1 = root * (pq[1] * s - pq[0] * c);
    }

    private static double[] hankel(double mu, double x) {
      double p = 1;
      double q = 0;
      double term = 1;
      for (int k = 1; k < 60; k++) {
        double odd = 2 * k - 1;
        term *= (mu - odd * odd) / (8 * x * k);
        switch (k % 4) {
          case 1 -> q += term;
          case 2 -> p -= term;
          case 3 -> q -= term;
          default -> p += term;
        }
        if (Math.abs(term) < 0x1p-56) break;
      }
      return new double[] {p, q};
    }
  }

  static double sphericalJ0(double x) {
    if (Double.isInfinite(x)) return 0;
    if (Math.abs(x) < 1e-4) return 1 - x * x / 6;
    return Math.sin(x) / x;
  }

  /// Ai(0) and Ai'(0).
  private static final double AI = 0.355028053887817239260;

  private static final double AI_SLOPE = -0.258819403792806798405;

  static double airyAi(double x) {
    if (x != x || Double.isInfinite(x)) return Double.NaN;
    if (x > 1) {
      double zeta = 2 * x * Math.sqrt(x) / 3;
      return Math.sqrt(x / 3) / Math.PI * Math.exp(-zeta) * kScaled(1.0 / 3, zeta);
    }
    if (x < -9) return airyFar(-x);
    // Taylor steps of y'' = x·y from 0: each at most 1 wide, so nothing cancels.
    double at = 0;
    double y = AI;
    double dy = AI_SLOPE;
    int steps = (int) Math.ceil(Math.abs(x));
    for (int i = 0; i < steps; i++) {
      double h = x / steps;
      double c0 = y;
      double c1 = dy;
      double c2 = at * c0 / 2;
      double sum = c0 + h * (c1 + h * c2);
      double slope = c1 + 2 * h * c2;
      double power = h * h;
      for (int k = 3; k < 40; k++) {
        double c3 = (at * c1 + c0) / (k * (k - 1.0));
        slope += k * power * c3;
        power *= h;
        sum += power * c3;
        c0 = c1;
        c1 = c2;
        c2 = c3;
      }
      y = sum;
      dy = slope;
      at += h;
    }
    return y;
  }

  private static double airyFar(double x) {
    double zeta = 2 * x * Math.sqrt(x) / 3;
    double even = 1;
    double odd = 0;
    double term = 1;
    for (int k = 1; k < 40; k++) {
      double next = term * (6.0 * k - 5) * (6.0 * k - 1) / (72.0 * k * zeta);
      if (next > term) break;
      term = next;
      switch (k % 4) {
        case 1 -> odd += term;
        case 2 -> even -= term;
        case 3 -> odd -= term;
        default -> even += term;
      }
      if (term < 0x1p-56) break;
    }
    double phase = zeta - Math.PI / 4;
    return (Math.cos(phase) * even + Math.sin(phase) * odd) / Math.sqrt(Math.PI * Math.sqrt(x));
  }
}
