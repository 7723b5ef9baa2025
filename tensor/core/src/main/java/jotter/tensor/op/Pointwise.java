package jotter.tensor.op;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.formula.Program;

/// An operation that computes each element from the elements at the same place: it is its formula.
/// Kernels, gradients of every order, the reference for tests and the text in a notebook follow.
public sealed interface Pointwise extends Op
    permits Arithmetic,
        Exponential,
        Trigonometric,
        Rounding,
        Comparison,
        Bitwise,
        Activation,
        SpecialFunction,
        ComplexPart,
        Selection,
        LossTerm,
        Formulaic {

  /// No scalar attributes.
  double[] NONE = {};

  /// The formula, ready to run; a static constant of the operation.
  Program program();

  /// What computes it in `compute`: the formula, or a cheaper one with the same values.
  default Program kernel(DType compute) {
    return program();
  }

  default Types types() {
    return Types.SAME;
  }

  /// The values of the formula's scalars.
  default double[] scalars() {
    return NONE;
  }

  /// Throws if the operation is not defined for `t`, the promoted type of its inputs.
  default void check(DType t) {
    if (types() == Types.BITS && !t.isInteger() && t != DType.BOOL)
      throw Check.dtypeError(
          name(), "is defined for integers and bool, got " + t + "; use x.to(DType.INT64)");
  }

  /// Refuses complex numbers, for operations that need an order or are not analytic.
  static void notComplex(Op op, DType t) {
    if (t.isComplex())
      throw Check.dtypeError(
          op.name(), "is not defined for complex numbers; use x.abs(), x.real() or x.imag()");
  }

  /// Refuses bool.
  static void notBool(Op op, DType t, String mend) {
    if (t == DType.BOOL) throw Check.dtypeError(op.name(), "is not defined for bool; " + mend);
  }
}
