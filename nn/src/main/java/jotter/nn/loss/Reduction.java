package jotter.nn.loss;

import java.util.Locale;

/// What becomes of the losses of the elements.
public enum Reduction {
  /// All of them, unreduced.
  NONE,
  /// Their mean.
  MEAN,
  /// Their sum.
  SUM,
  /// Their sum divided by the size of the batch (of the divergence only).
  BATCH_MEAN;

  /// PyTorch's name.
  String text() {
    return this == BATCH_MEAN ? "batchmean" : name().toLowerCase(Locale.ROOT);
  }
}
