package jotter.tensor;

import jotter.tensor.DType.Category;

/// PyTorch's rules for the type of a result.
///
/// Tensors with dimensions decide; 0-d tensors and then scalars only when they are of a higher
/// category (bool < integer < floating point < complex). Within a category the wider type wins;
/// float16 with bfloat16 gives float32, uint8 with int8 gives int16.
public final class Promotion {
  private Promotion() {}

  /// The type that both convert to.
  public static DType promote(DType a, DType b) {
    if (a == b) return a;
    Category ca = a.category();
    Category cb = b.category();
    if (ca != cb) {
      DType high = ca.ordinal() > cb.ordinal() ? a : b;
      DType low = high == a ? b : a;
      if (high.isComplex() && low == DType.FLOAT64) return DType.COMPLEX128;
      if (high == DType.COMPLEX32 && (low == DType.FLOAT32 || low == DType.BFLOAT16))
        return DType.COMPLEX64;
      return high;
    }
    DType wide = a.ordinal() > b.ordinal() ? a : b;
    DType narrow = wide == a ? b : a;
    if (narrow == DType.UINT8 && wide == DType.INT8) return DType.INT16;
    if (narrow == DType.FLOAT16 && wide == DType.BFLOAT16) return DType.FLOAT32;
    return wide;
  }

  /// The type of a scalar as an operand: bool, int64, float32 (the default) or complex64.
  public static DType ofScalar(Object scalar) {
    return switch (scalar) {
      case Boolean b -> DType.BOOL;
      case Float f -> DType.FLOAT32;
      case Double d -> DType.FLOAT32;
      case Complex c -> DType.COMPLEX64;
      case Number n -> DType.INT64;
      case null, default ->
          throw new TensorException.OfDType(
              "a scalar must be a number or a boolean, got " + scalar);
    };
  }

  /// The type of the result of an operation on a tensor of type `t` and a scalar.
  public static DType withScalar(DType t, Object scalar) {
    if (scalar instanceof Complex) return t.isComplex() ? t : t.toComplex();
    DType s = ofScalar(scalar);
    return s.category().ordinal() > t.category().ordinal() ? s : t;
  }

  /// The type of the result of an operation on these operands, tensors or scalars.
  public static DType resultType(Object... operands) {
    DType dim = null;
    DType zero = null;
    DType wrapped = null;
    for (Object o : operands) {
      if (o instanceof Tensor t) {
        if (t.rank() > 0) dim = dim == null ? t.dtype() : promote(dim, t.dtype());
        else zero = zero == null ? t.dtype() : promote(zero, t.dtype());
      } else if (o != null) {
        DType s = ofScalar(o);
        wrapped = wrapped == null ? s : promote(wrapped, s);
      }
    }
    return combine(combine(dim, zero), wrapped);
  }

  /// The type of the result for two tensors.
  public static DType resultType(Tensor a, Tensor b) {
    DType x = a.dtype();
    DType y = b.dtype();
    if (x == y) return x;
    boolean za = a.rank() == 0;
    boolean zb = b.rank() == 0;
    if (za == zb) return promote(x, y);
    return za ? combine(y, x) : combine(x, y);
  }

  private static DType combine(DType higher, DType lower) {
    if (higher == null) return lower;
    if (lower == null) return higher;
    if (higher.isComplex()) return higher;
    if (higher.isFloatingPoint()) return lower.isComplex() ? higher.toComplex() : higher;
    if (higher == DType.BOOL || lower.isFloatingPoint() || lower.isComplex())
      return promote(higher, lower);
    return higher;
  }

  /// Whether a value of type `from` may be stored in a tensor of type `to` by an in-place
  /// operation: never complex into real, floating point into integers, or numbers into bool.
  public static boolean canCast(DType from, DType to) {
    if (from.isComplex() && !to.isComplex()) return false;
    if (from.isFloatingPoint() && (to.isInteger() || to == DType.BOOL)) return false;
    return from == DType.BOOL || to != DType.BOOL;
  }

  /// The type in which a mathematical function of `t` is given: itself, or float32 for integers.
  public static DType toFloat(DType t) {
    return t.isDifferentiable() ? t : DType.FLOAT32;
  }
}
