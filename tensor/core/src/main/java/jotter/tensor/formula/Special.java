package jotter.tensor.formula;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;
import org.apache.commons.numbers.gamma.InverseErf;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/// Scalar functions of float64 numbers behind the primitives: what kernels call where they have no
/// vector form, and what the interpreter computes with. Domains and limits are PyTorch's.
public final class Special {
  private Special() {}

  /// The primitive `p` of one argument. Truth values are 1 and 0.
  public static double apply(Prim p, double x) {
    return switch (p) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> x > 0 ? 1 : x < 0 ? -1 : 0;
      case EXP -> Math.exp(x);
      case EXPM1 -> Math.expm1(x);
      case LOG -> Math.log(x);
      case LOG1P -> Math.log1p(x);
      case LOG2 -> log2(x);
      case LOG10 -> Math.log10(x);
      case SQRT -> Math.sqrt(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case TAN -> Math.tan(x);
      case ASIN -> Math.asin(x);
      case ACOS -> Math.acos(x);
      case ATAN -> Math.atan(x);
      case SINH -> Math.sinh(x);
      case COSH -> Math.cosh(x);
      case TANH -> Math.tanh(x);
      case ASINH -> asinh(x);
      case ACOSH -> acosh(x);
      case ATANH -> atanh(x);
      case SIGMOID -> sigmoid(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case TRUNC -> trunc(x);
      case ROUND -> Math.rint(x);
      case NOT -> x == 0 ? 1 : 0;
      case BIT_NOT -> ~(long) x;
      case REAL, CONJ -> x;
      case IMAG -> 0;
      case ANGLE -> x < 0 ? Math.PI : x == x ? 0 : x;
      case ERF -> erf(x);
      case ERFC -> erfc(x);
      case ERFCX -> erfcx(x);
      case ERFINV -> erfinv(x);
      case LGAMMA -> lgamma(x);
      case DIGAMMA -> digamma(x);
      case NDTRI -> ndtri(x);
      case LOG_NDTR -> logNdtr(x);
      case I0 -> Bessel.i0(x);
      case I0E -> Bessel.i0e(x);
      case I1 -> Bessel.i1(x);
      case I1E -> Bessel.i1e(x);
      case K0 -> Bessel.k0(x);
      case K0E -> Bessel.k0e(x);
      case K1 -> Bessel.k1(x);
      case K1E -> Bessel.k1e(x);
      case J0 -> Bessel.j0(x);
      case J1 -> Bessel.j1(x);
      case Y0 -> Bessel.y0(x);
      case Y1 -> Bessel.y1(x);
      case AIRY_AI -> Bessel.airyAi(x);
      case SPHERICAL_J0 -> Bessel.sphericalJ0(x);
      default -> throw new AssertionError(p + " does not take one argument");
    };
  }

  /// The primitive `p` of two arguments.
  public static double apply(Prim p, double x, double y) {
    return switch (p) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case FLOOR_DIV -> floorDiv(x, y);
      case TRUNC_DIV -> trunc(x / y);
      case REMAINDER -> remainder(x, y);
      case FMOD -> x % y;
      case POW -> pow(x, y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case ATAN2 -> Math.atan2(x, y);
      case COPYSIGN -> Math.copySign(x, y);
      case NEXTAFTER -> Math.nextAfter(x, y);
      case LT -> x < y ? 1 : 0;
      case LE -> x <= y ? 1 : 0;
      case GT -> x > y ? 1 : 0;
      case GE -> x >= y ? 1 : 0;
      case EQ -> x == y ? 1 : 0;
      case NE -> x != y ? 1 : 0;
      case AND -> x != 0 && y != 0 ? 1 : 0;
      case OR -> x != 0 || y != 0 ? 1 : 0;
      case BIT_AND -> (long) x & (long) y;
      case BIT_OR -> (long) x | (long) y;
      case BIT_XOR -> (long) x ^ (long) y;
      case SHIFT_LEFT -> y < 0 || y > 63 ? 0 : (long) x << (long) y;
      case SHIFT_RIGHT -> (long) x >> (y < 0 || y > 63 ? 63 : (long) y);
      case COMPLEX -> x;
      case POLYGAMMA -> polygamma(x, y);
      case ZETA -> zeta(x, y);
      case GAMMAINC -> gammainc(x, y);
      case GAMMAINCC -> gammaincc(x, y);
      case CHEBYSHEV_T -> Polynomials.chebyshevT(x, y);
      case CHEBYSHEV_U -> Polynomials.chebyshevU(x, y);
      case CHEBYSHEV_V -> Polynomials.chebyshevV(x, y);
      case CHEBYSHEV_W -> Polynomials.chebyshevW(x, y);
      case SHIFTED_CHEBYSHEV_T -> Polynomials.shiftedChebyshevT(x, y);
      case SHIFTED_CHEBYSHEV_U -> Polynomials.shiftedChebyshevU(x, y);
      case SHIFTED_CHEBYSHEV_V -> Polynomials.shiftedChebyshevV(x, y);
      case SHIFTED_CHEBYSHEV_W -> Polynomials.shiftedChebyshevW(x, y);
      case HERMITE_H -> Polynomials.hermiteH(x, y);
      case HERMITE_HE -> Polynomials.hermiteHe(x, y);
      case LAGUERRE_L -> Polynomials.laguerreL(x, y);
      case LEGENDRE_P -> Polynomials.legendreP(x, y);
      default -> throw new AssertionError(p + " does not take two arguments");
    };
  }

  public static double trunc(double x) {
    return x < 0 ? Math.ceil(x) : Math.floor(x);
  }

  /// Exact at powers of two.
  public static double log2(double x) {
    if (!(x > 0) || x == Double.POSITIVE_INFINITY) return Math.log(x);
    int e = Math.getExponent(x);
    if (e < Double.MIN_EXPONENT) return Math.log(x * 0x1p54) / Math.log(2) - 54;
    double m = Math.scalb(x, -e);
    if (m > 1.4142135623730951) {
      m *= 0.5;
      e++;
    }
    return Math.log(m) * (1 / Math.log(2)) + e;
  }

  /// Java's pow but for 1 to any power and -1 to an infinite one, which are 1 as in C.
  public static double pow(double x, double y) {
    if (x == 1 || x == -1 && Double.isInfinite(y)) return 1;
    return Math.pow(x, y);
  }

  public static double sigmoid(double x) {
    if (x >= 0) return 1 / (1 + Math.exp(-x));
    double e = Math.exp(x);
    return e / (1 + e);
  }

  public static double asinh(double x) {
    double a = Math.abs(x);
    double r;
    if (a > 1e8) r = Math.log(a) + Math.log(2);
    else r = Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
    return Math.copySign(r, x);
  }

  public static double acosh(double x) {
    if (x < 1) return Double.NaN;
    if (x > 1e8) return Math.log(x) + Math.log(2);
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(t * (x + 1)));
  }

