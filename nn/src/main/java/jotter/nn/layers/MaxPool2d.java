package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;

/// The largest element of every window of a image.
///
/// Input (N, C, H, W) or without N; per dimension the output has ⌊(size + 2·padding -
/// dilation·(kernel - 1) - 1) / stride⌋ + 1 elements, rounded up with `ceil`.
///
/// @param options window, stride and so on
public record MaxPool2d(PoolOptions options) implements Layer {
  /// Windows of one size, side by side.
  public MaxPool2d(long kernel) {
    this(PoolOptions.kernel(kernel));
  }

  public MaxPool2d(long kernel, long stride) {
    this(PoolOptions.kernel(kernel).stride(stride));
  }

  public MaxPool2d(long kernel, long stride, long padding) {
    this(PoolOptions.kernel(kernel).stride(stride).padding(padding));
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.maxPool2d(
        x,
        options.kernel(),
        options.steps(),
        options.padding(),
        options.dilation(),
        options.ceil());
  }

  /// The largest elements and where they were, for {@link MaxUnpool2d}.
  public Indexed applyWithIndices(Tensor x) {
    return call(
        () ->
            F.maxPool2dWithIndices(
                x,
                options.kernel(),
                options.steps(),
                options.padding(),
                options.dilation(),
                options.ceil()));
  }

  @Override
  public String toString() {
    return "MaxPool2d(" + options.text(true) + ")";
  }
}
