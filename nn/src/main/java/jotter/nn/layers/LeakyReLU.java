package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// y = x where it is positive, slope·x elsewhere.
///
/// Any shape; the output has the same shape.
public record LeakyReLU(double negativeSlope) implements Layer {
  /// As usual: 0.01.
  public LeakyReLU() {
    this(0.01);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.leakyRelu(negativeSlope);
  }

  @Override
  public String toString() {
    return "LeakyReLU(negative_slope=" + Sizes.num(negativeSlope) + ")";
  }
}
