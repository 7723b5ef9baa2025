package jotter.tensor;

import jotter.tensor.op.Activation;
import jotter.tensor.op.Arithmetic;
import jotter.tensor.op.Exponential;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Rounding;
import jotter.tensor.op.Selection;
import jotter.tensor.op.Trigonometric;

/// Operations that change this tensor's memory; their names end in an underscore. Autograd knows of
/// the change, and refuses a gradient that would have needed the old values.
public sealed interface InPlaceMethods permits Tensor {
  /// This tensor.
  Tensor self();

  private Tensor unary(Pointwise op) {
    return Dispatch.inPlace(op, self());
  }

  private Tensor binary(Pointwise op, Tensor y) {
    return Dispatch.inPlace(op, self(), y);
  }

  private Tensor scalar(Pointwise op, Number y) {
    Tensor x = self();
    DType t = Promotion.withScalar(x.dtype(), y);
    op.check(t);
    DType result = op.types().result(t);
    if (y instanceof Complex || y instanceof Long l && Math.abs(l) > 1L << 53) {
      Formulaic.Of typed =
          new Formulaic.Of(op.program(), op.scalars(), op.types().compute(t), result);
      return Dispatch.inPlace(typed, x, Tensor.scalar(y));
    }
    Formulaic.Bound b = Formulaic.Bound.of(op, 1, y.doubleValue());
    return Dispatch.inPlace(
        new Formulaic.Of(b.program(), b.scalars(), op.types().compute(t), result), x);
  }

  /// x becomes x + y.
  default Tensor add_(Tensor y) {
    return binary(new Arithmetic.Add(), y);
  }

  /// x becomes x + y.
  default Tensor add_(Number y) {
    return scalar(new Arithmetic.Add(), y);
  }

  /// x becomes x - y.
  default Tensor sub_(Tensor y) {
    return binary(new Arithmetic.Sub(), y);
  }

  /// x becomes x - y.
  default Tensor sub_(Number y) {
    return scalar(new Arithmetic.Sub(), y);
  }

  /// x becomes x · y.
  default Tensor mul_(Tensor y) {
    return binary(new Arithmetic.Mul(), y);
  }

  /// x becomes x · y.
  default Tensor mul_(Number y) {
    return scalar(new Arithmetic.Mul(), y);
  }

  /// x becomes x / y.
  default Tensor div_(Tensor y) {
    return binary(new Arithmetic.Div(), y);
  }

  /// x becomes x / y.
  default Tensor div_(Number y) {
    return scalar(new Arithmetic.Div(), y);
  }

  /// x becomes x^y.
  default Tensor pow_(Tensor y) {
    return binary(new Arithmetic.Pow(), y);
  }

  /// x becomes x^y.
  default Tensor pow_(Number y) {
    return scalar(new Arithmetic.Pow(), y);
  }

  /// x becomes x mod y.
  default Tensor remainder_(Tensor y) {
    return binary(new Arithmetic.Remainder(), y);
  }

  /// x becomes x mod y.
  default Tensor remainder_(Number y) {
    return scalar(new Arithmetic.Remainder(), y);
  }

  /// x becomes ⌊x/y⌋.
  default Tensor floorDivide_(Tensor y) {
    return binary(new Arithmetic.DivFloor(), y);
  }

  /// x becomes ⌊x/y⌋.
  default Tensor floorDivide_(Number y) {
    return scalar(new Arithmetic.DivFloor(), y);
  }

  /// The operation neg, in place.
  default Tensor neg_() {
    return unary(new Arithmetic.Neg());
  }

  /// The operation abs, in place.
  default Tensor abs_() {
    return unary(new Arithmetic.Abs());
  }

  /// The operation sqrt, in place.
  default Tensor sqrt_() {
    return unary(new Arithmetic.Sqrt());
  }

  /// The operation rsqrt, in place.
  default Tensor rsqrt_() {
    return unary(new Arithmetic.Rsqrt());
  }

  /// The operation square, in place.
  default Tensor square_() {
    return unary(new Arithmetic.Square());
  }

  /// The operation reciprocal, in place.
  default Tensor reciprocal_() {
    return unary(new Arithmetic.Reciprocal());
  }

  /// The operation exp, in place.
  default Tensor exp_() {
    return unary(new Exponential.Exp());
  }

