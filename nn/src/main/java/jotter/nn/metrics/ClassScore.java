package jotter.nn.metrics;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Precision, recall or F-score as a metric of training.
///
/// Outputs (N, C, ...) or class numbers (N, ...); targets (N, ...). Classes that appear neither in
/// outputs nor in targets are left out of averages; what would be divided by zero is 0.
///
/// ```java
/// trainer.metric("f1", ClassScore.fScore(10, 1).average(Average.WEIGHTED));
/// ```
public final class ClassScore implements Metric {
  private enum Kind {
    PRECISION,
    RECALL,
    F
  }

  private final Kind kind;
  private final double beta;
  private final int classes;
  private final ConfusionMatrix matrix;
  private Average average = Average.MACRO;

  private ClassScore(Kind kind, int classes, double beta) {
    this.kind = kind;
    this.classes = classes;
    this.beta = beta;
    matrix = new ConfusionMatrix(classes);
  }

  /// Of what was said to be a class, the share that is.
  public static ClassScore precision(int classes) {
    return new ClassScore(Kind.PRECISION, classes, 1);
  }

  /// Of what is of a class, the share that was found.
  public static ClassScore recall(int classes) {
    return new ClassScore(Kind.RECALL, classes, 1);
  }

  /// (1 + β²)·precision·recall / (β²·precision + recall); β is 1 as a rule, and recall weighs β
  /// times as much as precision.
  public static ClassScore fScore(int classes, double beta) {
    Check.value(beta >= 0, "fScore", "beta must not be negative, got " + beta);
    return new ClassScore(Kind.F, classes, beta);
  }

  /// How the classes become one number; {@link Average#MACRO} unless told otherwise.
  public ClassScore average(Average by) {
    average = by;
    return this;
  }

  @Override
  public void update(Tensor output, Tensor target) {
    matrix.update(output, target);
  }

  /// The score of one class.
  public double of(int c) {
    return score(matrix.counts(), c);
  }

  @Override
  public double value() {
    long[][] counts = matrix.counts();
    if (average == Average.MICRO) return micro(counts);
    double sum = 0;
    double weights = 0;
    for (int c = 0; c < classes; c++) {
      long is = ConfusionMatrix.row(counts, c);
      if (is + ConfusionMatrix.column(counts, c) == 0) continue;
      double w = average == Average.MACRO ? 1 : is;
      sum += w * score(counts, c);
      weights += w;
    }
    return weights == 0 ? Double.NaN : sum / weights;
  }

  private double score(long[][] counts, int c) {
    return score(counts[c][c], ConfusionMatrix.column(counts, c), ConfusionMatrix.row(counts, c));
  }

  private double micro(long[][] counts) {
    long right = 0;
    long all = 0;
    for (int c = 0; c < classes; c++) {
      right += counts[c][c];
      all += ConfusionMatrix.row(counts, c);
    }
    return all == 0 ? Double.NaN : score(right, all, all);
  }

  private double score(long right, long said, long is) {
    double b = beta * beta;
    return switch (kind) {
      case PRECISION -> said == 0 ? 0 : (double) right / said;
      case RECALL -> is == 0 ? 0 : (double) right / is;
      case F -> right == 0 ? 0 : (1 + b) * right / (b * is + said);
    };
  }

  @Override
  public void reset() {
    matrix.reset();
  }
}
