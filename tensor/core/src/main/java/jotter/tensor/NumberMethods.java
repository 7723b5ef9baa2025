package jotter.tensor;

import jotter.tensor.op.Bitwise;
import jotter.tensor.op.Comparison;
import jotter.tensor.op.ComplexPart;
import jotter.tensor.op.Digits;
import jotter.tensor.op.Rounding;

/// What depends on the representation of numbers: rounding, digits, bits, parts, special values.
public sealed interface NumberMethods permits Tensor {
  /// This tensor.
  Tensor self();

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
    if (!self().dtype().isDifferentiable()) return Tensor.zeros(self().shape(), DType.BOOL);
    return eitherPart(new Comparison.IsInf());
  }

  /// whether x is neither infinite nor NaN
  default Tensor isfinite() {
    if (!self().dtype().isDifferentiable()) return Tensor.ones(self().shape(), DType.BOOL);
    if (!self().dtype().isComplex()) return Dispatch.pointwise(new Comparison.IsFinite(), self());
    return real().isfinite().logicalAnd(imag().isfinite());
  }

  private Tensor eitherPart(Comparison op) {
    if (!self().dtype().isComplex()) return Dispatch.pointwise(op, self());
    return Dispatch.pointwise(op, real()).logicalOr(Dispatch.pointwise(op, imag()));
  }

  /// whether x is +∞
  default Tensor isposinf() {
    if (!self().dtype().isDifferentiable()) return Tensor.zeros(self().shape(), DType.BOOL);
    return Dispatch.pointwise(new Comparison.IsPosInf(), self());
  }

  /// whether x is -∞
  default Tensor isneginf() {
    if (!self().dtype().isDifferentiable()) return Tensor.zeros(self().shape(), DType.BOOL);
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

  /// Mantissa in [0.5, 1) and exponent (int32): x = mantissa · 2^exponent.
  default Tensor[] frexp() {
    Tensor x = self();
    Check.floating("frexp", "x", x);
    Tensor e = Dispatch.one(new Digits.Exponent(), x.detach());
    // Halved twice, so that the power of two itself neither overflows nor vanishes.
    Tensor half = e.div(2, "floor");
    Tensor a = Dispatch.one(new Digits.PowerOfTwo(x.dtype()), half.neg());
    Tensor b = Dispatch.one(new Digits.PowerOfTwo(x.dtype()), half.sub(e));
    return new Tensor[] {x.mul(a).mul(b), e};
  }

  /// the greatest common divisor
  default Tensor gcd(Tensor y) {
    return Digits.pair(new Digits.Gcd(false), self(), y);
  }

  /// the least common multiple
  default Tensor lcm(Tensor y) {
    return Digits.pair(new Digits.Gcd(true), self(), y);
  }
}
