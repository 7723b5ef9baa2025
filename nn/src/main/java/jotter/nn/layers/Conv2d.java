package jotter.nn.layers;

/// A convolution of a image: every output is a weighted sum of a window of the input, over all
/// channels.
///
/// Input (N, C, H, W) or without N; per dimension the output has ⌊(size + 2·padding -
/// dilation·(kernel - 1) - 1) / stride⌋ + 1 elements. Weight (out, in/groups, kernel...) and bias
/// (out) begin uniform in ±1/√fan, with the fan of the weight's second dimension times the window.
///
/// ```java
/// var layer = new Conv2d(16, 33, 3);
/// var other = new Conv2d(16, 32, ConvOptions.kernel(3).stride(2).padding(1).bias(false));
/// ```
public final class Conv2d extends ConvNd {
  /// @param in channels of the input
  /// @param out channels of the output
  /// @param kernel size of the window
  public Conv2d(long in, long out, long kernel) {
    this(in, out, ConvOptions.kernel(kernel));
  }

  /// With stride and padding.
  public Conv2d(long in, long out, long kernel, long stride, long padding) {
    this(in, out, ConvOptions.kernel(kernel).stride(stride).padding(padding));
  }

  /// With all options.
  public Conv2d(long in, long out, ConvOptions options) {
    super(2, false, in, out, options);
  }

  /// A layer that takes its number of input channels from its first input.
  public static Conv2d lazy(long out, ConvOptions options) {
    return new Conv2d(0, out, options);
  }
}
