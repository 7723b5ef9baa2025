package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x·σ(x), also called swish. Elfwing et al. 2017, arXiv:1702.03118.
///
/// Any shape; the output has the same shape.
public record SiLU() implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.silu();
  }

  @Override
  public String toString() {
    return "SiLU()";
  }
}