  public static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
  }

  /// Rounded down, exact like Python's `//`: from the remainder, not from the rounded quotient.
  public static double floorDiv(double a, double b) {
    if (b == 0) return a / b;
    double mod = a % b;
    double div = (a - mod) / b;
    if (mod != 0 && b < 0 != mod < 0) div -= 1;
    if (div == 0) return Math.copySign(0, a / b);
    double floor = Math.floor(div);
    return div - floor > 0.5 ? floor + 1 : floor;
  }

  /// The remainder with the divisor's sign.
  public static double remainder(double a, double b) {
    double mod = a % b;
    return mod != 0 && b < 0 != mod < 0 ? mod + b : mod;
  }

  /// The remainder with the dividend's sign.
  public static double fmod(double a, double b) {
    return a % b;
  }

  /// The next float32 after `a` towards `b`.
  public static float nextAfter(float a, float b) {
    return Math.nextAfter(a, (double) b);
  }

  /// The next float64 after `a` towards `b`.
  public static double nextAfter(double a, double b) {
    return Math.nextAfter(a, b);
  }

  public static double erf(double x) {
    return Erf.value(x);
  }

  public static double erfc(double x) {
    return Erfc.value(x);
  }

  public static double erfcx(double x) {
    return Erfcx.value(x);
  }

  public static double erfinv(double x) {
    return InverseErf.value(x);
  }

  /// log|Γ(x)|, infinite at 0, -1, -2, ...
  public static double lgamma(double x) {
    if (Double.isInfinite(x)) return Double.POSITIVE_INFINITY;
    if (x > 0) return LogGamma.value(x);
    if (x != x) return x;
    double near = Math.rint(x);
    if (x == near) return Double.POSITIVE_INFINITY;
    double s = Math.abs(Math.sin(Math.PI * (x - near)));
    return Math.log(Math.PI / s) - LogGamma.value(1 - x);
  }

  /// digamma(x) / (x - its root) for 1 ≤ x ≤ 2 in powers of x - 1.5, a fit.
  private static final double[] ABOUT_ROOT = {
    0.951055876031832893,
    -0.423627421281460505,
    0.240542484240774219,
    -0.148404923053908857,
    0.0949887244549412133,
    -0.0619221332730645317,
    0.040760833812420736,
    -0.0269757967561382488,
    0.0179072524394511994,
    -0.0119082180015686448,
    0.00792694464640379604,
    -0.00527996487325740421,
    0.00351900640150227605,
    -0.00234526763254076904,
    0.00155663174744868393,
    -0.00103763740984186047,
    0.000723326627928755416,
    -0.000482199053056678888,
    0.000227233166098737588,
    -0.000151485868367733659,
    0.000259684821264307466,
    -0.000173122618027273933
  };

  /// The coefficients of digamma(x) / (x - its root) for 1 ≤ x ≤ 2 in powers of x - 1.5, the
  /// constant one first: for kernels, too.
  public static double[] digammaAboutRoot() {
    return ABOUT_ROOT.clone();
  }

  public static double digamma(double x) {
    if (x == 0) return Math.copySign(Double.POSITIVE_INFINITY, -x);
    if (x != x || x == Double.NEGATIVE_INFINITY) return Double.NaN;
    if (x == Double.POSITIVE_INFINITY) return x;
    double result = 0;
    double lost = 0;
    if (x < 0) {
      double frac = x - Math.rint(x);
      if (frac == 0) return Double.NaN;
      double rest = 0.5 - Math.abs(frac);
      double cot = rest < 0.25 ? Math.tan(Math.PI * rest) : 1 / Math.tan(Math.PI * Math.abs(frac));
      result = -Math.PI * Math.copySign(cot, frac);
      double y = 1 - x;
      lost = 1 - y - x;
      x = y;
    }
    if (x < 3) {
      if (x < 1) result -= 1 / x++;
      else if (x > 2) result += 1 / --x;
      double p = 0;
      for (int i = ABOUT_ROOT.length - 1; i >= 0; i--) p = Math.fma(p, x - 1.5, ABOUT_ROOT[i]);
      return result + (x - 1.4616321449683622 + (lost - 9.5499954299656977e-17)) * p;
    }
    while (x < 12) {
      result -= 1 / x;
      x += 1;
    }
    double z = 1 / (x * x);
    double series =
        z
            * (1.0 / 12
                - z
                    * (1.0 / 120
                        - z
                            * (1.0 / 252
                                - z
                                    * (1.0 / 240
                                        - z * (1.0 / 132 - z * (691.0 / 32760 - z / 12))))));
    return result + Math.log(x) - 0.5 / x - series;
  }

  /// The n-th derivative of digamma; `n` is a whole number.
  public static double polygamma(double n, double x) {
    if (n == 0) return digamma(x);
    if (x == Double.POSITIVE_INFINITY && n > 0) return 0;
    if (n == 1) return trigamma(x);
    double sign = n % 2 == 0 ? -1 : 1;
    return sign * Math.exp(lgamma(n + 1)) * zeta(n + 1, x);
  }

  private static double trigamma(double x) {
    if (x >= 0.5 || x != x) return zeta(2, x);
    double s = Math.sin(Math.PI * (x - Math.rint(x)));
    return Math.PI * Math.PI / (s * s) - zeta(2, 1 - x);
  }

  // (2k)! / B(2k), the divisors of the Euler-Maclaurin series.
  private static final double[] ZETA = {
    12.0,
    -720.0,
    30240.0,
    -1209600.0,
    47900160.0,
    -1.8924375803183791606e9,
    7.47242496e10,
    -2.950130727918164224e12,
    1.1646782814350067249e14,
    -4.5979787224074726105e15,
    1.8152105401943546773e17,
    -7.1661652561756670113e18
  };

  /// Hurwitz' zeta function, the sum of (k + q)^-x, by Euler-Maclaurin summation (S. Moshier,
  /// Cephes Math Library).
  public static double zeta(double x, double q) {
    if (x == 1) return Double.POSITIVE_INFINITY;
    if (!(x > 1) || q != q) return Double.NaN;
    if (q <= 0) {
      if (q == Math.floor(q)) return Double.POSITIVE_INFINITY;
      if (x != Math.floor(x)) return Double.NaN;
    }
    double s = Math.pow(q, -x);
    double a = q;
    double b = 0;
    for (int i = 0; i < 9 || a <= 9; i++) {
      a += 1;
      b = Math.pow(a, -x);
      s += b;
      if (Math.abs(b) < 0x1p-54 * Math.abs(s)) return s;
    }
    double w = a;
    s += b * w / (x - 1) - 0.5 * b;
    double factor = 1;
    double k = 0;
    for (double divisor : ZETA) {
      factor *= x + k;
      b /= w;
      double t = factor * b / divisor;
      s += t;
      if (Math.abs(t) < 0x1p-54 * Math.abs(s)) return s;
      k += 1;
      factor *= x + k;
      b /= w;
      k += 1;
    }
    return s;
  }

  /// P(a, x).
  public static double gammainc(double a, double x) {
    if (!(a >= 0) || !(x >= 0)) return Double.NaN;
    if (a == 0) return x > 0 ? 1 : Double.NaN;
    if (x == 0) return 0;
    if (Double.isInfinite(a)) return Double.isInfinite(x) ? Double.NaN : 0;
    if (Double.isInfinite(x)) return 1;
    return RegularizedGamma.P.value(a, x);
  }

  /// Q(a, x) = 1 - P(a, x).
  public static double gammaincc(double a, double x) {
    if (!(a >= 0) || !(x >= 0)) return Double.NaN;
    if (a == 0) return x > 0 ? 0 : Double.NaN;
    if (x == 0) return 1;
    if (Double.isInfinite(a)) return Double.isInfinite(x) ? Double.NaN : 1;
    if (Double.isInfinite(x)) return 0;
    return RegularizedGamma.Q.value(a, x);
  }

  /// The quantile of the standard normal distribution.
  public static double ndtri(double p) {
    if (!(p >= 0 && p <= 1)) return Double.NaN;
    return -Math.sqrt(2) * InverseErfc.value(2 * p);
  }

  /// The logarithm of the standard normal distribution function.
  public static double logNdtr(double x) {
    double t = x * Math.sqrt(0.5);
    if (x < -1) return Math.log(Erfcx.value(-t) / 2) - t * t;
    return Math.log1p(-Erfc.value(t) / 2);
  }

  public static double i0(double x) {
    return Bessel.i0(x);
  }

  public static double i0e(double x) {
    return Bessel.i0e(x);
  }

  public static double i1(double x) {
    return Bessel.i1(x);
  }

  public static double i1e(double x) {
    return Bessel.i1e(x);
  }

  public static double k0(double x) {
    return Bessel.k0(x);
  }

  public static double k0e(double x) {
    return Bessel.k0e(x);
  }

  public static double k1(double x) {
    return Bessel.k1(x);
  }

  public static double k1e(double x) {
    return Bessel.k1e(x);
  }

  public static double j0(double x) {
    return Bessel.j0(x);
  }

  public static double j1(double x) {
    return Bessel.j1(x);
  }

  public static double y0(double x) {
    return Bessel.y0(x);
  }

  public static double y1(double x) {
    return Bessel.y1(x);
  }

  public static double airyAi(double x) {
    return Bessel.airyAi(x);
  }

  public static double sphericalJ0(double x) {
    return Bessel.sphericalJ0(x);
  }

  public static double chebyshevT(double x, double n) {
    return Polynomials.chebyshevT(x, n);
  }

  public static double chebyshevU(double x, double n) {
    return Polynomials.chebyshevU(x, n);
  }

  public static double chebyshevV(double x, double n) {
    return Polynomials.chebyshevV(x, n);
  }

  public static double chebyshevW(double x, double n) {
    return Polynomials.chebyshevW(x, n);
  }

  public static double shiftedChebyshevT(double x, double n) {
    return Polynomials.shiftedChebyshevT(x, n);
  }

  public static double shiftedChebyshevU(double x, double n) {
    return Polynomials.shiftedChebyshevU(x, n);
  }

  public static double shiftedChebyshevV(double x, double n) {
    return Polynomials.shiftedChebyshevV(x, n);
  }

  public static double shiftedChebyshevW(double x, double n) {
    return Polynomials.shiftedChebyshevW(x, n);
  }

  public static double hermiteH(double x, double n) {
    return Polynomials.hermiteH(x, n);
  }

  public static double hermiteHe(double x, double n) {
    return Polynomials.hermiteHe(x, n);
  }

  public static double laguerreL(double x, double n) {
    return Polynomials.laguerreL(x, n);
  }

  public static double legendreP(double x, double n) {
    return Polynomials.legendreP(x, n);
  }
}
