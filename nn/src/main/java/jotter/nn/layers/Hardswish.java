package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x·hardsigmoid(x). Howard et al. 2019, arXiv:1905.02244.
///
/// Any shape; the output has the same shape.
public record Hardswish() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.hardswish();
  }

  @Override
  public String toString() {
    return "Hardswish()";
  }
}
