package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import jotter.tensor.formula.code.Code.Kind;

/// The inverse hyperbolic functions: polynomials near 0 (minimax fits of the relative error, made
/// for this class by Remez' exchange), elsewhere logarithms of an argument that keeps what its
/// rounding loses.
final class Areas extends Steps {
  private final Elementary elementary;

  Areas(Code code, Kind kind, Elementary elementary) {
    super(code, kind);
    this.elementary = elementary;
  }

  /// From here on x² ± 1 is x² to within what counts.
  private int huge() {
    return k(single ? 0x1p13 : 0x1p28);
  }

  /// log(x + √square), where `square` + `low` is x² ± 1; log(2·x) for huge x.
  private int logOfSum(int x, int square, int low) {
    int w = op(SQRT, square);
    int rest = op(ADD, fma(op(NEG, w), w, square), low);
    rest = op(DIV, rest, op(ADD, w, w));
    rest = select(eq(w, k(0)), k(0), rest);
    int u = op(ADD, x, w);
    // What the sum lost, its terms in the order of their size.
    int swap = lt(x, w);
    int more = select(swap, w, x);
    int less = select(swap, x, w);
    rest = op(ADD, op(SUB, less, op(SUB, u, more)), rest);
    int huge = lt(huge(), x);
    int c = select(huge, k(0), op(DIV, rest, u));
    return elementary.log(select(huge, x, u), c, select(huge, k(1), k(0)));
  }

  int asinh(int x) {
    int a = op(ABS, x);
    int z = op(MUL, a, a);
    int p =
        single
            ? poly(z, -0.1666664354, 0.0749865032, -0.04438426178, 0.0281677494, -0.0132350111)
            : poly(
                z,
                -0.1666666666666661,
                0.074999999999843575,
                -0.044642857127779264,
                0.030381943714131928,
                -0.022372138301870342,
                0.017352386077023756,
                -0.013960223337408831,
                0.011512924001918988,
                -0.0095338762987095014,
                0.0074648537366442295,
                -0.0047463146752347128,
                0.0017172447675941274);
    int near = fma(op(MUL, a, z), p, a);
    int square = fma(a, a, k(1));
    int far = logOfSum(a, square, fma(a, a, op(SUB, k(1), square)));
    return copySign(select(lt(a, k(0.5)), near, far), x);
  }

  int acosh(int x) {
    int p = op(MUL, x, x);
    int square = op(SUB, p, k(1));
    int low = op(ADD, op(SUB, op(SUB, p, square), k(1)), fma(x, x, op(NEG, p)));
    return select(lt(x, k(1)), k(Double.NaN), logOfSum(x, square, low));
  }

  int atanh(int x) {
    int a = op(ABS, x);
    int z = op(MUL, a, a);
    int p =
        single
            ? poly(
                z, 0.3333329997, 0.200025246, 0.1422263406, 0.118248584, 0.05131334474, 0.176757253)
            : poly(
                z,
                0.33333333333333282,
                0.20000000000018239,
                0.14285714283425578,
                0.11111111256049001,
                0.090909036599517194,
                0.076924390507063983,
                0.066645072245645968,
                0.059072225724126895,
                0.050595146057776857,
                0.059488312850290821,
                -0.0050661745494371981,
                0.17432447912376287,
                -0.1952912556577725,
                0.24063280112531973);
    int near = fma(op(MUL, a, z), p, a);
    int below = op(SUB, k(1), a);
    int above = op(ADD, k(1), a);
    int lost = op(SUB, a, op(SUB, above, k(1)));
    int q = op(DIV, above, below);
    int c = op(DIV, op(ADD, fma(op(NEG, q), below, above), lost), above);
    int far = op(MUL, elementary.log(q, c, k(0)), k(0.5));
    return copySign(select(lt(a, k(0.5)), near, far), x);
  }
}
