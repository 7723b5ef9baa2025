package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import jotter.tensor.formula.Special;
import jotter.tensor.formula.code.Code.Kind;

/// The logarithm of the gamma function and its derivative as arithmetic, in float32 and float64:
/// Stirling's series from 3 on, fitted to the numbers from there; below, polynomials about the
/// zeros, with one step of the recurrence; reflection for negative numbers. The fits are
/// Chebyshev's and made for this class.
final class Gammas extends Steps {
  private static final double HALF_LOG_2_PI = 0.91893853320467274178;

  private final Elementary elementary;
  private final Rounding rounding;

  Gammas(Code code, Kind kind, Elementary elementary, Rounding rounding) {
    super(code, kind);
    this.elementary = elementary;
    this.rounding = rounding;
  }

  /// lgamma(1 + z) / (z·(z - 1)) for 0 ≤ z ≤ 2.
  private int betweenZeros(int z) {
    int t = op(SUB, z, k(1));
    return single
        ? poly(
            t,
            0.4227843351,
            -0.1003172746,
            0.03296498784,
            -0.01238494322,
            0.004998996089,
            -0.002102242432,
            0.0009125944839,
            -0.000425154131,
            0.0001917396867,
            -5.283973561e-5,
            2.388160727e-5,
            -3.858047519e-5,
            1.80915131e-5)
        : poly(
            t,
            0.422784335098467139,
            -0.100317301674354209,
            0.0329650006211559659,
            -0.0123841921933364025,
            0.00499864116468036015,
            -0.00210813083520551129,
            0.000915376922859274743,
            -0.000405707376718340237,
            0.000182552628961646087,
            -0.0000830953205143400953,
            0.0000381689838392897344,
            -0.0000176605494368599631,
            8.22164118468845867e-6,
            -3.85162802456863467e-6,
            1.81019653745853811e-6,
            -8.41787818556620709e-7,
            3.98291986191765263e-7,
            -2.11602094152952679e-7,
            1.00900825014163906e-7,
            -1.91557989128059159e-8,
            8.98075293131932845e-9,
            -2.96893772361782225e-8,
            1.43546025381865477e-8,
            7.54698210604421572e-9,
            -3.6707781973177215e-9,
            -3.04508310461640577e-9,
            1.47567844979562575e-9);
  }

  /// Of Stirling's series what comes after the logarithm, times x; `w` is 1 / x² for x ≥ 3.
  private int stirling(int w) {
    return single
        ? poly(w, 0.08333333267, -0.002777586225, 0.0007847184127, -0.000454428318)
        : poly(
            w,
            0.0833333333333333068,
            -0.0027777777777198706,
            0.000793650772423406689,
            -0.000595235011311834313,
            0.000841516377813666828,
            -0.00190682881142794427,
            0.00609236444757261395,
            -0.0230233886143727768,
            0.0813307211132797921,
            -0.207093300675156798,
            0.261808528708664428);
  }

  /// sin(π·f) / (π·f) for |f| ≤ 1/2.
  private int sine(int f) {
    int s = op(MUL, f, f);
    return single
        ? poly(s, 0.9999999957, -1.644933206, 0.8117148427, -0.1904417527, 0.0247186446)
        : poly(
            s,
            1.0,
            -1.6449340668482263,
            0.811742425283339329,
            -0.190751824121496169,
            0.0261478478055509608,
            -0.00234608089546396095,
            0.000148427841418910284,
            -6.97209966085119946e-6,
            2.4502943624559793e-7);
  }

  /// log |Γ(x)|. With a = |x| and, of a negative x, sin(π·a) / π = f, log |Γ(-a)| is -log |a·f| -
  /// log Γ(a); what this has of log a is taken together.
  int lgamma(int x) {
    int inf = k(Double.POSITIVE_INFINITY);
    int a = op(ABS, x);
    int negative = lt(x, k(0));
    int low = lt(a, k(1));
    int small = lt(a, k(3));
    int z = select(low, a, op(SUB, a, k(1)));
    int q = op(MUL, op(MUL, z, op(SUB, z, k(1))), betweenZeros(z));
    int near = select(and(low, not(negative)), op(SUB, q, elementary.log(a)), q);
    int i = op(DIV, k(1), a);
    int half = select(negative, k(0.5), k(-0.5));
    int rest = fma(i, stirling(op(MUL, i, i)), op(ADD, half, k(HALF_LOG_2_PI)));
    int far = fma(op(ADD, a, half), elementary.logLessOne(a), rest);
    int r = select(small, near, far);
    // The products' rounding would be seen near the zeros.
    int f = op(SUB, a, rounding.rint(a));
    int p = sine(f);
    int s = op(MUL, f, p);
    int times = select(and(small, not(low)), a, k(1));
    int u = op(MUL, times, s);
    int lost = fma(times, fma(f, p, op(NEG, s)), fma(times, s, op(NEG, u)));
    int logOfSine = elementary.log(op(ABS, u), op(DIV, lost, u), k(0));
    int reflected = op(SUB, op(NEG, logOfSine), r);
    // All that are so large are whole, and those that are whole have poles.
    reflected = select(lt(k(single ? 0x1p23 : 0x1p52), a), inf, reflected);
    return select(negative, reflected, select(eq(a, inf), inf, r));
  }

