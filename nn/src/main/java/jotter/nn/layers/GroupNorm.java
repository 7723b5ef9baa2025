package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Normalizes groups of channels of every sample: y = (x - mean) / √(var + ε)·w + b. Wu and He
/// 2018, arXiv:1803.08494.
///
/// Input (N, C, *); the weight (C) begins as 1, the bias (C) as 0.
public final class GroupNorm extends BaseLayer {
  private final long groups;
  private final long channels;
  private final double eps;

  /// (C), null if not affine.
  public final Param weight;

  /// (C), null without bias.
  public final Param bias;

  public GroupNorm(long groups, long channels) {
    this(groups, channels, 1e-5, true, true);
  }

  /// @param affine whether there is a weight
  /// @param bias whether there is a bias too
  public GroupNorm(long groups, long channels, double eps, boolean affine, boolean bias) {
    Check.value(
        groups > 0 && channels % groups == 0,
        "GroupNorm",
        channels + " channels do not divide into " + groups + " groups");
    this.groups = groups;
    this.channels = channels;
    this.eps = eps;
    weight = affine ? new Param(Tensor.ones(channels)) : null;
    this.bias = affine && bias ? new Param(Tensor.zeros(channels)) : null;
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.groupNorm(x, groups, Param.orNull(weight), Param.orNull(bias), eps);
  }

  @Override
  protected String details() {
    return groups
        + ", "
        + channels
        + ", eps="
        + Sizes.num(eps)
        + ", affine="
        + Sizes.bool(weight != null);
  }
}
