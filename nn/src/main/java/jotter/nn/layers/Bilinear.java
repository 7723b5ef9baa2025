package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// y = aᵀ·W·b + bias for each output. Inputs (*, in1) and (*, in2), output (*, out); weight (out,
/// in1, in2) and bias begin uniform in ±1/√in1.
public final class Bilinear extends BaseLayer {
  private final long in1;
  private final long in2;
  private final long out;
  public final Param weight;
  public final Param bias;

  public Bilinear(long in1, long in2, long out, boolean bias) {
    Check.value(in1 > 0, "Bilinear", "the first size must be positive, got " + in1);
    this.in1 = in1;
    this.in2 = in2;
    this.out = out;
    double bound = 1 / Math.sqrt(in1);
    weight = new Param(Init.uniform(Tensor.empty(out, in1, in2), -bound, bound));
    this.bias = bias ? new Param(Sizes.bias(out, in1)) : null;
  }

  /// Applies the layer to two inputs.
  public Tensor apply(Tensor a, Tensor b) {
    return call(() -> F.bilinear(a, b, weight.value(), Param.orNull(bias)));
  }

  @Override
  public Tensor forward(Tensor x) {
    throw new UnsupportedOperationException("Bilinear: call apply(a, b)");
  }

  @Override
  protected String details() {
    return "in1_features="
        + in1
        + ", in2_features="
        + in2
        + ", out_features="
        + out
        + ", bias="
        + Sizes.bool(bias != null);
  }
}
