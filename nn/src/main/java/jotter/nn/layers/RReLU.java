package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// y = x where it is positive, a·x elsewhere; a is drawn from [lower, upper) while training, and
/// their mean in evaluation. Xu et al. 2015, arXiv:1505.00853.
public record RReLU(double lower, double upper) implements Layer {
  /// As usual: 1/8 to 1/3.
  public RReLU() {
    this(1.0 / 8, 1.0 / 3);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.rrelu(x, lower, upper, isTraining());
  }

  @Override
  public String toString() {
    return "RReLU(lower=" + Sizes.num(lower) + ", upper=" + Sizes.num(upper) + ")";
  }
}