  /// The operation log, in place.
  default Tensor log_() {
    return unary(new Exponential.Log());
  }

  /// The operation sigmoid, in place.
  default Tensor sigmoid_() {
    return unary(new Exponential.Sigmoid());
  }

  /// The operation sin, in place.
  default Tensor sin_() {
    return unary(new Trigonometric.Sin());
  }

  /// The operation cos, in place.
  default Tensor cos_() {
    return unary(new Trigonometric.Cos());
  }

  /// The operation tanh, in place.
  default Tensor tanh_() {
    return unary(new Trigonometric.Tanh());
  }

  /// The operation floor, in place.
  default Tensor floor_() {
    return unary(new Rounding.Floor());
  }

  /// The operation ceil, in place.
  default Tensor ceil_() {
    return unary(new Rounding.Ceil());
  }

  /// The operation round, in place.
  default Tensor round_() {
    return unary(new Rounding.Round());
  }

  /// The operation trunc, in place.
  default Tensor trunc_() {
    return unary(new Rounding.Trunc());
  }

  /// The operation sign, in place.
  default Tensor sign_() {
    return unary(new Rounding.Sign());
  }

  /// The operation relu, in place.
  default Tensor relu_() {
    return unary(new Activation.Relu());
  }

  /// x becomes x + alpha·y.
  default Tensor add_(Tensor y, double alpha) {
    return alpha == 1 ? add_(y) : binary(new Arithmetic.AddScaled(alpha), y);
  }

  /// x becomes x - alpha·y.
  default Tensor sub_(Tensor y, double alpha) {
    return alpha == 1 ? sub_(y) : binary(new Arithmetic.SubScaled(alpha), y);
  }

  /// x becomes x + value·y·z.
  default Tensor addcmul_(Tensor y, Tensor z, double value) {
    return Dispatch.inPlace(new Arithmetic.Addcmul(value), self(), y, z);
  }

  /// x becomes x + value·y/z.
  default Tensor addcdiv_(Tensor y, Tensor z, double value) {
    return Dispatch.inPlace(new Arithmetic.Addcdiv(value), self(), y, z);
  }

  /// x becomes x + weight·(end - x).
  default Tensor lerp_(Tensor end, double weight) {
    return Dispatch.inPlace(
        new Arithmetic.Lerp(), self(), end, Tensor.full(new long[0], weight, self().dtype()));
  }

  /// x becomes x limited to [min, max]; a null limit is none.
  default Tensor clamp_(Number min, Number max) {
    if (min == null && max == null)
      throw Check.valueError("clamp_", "needs a lower or an upper limit");
    if (min == null) return unary(new Selection.ClampMax(max.doubleValue()));
    if (max == null) return unary(new Selection.ClampMin(min.doubleValue()));
    return unary(new Selection.Clamp(min.doubleValue(), max.doubleValue()));
  }

  /// Every element becomes `value`.
  default Tensor fill_(Number value) {
    if (value instanceof Complex || value instanceof Long l && Math.abs(l) > 1L << 53)
      return fill_(Tensor.scalar(value));
    return Dispatch.inPlace(
        new Formulaic.Of(
            new Rounding.Fill(0).program(),
            new double[] {value.doubleValue()},
            self().dtype().computeType(),
            self().dtype()),
        self());
  }

  /// Every element becomes the only one of `value`.
  default Tensor fill_(Tensor value) {
    if (value.rank() != 0)
      throw Check.shapeError(
          "fill_", "the value must be a scalar or 0-d, got " + Check.shape(value.shape()));
    return copy_(value);
  }

  /// Every element becomes 0.
  default Tensor zero_() {
    return fill_(0);
  }

  /// The elements become those of `src`, expanded and converted.
  default Tensor copy_(Tensor src) {
    Tensor s = src.device().equals(self().device()) ? src : src.to(self().device());
    DType compute = Promotion.promote(self().dtype(), s.dtype()).computeType();
    return Dispatch.inPlace(
        new Formulaic.Of(Functions.COPY, Pointwise.NONE, compute, self().dtype()), self(), s);
  }

  /// The elements become `value` where the mask holds.
  default Tensor maskedFill_(Tensor mask, Number value) {
    return copy_(self().maskedFill(mask, value));
  }
}
