package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import jotter.tensor.formula.code.Code.Kind;

/// Whole numbers near floats, and quotients rounded down with their remainders: all exact.
final class Rounding extends Steps {
  Rounding(Code code, Kind kind) {
    super(code, kind);
  }

  /// From here on all floats are whole.
  private double whole() {
    return single ? 0x1p23 : 0x1p52;
  }

  /// The whole number nearest to `a`, which is not negative and less than {@link #whole}.
  private int nearest(int a) {
    return op(SUB, op(ADD, a, k(whole())), k(whole()));
  }

  private int below(int a) {
    int t = nearest(a);
    return select(lt(a, t), op(SUB, t, k(1)), t);
  }

  /// `rounded` with the sign of `x`, and `x` itself where it is whole for its size, or NaN.
  private int unlessWhole(int x, int a, int rounded) {
    return select(lt(a, k(whole())), rounded, x);
  }

  int rint(int x) {
    int a = op(ABS, x);
    return unlessWhole(x, a, withSign(nearest(a), x));
  }

  int trunc(int x) {
    int a = op(ABS, x);
    return unlessWhole(x, a, withSign(below(a), x));
  }

  int floor(int x) {
    int a = op(ABS, x);
    int t = withSign(nearest(a), x);
    return unlessWhole(x, a, select(lt(x, t), op(SUB, t, k(1)), t));
  }

  int ceil(int x) {
    int a = op(ABS, x);
    int t = withSign(nearest(a), x);
    // Of what lies between -1 and 0 the result is -0.
    return unlessWhole(x, a, copySign(select(lt(t, x), op(ADD, t, k(1)), t), x));
  }

  /// |x| = quotient·|y| + rest, with a quotient that is `few`; where not, both are anything.
  private record Division(int quotient, int rest, int few) {}

  /// A rounded quotient is never below the whole number that the exact one has reached, so that its
  /// whole part is right or one too large, and the rest, which is a float in both cases, tells.
  private Division divide(int x, int y) {
    int a = op(ABS, x);
    int b = op(ABS, y);
    int ratio = op(DIV, a, b);
    int q = below(ratio);
    int rest = fma(op(NEG, q), b, a);
    int over = lt(rest, k(0));
    int few = and(lt(ratio, k(single ? 0x1p22 : 0x1p51)), lt(b, k(Double.POSITIVE_INFINITY)));
    return new Division(
        select(over, op(SUB, q, k(1)), q), select(over, op(ADD, rest, b), rest), few);
  }

  /// The result where the quotient is small, and the method's otherwise.
  private int orElse(Division d, int result, String method, int x, int y) {
    int many = not(d.few);
    return select(many, code.rarely(many, Far.class, method, kind, x, y), result);
  }

  /// The remainder with the dividend's sign.
  int fmod(int x, int y) {
    Division d = divide(x, y);
    return orElse(d, withSign(d.rest, x), "fmod", x, y);
  }

  /// Whether a rest with the sign of `x` has to be brought to the side of `y`.
  private int acrossZero(Division d, int x, int y) {
    return and(lt(flip(withSign(k(1), x), y), k(0)), ne(d.rest, k(0)));
  }

  /// The remainder with the divisor's sign.
  int remainder(int x, int y) {
    Division d = divide(x, y);
    int rest = withSign(d.rest, x);
    int r = select(acrossZero(d, x, y), op(ADD, rest, y), rest);
    return orElse(d, r, "remainder", x, y);
  }

  int floorDiv(int x, int y) {
    Division d = divide(x, y);
    int q = flip(withSign(d.quotient, x), y);
    int r = select(acrossZero(d, x, y), op(SUB, q, k(1)), q);
    return orElse(d, r, "floorDiv", x, y);
  }
}
