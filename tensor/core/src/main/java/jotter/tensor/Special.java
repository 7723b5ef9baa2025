package jotter.tensor;

import jotter.tensor.op.Arithmetic;
import jotter.tensor.op.SpecialFunction;

/// The special functions of mathematics, what `torch.special` is to PyTorch; the common ones (erf,
/// lgamma, digamma, …) are methods of tensors. All are element-wise; integers are computed as
/// float32.
///
/// ```java
/// Special.ndtr(Tensor.of(0f)); // tensor([0.5000])
/// ```
public final class Special {
  private Special() {}

  /// the Airy function Ai
  public static Tensor airyAi(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.AiryAi(), x);
  }

  /// Bessel function of the first kind, order 0
  public static Tensor besselJ0(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.BesselJ0(), x);
  }

  /// Bessel function of the first kind, order 1
  public static Tensor besselJ1(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.BesselJ1(), x);
  }

  /// Bessel function of the second kind, order 0
  public static Tensor besselY0(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.BesselY0(), x);
  }

  /// Bessel function of the second kind, order 1
  public static Tensor besselY1(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.BesselY1(), x);
  }

  /// -x·log(x); 0 at 0, -∞ below
  public static Tensor entr(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.Entr(), x);
  }

  /// e^(x²)·erfc(x)
  public static Tensor erfcx(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.Erfcx(), x);
  }

  /// e^(-|x|)·I0(x)
  public static Tensor i0e(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.I0e(), x);
  }

  /// modified Bessel function of the first kind, order 1
  public static Tensor i1(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.I1(), x);
  }

  /// e^(-|x|)·I1(x)
  public static Tensor i1e(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.I1e(), x);
  }

  /// log Φ(x)
  public static Tensor logNdtr(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.LogNdtr(), x);
  }

  /// modified Bessel function of the first kind, order 0
  public static Tensor modifiedBesselI0(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.I0(), x);
  }

  /// modified Bessel function of the first kind, order 1
  public static Tensor modifiedBesselI1(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.I1(), x);
  }

  /// modified Bessel function of the second kind, order 0
  public static Tensor modifiedBesselK0(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.ModifiedBesselK0(), x);
  }

  /// modified Bessel function of the second kind, order 1
  public static Tensor modifiedBesselK1(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.ModifiedBesselK1(), x);
  }

  /// the normal distribution function Φ(x)
  public static Tensor ndtr(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.Ndtr(), x);
  }

  /// the inverse of ndtr
  public static Tensor ndtri(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.Ndtri(), x);
  }

  /// eˣ·K0(x)
  public static Tensor scaledModifiedBesselK0(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.ScaledModifiedBesselK0(), x);
  }

  /// eˣ·K1(x)
  public static Tensor scaledModifiedBesselK1(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.ScaledModifiedBesselK1(), x);
  }

  /// sin(x)/x
  public static Tensor sphericalBesselJ0(Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.SphericalBesselJ0(), x);
  }

  /// x·log(1 + y); 0 where x is 0, unless y is NaN
  public static Tensor xlog1py(Tensor x, Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Xlog1py(), x, y);
  }

  /// the Hurwitz zeta function Σ 1/(k+y)^x
  public static Tensor zeta(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.Zeta(), x, y);
  }

  /// the Chebyshev polynomial Tₙ(x), n being the second input
  public static Tensor chebyshevPolynomialT(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ChebyshevPolynomialT(), x, y);
  }

  /// the shifted Chebyshev polynomial T*ₙ(x), n being the second input
  public static Tensor shiftedChebyshevPolynomialT(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ShiftedChebyshevPolynomialT(), x, y);
  }

  /// the Chebyshev polynomial Uₙ(x), n being the second input
  public static Tensor chebyshevPolynomialU(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ChebyshevPolynomialU(), x, y);
  }

  /// the shifted Chebyshev polynomial U*ₙ(x), n being the second input
  public static Tensor shiftedChebyshevPolynomialU(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ShiftedChebyshevPolynomialU(), x, y);
  }

  /// the Chebyshev polynomial Vₙ(x), n being the second input
  public static Tensor chebyshevPolynomialV(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ChebyshevPolynomialV(), x, y);
  }

  /// the shifted Chebyshev polynomial V*ₙ(x), n being the second input
  public static Tensor shiftedChebyshevPolynomialV(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ShiftedChebyshevPolynomialV(), x, y);
  }

  /// the Chebyshev polynomial Wₙ(x), n being the second input
  public static Tensor chebyshevPolynomialW(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ChebyshevPolynomialW(), x, y);
  }

  /// the shifted Chebyshev polynomial W*ₙ(x), n being the second input
  public static Tensor shiftedChebyshevPolynomialW(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.ShiftedChebyshevPolynomialW(), x, y);
  }

  /// the physicists' Hermite polynomial Hₙ(x)
  public static Tensor hermitePolynomialH(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.HermitePolynomialH(), x, y);
  }

  /// the probabilists' Hermite polynomial Heₙ(x)
  public static Tensor hermitePolynomialHe(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.HermitePolynomialHe(), x, y);
  }

  /// the Laguerre polynomial Lₙ(x)
  public static Tensor laguerrePolynomialL(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.LaguerrePolynomialL(), x, y);
  }

  /// the Legendre polynomial Pₙ(x)
  public static Tensor legendrePolynomialP(Tensor x, Tensor y) {
    return Dispatch.pointwise(new SpecialFunction.LegendrePolynomialP(), x, y);
  }

  /// The regularized lower incomplete gamma function P(a, x) = 1/Γ(a)·∫₀ˣ t^(a-1)·e^(-t) dt.
  public static Tensor gammainc(Tensor a, Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.Gammainc(), a, x);
  }

  /// The regularized upper incomplete gamma function Q(a, x) = 1 - P(a, x).
  public static Tensor gammaincc(Tensor a, Tensor x) {
    return Dispatch.pointwise(new SpecialFunction.Gammaincc(), a, x);
  }

  /// The n-th derivative of digamma.
  public static Tensor polygamma(long n, Tensor x) {
    Check.value(n >= 0, "polygamma", "n must not be negative, got " + n);
    if (n == 0) return x.digamma();
    return Dispatch.pointwise(new SpecialFunction.Polygamma(), n, x);
  }

  /// log of the multivariate gamma function: p(p-1)/4·log π + Σ lgamma(x - i/2) for i = 0 … p-1.
  public static Tensor multigammaln(Tensor x, int p) {
    Check.value(p >= 1, "mvlgamma", "p must be at least 1, got " + p);
    Tensor y = x.dtype().isDifferentiable() ? x : x.to(DType.FLOAT32);
    Tensor r = null;
    for (int i = 0; i < p; i++) {
      Tensor term = y.sub(i / 2.0).lgamma();
      r = r == null ? term : r.add(term);
    }
    return r.add(p * (p - 1) / 4.0 * Math.log(Math.PI));
  }
}
