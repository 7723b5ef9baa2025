package jotter.tensor.testkit.conformance.bind;

import static jotter.tensor.testkit.conformance.bind.Operands.binary;
import static jotter.tensor.testkit.conformance.bind.Operands.unary;

import jotter.tensor.Special;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Bindings;

/// Special functions.
public final class SpecialMath {
  private SpecialMath() {}

  public static void bind(Bindings b) {
    unary(b, "digamma", Tensor::digamma);
    unary(b, "erf", Tensor::erf);
    unary(b, "erfc", Tensor::erfc);
    unary(b, "erfinv", Tensor::erfinv);
    unary(b, "i0", Tensor::i0);
    unary(b, "lgamma", Tensor::lgamma);
    binary(b, "igamma", Special::gammainc, null);
    binary(b, "igammac", Special::gammaincc, null);
    b.on("mvlgamma", "input p", a -> Special.multigammaln(a.t(0), a.i(1, 1)));
    b.on("polygamma", "n input", a -> polygamma(a));
    b.on("special.polygamma", "n input", a -> polygamma(a));
    unary(b, "special.airy_ai", Special::airyAi);
    unary(b, "special.bessel_j0", Special::besselJ0);
    unary(b, "special.bessel_j1", Special::besselJ1);
    unary(b, "special.bessel_y0", Special::besselY0);
    unary(b, "special.bessel_y1", Special::besselY1);
    unary(b, "special.entr", Special::entr);
    unary(b, "special.erfcx", Special::erfcx);
    unary(b, "special.i0e", Special::i0e);
    unary(b, "special.i1", Special::i1);
    unary(b, "special.i1e", Special::i1e);
    unary(b, "special.log_ndtr", Special::logNdtr);
    unary(b, "special.modified_bessel_i0", Special::modifiedBesselI0);
    unary(b, "special.modified_bessel_i1", Special::modifiedBesselI1);
    unary(b, "special.modified_bessel_k0", Special::modifiedBesselK0);
    unary(b, "special.modified_bessel_k1", Special::modifiedBesselK1);
    unary(b, "special.ndtr", Special::ndtr);
    unary(b, "special.ndtri", Special::ndtri);
    unary(b, "special.scaled_modified_bessel_k0", Special::scaledModifiedBesselK0);
    unary(b, "special.scaled_modified_bessel_k1", Special::scaledModifiedBesselK1);
    unary(b, "special.spherical_bessel_j0", Special::sphericalBesselJ0);
    binary(b, "special.xlog1py", Special::xlog1py, null);
    binary(b, "special.zeta", Special::zeta, null);
    binary(b, "special.chebyshev_polynomial_t", Special::chebyshevPolynomialT, null);
    binary(b, "special.shifted_chebyshev_polynomial_t", Special::shiftedChebyshevPolynomialT, null);
    binary(b, "special.chebyshev_polynomial_u", Special::chebyshevPolynomialU, null);
    binary(b, "special.shifted_chebyshev_polynomial_u", Special::shiftedChebyshevPolynomialU, null);
    binary(b, "special.chebyshev_polynomial_v", Special::chebyshevPolynomialV, null);
    binary(b, "special.shifted_chebyshev_polynomial_v", Special::shiftedChebyshevPolynomialV, null);
    binary(b, "special.chebyshev_polynomial_w", Special::chebyshevPolynomialW, null);
    binary(b, "special.shifted_chebyshev_polynomial_w", Special::shiftedChebyshevPolynomialW, null);
    binary(b, "special.hermite_polynomial_h", Special::hermitePolynomialH, null);
    binary(b, "special.hermite_polynomial_he", Special::hermitePolynomialHe, null);
    binary(b, "special.laguerre_polynomial_l", Special::laguerrePolynomialL, null);
    binary(b, "special.legendre_polynomial_p", Special::legendrePolynomialP, null);
  }

  private static Tensor polygamma(jotter.tensor.testkit.conformance.Args a) {
    return a.isTensor(0)
        ? Special.polygamma(a.l(1, 0), a.t(0))
        : Special.polygamma(a.l(0, 0), a.t(1));
  }
}
