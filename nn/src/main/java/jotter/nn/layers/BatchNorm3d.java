package jotter.nn.layers;

/// Normalizes every channel over the batch: y = (x - mean) / √(var + ε)·w + b.
///
/// Input (N, C, D, H, W). While training, mean and (biased) variance are the batch's, and the
/// running statistics move towards them by `momentum`; in evaluation the running statistics are
/// used. Ioffe and Szegedy 2015, arXiv:1502.03167.
public final class BatchNorm3d extends NormNd {
  /// @param features the number of channels
  public BatchNorm3d(long features) {
    this(features, NormOptions.BATCH);
  }

  public BatchNorm3d(long features, NormOptions options) {
    super(3, true, features, options);
  }

  /// A layer that takes its number of channels from its first input.
  public static BatchNorm3d lazy(NormOptions options) {
    return new BatchNorm3d(0, options);
  }
}
