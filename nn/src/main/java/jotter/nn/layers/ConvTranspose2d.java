package jotter.nn.layers;

import jotter.tensor.Tensor;

/// A transposed convolution of a image: the gradient of a convolution with respect to its input,
/// used to enlarge.
///
/// Input (N, C, H, W) or without N; per dimension the output has (size - 1)·stride - 2·padding +
/// dilation·(kernel - 1) + outputPadding + 1 elements. Weight (in, out/groups, kernel...) and bias
/// (out) begin uniform in ±1/√fan, with the fan of the weight's second dimension times the window.
///
/// ```java
/// var layer = new ConvTranspose2d(16, 33, 3);
/// var other = new ConvTranspose2d(16, 32, ConvOptions.kernel(3).stride(2).padding(1).bias(false));
/// ```
public final class ConvTranspose2d extends ConvNd {
  /// @param in channels of the input
  /// @param out channels of the output
  /// @param kernel size of the window
  public ConvTranspose2d(long in, long out, long kernel) {
    this(in, out, ConvOptions.kernel(kernel));
  }

  /// With stride and padding.
  public ConvTranspose2d(long in, long out, long kernel, long stride, long padding) {
    this(in, out, ConvOptions.kernel(kernel).stride(stride).padding(padding));
  }

  /// With all options.
  public ConvTranspose2d(long in, long out, ConvOptions options) {
    super(2, true, in, out, options);
  }

  /// A layer that takes its number of input channels from its first input.
  public static ConvTranspose2d lazy(long out, ConvOptions options) {
    return new ConvTranspose2d(0, out, options);
  }

  /// Applies the layer so that the output has exactly these spatial sizes.
  public Tensor apply(Tensor x, long... size) {
    return call(() -> toSize(x, size));
  }
}
