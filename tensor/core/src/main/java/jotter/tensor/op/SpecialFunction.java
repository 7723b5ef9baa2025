package jotter.tensor.op;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;

import jotter.tensor.DType;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Prim;
import jotter.tensor.formula.Program;

/// Special functions of mathematics and statistics.
public sealed interface SpecialFunction extends Pointwise {

  /// 2/√π·∫₀ˣ e^(-t²) dt
  record Erf() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("erf", X.erf());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// 1 - erf(x)
  record Erfc() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("erfc", X.erfc());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// e^(x²)·erfc(x)
  record Erfcx() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("erfcx", X.special(Prim.ERFCX));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the inverse of erf
  record Erfinv() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("erfinv", X.erfinv());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// log|Γ(x)|
  record Lgamma() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("lgamma", X.lgamma());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// Γ′(x)/Γ(x)
  record Digamma() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("digamma", X.digamma());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the n-th derivative of digamma, n being the first input
  record Polygamma() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("polygamma", X.special(Prim.POLYGAMMA, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Hurwitz zeta function Σ 1/(k+y)^x
  record Zeta() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("zeta", X.special(Prim.ZETA, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the regularized lower incomplete gamma function P(x, y)
  record Gammainc() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("gammainc", X.special(Prim.GAMMAINC, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the regularized upper incomplete gamma function Q(x, y)
  record Gammaincc() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("gammaincc", X.special(Prim.GAMMAINCC, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the normal distribution function Φ(x)
  record Ndtr() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("ndtr", X.mul(Math.sqrt(0.5)).neg().erfc().mul(0.5));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the inverse of ndtr
  record Ndtri() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("ndtri", X.special(Prim.NDTRI));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// log Φ(x)
  record LogNdtr() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("logNdtr", X.special(Prim.LOG_NDTR));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// At 0 the slope is infinite, as the root's is; below 0 the value is -∞ and the slope is none,
  /// which is what a pole gives.
  private static Formula entr() {
    Formula below = X.max(-1e30).mul(0).reciprocal();
    Formula zero = X.eq(0).select(X.sqrt(), X.neg().mul(X.log()));
    return X.isNan().select(X, X.lt(0).select(below, zero));
  }

  /// -x·log(x); 0 at 0, -∞ below
  record Entr() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("entr", entr());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// modified Bessel function of the first kind, order 0
  record I0() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("i0", X.special(Prim.I0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// e^(-|x|)·I0(x)
  record I0e() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("i0e", X.special(Prim.I0E));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// modified Bessel function of the first kind, order 1
  record I1() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("i1", X.special(Prim.I1));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// e^(-|x|)·I1(x)
  record I1e() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("i1e", X.special(Prim.I1E));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// modified Bessel function of the second kind, order 0
  record ModifiedBesselK0() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("modifiedBesselK0", X.special(Prim.K0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// eˣ·K0(x)
  record ScaledModifiedBesselK0() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("scaledModifiedBesselK0", X.special(Prim.K0E));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// modified Bessel function of the second kind, order 1
  record ModifiedBesselK1() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("modifiedBesselK1", X.special(Prim.K1));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// eˣ·K1(x)
  record ScaledModifiedBesselK1() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("scaledModifiedBesselK1", X.special(Prim.K1E));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// Bessel function of the first kind, order 0
  record BesselJ0() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("besselJ0", X.special(Prim.J0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// Bessel function of the first kind, order 1
  record BesselJ1() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("besselJ1", X.special(Prim.J1));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// Bessel function of the second kind, order 0
  record BesselY0() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("besselY0", X.special(Prim.Y0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// Bessel function of the second kind, order 1
  record BesselY1() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("besselY1", X.special(Prim.Y1));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Airy function Ai
  record AiryAi() implements SpecialFunction {
    private static final Program PROGRAM = Program.of("airyAi", X.special(Prim.AIRY_AI));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// sin(x)/x
  record SphericalBesselJ0() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("sphericalBesselJ0", X.special(Prim.SPHERICAL_J0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Chebyshev polynomial Tₙ(x), n being the second input
  record ChebyshevPolynomialT() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("chebyshevPolynomialT", X.special(Prim.CHEBYSHEV_T, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the shifted Chebyshev polynomial T*ₙ(x), n being the second input
  record ShiftedChebyshevPolynomialT() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("shiftedChebyshevPolynomialT", X.special(Prim.SHIFTED_CHEBYSHEV_T, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Chebyshev polynomial Uₙ(x), n being the second input
  record ChebyshevPolynomialU() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("chebyshevPolynomialU", X.special(Prim.CHEBYSHEV_U, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the shifted Chebyshev polynomial U*ₙ(x), n being the second input
  record ShiftedChebyshevPolynomialU() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("shiftedChebyshevPolynomialU", X.special(Prim.SHIFTED_CHEBYSHEV_U, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Chebyshev polynomial Vₙ(x), n being the second input
  record ChebyshevPolynomialV() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("chebyshevPolynomialV", X.special(Prim.CHEBYSHEV_V, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the shifted Chebyshev polynomial V*ₙ(x), n being the second input
  record ShiftedChebyshevPolynomialV() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("shiftedChebyshevPolynomialV", X.special(Prim.SHIFTED_CHEBYSHEV_V, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Chebyshev polynomial Wₙ(x), n being the second input
  record ChebyshevPolynomialW() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("chebyshevPolynomialW", X.special(Prim.CHEBYSHEV_W, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the shifted Chebyshev polynomial W*ₙ(x), n being the second input
  record ShiftedChebyshevPolynomialW() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("shiftedChebyshevPolynomialW", X.special(Prim.SHIFTED_CHEBYSHEV_W, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the physicists' Hermite polynomial Hₙ(x)
  record HermitePolynomialH() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("hermitePolynomialH", X.special(Prim.HERMITE_H, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the probabilists' Hermite polynomial Heₙ(x)
  record HermitePolynomialHe() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("hermitePolynomialHe", X.special(Prim.HERMITE_HE, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Laguerre polynomial Lₙ(x)
  record LaguerrePolynomialL() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("laguerrePolynomialL", X.special(Prim.LAGUERRE_L, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the Legendre polynomial Pₙ(x)
  record LegendrePolynomialP() implements SpecialFunction {
    private static final Program PROGRAM =
        Program.of("legendrePolynomialP", X.special(Prim.LEGENDRE_P, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }
}
