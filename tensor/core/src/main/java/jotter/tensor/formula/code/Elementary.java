package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import jotter.tensor.formula.code.Code.Kind;

/// Elementary functions as arithmetic, in float32 and float64, to within about 2 units in the last
/// place. Polynomials are Chebyshev fits made for this class; the logarithm is that of FreeBSD's
/// msun (Sun Microsystems, 1993). Arguments are reduced with Cody and Waite's split constants.
final class Elementary extends Steps {
  Elementary(Code code, Kind kind) {
    super(code, kind);
  }

  private long magicBits() {
    return single ? Float.floatToRawIntBits(0x1.8p23f) : Double.doubleToRawLongBits(0x1.8p52);
  }

  int bias() {
    return single ? 127 : 1023;
  }

  /// x = sign·n·ln 2 + r, |r| ≤ ln2 / 2. `n` is given as the bits of a float at whose end the
  /// integer n + plus stands: shifted up to the exponent, it is a power of two if `plus` was the
  /// bias.
  record Reduced(int r, int bits) {}

  Reduced reduce(int x, int sign, int plus) {
    int magic = k(magic() + plus);
    int t = fma(x, k(sign / Math.log(2)), magic);
    int n = op(SUB, t, magic);
    // ln 2 in two parts; the first has zeros at its end, so that n times it is exact.
    int r = fma(n, k(-sign * (single ? 0x1.62e4p-1 : 0x1.62e42feep-1)), x);
    r = fma(n, k(-sign * (single ? 0x1.7f7d1cp-20 : 0x1.a39ef35793c76p-33)), r);
    return new Reduced(r, toBits(t));
  }

  /// The power of two whose exponent, with the bias, stands at the end of `bits`.
  int power2(int bits) {
    return fromBits(bits(SHL, bits, fraction()));
  }

  /// (expm1(r) - r) / r² for |r| ≤ ln2 / 2, a polynomial in r.
  private static final double[] SINGLE = {
    0.5, 0.16666576969878697, 0.04166655461720457, 0.008363179052722578, 0.0013926183587713494
  };

  private static final double[] DOUBLE = {
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326136,
    0.0013888888888883748,
    0.00019841269874820627,
    2.4801587325547743e-05,
    2.7557255400206422e-06,
    2.75572736431103e-07,
    2.5105217004720745e-08,
    2.0914686968086876e-09
  };

  /// expm1(r) for |r| ≤ ln2 / 2.
  int expm1Near(int r) {
    return fma(op(MUL, r, r), poly(r, single ? SINGLE : DOUBLE), r);
  }

  /// 2·exp(-r) for |r| ≤ ln2 / 2.
  private int twiceExpOfMinus(int r) {
    double[] q = single ? SINGLE : DOUBLE;
    double[] c = new double[q.length + 2];
    c[0] = 2;
    c[1] = -2;
    for (int i = 0; i < q.length; i++) c[i + 2] = i % 2 == 0 ? 2 * q[i] : -2 * q[i];
    return poly(r, c);
  }

  /// By comparisons, which pass NaN on and cost less than minima that care for signed zeros.
  int clamp(int x, double low, double high) {
    int a = select(lt(x, k(low)), k(low), x);
    return select(lt(k(high), a), k(high), a);
  }

  int exp(int x) {
    // In two factors, since 2^n alone may lie outside the range of normal numbers: of n + 2 bias
    // one half, rounded down, and the other.
    Reduced e = reduce(clamp(x, single ? -104 : -746, single ? 89 : 710), 1, 2 * bias());
    int half = bits(SHL, bits(SHR, e.bits, 1), fraction());
    int rest = code.step(SUB, kind.bits(), bits(SHL, e.bits, fraction()), half, -1);
    int s = fromBits(half);
    return op(MUL, fma(expm1Near(e.r), s, s), fromBits(rest));
  }

  int expm1(int x) {
    Reduced e = reduce(clamp(x, single ? -40 : -60, single ? 89 : 710), 1, bias() - 1);
    int s = power2(e.bits);
    int r = fma(expm1Near(e.r), s, op(SUB, s, k(0.5)));
    r = op(ADD, r, r);
    return select(eq(x, k(0)), x, r);
  }

  /// 1 / (1 + 2^(n-1)·2·exp(-r)): with half of 2^n, and in one operation with the sum, it overflows
  /// no sooner than the result is 0.
  int sigmoid(int x) {
    Reduced e = reduce(clamp(x, single ? -89 : -710, single ? 80 : 700), -1, bias() - 1);
    return op(DIV, k(1), fma(twiceExpOfMinus(e.r), power2(e.bits), k(1)));
  }

  int tanh(int x) {
    int a = op(ABS, x);
    int m = op(MIN, a, k(single ? 10 : 22));
    Reduced e = reduce(op(ADD, m, m), 1, bias());
    int s = power2(e.bits);
    int t = fma(expm1Near(e.r), s, op(SUB, s, k(1)));
    return copySign(op(DIV, t, op(ADD, t, k(2))), x);
  }

  /// A quarter of exp(a) for a ≥ 0: half of it would overflow before a hyperbolic sine does.
  private int quarterExp(int a) {
    double most = single ? 89.75 : 710.7;
    Reduced e = reduce(select(lt(k(most), a), k(most), a), 1, bias() - 2);
    int s = power2(e.bits);
    return fma(expm1Near(e.r), s, s);
  }

  int cosh(int x) {
    int q = quarterExp(op(ABS, x));
    return fma(q, k(2), op(DIV, k(0.125), q));
  }

