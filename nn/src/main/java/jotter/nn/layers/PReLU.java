package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// y = x where it is positive, a·x elsewhere, with a learned: one, or one for each channel. He et
/// al. 2015, arXiv:1502.01852.
public final class PReLU extends BaseLayer {
  private final long count;

  /// (count), begins as the given value.
  public final Param weight;

  /// One slope, 0.25 in the beginning.
  public PReLU() {
    this(1, 0.25);
  }

  /// @param count 1, or the number of channels
  /// @param init what slopes begin with
  public PReLU(long count, double init) {
    this.count = count;
    weight = new Param(Tensor.full(new long[] {count}, init, DType.FLOAT32));
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.prelu(weight.value());
  }

  @Override
  protected String details() {
    return "num_parameters=" + count;
  }
}
