package jotter.nn.layers;

/// Normalizes every channel of every sample by itself: y = (x - mean) / √(var + ε)·w + b.
///
/// Input (N, C, L) or without N. Without running statistics (the usual way) training and evaluation
/// are the same. Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022.
public final class InstanceNorm1d extends NormNd {
  /// @param features the number of channels
  public InstanceNorm1d(long features) {
    this(features, NormOptions.INSTANCE);
  }

  public InstanceNorm1d(long features, NormOptions options) {
    super(1, false, features, options);
  }

  /// A layer that takes its number of channels from its first input.
  public static InstanceNorm1d lazy(NormOptions options) {
    return new InstanceNorm1d(0, options);
  }
}
