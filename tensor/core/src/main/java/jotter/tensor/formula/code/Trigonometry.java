package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import jotter.tensor.formula.code.Code.Kind;

/// Circular functions and their inverses as arithmetic, in float32 and float64. Polynomials are
/// minimax fits of the relative error made for this class by Remez' exchange; arguments are reduced
/// by the classical identities (W. Cody and W. Waite, Software Manual for the Elementary Functions,
/// 1980).
final class Trigonometry extends Steps {
  /// π/2 as a sum of three floats of either width.
  private static final double[] SINGLE = {
    0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50,
  };

  private static final double[] DOUBLE = {
    0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110,
  };

  Trigonometry(Code code, Kind kind) {
    super(code, kind);
  }

  private int halfPi(int part) {
    return k((single ? SINGLE : DOUBLE)[part]);
  }

  /// |x| = n·π/2 + r + low with |r| ≤ π/4, and some more far out; `bits` ends with n.
  private record Reduced(int r, int low, int bits, int far) {}

  /// Up to the bound the first part of π/2 times n leaves of |x| less than 1, in units of that
  /// part's last place: a float, so nothing is rounded. The second product and the difference keep
  /// what they lose; near multiples of π/2 that is what counts.
  private Reduced reduce(int x) {
    int a = op(ABS, x);
    int t = fma(a, k(2 / Math.PI), k(magic()));
    int n = op(SUB, t, k(magic()));
    int d = fma(n, op(NEG, halfPi(0)), a);
    int p = op(MUL, n, halfPi(1));
    int lost = fma(n, halfPi(1), op(NEG, p));
    int r = op(SUB, d, p);
    int b = op(SUB, r, d);
    int error = op(SUB, op(SUB, d, op(SUB, r, b)), op(ADD, p, b));
    int low = fma(n, op(NEG, halfPi(2)), op(SUB, error, lost));
    int far = and(lt(k(single ? 0x1p17 : 0x1p30), a), lt(a, k(Double.POSITIVE_INFINITY)));
    return new Reduced(r, low, toBits(t), far);
  }

  private int sinNear(Reduced e) {
    int z = op(MUL, e.r, e.r);
    int s =
        single
            ? poly(z, -0.1666666664, 0.008333328986, -0.0001983921051, 2.717159548e-6)
            : poly(
                z,
                -0.16666666666666625,
                0.0083333333333205994,
                -0.00019841269828341234,
                2.7557313178537975e-6,
                -2.5050677069578963e-8,
                1.5892062598539781e-10);
    return op(ADD, e.r, fma(op(MUL, e.r, z), s, e.low));
  }

  private int cosNear(Reduced e) {
    int z = op(MUL, e.r, e.r);
    int c =
        single
            ? poly(z, -0.5, 0.04166664401, -0.001388723395, 2.442367525e-5)
            : poly(
                z,
                -0.5,
                0.041666666666666581,
                -0.0013888888888870889,
                2.4801587287477533e-5,
                -2.7557313776981918e-7,
                2.0875645509492467e-9,
                -1.1355641708668157e-11);
    return fma(e.r, fma(e.r, c, op(NEG, e.low)), k(1));
  }

  /// ±0, ±2 in turn: the sign tells the sign of a sine, what is not 0 takes the cosine.
  private int quadrant(int bits) {
    return fromBits(bits(SHL, bits, single ? 30 : 62));
  }

  private int orFar(Reduced e, int result, String method, int x) {
    return select(e.far, code.rarely(e.far, Far.class, method, kind, x, -1), result);
  }

  int sin(int x) {
    Reduced e = reduce(x);
    int q = quadrant(e.bits);
    int r = flip(select(ne(q, k(0)), cosNear(e), sinNear(e)), q);
    return orFar(e, flip(r, x), "sin", x);
  }

  int cos(int x) {
    Reduced e = reduce(x);
    int q = quadrant(bits(ADD, e.bits, 1));
    int r = flip(select(ne(q, k(0)), cosNear(e), sinNear(e)), q);
    return orFar(e, r, "cos", x);
  }

  int tan(int x) {
    Reduced e = reduce(x);
    int odd = ne(quadrant(e.bits), k(0));
    int s = sinNear(e);
    int c = cosNear(e);
    int r = op(DIV, select(odd, c, s), select(odd, s, c));
    r = flip(r, fromBits(bits(SHL, e.bits, single ? 31 : 63)));
    return orFar(e, flip(r, x), "tan", x);
  }

