package jotter.tensor.testkit.samples;

import java.util.Arrays;
import java.util.function.Function;
import jotter.tensor.Tensor;

/// A call of an operation.
///
/// @param call the operation, given its differentiable inputs
/// @param inputs float64 tensors
/// @param twice whether it has second derivatives to be checked
public record Sample(Function<Tensor[], Tensor> call, Tensor[] inputs, boolean twice) {
  static Sample of(Function<Tensor[], Tensor> call, Tensor... inputs) {
    return new Sample(call, inputs, true);
  }

  /// The same call on inputs that lie in memory in another way.
  public Sample with(Function<Tensor, Tensor> layout) {
    return new Sample(call, Arrays.stream(inputs).map(layout).toArray(Tensor[]::new), twice);
  }
}
