package jotter.nn.layers;

/// How a pool walks over its input. Sizes are given for each dimension, or once for all.
///
/// @param kernel the size of the window
/// @param stride steps between windows; null for the size of the window
/// @param padding how much is added at both ends
/// @param dilation steps between the elements of a window (of maximum pools)
/// @param ceil whether a window that reaches over the end counts
/// @param countPadding whether what was added counts in an average
/// @param divisor what an average divides by, null for the number of elements
public record PoolOptions(
    long[] kernel,
    long[] stride,
    long[] padding,
    long[] dilation,
    boolean ceil,
    boolean countPadding,
    Long divisor) {
  private static final long[] ONE = {1};
  private static final long[] NONE = {0};

  /// A window of the given size, everything else as usual.
  public static PoolOptions kernel(long... size) {
    return new PoolOptions(size, null, NONE, ONE, false, true, null);
  }

  public PoolOptions stride(long... v) {
    return new PoolOptions(kernel, v, padding, dilation, ceil, countPadding, divisor);
  }

  public PoolOptions padding(long... v) {
    return new PoolOptions(kernel, stride, v, dilation, ceil, countPadding, divisor);
  }

  public PoolOptions dilation(long... v) {
    return new PoolOptions(kernel, stride, padding, v, ceil, countPadding, divisor);
  }

  public PoolOptions ceil(boolean v) {
    return new PoolOptions(kernel, stride, padding, dilation, v, countPadding, divisor);
  }

  public PoolOptions countPadding(boolean v) {
    return new PoolOptions(kernel, stride, padding, dilation, ceil, v, divisor);
  }

  public PoolOptions divisor(Long v) {
    return new PoolOptions(kernel, stride, padding, dilation, ceil, countPadding, v);
  }

  /// The stride, or the window where none is given.
  long[] steps() {
    return stride == null ? kernel : stride;
  }

  /// As PyTorch prints it.
  String text(boolean dilates) {
    return "kernel_size="
        + Sizes.one(kernel)
        + ", stride="
        + Sizes.one(steps())
        + ", padding="
        + Sizes.one(padding)
        + (dilates ? ", dilation=" + Sizes.one(dilation) + ", ceil_mode=" + Sizes.bool(ceil) : "");
  }
}
