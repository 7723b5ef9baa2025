package jotter.nn.layers;

/// Normalizes every channel over the batch: y = (x - mean) / √(var + ε)·w + b.
///
/// Input (N, C) or (N, C, L). While training, mean and (biased) variance are the batch's, and the
/// running statistics move towards them by `momentum`; in evaluation the running statistics are
/// used. Ioffe and Szegedy 2015, arXiv:1502.03167.
public final class BatchNorm1d extends NormNd {
  /// @param features the number of channels
  public BatchNorm1d(long features) {
    this(features, NormOptions.BATCH);
  }

  public BatchNorm1d(long features, NormOptions options) {
    super(1, true, features, options);
  }

  /// A layer that takes its number of channels from its first input.
  public static BatchNorm1d lazy(NormOptions options) {
    return new BatchNorm1d(0, options);
  }
}
