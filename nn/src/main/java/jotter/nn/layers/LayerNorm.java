package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Normalizes the last dimensions of every sample: y = (x - mean) / √(var + ε)·w + b. Ba, Kiros and
/// Hinton 2016, arXiv:1607.06450.
///
/// Input (*, shape...); the weight begins as 1, the bias as 0.
public final class LayerNorm extends BaseLayer {
  private final long[] shape;
  private final double eps;

  /// (shape...), null if not affine.
  public final Param weight;

  /// (shape...), null without bias.
  public final Param bias;

  /// Over the given last dimensions.
  public LayerNorm(long... shape) {
    this(shape, 1e-5, true, true);
  }

  /// @param affine whether there is a weight
  /// @param bias whether there is a bias too
  public LayerNorm(long[] shape, double eps, boolean affine, boolean bias) {
    this.shape = shape.clone();
    this.eps = eps;
    weight = affine ? new Param(Tensor.ones(shape)) : null;
    this.bias = affine && bias ? new Param(Tensor.zeros(shape)) : null;
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.layerNorm(x, shape, Param.orNull(weight), Param.orNull(bias), eps);
  }

  @Override
  protected String details() {
    return Sizes.tuple(shape)
        + ", eps="
        + Sizes.num(eps)
        + ", elementwise_affine="
        + Sizes.bool(weight != null);
  }
}
