package jotter.nn.metrics;

import jotter.tensor.Tensor;

/// A number that says how good outputs are, gathered over the batches of an epoch.
///
/// ```java
/// var accuracy = new Accuracy();
/// for (Labeled b : loader) accuracy.update(model.apply(b.x()), b.y());
/// accuracy.value(); // 0.98
/// ```
///
/// All metrics here are streaming and thread-safe: several threads may hand over batches in any
/// order, and nothing is counted twice or lost. Whoever writes one of their own makes its methods
/// `synchronized`.
public interface Metric {
  /// Takes a batch of outputs and targets into account.
  void update(Tensor output, Tensor target);

  /// The value over all batches since the last reset; NaN before the first.
  double value();

  /// Forgets everything.
  void reset();
}
