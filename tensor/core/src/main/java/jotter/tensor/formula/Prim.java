package jotter.tensor.formula;

/// The primitives of formulas.
public enum Prim {
  ADD(2),
  SUB(2),
  MUL(2),
  DIV(2),
  FLOOR_DIV(2),
  TRUNC_DIV(2),
  REMAINDER(2),
  FMOD(2),
  POW(2),
  MIN(2),
  MAX(2),
  ATAN2(2),
  COPYSIGN(2),
  NEXTAFTER(2),
  NEG(1),
  ABS(1),
  SIGN(1),
  EXP(1),
  EXPM1(1),
  LOG(1),
  LOG1P(1),
  LOG2(1),
  LOG10(1),
  SQRT(1),
  SIN(1),
  COS(1),
  TAN(1),
  ASIN(1),
  ACOS(1),
  ATAN(1),
  SINH(1),
  COSH(1),
  TANH(1),
  ASINH(1),
  ACOSH(1),
  ATANH(1),
  SIGMOID(1),
  FLOOR(1),
  CEIL(1),
  TRUNC(1),
  ROUND(1),
  LT(2, true),
  LE(2, true),
  GT(2, true),
  GE(2, true),
  EQ(2, true),
  NE(2, true),
  AND(2, true),
  OR(2, true),
  NOT(1, true),
  SELECT(3),
  BIT_AND(2),
  BIT_OR(2),
  BIT_XOR(2),
  BIT_NOT(1),
  SHIFT_LEFT(2),
  SHIFT_RIGHT(2),
  REAL(1),
  IMAG(1),
  CONJ(1),
  COMPLEX(2),
  ANGLE(1),

  // Special functions: computed by the scalar functions of Special, vectorized where it pays.
  ERF(1),
  ERFC(1),
  ERFCX(1),
  ERFINV(1),
  LGAMMA(1),
  DIGAMMA(1),
  /// polygamma(n, x) with n first.
  POLYGAMMA(2),
  /// Hurwitz zeta(x, q).
  ZETA(2),
  /// Regularized lower incomplete gamma P(a, x).
  GAMMAINC(2),
  /// Regularized upper incomplete gamma Q(a, x).
  GAMMAINCC(2),
  NDTRI(1),
  LOG_NDTR(1),
  I0(1),
  I0E(1),
  I1(1),
  I1E(1),
  K0(1),
  K0E(1),
  K1(1),
  K1E(1),
  J0(1),
  J1(1),
  Y0(1),
  Y1(1),
  AIRY_AI(1),
  SPHERICAL_J0(1),
  CHEBYSHEV_T(2),
  CHEBYSHEV_U(2),
  CHEBYSHEV_V(2),
  CHEBYSHEV_W(2),
  SHIFTED_CHEBYSHEV_T(2),
  SHIFTED_CHEBYSHEV_U(2),
  SHIFTED_CHEBYSHEV_V(2),
  SHIFTED_CHEBYSHEV_W(2),
  HERMITE_H(2),
  HERMITE_HE(2),
  LAGUERRE_L(2),
  LEGENDRE_P(2);

  private final int arity;
  private final boolean truth;

  Prim(int arity) {
    this(arity, false);
  }

  Prim(int arity, boolean truth) {
    this.arity = arity;
    this.truth = truth;
  }

  /// How many arguments it takes.
  public int arity() {
    return arity;
  }

  /// Whether it gives a truth value.
  public boolean truth() {
    return truth;
  }

  /// Whether its derivative with respect to argument `index` is known. PyTorch has none for Bessel
  /// functions (but I), orthogonal polynomials, the order of polygamma and zeta and the shape of
  /// the incomplete gamma functions; neither have we.
  public boolean differentiable(int index) {
    return switch (this) {
      case POLYGAMMA, ZETA, GAMMAINC, GAMMAINCC -> index == 1;
      default -> ordinal() < K0.ordinal();
    };
  }

  /// Whether it is computed by a scalar function of {@link Special}.
  public boolean special() {
    return ordinal() >= ERF.ordinal();
  }
}
