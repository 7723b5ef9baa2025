package jotter.nn;

import jotter.tensor.Tensor;

/// What a parameter's value is computed from, in the place of being trained itself: a direction and
/// a length, a matrix and its largest singular value, ...
///
/// Its fields are its registration, as with any layer, and stand in the state dict of the layer
/// that has the parameter under `parametrizations.NAME`, as in PyTorch. {@link
/// jotter.nn.layers.Parametrize} puts them in.
public abstract class Parametrization extends BaseLayer {
  /// The parameter's value, with the gradients of what it is computed from.
  public abstract Tensor value();

  /// Changes what it is computed from so that the value becomes `t`, or as near as it can be.
  public abstract void assign(Tensor t);

  /// The value, whatever the input: a parametrization has none.
  @Override
  public Tensor forward(Tensor x) {
    return value();
  }
}
