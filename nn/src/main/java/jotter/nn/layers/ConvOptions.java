package jotter.nn.layers;

/// How a convolution walks over its input. Sizes are given for each dimension, or once for all.
///
/// ```java
/// new Conv2d(64, 64, ConvOptions.kernel(3).stride(2).padding(1).groups(64).bias(false))
/// ```
///
/// @param kernel the size of the window
/// @param stride steps between windows
/// @param padding how much is added at both ends; null for as much as keeps the size ("same")
/// @param dilation steps between the elements of a window
/// @param groups into how many groups of channels the layer falls
/// @param bias whether there is a bias
/// @param paddingMode `zeros`, `reflect`, `replicate` or `circular`
/// @param outputPadding for transposed convolutions: what is added to one end of the output
public record ConvOptions(
    long[] kernel,
    long[] stride,
    long[] padding,
    long[] dilation,
    long groups,
    boolean bias,
    String paddingMode,
    long[] outputPadding) {
  private static final long[] ONE = {1};
  private static final long[] NONE = {0};

  /// A window of the given size, everything else as usual: stride 1, no padding, a bias.
  public static ConvOptions kernel(long... size) {
    return new ConvOptions(size, ONE, NONE, ONE, 1, true, "zeros", NONE);
  }

  public ConvOptions stride(long... v) {
    return new ConvOptions(kernel, v, padding, dilation, groups, bias, paddingMode, outputPadding);
  }

  public ConvOptions padding(long... v) {
    return new ConvOptions(kernel, stride, v, dilation, groups, bias, paddingMode, outputPadding);
  }

  /// As much padding as keeps the size; only for stride 1.
  public ConvOptions same() {
    return new ConvOptions(
        kernel, stride, null, dilation, groups, bias, paddingMode, outputPadding);
  }

  public ConvOptions dilation(long... v) {
    return new ConvOptions(kernel, stride, padding, v, groups, bias, paddingMode, outputPadding);
  }

  public ConvOptions groups(long v) {
    return new ConvOptions(kernel, stride, padding, dilation, v, bias, paddingMode, outputPadding);
  }

  public ConvOptions bias(boolean v) {
    return new ConvOptions(
        kernel, stride, padding, dilation, groups, v, paddingMode, outputPadding);
  }

  public ConvOptions paddingMode(String v) {
    return new ConvOptions(kernel, stride, padding, dilation, groups, bias, v, outputPadding);
  }

  public ConvOptions outputPadding(long... v) {
    return new ConvOptions(kernel, stride, padding, dilation, groups, bias, paddingMode, v);
  }

  /// Every size for each of n dimensions.
  ConvOptions spread(String layer, int n) {
    return new ConvOptions(
        Sizes.times(layer, kernel, n),
        Sizes.times(layer, stride, n),
        padding == null ? null : Sizes.times(layer, padding, n),
        Sizes.times(layer, dilation, n),
        groups,
        bias,
        paddingMode,
        Sizes.times(layer, outputPadding, n));
  }
}
