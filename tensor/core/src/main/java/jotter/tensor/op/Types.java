package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Promotion;

/// The rule by which a pointwise operation finds its types from the promoted type of its inputs.
public enum Types {
  /// The result has the inputs' type: add, relu.
  SAME,
  /// Integers are computed as float32: exp, division.
  FLOAT,
  /// The result is a truth value: comparisons, isNan.
  TRUTH,
  /// The result of a complex number is real: abs, angle.
  REAL,
  /// As REAL, and integers are computed as float32: angle.
  REAL_FLOAT,
  /// As SAME, for integers and bool only: bitwise operations.
  BITS;

  /// The type of the result for inputs of type `t`.
  public DType result(DType t) {
    return switch (this) {
      case SAME, BITS -> t;
      case FLOAT -> Promotion.toFloat(t);
      case TRUTH -> DType.BOOL;
      case REAL -> t.toReal();
      case REAL_FLOAT -> Promotion.toFloat(t).toReal();
    };
  }

  /// The type in which it is computed.
  public DType compute(DType t) {
    return switch (this) {
      case SAME, BITS, TRUTH, REAL -> t.computeType();
      case FLOAT, REAL_FLOAT -> Promotion.toFloat(t).computeType();
    };
  }
}
