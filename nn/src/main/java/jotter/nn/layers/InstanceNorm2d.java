package jotter.nn.layers;

/// Normalizes every channel of every sample by itself: y = (x - mean) / √(var + ε)·w + b.
///
/// Input (N, C, H, W) or without N. Without running statistics (the usual way) training and
/// evaluation are the same. Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022.
public final class InstanceNorm2d extends NormNd {
  /// @param features the number of channels
  public InstanceNorm2d(long features) {
    this(features, NormOptions.INSTANCE);
  }

  public InstanceNorm2d(long features, NormOptions options) {
    super(2, false, features, options);
  }

  /// A layer that takes its number of channels from its first input.
  public static InstanceNorm2d lazy(NormOptions options) {
    return new InstanceNorm2d(0, options);
  }
}
