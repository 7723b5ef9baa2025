package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// An affine map of the last dimension: y = x·Wᵀ + b.
///
/// Input (*, in), output (*, out), with any number of dimensions in the place of *. Weight (out,
/// in) and bias (out) begin uniform in ±1/√in.
///
/// ```java
/// var layer = new Linear(20, 30);
/// layer.apply(Tensor.randn(128, 20)).shape(); // [128, 30]
/// ```
///
/// Throws a shape error if the last size is not `in`.
public final class Linear extends BaseLayer {
  private long in;
  private final long out;
  public final Param weight;
  public final Param bias;

  public Linear(long in, long out) {
    this(in, out, true);
  }

  /// @param bias whether there is a bias; otherwise the field is null
  public Linear(long in, long out, boolean bias) {
    Sizes.positive("Linear", in, out);
    this.in = in;
    this.out = out;
    weight =
        new Param(
            Init.kaimingUniform(Tensor.empty(out, in), Math.sqrt(5), Init.Fan.IN, "leaky_relu"));
    this.bias = bias ? new Param(Sizes.bias(out, in)) : null;
  }

  private Linear(long out, boolean bias) {
    this.out = out;
    weight = Param.lazy();
    this.bias = bias ? Param.lazy() : null;
  }

  /// A layer that takes its input size from its first input.
  public static Linear lazy(long out, boolean bias) {
    return new Linear(out, bias);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!weight.isReady()) {
      in = x.size(-1);
      Linear made = new Linear(in, out, bias != null);
      weight.set(made.weight.value().to(x.dtype()));
      if (bias != null) bias.set(made.bias.value().to(x.dtype()));
    }
    return F.linear(x, weight.value(), Param.orNull(bias));
  }

  @Override
  protected String details() {
    return "in_features=" + in + ", out_features=" + out + ", bias=" + Sizes.bool(bias != null);
  }
}
