package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// What an operation's gradient may look at: the tensors kept from the forward pass.
public interface Saved {
  /// Input `i`, connected to the graph. Throws if it was changed in place since.
  Tensor input(int i);

  /// Output `i`, connected to the graph. Throws if it was changed in place since.
  Tensor output(int i);

  /// Whether a gradient for input `i` is wanted.
  boolean needs(int i);

  /// The shape of input `i`, kept or not.
  long[] inputShape(int i);

  DType inputType(int i);

  /// The shape of output `i`.
  long[] outputShape(int i);

  DType outputType(int i);

  /// The number of inputs.
  int inputs();
}
