package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// The hyperbolic tangent.
///
/// Any shape; the output has the same shape.
public record Tanh() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.tanh();
  }

  @Override
  public String toString() {
    return "Tanh()";
  }
}
