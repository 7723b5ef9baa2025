package jotter.nn.metrics;

/// A curve over the thresholds of a score, from the strictest to the most generous.
///
/// @param x the share of negatives that pass (ROC), or recall
/// @param y the share of positives that pass (ROC), or precision
/// @param thresholds which scores pass: these and larger ones; the first is infinite, nothing
///   passes
public record Curve(double[] x, double[] y, double[] thresholds) {}
