package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x where it is above the threshold, a value elsewhere.
///
/// Any shape; the output has the same shape.
public record Threshold(double threshold, double value) implements Layer {
  @Override
  public Tensor forward(Tensor x) {
    return x.threshold(threshold, value);
  }

  @Override
  public String toString() {
    return "Threshold(threshold=" + Sizes.num(threshold) + ", value=" + Sizes.num(value) + ")";
  }
}
