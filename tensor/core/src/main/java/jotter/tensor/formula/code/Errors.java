package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import jotter.tensor.formula.code.Code.Kind;

/// The error function, its complement and its inverse as arithmetic, in float32 and float64.
/// Polynomials are Chebyshev fits made for this class.
final class Errors extends Steps {
  private final Elementary elementary;

  Errors(Code code, Kind kind, Elementary elementary) {
    super(code, kind);
    this.elementary = elementary;
  }

  /// In float32 x·P(x²)/Q(x²), a fit over the numbers whose result is not 1.
  private int erfSingle(int x) {
    // There the quotient is 1, rounded, and before it never more: a test tries all numbers.
    int c = elementary.clamp(x, -3.6458976, 3.6458976);
    int t = op(MUL, c, c);
    int p =
        poly(
            t,
            1.128379145772054,
            0.19059354129941686,
            0.052769250231971356,
            0.003772535372418816,
            0.00028484233630056703,
            2.0460179735355936e-06);
    int q =
        poly(
            t,
            1,
            0.5022418587135249,
            0.11418261541541824,
            0.014983169153037889,
            0.0011638525690662374,
            3.804761396330986e-05);
    return op(DIV, op(MUL, c, p), q);
  }

  /// In float64 up to 2 x times a polynomial in x², beyond 1 - exp(-L(x)) with L = -log erfc.
  int erf(int x) {
    if (single) return erfSingle(x);
    int a = op(ABS, x);
    int s = op(MUL, x, x);
    int near =
        fma(
            x,
            poly(
                op(SUB, s, k(2)),
                -0.32506676396034495,
                -0.1305559304656227,
                0.029869784652462966,
                -0.006082847181144379,
                0.0010705215357385417,
                -0.0001635898698799649,
                2.1954553494560498e-05,
                -2.61830885565606e-06,
                2.804726892160117e-07,
                -2.7238815908980094e-08,
                2.417775436892453e-09,
                -1.9751438528859061e-10,
                1.4940351825919412e-11,
                -1.051965503613664e-12,
                6.926397670918974e-14,
                -4.276571123184e-15,
                2.4922931872763405e-16,
                -1.4437051139102638e-17,
                7.506313118738643e-19),
            x);
    int l =
        poly(
            op(SUB, op(MIN, a, k(6)), k(4)),
            17.987778312103007,
            8.236376892700573,
            0.9734445885019415,
            0.003793143131114871,
            -0.0005821485729295657,
            9.10255650900062e-05,
            -1.4138827564218866e-05,
            2.146312482037769e-06,
            -3.1386206249541485e-07,
            4.34664083773541e-08,
            -5.5374383126426534e-09,
            6.01279749086402e-10,
            -4.683340213914584e-11,
            1.992105115903863e-12,
            1.0085633636990856e-12,
            -7.558765214782111e-13,
            1.4145436477671945e-13);
    Elementary.Reduced e = elementary.reduce(op(NEG, l), 1, elementary.bias());
    int scale = elementary.power2(e.bits());
    int far = op(SUB, k(1), fma(elementary.expm1Near(e.r()), scale, scale));
    int r = select(lt(a, k(2)), near, copySign(far, x));
    // NaN passes through the first branch's comparison as false.
    return select(eq(x, x), r, x);
  }

  /// (1 + 2·x)·exp(x²)·erfc(x) for x ≥ 0 as a polynomial in t = (x - 3) / (x + 3) (M. Shepherd and
  /// J. Laframboise, Chebyshev approximation of (1 + 2x) exp(x²) erfc x, 1981).
  private int scaled(int t) {
    return single
        ? poly(
            op(ADD, t, k(0.25)),
            1.281376439,
            -0.07860014057,
            -0.2016269777,
            0.2992663634,
            -0.2277241339,
            0.1052945197,
            -0.02399358896,
            -0.002685789587,
            0.003010755691,
            -0.000105021836,
            -0.0002773269222)
        : poly(
            op(ADD, t, k(0.125)),
            1.26893302657799127,
            -0.116633793964838883,
            -0.108783732418161122,
            0.200901798484056061,
            -0.167675130212639857,
            0.0867363315404751751,
            -0.0250366111413918005,
            0.000236522721771852509,
            0.00265311491381053524,
            -0.000546402592439849957,
            -0.00026131995574110682,
            0.000094780884162555987,
            0.0000337495280232503221,
            -0.0000138269357803774501,
            -5.88841233096852319e-6,
            1.75030701951833488e-6,
            1.18894385257585941e-6,
            -1.33910274873505676e-7,
            -2.37397286416715883e-7,
            -1.74350638172896972e-8,
            4.21476868242502964e-8,
            9.18700885995750533e-9,
            -6.05737620282147245e-9,
            -1.37953128236266263e-9,
            5.58380642932701067e-10);
  }

