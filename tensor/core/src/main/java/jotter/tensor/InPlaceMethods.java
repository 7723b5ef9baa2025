package jotter.tensor;

import jotter.tensor.op.Activation;
import jotter.tensor.op.Arithmetic;
import jotter.tensor.op.Exponential;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Rounding;
import jotter.tensor.op.Selection;
import jotter.tensor.op.Trigonometric;
import jotter.tensor.spi.Layout;

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

  /// The diagonal becomes `value`; with `wrap` it starts again behind the square part of a tall
  /// matrix.
  default Tensor fillDiagonal_(Number value, boolean wrap) {
    Tensor x = self();
    if (x.rank() < 2)
      throw Check.shapeError(
          "fillDiagonal_", "needs at least two dimensions, got " + Check.shape(x.shape()));
    long n = Long.MAX_VALUE;
    long step = 0;
    for (int d = 0; d < x.rank(); d++) {
      if (x.rank() > 2 && x.size(d) != x.size(0))
        throw Check.shapeError(
            "fillDiagonal_",
            "all dimensions must have the same size, got " + Check.shape(x.shape()));
      n = Math.min(n, x.size(d));
      step += x.layout().strides()[d];
    }
    x.asStrided(new long[] {n}, new long[] {step}, x.layout().offset()).fill_(value);
    if (wrap && x.rank() == 2 && x.size(0) > x.size(1) + 1)
      for (long row = x.size(1) + 1; row < x.size(0); row += x.size(1) + 1)
        x.narrow(0, row, Math.min(x.size(1), x.size(0) - row)).fillDiagonal_(value, false);
    return x;
  }

  /// The slices along `dim` that `index` lists grow by alpha·src.
  default Tensor indexAdd_(int dim, Tensor index, Tensor src, Number alpha) {
    return copy_(self().indexAdd(dim, index, src, alpha));
  }

  /// The slices along `dim` that `index` lists become those of `src`.
  default Tensor indexCopy_(int dim, Tensor index, Tensor src) {
    return copy_(self().indexCopy(dim, index, src));
  }

  /// The slices along `dim` that `index` lists become `value`.
  default Tensor indexFill_(int dim, Tensor index, Number value) {
    return copy_(self().indexFill(dim, index, value));
  }

  /// The places that `index` names along `dim` become `src`.
  default Tensor scatter_(int dim, Tensor index, Tensor src) {
    return copy_(self().scatter(dim, index, src));
  }

  /// The places that `index` names along `dim` become `value`.
  default Tensor scatter_(int dim, Tensor index, Number value) {
    return copy_(self().scatter(dim, index, value));
  }

  /// The places that `index` names along `dim` grow by `src`.
  default Tensor scatterAdd_(int dim, Tensor index, Tensor src) {
    return copy_(self().scatterAdd(dim, index, src));
  }

  /// What is above the `diagonal`-th diagonal becomes 0.
  default Tensor tril_(long diagonal) {
    return copy_(self().tril(diagonal));
  }

  /// What is below the `diagonal`-th diagonal becomes 0.
  default Tensor triu_(long diagonal) {
    return copy_(self().triu(diagonal));
  }

  /// Another shape over the same storage, or over a larger one that begins with the same elements;
  /// new elements are undefined.
  default Tensor resize_(long... shape) {
    Tensor x = self();
    if (x.requiresGrad())
      throw Check.gradError("resize_", "a tensor that requires a gradient cannot be resized");
    long n = Check.numel("resize_", shape, x.dtype().bytes());
    Layout l = Layout.contiguous(shape.clone());
    Layout at = new Layout(l.shape(), l.strides(), x.layout().offset());
    if ((x.layout().offset() + n) * x.dtype().bytes() <= x.storage().bytes()) {
      x.replace(x.storage(), at);
      return x;
    }
    Tensor room = Tensor.empty(new long[] {x.layout().offset() + n}, x.dtype(), x.device());
    long old = x.storage().bytes() / x.dtype().bytes();
    room.narrow(0, 0, old).copy_(Tensor.wrap(x.storage(), Layout.contiguous(old), x.dtype()));
    x.replace(room.storage(), at);
    return x;
  }
}
