package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Divides the last dimensions of every sample by their root mean square: y = x / √(mean(x²) +
/// ε)·w. Zhang and Sennrich 2019, arXiv:1910.07467.
///
/// Input (*, shape...); the weight begins as 1.
public final class RMSNorm extends BaseLayer {
  private final long[] shape;
  private final Double eps;

  /// (shape...), null if not affine.
  public final Param weight;

  /// Over the given last dimensions, with the type's resolution as ε.
  public RMSNorm(long... shape) {
    this(shape, null, true);
  }

  /// @param eps null for the type's resolution
  public RMSNorm(long[] shape, Double eps, boolean affine) {
    this.shape = shape.clone();
    this.eps = eps;
    weight = affine ? new Param(Tensor.ones(shape)) : null;
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.rmsNorm(x, shape, Param.orNull(weight), eps);
  }

  @Override
  protected String details() {
    return Sizes.tuple(shape)
        + ", eps="
        + (eps == null ? "None" : Sizes.num(eps))
        + ", elementwise_affine="
        + Sizes.bool(weight != null);
  }
}
