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
  public void update(Tensor output, Tensor target) {
    matrix.update(output, target);
  }

  /// A target that does not count, such as the border of areas.
  public MeanIoU ignore(long target) {
    matrix.ignore(target);
    return this;
  }

  /// The measure of one class; NaN if it appears neither in outputs nor in targets.
  public double of(int c) {
    return of(matrix.counts(), c);
  }

  private static double of(long[][] counts, int c) {
    long both = counts[c][c];
    long either = ConfusionMatrix.row(counts, c) + ConfusionMatrix.column(counts, c) - both;
    return either == 0 ? Double.NaN : (double) both / either;
  }

  @Override
  public double value() {
    long[][] counts = matrix.counts();
    double sum = 0;
    int n = 0;
    for (int c = 0; c < classes; c++) {
      double v = of(counts, c);
      if (Double.isNaN(v)) continue;
      sum += v;
      n++;
    }
    return n == 0 ? Double.NaN : sum / n;
  }

  @Override
  public void reset() {
    matrix.reset();
  }
}
