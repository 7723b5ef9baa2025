package jotter.tensor.formula;

import java.util.List;

/// An expression over one element of each input: the mathematics of a pointwise operation.
///
/// A formula is a value: two formulas with the same structure are equal. It says nothing of types;
/// the same formula is computed in float32, int64 or complex128, whatever the operation decides.
/// Comparisons give truth values, which only {@link Prim#SELECT} and the logical primitives take; a
/// truth value that is stored becomes 1 or 0.
///
/// ```java
/// Formula silu = X.div(X.neg().exp().add(1));
/// ```
public sealed interface Formula {
  /// The first input.
  Formula X = new Input(0);

  /// The second input.
  Formula Y = new Input(1);

  /// The third input.
  Formula Z = new Input(2);

  /// The fourth input.
  Formula W = new Input(3);

  /// The first scalar attribute of the operation.
  Formula P0 = new Scalar(0);

  /// The second scalar attribute.
  Formula P1 = new Scalar(1);

  /// The third scalar attribute.
  Formula P2 = new Scalar(2);

  /// The fourth scalar.
  Formula P3 = new Scalar(3);

  /// The element of input `index`.
  record Input(int index) implements Formula {}

  /// A scalar attribute, given when the kernel runs, so that one kernel serves every value.
  record Scalar(int index) implements Formula {}

  /// A literal.
  record Constant(double value) implements Formula {
    // NaN equals NaN and 0.0 differs from -0.0, as records compare doubles.
  }

  /// A primitive applied to its arguments.
  record Call(Prim prim, List<Formula> args, int hash) implements Formula {
    public Call(Prim prim, List<Formula> args) {
      this(prim, List.copyOf(args), 31 * prim.ordinal() + args.hashCode());
    }

    public Call {
      if (args.size() != prim.arity())
        throw new IllegalArgumentException(
            prim + " takes " + prim.arity() + " arguments, not " + args.size());
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || other instanceof Call c && hash == c.hash && prim == c.prim && args.equals(c.args);
    }
  }

  /// A literal.
  static Formula of(double value) {
    return new Constant(value);
  }

  /// The element of input `index`.
  static Formula in(int index) {
    return new Input(index);
  }

  /// Scalar attribute `index`.
  static Formula param(int index) {
    return new Scalar(index);
  }

  private Formula call(Prim p, Formula... more) {
    if (more.length == 0) return new Call(p, List.of(this));
    if (more.length == 1) return new Call(p, List.of(this, more[0]));
    return new Call(p, List.of(this, more[0], more[1]));
  }

  default Formula add(Formula y) {
    return call(Prim.ADD, y);
  }

  default Formula add(double y) {
    return add(of(y));
  }

  default Formula sub(Formula y) {
    return call(Prim.SUB, y);
  }

  default Formula sub(double y) {
    return sub(of(y));
  }

  default Formula mul(Formula y) {
    return call(Prim.MUL, y);
  }

  default Formula mul(double y) {
    return mul(of(y));
  }

  default Formula div(Formula y) {
    return call(Prim.DIV, y);
  }

  default Formula div(double y) {
    return div(of(y));
  }

  /// Division rounded down, of integers or of floats; by the integer 0 it throws.
  default Formula floorDiv(Formula y) {
    return call(Prim.FLOOR_DIV, y);
  }

  /// Division rounded towards zero.
  default Formula truncDiv(Formula y) {
    return call(Prim.TRUNC_DIV, y);
  }

  /// The remainder with the divisor's sign (Python's `%`).
  default Formula remainder(Formula y) {
    return call(Prim.REMAINDER, y);
  }

  /// The remainder with the dividend's sign (C's `fmod`).
  default Formula fmod(Formula y) {
    return call(Prim.FMOD, y);
  }

  default Formula pow(Formula y) {
    return call(Prim.POW, y);
  }

  default Formula pow(double y) {
    return pow(of(y));
  }

  /// The smaller one; NaN if either is.
  default Formula min(Formula y) {
    return call(Prim.MIN, y);
  }

  default Formula min(double y) {
    return min(of(y));
  }

  /// The larger one; NaN if either is.
  default Formula max(Formula y) {
    return call(Prim.MAX, y);
  }

  default Formula max(double y) {
    return max(of(y));
  }

  default Formula atan2(Formula x) {
    return call(Prim.ATAN2, x);
  }

  default Formula copySign(Formula y) {
    return call(Prim.COPYSIGN, y);
  }

  default Formula nextAfter(Formula y) {
    return call(Prim.NEXTAFTER, y);
  }

  default Formula neg() {
    return call(Prim.NEG);
  }

  default Formula abs() {
    return call(Prim.ABS);
  }

  /// -1, 0 or 1; 0 for NaN, as in PyTorch. Of a complex number, the number over its absolute value.
  default Formula sign() {
    return call(Prim.SIGN);
  }

  default Formula exp() {
    return call(Prim.EXP);
  }

  default Formula expm1() {
    return call(Prim.EXPM1);
  }

  default Formula log() {
    return call(Prim.LOG);
  }

  default Formula log1p() {
    return call(Prim.LOG1P);
  }

  default Formula log2() {
    return call(Prim.LOG2);
  }

  default Formula log10() {
    return call(Prim.LOG10);
  }

  default Formula sqrt() {
    return call(Prim.SQRT);
  }

  default Formula rsqrt() {
    return of(1).div(sqrt());
  }

