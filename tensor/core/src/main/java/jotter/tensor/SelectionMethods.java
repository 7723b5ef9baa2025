package jotter.tensor;

import jotter.tensor.op.Comparison;
import jotter.tensor.op.Selection;

/// Comparisons, and choosing between values.
public sealed interface SelectionMethods permits Tensor {
  /// This tensor.
  Tensor self();

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

  /// x limited to [min, max]; a null limit is none
  default Tensor clamp(Number min, Number max) {
    if (min == null && max == null)
      throw Check.valueError("clamp", "needs a lower or an upper limit");
    DType t = Promotion.resultType(self(), min, max);
    // A limit that is no number leaves no number.
    if (isNan(min) || isNan(max)) return Tensor.full(self().shape(), Double.NaN, t);
    if (min == null) return Dispatch.typed(new Selection.ClampMax(max.doubleValue()), t, self());
    if (max == null) return Dispatch.typed(new Selection.ClampMin(min.doubleValue()), t, self());
    return Dispatch.typed(
        new Selection.Clamp(Math.min(min.doubleValue(), max.doubleValue()), max.doubleValue()),
        t,
        self());
  }

  private static boolean isNan(Number n) {
    return (n instanceof Double || n instanceof Float) && Double.isNaN(n.doubleValue());
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
    if (value instanceof Complex && !self().dtype().isComplex())
      throw Check.dtypeError(
          "maskedFill", "the complex " + value + " does not fit into " + self().dtype());
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

  /// `value` everywhere, in this tensor's shape and type
  default Tensor fill(Number value) {
    return Tensor.fullLike(self(), value);
  }

  /// the only element of `value` everywhere, in this tensor's shape and type
  default Tensor fill(Tensor value) {
    if (value.rank() != 0)
      throw Check.shapeError(
          "fill", "the value must be a scalar or 0-d, got " + Check.shape(value.shape()));
    return value.to(self().dtype()).expand(self().shape()).clone();
  }

  /// Whether the only element is not 0.
  default boolean isNonzero() {
    return self().itemBoolean();
  }
}
