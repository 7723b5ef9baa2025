package jotter.nn.metrics;

/// How the scores of several classes become one, as in scikit-learn.
public enum Average {
  /// Their plain mean: every class counts the same.
  MACRO,
  /// All decisions together, of whatever class: every sample counts the same.
  MICRO,
  /// Their mean, weighted by how many samples each class has.
  WEIGHTED
}