  default Formula reciprocal() {
    return of(1).div(this);
  }

  default Formula square() {
    return mul(this);
  }

  default Formula sin() {
    return call(Prim.SIN);
  }

  default Formula cos() {
    return call(Prim.COS);
  }

  default Formula tan() {
    return call(Prim.TAN);
  }

  default Formula asin() {
    return call(Prim.ASIN);
  }

  default Formula acos() {
    return call(Prim.ACOS);
  }

  default Formula atan() {
    return call(Prim.ATAN);
  }

  default Formula sinh() {
    return call(Prim.SINH);
  }

  default Formula cosh() {
    return call(Prim.COSH);
  }

  default Formula tanh() {
    return call(Prim.TANH);
  }

  default Formula asinh() {
    return call(Prim.ASINH);
  }

  default Formula acosh() {
    return call(Prim.ACOSH);
  }

  default Formula atanh() {
    return call(Prim.ATANH);
  }

  /// 1 / (1 + exp(-x)).
  default Formula sigmoid() {
    return call(Prim.SIGMOID);
  }

  /// log(1 + eˣ) without overflow. The cases are told apart by a choice, not by max(x, 0) and |x|,
  /// whose slopes at 0 have no slope of their own: the second derivative there is ¼, not 0.
  default Formula softplus() {
    Formula negative = le(0);
    return negative.select(0, this).add(negative.select(this, neg()).exp().log1p());
  }

  default Formula erf() {
    return call(Prim.ERF);
  }

  default Formula erfc() {
    return call(Prim.ERFC);
  }

  default Formula erfinv() {
    return call(Prim.ERFINV);
  }

  default Formula lgamma() {
    return call(Prim.LGAMMA);
  }

  default Formula digamma() {
    return call(Prim.DIGAMMA);
  }

  /// A function of the table {@link Special}, which has a scalar implementation and, where it is
  /// known, a derivative.
  default Formula special(Prim function) {
    return call(function);
  }

  /// A two-argument function of the table {@link Special}.
  default Formula special(Prim function, Formula y) {
    return call(function, y);
  }

  default Formula floor() {
    return call(Prim.FLOOR);
  }

  default Formula ceil() {
    return call(Prim.CEIL);
  }

  default Formula trunc() {
    return call(Prim.TRUNC);
  }

  /// To the nearest integer, ties to even.
  default Formula round() {
    return call(Prim.ROUND);
  }

  default Formula lt(Formula y) {
    return call(Prim.LT, y);
  }

  default Formula lt(double y) {
    return lt(of(y));
  }

  default Formula le(Formula y) {
    return call(Prim.LE, y);
  }

  default Formula le(double y) {
    return le(of(y));
  }

  default Formula gt(Formula y) {
    return call(Prim.GT, y);
  }

  default Formula gt(double y) {
    return gt(of(y));
  }

  default Formula ge(Formula y) {
    return call(Prim.GE, y);
  }

  default Formula ge(double y) {
    return ge(of(y));
  }

  default Formula eq(Formula y) {
    return call(Prim.EQ, y);
  }

  default Formula eq(double y) {
    return eq(of(y));
  }

  default Formula ne(Formula y) {
    return call(Prim.NE, y);
  }

  default Formula ne(double y) {
    return ne(of(y));
  }

  default Formula isNan() {
    return ne(this);
  }

  /// Both truth values.
  default Formula and(Formula y) {
    return call(Prim.AND, y);
  }

  /// Either truth value.
  default Formula or(Formula y) {
    return call(Prim.OR, y);
  }

  /// The opposite truth value.
  default Formula not() {
    return call(Prim.NOT);
  }

  /// With this truth value, `yes` where it holds and `no` elsewhere.
  default Formula select(Formula yes, Formula no) {
    return call(Prim.SELECT, yes, no);
  }

  default Formula select(Formula yes, double no) {
    return select(yes, of(no));
  }

  default Formula select(double yes, Formula no) {
    return select(of(yes), no);
  }

  default Formula select(double yes, double no) {
    return select(of(yes), of(no));
  }

  default Formula bitAnd(Formula y) {
    return call(Prim.BIT_AND, y);
  }

  default Formula bitOr(Formula y) {
    return call(Prim.BIT_OR, y);
  }

  default Formula bitXor(Formula y) {
    return call(Prim.BIT_XOR, y);
  }

  default Formula bitNot() {
    return call(Prim.BIT_NOT);
  }

  default Formula shiftLeft(Formula y) {
    return call(Prim.SHIFT_LEFT, y);
  }

  default Formula shiftRight(Formula y) {
    return call(Prim.SHIFT_RIGHT, y);
  }

  /// The real part (of a real number, itself).
  default Formula real() {
    return call(Prim.REAL);
  }

  /// The imaginary part (of a real number, 0).
  default Formula imag() {
    return call(Prim.IMAG);
  }

  default Formula conj() {
    return call(Prim.CONJ);
  }

  /// The complex number `this + i·imag`.
  default Formula complex(Formula imag) {
    return call(Prim.COMPLEX, imag);
  }

  /// The argument (phase) of a complex number; 0 or π of a real one.
  default Formula angle() {
    return call(Prim.ANGLE);
  }

  /// Whether this is a truth value rather than a number.
  default boolean isTruth() {
    return this instanceof Call c && c.prim.truth();
  }
}