  /// With what the square loses, and its exponential in two factors, so that denormal results are
  /// rounded once.
  int erfc(int x) {
    int most = k(single ? 10.25 : 27.5);
    int a = op(ABS, x);
    a = select(lt(most, a), most, a);
    int s = op(MUL, a, a);
    int lost = fma(a, a, op(NEG, s));
    Elementary.Reduced e = elementary.reduce(op(NEG, s), 1, 2 * elementary.bias());
    int half = bits(SHL, bits(SHR, e.bits(), 1), fraction());
    int rest = code.step(SUB, kind.bits(), bits(SHL, e.bits(), fraction()), half, -1);
    int exp = elementary.expm1Near(op(SUB, e.r(), lost));
    int factor = fromBits(half);
    exp = fma(exp, factor, factor);
    int t = op(DIV, op(SUB, a, k(3)), op(ADD, a, k(3)));
    int p = op(DIV, scaled(t), fma(a, k(2), k(1)));
    int r = op(MUL, op(MUL, exp, p), fromBits(rest));
    return select(lt(x, k(0)), op(SUB, k(2), r), r);
  }

  /// x·P(w) with w = -log(1 - x²), and beyond a bound in √w (M. Giles, Approximating the erfinv
  /// function, 2012). In float64 that ends where 1 - |x| is 3e-8.
  int erfinv(int x) {
    int a = op(ABS, x);
    int w = op(NEG, elementary.log(op(MUL, op(SUB, k(1), a), op(ADD, k(1), a))));
    int u = op(SUB, w, k(single ? 2.5 : 3.125));
    int near =
        single
            ? poly(
                u,
                1.50140936,
                0.2466402791,
                -0.004177392875,
                -0.001252726392,
                0.0002183493862,
                -4.972419689e-6,
                -3.463985268e-6,
                4.681313481e-7,
                2.33359672e-8,
                -8.93192597e-9)
            : poly(
                u,
                1.65365456268310275,
                0.240158182425588324,
                -0.00603367087142784988,
                -0.000740702534154476987,
                0.000186734208024648377,
                -0.0000138825233944053167,
                -1.36546918506035751e-6,
                4.23478817378233926e-7,
                -2.90703822629272664e-8,
                -4.11266082002324008e-9,
                1.05121815398041267e-9,
                -5.41428719808471606e-11,
                -1.29768855265320756e-11,
                2.63048347405604415e-12,
                -8.11839944307435319e-14,
                -4.00123773509189586e-14,
                6.59640771242083411e-15,
                -4.02821543276617422e-17,
                -1.30169280167964449e-16,
                1.55743202462332522e-17,
                1.15002225206625297e-18,
                -3.49960443547541778e-19,
                -1.11348376983270194e-21,
                3.24070445937990191e-21);
    int v = op(SUB, op(SQRT, w), k(single ? 3 : 3.25));
    int far =
        single
            ? poly(
                v,
                2.832976801,
                1.00167527,
                0.00944530946,
                -0.00764343086,
                0.00568771192,
                -0.003563479518,
                0.001474264898,
                -0.0001274394953,
                -0.0002742900305,
                0.0001657152167,
                -3.263531826e-5)
            : poly(
                v,
                3.08388561049222063,
                1.0052589676941653,
                0.00537091455357167963,
                -0.0037512085082155611,
                0.0024914420969817609,
                -0.00168827553573370721,
                0.000953289363743563718,
                -0.000355037809759638111,
                0.0000240312570150925236,
                0.0000682870865475337668,
                -0.0000473189841201124549,
                0.0000124651671570872518,
                2.92572919017898247e-6,
                -3.98608439521475595e-6,
                1.49871307841861263e-6,
                -2.70042192808689465e-8,
                -2.71345110543945614e-7,
                1.31043514999720141e-7,
                6.96924197762969404e-10,
                -1.51026954233350641e-8);
    int r = op(MUL, select(lt(w, k(single ? 5 : 6.25)), near, far), x);
    if (single) return select(eq(a, k(1)), copySign(k(Double.POSITIVE_INFINITY), x), r);
    int beyond = not(code.step(LE, Kind.TRUTH, w, k(16), -1));
    return select(beyond, code.rarely(beyond, Far.class, "erfinv", kind, x, -1), r);
  }
}