  /// digamma(x) / (x - root) for 1 ≤ x ≤ 2.
  private int aboutRoot(int x) {
    int t = op(SUB, x, k(1.5));
    return single
        ? poly(
            t,
            0.951055876,
            -0.4236274975,
            0.240542535,
            -0.1483988614,
            0.09498468507,
            -0.06205598039,
            0.04085002674,
            -0.02578688363,
            0.017114989,
            -0.01637362026,
            0.01090258867)
        : poly(t, Special.digammaAboutRoot());
  }

  /// x²·(log x - 1 / (2·x) - digamma(x)); `w` is 1 / x² for x ≥ 3.
  private int series(int w) {
    return single
        ? poly(w, 0.08333332785, -0.008331742294, 0.003893513343, -0.002966348855)
        : poly(
            w,
            0.0833333333333328757,
            -0.00833333333233280077,
            0.0039682536009420642,
            -0.00416661315405689463,
            0.00757167066269811117,
            -0.0209049927166997463,
            0.0776899690256171272,
            -0.325252224373979945,
            1.22138632962866065,
            -3.22008126684131239,
            4.1540956894060296);
  }

  /// π·cot(π·f) for |f| ≤ 1/2, 0 at its ends.
  private int cotangent(int f) {
    int s = op(MUL, f, f);
    int p =
        single
            ? poly(
                s,
                0.9999999991,
                0.7101323474,
                0.6758409907,
                0.6700934805,
                0.6480926199,
                0.8214302799,
                3.16481029e-5,
                2.021669239)
            : poly(
                s,
                1.00000000000000001,
                0.710131866303530472,
                0.675880997796872515,
                0.668837866617082903,
                0.66719679202075489,
                0.66679656580835927,
                0.6667306285204495,
                0.666164292713007234,
                0.672515583668269992,
                0.618995508211401522,
                0.943486535801883037,
                -0.461238274698401522,
                3.77329417602844633,
                -4.66971211772634179,
                5.33681385158266072);
    int ends = op(MUL, fma(f, k(2), k(1)), fma(f, k(-2), k(1)));
    return op(DIV, op(MUL, ends, p), f);
  }

  int digamma(int x) {
    int negative = lt(x, k(0));
    int opposite = op(SUB, k(1), x);
    int y = select(negative, opposite, x);
    int lost = select(negative, op(SUB, op(SUB, k(1), opposite), x), k(0));
    // One step of the recurrence, up or down, to where the polynomial holds.
    int up = lt(y, k(1));
    int down = lt(k(2), y);
    int less = op(SUB, y, k(1));
    int t = select(up, op(ADD, y, k(1)), select(down, less, y));
    int step = op(DIV, select(up, k(-1), select(down, k(1), k(0))), select(up, y, less));
    step = select(up, step, select(down, step, k(0)));
    int apart =
        op(
            ADD,
            op(SUB, t, k(single ? 1.4616321325302124 : 1.4616321449683622)),
            op(SUB, lost, k(single ? 1.24381499e-8 : 9.5499954299656977e-17)));
    int near = fma(apart, aboutRoot(t), step);
    int i = op(DIV, k(1), y);
    int far = fma(op(NEG, i), fma(i, series(op(MUL, i, i)), k(0.5)), elementary.log(y));
    int r = select(lt(y, k(3)), near, far);
    int f = op(SUB, x, rounding.rint(x));
    int reflected = select(eq(f, k(0)), k(Double.NaN), op(SUB, r, cotangent(f)));
    return select(negative, reflected, r);
  }
}
