package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// Log σ(x), computed without overflow.
///
/// Any shape; the output has the same shape.
public record LogSigmoid() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.logSigmoid();
  }

  @Override
  public String toString() {
    return "LogSigmoid()";
  }
}