  /// Up to 1 by a polynomial, since there the difference of exponentials cancels.
  int sinh(int x) {
    int a = op(ABS, x);
    int z = op(MUL, a, a);
    int p =
        single
            ? poly(z, 0.166666665, 0.008333350056, 0.0001983616006, 2.816949776e-6)
            : poly(
                z,
                0.16666666666666667,
                0.0083333333333331478,
                0.00019841269841431865,
                2.7557319157073871e-6,
                2.5052123136455206e-8,
                1.6057259786818715e-10,
                7.7587483130489472e-13);
    int near = fma(op(MUL, a, z), p, a);
    int q = quarterExp(a);
    int far = fma(q, k(2), op(DIV, k(-0.125), q));
    return copySign(select(lt(a, k(1)), near, far), x);
  }

  private record Log(int exponent, int fraction, int hfsq, int tail) {}

  /// x = 2^e·(1 + f); log(1 + f) = f - (hfsq - tail).
  private Log split(int x) {
    Kind i = kind.bits();
    double least = single ? 0x1p-126 : 0x1p-1022;
    int tiny = lt(x, k(least));
    int y = select(tiny, op(MUL, x, k(single ? 0x1p24 : 0x1p54)), x);
    int shift = select(tiny, k(single ? -24 : -54), k(0));
    long root =
        single
            ? Float.floatToRawIntBits((float) Math.sqrt(0.5))
            : Double.doubleToRawLongBits(Math.sqrt(0.5));
    long mask = (1L << fraction()) - 1;
    int b = bits(SUB, toBits(y), root);
    int e = bits(SHR, b, fraction());
    int m = fromBits(bits(ADD, bits(AND, b, mask), root));
    int exponent =
        op(
            ADD,
            op(SUB, fromBits(code.step(ADD, i, e, code.integer(i, magicBits()), -1)), k(magic())),
            shift);
    int f = op(SUB, m, k(1));
    int s = op(DIV, f, op(ADD, f, k(2)));
    int z = op(MUL, s, s);
    int r =
        op(
            MUL,
            z,
            single
                ? poly(z, 0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841)
                : poly(
                    z,
                    6.666666666666735130e-01,
                    3.999999999940941908e-01,
                    2.857142874366239149e-01,
                    2.222219843214978396e-01,
                    1.818357216161805012e-01,
                    1.531383769920937332e-01,
                    1.479819860511658591e-01));
    int hfsq = op(MUL, op(MUL, f, f), k(0.5));
    return new Log(exponent, f, hfsq, op(MUL, s, op(ADD, hfsq, r)));
  }

  private int ends(int x, int log) {
    double inf = Double.POSITIVE_INFINITY;
    int r = select(eq(x, k(inf)), x, log);
    r = select(lt(x, k(0)), k(Double.NaN), r);
    r = select(eq(x, k(0)), k(-inf), r);
    return select(eq(x, x), r, x);
  }

  int log(int x) {
    Log l = split(x);
    int low = fma(l.exponent, k(single ? 9.0580006145e-06 : 1.90821492927058770002e-10), l.tail);
    int r = op(SUB, l.fraction, op(SUB, l.hfsq, low));
    r = fma(l.exponent, k(single ? 6.9313812256e-01 : 6.93147180369123816490e-01), r);
    return ends(x, r);
  }

  /// log(x) - 1 for finite x > 0: the difference is exact where it would cancel.
  int logLessOne(int x) {
    Log l = split(x);
    int low = fma(l.exponent, k(single ? 9.0580006145e-06 : 1.90821492927058770002e-10), l.tail);
    int r = op(SUB, l.fraction, op(SUB, l.hfsq, low));
    int e = fma(l.exponent, k(single ? 6.9313812256e-01 : 6.93147180369123816490e-01), k(-1));
    return op(ADD, e, r);
  }

  /// log(u·2^exponent) + more, where `more` is small beside 1.
  final int log(int u, int more, int exponent) {
    Log l = split(u);
    int e = op(ADD, l.exponent, exponent);
    int tail = op(ADD, l.tail, more);
    int low = fma(e, k(single ? 9.0580006145e-06 : 1.90821492927058770002e-10), tail);
    int r = op(SUB, l.fraction, op(SUB, l.hfsq, low));
    r = fma(e, k(single ? 6.9313812256e-01 : 6.93147180369123816490e-01), r);
    return ends(u, r);
  }

  /// Exact for powers of two.
  int log2(int x) {
    Log l = split(x);
    int r = op(SUB, l.fraction, op(SUB, l.hfsq, l.tail));
    return ends(x, fma(r, k(1 / Math.log(2)), l.exponent));
  }

  /// The product with 1 / ln 10 in two parts of either factor.
  int log10(int x) {
    Log l = split(x);
    int high = op(SUB, l.fraction, l.hfsq);
    int low = op(ADD, op(SUB, op(SUB, l.fraction, high), l.hfsq), l.tail);
    int c = k(single ? 4.3432617188e-01 : 4.34294481878168880939e-01);
    int rest = k(single ? -3.1689971365e-05 : 2.50829467116452752298e-11);
    int t = fma(high, rest, fma(low, c, op(MUL, low, rest)));
    t = fma(l.exponent, k(single ? 7.9034151668e-07 : 3.69423907715893078616e-13), t);
    t = fma(high, c, t);
    t = fma(l.exponent, k(single ? 3.0102920532e-01 : 3.01029995663611771306e-01), t);
    return ends(x, t);
  }

  int log1p(int x) {
    int u = op(ADD, x, k(1));
    int c = op(DIV, op(SUB, x, op(SUB, u, k(1))), u);
    int r = op(ADD, log(u), c);
    int out = code.step(OR, Kind.TRUTH, eq(u, k(Double.POSITIVE_INFINITY)), lt(u, k(0)), -1);
    r = select(code.step(OR, Kind.TRUTH, out, eq(u, k(0)), -1), log(u), r);
    return select(eq(x, k(0)), x, r);
  }
}
