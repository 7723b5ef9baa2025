package jotter.tensor;

import jotter.tensor.op.Arithmetic;
import jotter.tensor.op.Comparison;
import jotter.tensor.op.Exponential;
import jotter.tensor.op.SpecialFunction;
import jotter.tensor.op.Trigonometric;

/// Element-wise operations. Two tensors broadcast against each other; types promote as in PyTorch
/// (see {@link Promotion}).
///
/// ```java
/// Tensor x = Tensor.of(1f, 4f, 9f);
/// x.sqrt().add(1); // tensor([2., 3., 4.])
/// ```
public sealed interface PointwiseMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// -x
  default Tensor neg() {
    return Dispatch.pointwise(new Arithmetic.Neg(), self());
  }

  /// |x|; of a complex number the modulus, which is real
  default Tensor abs() {
    return Dispatch.pointwise(new Arithmetic.Abs(), self());
  }

  /// 1 / x
  default Tensor reciprocal() {
    return Dispatch.pointwise(new Arithmetic.Reciprocal(), self());
  }

  /// x²
  default Tensor square() {
    Tensor x = self();
    return Dispatch.pointwise(
        new Arithmetic.Square(), x.dtype() == DType.BOOL ? x.to(DType.INT64) : x);
  }

  /// √x
  default Tensor sqrt() {
    return Dispatch.pointwise(new Arithmetic.Sqrt(), self());
  }

  /// 1 / √x
  default Tensor rsqrt() {
    return Dispatch.pointwise(new Arithmetic.Rsqrt(), self());
  }

  /// eˣ
  default Tensor exp() {
    return Dispatch.pointwise(new Exponential.Exp(), self());
  }

  /// 2ˣ
  default Tensor exp2() {
    return Dispatch.pointwise(new Exponential.Exp2(), self());
  }

  /// eˣ - 1, exact near 0
  default Tensor expm1() {
    return Dispatch.pointwise(new Exponential.Expm1(), self());
  }

  /// the natural logarithm
  default Tensor log() {
    return Dispatch.pointwise(new Exponential.Log(), self());
  }

  /// the logarithm to base 2
  default Tensor log2() {
    return Dispatch.pointwise(new Exponential.Log2(), self());
  }

  /// the logarithm to base 10
  default Tensor log10() {
    return Dispatch.pointwise(new Exponential.Log10(), self());
  }

  /// log(1 + x), exact near 0
  default Tensor log1p() {
    return Dispatch.pointwise(new Exponential.Log1p(), self());
  }

  /// 1 / (1 + e⁻ˣ)
  default Tensor sigmoid() {
    return Dispatch.pointwise(new Exponential.Sigmoid(), self());
  }

  /// log(x / (1 - x))
  default Tensor logit() {
    return Dispatch.pointwise(new Exponential.Logit(), self());
  }

  /// sin(x)
  default Tensor sin() {
    return Dispatch.pointwise(new Trigonometric.Sin(), self());
  }

  /// cos(x)
  default Tensor cos() {
    return Dispatch.pointwise(new Trigonometric.Cos(), self());
  }

  /// tan(x)
  default Tensor tan() {
    return Dispatch.pointwise(new Trigonometric.Tan(), self());
  }

  /// arcsin(x)
  default Tensor asin() {
    return Dispatch.pointwise(new Trigonometric.Asin(), self());
  }

  /// arccos(x)
  default Tensor acos() {
    return Dispatch.pointwise(new Trigonometric.Acos(), self());
  }

  /// arctan(x)
  default Tensor atan() {
    return Dispatch.pointwise(new Trigonometric.Atan(), self());
  }

  /// sinh(x)
  default Tensor sinh() {
    return Dispatch.pointwise(new Trigonometric.Sinh(), self());
  }

  /// cosh(x)
  default Tensor cosh() {
    return Dispatch.pointwise(new Trigonometric.Cosh(), self());
  }

  /// tanh(x)
  default Tensor tanh() {
    return Dispatch.pointwise(new Trigonometric.Tanh(), self());
  }

  /// arsinh(x)
  default Tensor asinh() {
    return Dispatch.pointwise(new Trigonometric.Asinh(), self());
  }

  /// arcosh(x)
  default Tensor acosh() {
    return Dispatch.pointwise(new Trigonometric.Acosh(), self());
  }

  /// artanh(x)
  default Tensor atanh() {
    return Dispatch.pointwise(new Trigonometric.Atanh(), self());
  }

  /// sin(πx)/(πx), 1 at 0
  default Tensor sinc() {
    return Dispatch.pointwise(new Trigonometric.Sinc(), self());
  }

  /// degrees to radians
  default Tensor deg2rad() {
    return Dispatch.pointwise(new Trigonometric.Deg2rad(), self());
  }

  /// radians to degrees
  default Tensor rad2deg() {
    return Dispatch.pointwise(new Trigonometric.Rad2deg(), self());
  }

  /// the error function 2/√π·∫₀ˣ e^(-t²) dt
  default Tensor erf() {
    return Dispatch.pointwise(new SpecialFunction.Erf(), self());
  }

  /// 1 - erf(x)
  default Tensor erfc() {
    return Dispatch.pointwise(new SpecialFunction.Erfc(), self());
  }

  /// the inverse of erf
  default Tensor erfinv() {
    return Dispatch.pointwise(new SpecialFunction.Erfinv(), self());
  }

  /// log|Γ(x)|
  default Tensor lgamma() {
    return Dispatch.pointwise(new SpecialFunction.Lgamma(), self());
  }

  /// Γ′(x)/Γ(x)
  default Tensor digamma() {
    return Dispatch.pointwise(new SpecialFunction.Digamma(), self());
  }

  /// the modified Bessel function of order 0
  default Tensor i0() {
    return Dispatch.pointwise(new SpecialFunction.I0(), self());
  }

  /// x + y
  default Tensor add(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Add(), self(), y);
  }

  /// x + y, y being a scalar
  default Tensor add(Number y) {
    return Dispatch.pointwise(new Arithmetic.Add(), self(), y);
  }

  /// x - y
  default Tensor sub(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Sub(), self(), y);
  }

  /// x - y, y being a scalar
  default Tensor sub(Number y) {
    return Dispatch.pointwise(new Arithmetic.Sub(), self(), y);
  }

  /// x · y
  default Tensor mul(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Mul(), self(), y);
  }

  /// x · y, y being a scalar
  default Tensor mul(Number y) {
    return Dispatch.pointwise(new Arithmetic.Mul(), self(), y);
  }

  /// x / y; integers are divided as float32
  default Tensor div(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Div(), self(), y);
  }

  /// x / y; integers are divided as float32, y being a scalar
  default Tensor div(Number y) {
    return Dispatch.pointwise(new Arithmetic.Div(), self(), y);
  }

  /// x - y·⌊x/y⌋, with the sign of y as Python's `%`
  default Tensor remainder(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Remainder(), self(), y);
  }

  /// x - y·⌊x/y⌋, with the sign of y as Python's `%`, y being a scalar
  default Tensor remainder(Number y) {
    return Dispatch.pointwise(new Arithmetic.Remainder(), self(), y);
  }

  /// x - y·trunc(x/y), with the sign of x
  default Tensor fmod(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Fmod(), self(), y);
  }

  /// x - y·trunc(x/y), with the sign of x, y being a scalar
  default Tensor fmod(Number y) {
    return Dispatch.pointwise(new Arithmetic.Fmod(), self(), y);
  }

  /// x^y
  default Tensor pow(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Pow(), self(), y);
  }

  /// x^y, y being a scalar
  default Tensor pow(Number y) {
    if (!self().dtype().isDifferentiable()
        && Promotion.ofScalar(y) == DType.INT64
        && y.longValue() < 0)
      throw Check.valueError(
          "pow", "an integer to the negative power " + y + " is no integer; use floatPower");
    // The way back of a square is a product, that of a power another power.
    boolean square = !(y instanceof Complex) && y.doubleValue() == 2;
    if (square && self().dtype().isFloatingPoint()) return square();
    return Dispatch.pointwise(new Arithmetic.Pow(), self(), y);
  }

  /// ⌊x / y⌋
  default Tensor floorDivide(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.DivFloor(), self(), y);
  }

  /// ⌊x / y⌋, y being a scalar
  default Tensor floorDivide(Number y) {
    return Dispatch.pointwise(new Arithmetic.DivFloor(), self(), y);
  }

  /// max(x, y); NaN if either is
  default Tensor maximum(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Maximum(), self(), y);
  }

  /// min(x, y); NaN if either is
  default Tensor minimum(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Minimum(), self(), y);
  }

  /// max(x, y); the other one if one is NaN
  default Tensor fmax(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Fmax(), self(), y);
  }

  /// min(x, y); the other one if one is NaN
  default Tensor fmin(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Fmin(), self(), y);
  }

  /// √(x² + y²)
  default Tensor hypot(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Hypot(), self(), y);
  }

  /// the angle of the point (y, x), in radians
  default Tensor atan2(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Atan2(), self(), y);
  }

  /// the next number after x on the way to y
  default Tensor nextafter(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.NextAfter(), self(), y);
  }

  /// log(eˣ + eʸ)
  default Tensor logaddexp(Tensor y) {
    if (!self().dtype().isComplex() && !y.dtype().isComplex())
      return Dispatch.pointwise(new Arithmetic.LogAddExp(), self(), y);
    Tensor x = self();
    Tensor first = x.real().ge(y.real());
    Tensor big = first.where(x, y);
    return big.add(first.where(y, x).sub(big).exp().log1p());
  }

  /// log₂(2ˣ + 2ʸ)
  default Tensor logaddexp2(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.LogAddExp2(), self(), y);
  }

  /// 0 where x < 0, y where x = 0, 1 where x > 0
  default Tensor heaviside(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Heaviside(), self(), y);
  }

  /// |x| with the sign of y
  default Tensor copysign(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.CopySign(), self(), y);
  }

  /// |x| with the sign of y, y being a scalar
  default Tensor copysign(Number y) {
    return Dispatch.pointwise(new Arithmetic.CopySign(), self(), y);
  }

  /// x·log(y), 0 where x is 0
  default Tensor xlogy(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Xlogy(), self(), y);
  }

  /// x·log(y), 0 where x is 0, y being a scalar
  default Tensor xlogy(Number y) {
    return Dispatch.pointwise(new Arithmetic.Xlogy(), self(), y);
  }

  /// x·2^y
  default Tensor ldexp(Tensor y) {
    return Dispatch.pointwise(new Arithmetic.Ldexp(), self(), y);
  }

  /// x·2^y, y being a scalar
  default Tensor ldexp(Number y) {
    return Dispatch.pointwise(new Arithmetic.Ldexp(), self(), y);
  }

  /// x + alpha·y
  default Tensor add(Tensor y, Number alpha) {
    if (alpha instanceof Complex) return add(y.mul(alpha));
    Functions.checkAlpha("add", self(), y, alpha);
    double a = alpha.doubleValue();
    return a == 1 ? add(y) : Dispatch.pointwise(new Arithmetic.AddScaled(a), self(), y);
  }

  /// x - alpha·y
  default Tensor sub(Tensor y, Number alpha) {
    if (alpha instanceof Complex) return sub(y.mul(alpha));
    Functions.checkAlpha("sub", self(), y, alpha);
    double a = alpha.doubleValue();
    return a == 1 ? sub(y) : Dispatch.pointwise(new Arithmetic.SubScaled(a), self(), y);
  }

  /// y - x
  default Tensor rsub(Tensor y) {
    return y.sub(self());
  }

  /// y - x
  default Tensor rsub(Number y) {
    return Dispatch.pointwise(new Arithmetic.Sub(), y, self());
  }

  /// y / x
  default Tensor rdiv(Number y) {
    return Dispatch.pointwise(new Arithmetic.Div(), y, self());
  }

  /// y^x, y being a scalar
  default Tensor rpow(Number y) {
    return Dispatch.pointwise(new Arithmetic.Pow(), y, self());
  }

  /// x / y, then rounded: `"floor"` down, `"trunc"` towards zero, null not at all.
  default Tensor div(Tensor y, String rounding) {
    return switch (rounding) {
      case null -> div(y);
      case "floor" -> Dispatch.pointwise(new Arithmetic.DivFloor(), self(), y);
      case "trunc" -> Dispatch.pointwise(new Arithmetic.DivTrunc(), self(), y);
      default -> throw badRounding(rounding);
    };
  }

  /// x / y, then rounded, y being a scalar.
  default Tensor div(Number y, String rounding) {
    return switch (rounding) {
      case null -> div(y);
      case "floor" -> Dispatch.pointwise(new Arithmetic.DivFloor(), self(), y);
      case "trunc" -> Dispatch.pointwise(new Arithmetic.DivTrunc(), self(), y);
      default -> throw badRounding(rounding);
    };
  }

  private static TensorException badRounding(String r) {
    return Check.valueError(
        "div", "the rounding mode must be \"floor\", \"trunc\" or null, got \"" + r + "\"");
  }

  /// x^y in float64 (complex128 for complex numbers)
  default Tensor floatPower(Tensor y) {
    DType t =
        self().dtype().isComplex() || y.dtype().isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
    return self().to(t).pow(y.to(t));
  }

  /// x^y in float64 (complex128 for complex numbers), y being a scalar
  default Tensor floatPower(Number y) {
    boolean complex = self().dtype().isComplex() || y instanceof Complex;
    return self().to(complex ? DType.COMPLEX128 : DType.FLOAT64).pow(y);
  }

  /// logit of x clamped to [eps, 1 - eps]
  default Tensor logit(double eps) {
    return Dispatch.pointwise(new Exponential.LogitClamped(eps), self());
  }

  /// x + value·y·z
  default Tensor addcmul(Tensor y, Tensor z, Number value) {
    if (value instanceof Complex) return self().add(y.mul(z).mul(value));
    return Dispatch.pointwise(new Arithmetic.Addcmul(value.doubleValue()), self(), y, z);
  }

  /// x + value·y/z
  default Tensor addcdiv(Tensor y, Tensor z, Number value) {
    if (value instanceof Complex) return self().add(y.div(z).mul(value));
    return Dispatch.pointwise(new Arithmetic.Addcdiv(value.doubleValue()), self(), y, z);
  }

  /// x + weight·(end - x)
  default Tensor lerp(Tensor end, Tensor weight) {
    Check.sameDType("lerp", "the start", self(), "the end", end);
    Check.sameDType("lerp", "the start", self(), "the weight", weight);
    return Dispatch.pointwise(new Arithmetic.Lerp(), self(), end, weight);
  }

  /// x + weight·(end - x)
  default Tensor lerp(Tensor end, Number weight) {
    Check.sameDType("lerp", "the start", self(), "the end", end);
    return Dispatch.pointwise(
        new Arithmetic.Lerp(), self(), end, Tensor.full(new long[0], weight, self().dtype()));
  }

  /// Whether |x - y| ≤ atol + rtol·|y|, element by element; with `equalNan` NaN is close to NaN.
  default Tensor isclose(Tensor y, double rtol, double atol, boolean equalNan) {
    Check.sameDType("isclose", "x", self(), "y", y);
    Check.value(rtol >= 0 && atol >= 0, "isclose", "tolerances must not be negative");
    Tensor r = Dispatch.pointwise(new Comparison.IsClose(rtol, atol), self(), y);
    return equalNan ? r.logicalOr(self().isnan().logicalAnd(y.isnan())) : r;
  }

  /// Whether all elements are close: {@link #isclose}.
  default boolean allclose(Tensor y, double rtol, double atol, boolean equalNan) {
    return isclose(y, rtol, atol, equalNan).all().itemBoolean();
  }

  /// Whether all elements are close, with rtol 1e-5 and atol 1e-8.
  default boolean allclose(Tensor y) {
    return allclose(y, 1e-5, 1e-8, false);
  }
}
