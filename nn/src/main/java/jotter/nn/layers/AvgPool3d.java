package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The mean of every window of a volume.
///
/// Input (N, C, D, H, W) or without N; per dimension the output has ⌊(size + 2·padding - kernel) /
/// stride⌋ + 1 elements, rounded up with `ceil`.
///
/// @param options window, stride and so on
public record AvgPool3d(PoolOptions options) implements Layer {
  /// Windows of one size, side by side.
  public AvgPool3d(long kernel) {
    this(PoolOptions.kernel(kernel));
  }

  public AvgPool3d(long kernel, long stride) {
    this(PoolOptions.kernel(kernel).stride(stride));
  }

  public AvgPool3d(long kernel, long stride, long padding) {
    this(PoolOptions.kernel(kernel).stride(stride).padding(padding));
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.avgPool3d(
        x,
        options.kernel(),
        options.steps(),
        options.padding(),
        options.ceil(),
        options.countPadding(),
        options.divisor());
  }

  @Override
  public String toString() {
    return "AvgPool3d(" + options.text(false) + ")";
  }
}
