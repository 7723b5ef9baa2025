package jotter.nn.metrics;

import jotter.tensor.Tensor;

/// How well areas of classes are found: for each class the pixels that both outputs and targets
/// have, divided by those that either has; the mean over the classes that appear. Everingham et al.
/// 2010, "The Pascal Visual Object Classes Challenge".
///
/// Outputs (N, C, ...) or class numbers (N, ...), targets (N, ...).
public final class MeanIoU implements Metric {
  private final ConfusionMatrix matrix;
  private final int classes;

  /// @param classes how many classes there are
  public MeanIoU(int classes) {
    this.classes = classes;
    matrix = new ConfusionMatrix(classes);
  }

  @Override
  public synchronized void update(Tensor output, Tensor target) {
    matrix.update(output, target);
  }

  /// The measure of one class; NaN if it appears neither in outputs nor in targets.
  public synchronized double of(int c) {
    long both = matrix.count(c, c);
    long either = -both;
    for (int i = 0; i < classes; i++) either += matrix.count(c, i) + matrix.count(i, c);
    return either == 0 ? Double.NaN : (double) both / either;
  }

  @Override
  public synchronized double value() {
    double sum = 0;
    int n = 0;
    for (int c = 0; c < classes; c++) {
      double v = of(c);
      if (Double.isNaN(v)) continue;
      sum += v;
      n++;
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  @Override
  public synchronized void reset() {
    matrix.reset();
  }
}
