package jotter.tensor.testkit.samples;

import java.util.Arrays;
import java.util.function.Function;
import jotter.tensor.Tensor;

/// A call of an operation.
///
/// @param call the operation, given its differentiable inputs
/// @param inputs float64 tensors
/// @param smooth whether it has derivatives
public record Sample(Function<Tensor[], Tensor> call, Tensor[] inputs, boolean smooth) {
  static Sample of(Function<Tensor[], Tensor> call, Tensor... inputs) {
    return new Sample(call, inputs, true);
  }

  /// Of an operation whose result is a floating-point number that nothing is differentiated by.
  static Sample constant(Function<Tensor[], Tensor> call, Tensor... inputs) {
    return new Sample(call, inputs, false);
  }

  /// The same call on inputs that lie in memory in another way.
  public Sample with(Function<Tensor, Tensor> layout) {
    return new Sample(call, Arrays.stream(inputs).map(layout).toArray(Tensor[]::new), smooth);
  }
}
