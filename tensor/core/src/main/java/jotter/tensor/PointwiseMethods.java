package jotter.tensor;

import jotter.tensor.op.Arithmetic;
import jotter.tensor.op.Bitwise;
import jotter.tensor.op.Comparison;
import jotter.tensor.op.ComplexPart;
import jotter.tensor.op.Exponential;
import jotter.tensor.op.Rounding;
import jotter.tensor.op.Selection;
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
    return Dispatch.pointwise(new Arithmetic.Square(), self());
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
    return Dispatch.pointwise(new Arithmetic.LogAddExp(), self(), y);
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

  /// whether x < y
  default Tensor lt(Tensor y) {
    return Dispatch.pointwise(new Comparison.Lt(), self(), y);
  }

  /// whether x < y, y being a scalar
  default Tensor lt(Number y) {
    return Dispatch.pointwise(new Comparison.Lt(), self(), y);
  }

  /// whether x ≤ y
  default Tensor le(Tensor y) {
    return Dispatch.pointwise(new Comparison.Le(), self(), y);
  }

  /// whether x ≤ y, y being a scalar
  default Tensor le(Number y) {
    return Dispatch.pointwise(new Comparison.Le(), self(), y);
  }

  /// whether x > y
  default Tensor gt(Tensor y) {
    return Dispatch.pointwise(new Comparison.Gt(), self(), y);
  }

  /// whether x > y, y being a scalar
  default Tensor gt(Number y) {
    return Dispatch.pointwise(new Comparison.Gt(), self(), y);
  }

  /// whether x ≥ y
  default Tensor ge(Tensor y) {
    return Dispatch.pointwise(new Comparison.Ge(), self(), y);
  }

  /// whether x ≥ y, y being a scalar
  default Tensor ge(Number y) {
    return Dispatch.pointwise(new Comparison.Ge(), self(), y);
  }

  /// whether x = y
  default Tensor eq(Tensor y) {
    return Dispatch.pointwise(new Comparison.Eq(), self(), y);
  }

  /// whether x = y, y being a scalar
  default Tensor eq(Number y) {
    return Dispatch.pointwise(new Comparison.Eq(), self(), y);
  }

  /// whether x ≠ y
  default Tensor ne(Tensor y) {
    return Dispatch.pointwise(new Comparison.Ne(), self(), y);
  }

  /// whether x ≠ y, y being a scalar
  default Tensor ne(Number y) {
    return Dispatch.pointwise(new Comparison.Ne(), self(), y);
  }

  /// whether both are not 0
  default Tensor logicalAnd(Tensor y) {
    return Dispatch.pointwise(new Comparison.LogicalAnd(), self(), y);
  }

  /// whether one is not 0
  default Tensor logicalOr(Tensor y) {
    return Dispatch.pointwise(new Comparison.LogicalOr(), self(), y);
  }

  /// whether one and only one is not 0
  default Tensor logicalXor(Tensor y) {
    return Dispatch.pointwise(new Comparison.LogicalXor(), self(), y);
  }

  /// x & y
  default Tensor bitwiseAnd(Tensor y) {
    return Dispatch.pointwise(new Bitwise.BitwiseAnd(), self(), y);
  }

  /// x & y, y being a scalar
  default Tensor bitwiseAnd(Number y) {
    return Dispatch.pointwise(new Bitwise.BitwiseAnd(), self(), y);
  }

  /// x | y
  default Tensor bitwiseOr(Tensor y) {
    return Dispatch.pointwise(new Bitwise.BitwiseOr(), self(), y);
  }

  /// x | y, y being a scalar
  default Tensor bitwiseOr(Number y) {
    return Dispatch.pointwise(new Bitwise.BitwiseOr(), self(), y);
  }

  /// x ^ y
  default Tensor bitwiseXor(Tensor y) {
    return Dispatch.pointwise(new Bitwise.BitwiseXor(), self(), y);
  }

  /// x ^ y, y being a scalar
  default Tensor bitwiseXor(Number y) {
    return Dispatch.pointwise(new Bitwise.BitwiseXor(), self(), y);
  }

  /// x << y
  default Tensor bitwiseLeftShift(Tensor y) {
    return Dispatch.pointwise(new Bitwise.BitwiseLeftShift(), self(), y);
  }

  /// x << y, y being a scalar
  default Tensor bitwiseLeftShift(Number y) {
    return Dispatch.pointwise(new Bitwise.BitwiseLeftShift(), self(), y);
  }

  /// x >> y
  default Tensor bitwiseRightShift(Tensor y) {
    return Dispatch.pointwise(new Bitwise.BitwiseRightShift(), self(), y);
  }

  /// x >> y, y being a scalar
  default Tensor bitwiseRightShift(Number y) {
    return Dispatch.pointwise(new Bitwise.BitwiseRightShift(), self(), y);
  }

  /// x + alpha·y
  default Tensor add(Tensor y, double alpha) {
    return alpha == 1 ? add(y) : Dispatch.pointwise(new Arithmetic.AddScaled(alpha), self(), y);
  }

  /// x - alpha·y
  default Tensor sub(Tensor y, double alpha) {
    return alpha == 1 ? sub(y) : Dispatch.pointwise(new Arithmetic.SubScaled(alpha), self(), y);
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
  default Tensor addcmul(Tensor y, Tensor z, double value) {
    return Dispatch.pointwise(new Arithmetic.Addcmul(value), self(), y, z);
  }

  /// x + value·y/z
  default Tensor addcdiv(Tensor y, Tensor z, double value) {
    return Dispatch.pointwise(new Arithmetic.Addcdiv(value), self(), y, z);
  }

  /// x + weight·(end - x)
  default Tensor lerp(Tensor end, Tensor weight) {
    Check.sameDType("lerp", "the start", self(), "the end", end);
    Check.sameDType("lerp", "the start", self(), "the weight", weight);
    return Dispatch.pointwise(new Arithmetic.Lerp(), self(), end, weight);
  }

  /// x + weight·(end - x)
  default Tensor lerp(Tensor end, double weight) {
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

  /// whether x is 0
  default Tensor logicalNot() {
    return Dispatch.pointwise(new Comparison.LogicalNot(), self());
  }

  /// ~x; of bool the opposite
  default Tensor bitwiseNot() {
    return self().dtype() == DType.BOOL
        ? Dispatch.pointwise(new Bitwise.BitwiseNotBool(), self())
        : Dispatch.pointwise(new Bitwise.BitwiseNot(), self());
  }

  /// whether x is not a number
  default Tensor isnan() {
    return Dispatch.pointwise(new Comparison.IsNan(), self());
  }

  /// whether x is infinite
  default Tensor isinf() {
    return eitherPart(new Comparison.IsInf());
  }

  /// whether x is neither infinite nor NaN
  default Tensor isfinite() {
    if (!self().dtype().isComplex()) return Dispatch.pointwise(new Comparison.IsFinite(), self());
    return real().isfinite().logicalAnd(imag().isfinite());
  }

  private Tensor eitherPart(Comparison op) {
    if (!self().dtype().isComplex()) return Dispatch.pointwise(op, self());
    return Dispatch.pointwise(op, real()).logicalOr(Dispatch.pointwise(op, imag()));
  }

  /// whether x is +∞
  default Tensor isposinf() {
    return Dispatch.pointwise(new Comparison.IsPosInf(), self());
  }

  /// whether x is -∞
  default Tensor isneginf() {
    return Dispatch.pointwise(new Comparison.IsNegInf(), self());
  }

  /// whether the imaginary part is 0
  default Tensor isreal() {
    return Dispatch.pointwise(new Comparison.IsReal(), self());
  }

  /// whether the sign bit is set; -0.0 and negative NaN have it too
  default Tensor signbit() {
    return self().dtype().isFloatingPoint()
        ? Dispatch.pointwise(new Comparison.SignBit(), self())
        : Dispatch.pointwise(new Comparison.SignBitInteger(), self());
  }

  /// ⌊x⌋
  default Tensor floor() {
    return rounded(new Rounding.Floor());
  }

  /// ⌈x⌉
  default Tensor ceil() {
    return rounded(new Rounding.Ceil());
  }

  /// x without its fraction
  default Tensor trunc() {
    return rounded(new Rounding.Trunc());
  }

  /// the nearest integer, ties to even
  default Tensor round() {
    return rounded(new Rounding.Round());
  }

  private Tensor rounded(Rounding op) {
    return self().dtype().isInteger() ? self().clone() : Dispatch.pointwise(op, self());
  }

  /// x rounded to a number of decimals, which may be negative
  default Tensor round(int decimals) {
    if (decimals == 0) return round();
    Check.floating("round", "x, rounded to decimals,", self());
    double scale = Math.pow(10, Math.abs(decimals));
    return Dispatch.pointwise(new Rounding.RoundDecimals(scale, decimals), self());
  }

  /// x - trunc(x)
  default Tensor frac() {
    return Dispatch.pointwise(new Rounding.Frac(), self());
  }

  /// -1, 0 or 1
  default Tensor sign() {
    return Dispatch.pointwise(new Rounding.Sign(), self());
  }

  /// x / |x|, 0 at 0; of real numbers the sign
  default Tensor sgn() {
    return Dispatch.pointwise(new Rounding.Sgn(), self());
  }

  /// a copy of x
  default Tensor positive() {
    Check.value(self().dtype() != DType.BOOL, "positive", "is not defined for bool");
    return self();
  }

  /// NaN, +∞ and -∞ replaced; null infinities become the largest and smallest number of the type
  default Tensor nanToNum(double nan, Double posinf, Double neginf) {
    if (!self().dtype().isDifferentiable()) return self().clone();
    if (self().dtype().isComplex())
      return Tensor.complex(
          real().nanToNum(nan, posinf, neginf), imag().nanToNum(nan, posinf, neginf));
    double max = Limits.max(self().dtype());
    return Dispatch.pointwise(
        new Rounding.NanToNum(nan, posinf == null ? max : posinf, neginf == null ? -max : neginf),
        self());
  }

  /// the real part; of a real tensor the tensor itself
  default Tensor real() {
    return self().dtype().isComplex() ? Dispatch.pointwise(new ComplexPart.Real(), self()) : self();
  }

  /// the imaginary part of a complex tensor
  default Tensor imag() {
    if (!self().dtype().isComplex())
      throw Check.dtypeError("imag", "is defined for complex tensors only, got " + self().dtype());
    return Dispatch.pointwise(new ComplexPart.Imag(), self());
  }

  /// x̄; of a real tensor the tensor itself
  default Tensor conj() {
    return self().dtype().isComplex() ? Dispatch.pointwise(new ComplexPart.Conj(), self()) : self();
  }

  /// the phase of complex numbers, in radians; 0 or π of real ones
  default Tensor angle() {
    return Dispatch.pointwise(new ComplexPart.Angle(), self());
  }

  /// x limited to [min, max]; a null limit is none
  default Tensor clamp(Number min, Number max) {
    if (min == null && max == null)
      throw Check.valueError("clamp", "needs a lower or an upper limit");
    DType t = Promotion.resultType(self(), min, max);
    if (min == null) return Dispatch.typed(new Selection.ClampMax(max.doubleValue()), t, self());
    if (max == null) return Dispatch.typed(new Selection.ClampMin(min.doubleValue()), t, self());
    return Dispatch.typed(
        new Selection.Clamp(Math.min(min.doubleValue(), max.doubleValue()), max.doubleValue()),
        t,
        self());
  }

  /// x limited element by element; a null limit is none
  default Tensor clamp(Tensor min, Tensor max) {
    if (min == null && max == null)
      throw Check.valueError("clamp", "needs a lower or an upper limit");
    if (min == null) return clampMax(max);
    if (max == null) return clampMin(min);
    return Dispatch.pointwise(new Selection.ClampTensors(), self(), min, max);
  }

  /// max(x, min)
  default Tensor clampMin(Number min) {
    return clamp(min, null);
  }

  /// max(x, min)
  default Tensor clampMin(Tensor min) {
    return Dispatch.pointwise(new Selection.ClampMinTensor(), self(), min);
  }

  /// min(x, max)
  default Tensor clampMax(Number max) {
    return clamp(null, max);
  }

  /// min(x, max)
  default Tensor clampMax(Tensor max) {
    return Dispatch.pointwise(new Selection.ClampMaxTensor(), self(), max);
  }

  /// With this as the condition: x where it is not 0, y elsewhere.
  default Tensor where(Tensor x, Tensor y) {
    return Tensor.where(self(), x, y);
  }

  /// With this as the condition: x where it is not 0, y elsewhere.
  default Tensor where(Tensor x, Number y) {
    return Tensor.where(self(), x, Tensor.full(new long[0], y, wide(x, y)));
  }

  /// With this as the condition: x where it is not 0, y elsewhere.
  default Tensor where(Number x, Tensor y) {
    return Tensor.where(self(), Tensor.full(new long[0], x, wide(y, x)), y);
  }

  private static DType wide(Tensor x, Number y) {
    return Promotion.withScalar(x.dtype(), y);
  }

  /// value where the mask holds, x elsewhere
  default Tensor maskedFill(Tensor mask, Number value) {
    return maskedFill(mask, Tensor.full(new long[0], value, self().dtype()));
  }

  /// value (0-d) where the mask holds, x elsewhere
  default Tensor maskedFill(Tensor mask, Tensor value) {
    if (mask.dtype() != DType.BOOL)
      throw Check.dtypeError(
          "maskedFill", "the mask must be bool, got " + mask.dtype() + "; use mask.ne(0)");
    if (value.rank() != 0)
      throw Check.shapeError(
          "maskedFill",
          "the value must be a scalar or a 0-d tensor, got " + Check.shape(value.shape()));
    if (!Promotion.canCast(value.dtype(), self().dtype()))
      throw Check.dtypeError(
          "maskedFill", "a " + value.dtype() + " value does not fit into " + self().dtype());
    return Dispatch.typed(
        new Selection.Where(), self().dtype(), value.to(self().dtype()), self(), mask);
  }
}
