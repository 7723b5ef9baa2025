package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x·Φ(x), exactly or by the tanh approximation. Hendrycks and Gimpel 2016, arXiv:1606.08415.
///
/// Any shape; the output has the same shape.
public record GELU(boolean tanh) implements Layer {
  /// As usual: false.
  public GELU() {
    this(false);
  }

  @Override
  public Tensor forward(Tensor x) {
    return tanh ? x.geluTanh() : x.gelu();
  }

  @Override
  public String toString() {
    return "GELU(approximate=" + (tanh ? "tanh" : "none") + ")";
  }
}
