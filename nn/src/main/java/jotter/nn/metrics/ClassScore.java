package jotter.nn.metrics;

import java.util.function.ToDoubleFunction;
import jotter.tensor.Tensor;

/// Precision, recall or F-score as a metric of training.
public final class ClassScore implements Metric {
  private final ConfusionMatrix matrix;
  private final ToDoubleFunction<ConfusionMatrix> score;

  private ClassScore(int classes, ToDoubleFunction<ConfusionMatrix> score) {
    matrix = new ConfusionMatrix(classes);
    this.score = score;
  }

  /// The precision, averaged over the classes.
  public static ClassScore precision(int classes) {
    return new ClassScore(classes, m -> mean(classes, m::precision));
  }

  /// The recall, averaged over the classes.
  public static ClassScore recall(int classes) {
    return new ClassScore(classes, m -> mean(classes, m::recall));
  }

  /// The F-score, averaged over the classes; β is 1 as a rule.
  public static ClassScore fScore(int classes, double beta) {
    return new ClassScore(classes, m -> m.macroF(beta));
  }

  private static double mean(int n, java.util.function.IntToDoubleFunction f) {
    double sum = 0;
    for (int c = 0; c < n; c++) sum += f.applyAsDouble(c);
    return sum / n;
  }

  @Override
  public void update(Tensor output, Tensor target) {
    matrix.update(output, target);
  }

  @Override
  public double value() {
    return score.applyAsDouble(matrix);
  }

  @Override
  public void reset() {
    matrix.reset();
  }
}
