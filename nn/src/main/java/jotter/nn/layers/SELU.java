package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// The self-normalizing ELU. Klambauer et al. 2017, arXiv:1706.02515.
///
/// Any shape; the output has the same shape.
public record SELU() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.selu();
  }

  @Override
  public String toString() {
    return "SELU()";
  }
}
