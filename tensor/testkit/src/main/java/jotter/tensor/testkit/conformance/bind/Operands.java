package jotter.tensor.testkit.conformance.bind;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import jotter.tensor.Promotion;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Bindings of a common form.
final class Operands {
  private Operands() {}

  /// A function of one tensor.
  static void unary(Bindings b, String name, UnaryOperator<Tensor> f) {
    b.on(name, "input", a -> f.apply(a.t(0)));
  }

  /// A function of two tensors, either of which may be a scalar.
  static void binary(
      Bindings b,
      String name,
      BiFunction<Tensor, Tensor, Tensor> tensors,
      BiFunction<Tensor, Number, Tensor> scalar) {
    b.on(name, "input other", a -> apply(a, tensors, scalar));
  }

  static Tensor apply(
      Args a,
      BiFunction<Tensor, Tensor, Tensor> tensors,
      BiFunction<Tensor, Number, Tensor> scalar) {
    if (a.isNumber(1) && a.isTensor(0) && scalar != null) return scalar.apply(a.t(0), a.num(1));
    return tensors.apply(operand(a, 0, 1), operand(a, 1, 0));
  }

  /// Argument `i` as a tensor; a scalar takes the type that the operation with `other` has.
  static Tensor operand(Args a, int i, int other) {
    return switch (a.get(i)) {
      case Tensor t -> t;
      case Boolean v -> Tensor.of(v).reshape();
      case Number n -> Tensor.full(new long[0], n, Promotion.resultType(n, a.get(other)));
      case null, default ->
          throw new IllegalArgumentException("operand " + i + " must be a tensor or a number");
    };
  }
}