  /// For 0 ≤ t ≤ 1.
  private int atanNear(int t) {
    int z = op(MUL, t, t);
    int p =
        single
            ? poly(
                z,
                -0.3333329909,
                0.1999854816,
                -0.1426424043,
                0.1095217987,
                -0.08403434921,
                0.05795735825,
                -0.03117763616,
                0.0109145048,
                -0.001793601441)
            : poly(
                z,
                -0.33333333333333068,
                0.19999999999951466,
                -0.14285714282575328,
                0.11111111007030245,
                -0.090909070030317264,
                0.076922798394768877,
                -0.066664040572744593,
                0.058805278044837593,
                -0.052535184787283745,
                0.047223218866579986,
                -0.042191779242427467,
                0.036641887129705372,
                -0.029903817145360071,
                0.021984798845660021,
                -0.013900505868610125,
                0.0071964631098812087,
                -0.0028848971083585313,
                0.00083131409916657891,
                -0.00015215914934968564,
                1.3224900567007643e-5);
    return fma(op(MUL, t, z), p, t);
  }

  /// π/2 - x.
  private int complement(int x) {
    return op(SUB, halfPi(0), op(SUB, x, halfPi(1)));
  }

  int atan(int x) {
    int a = op(ABS, x);
    int large = lt(k(1), a);
    int r = atanNear(select(large, op(DIV, k(1), a), a));
    return copySign(select(large, complement(r), r), x);
  }

  /// The angle of the point (x, y).
  int atan2(int y, int x) {
    int a = op(ABS, y);
    int b = op(ABS, x);
    int steep = lt(b, a);
    int less = select(steep, b, a);
    int more = select(steep, a, b);
    int t = op(DIV, less, more);
    t = select(eq(less, k(0)), k(0), t);
    t = select(eq(less, k(Double.POSITIVE_INFINITY)), k(1), t);
    int p = atanNear(t);
    int left = lt(withSign(k(1), x), k(0));
    // π/2 ± p where the line is steep, p or π - p where not.
    int twice = op(ADD, halfPi(0), halfPi(0));
    int twiceLow = op(ADD, halfPi(1), halfPi(1));
    int high = select(steep, halfPi(0), select(left, twice, k(0)));
    int low = select(steep, halfPi(1), select(left, twiceLow, k(0)));
    int signed = flip(p, x);
    signed = select(steep, op(NEG, signed), signed);
    int r = withSign(op(ADD, high, op(ADD, signed, low)), y);
    return select(and(eq(x, x), eq(y, y)), r, op(ADD, x, y));
  }

  /// With z = x² and s = |x|, or beyond 1/2 z = (1 - |x|) / 2 and s its root: asin(s) = s + s·z·p.
  private record Arc(int large, int s, int z, int p) {}

  private Arc arc(int x) {
    int a = op(ABS, x);
    int large = lt(k(0.5), a);
    int z = select(large, fma(a, k(-0.5), k(0.5)), op(MUL, a, a));
    int p =
        single
            ? poly(z, 0.1666675248, 0.07495297917, 0.04547034162, 0.02417968388, 0.0421660186)
            : poly(
                z,
                0.16666666666665409,
                0.075000000003370629,
                0.044642856828288611,
                0.030381959138484499,
                0.022371758017364741,
                0.017359705213842236,
                0.013885231452027198,
                0.012169235448650219,
                0.0065278818506152936,
                0.019528498554057674,
                -0.016224589136181148,
                0.031912482821826386);
    return new Arc(large, select(large, op(SQRT, z), a), z, p);
  }

  int asin(int x) {
    Arc e = arc(x);
    int rest = op(MUL, op(MUL, e.s, e.z), e.p);
    int near = op(ADD, e.s, rest);
    int far = op(SUB, fma(e.s, k(-2), halfPi(0)), fma(rest, k(2), op(NEG, halfPi(1))));
    return copySign(select(e.large, far, near), x);
  }

  int acos(int x) {
    Arc e = arc(x);
    int s = select(e.large, e.s, x);
    int rest = op(MUL, op(MUL, s, e.z), e.p);
    // π/2 - asin, for x near 0, and half of the result for x near -1.
    int down = op(SUB, halfPi(0), op(ADD, s, op(SUB, rest, halfPi(1))));
    int up = op(ADD, s, rest);
    int far = select(lt(x, k(0)), down, up);
    return select(e.large, op(ADD, far, far), down);
  }
}
