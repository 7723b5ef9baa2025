package jotter.nn.metrics;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// The area under a curve over all thresholds of a score: how well it separates classes.
///
/// Of two classes outputs are scores (N), targets 0 or 1 (N). Of several, outputs are scores (N,
/// C), targets class numbers (N), and the value is the mean of each class against all others. All
/// scores are kept until the reset; equal ones count as one threshold.
public final class Auc implements Metric {
  private final boolean precisionRecall;
  private double[] scores = new double[1024];
  private long[] targets = new long[1024];
  private int classes;
  private int n;

  private Auc(boolean precisionRecall) {
    this.precisionRecall = precisionRecall;
  }

  /// The area under the receiver operating characteristic: the probability that a positive has a
  /// larger score than a negative.
  public static Auc roc() {
    return new Auc(false);
  }

  /// The average precision, the area under precision over recall.
  public static Auc precisionRecall() {
    return new Auc(true);
  }

  @Override
  public void update(Tensor output, Tensor target) {
    boolean many = output.rank() == 2 && output.size(1) > 1 && target.rank() == 1;
    int width = many ? (int) output.size(1) : 1;
    Check.that(
        output.numel() == target.numel() * width,
        "Auc",
        "needs a score for each target, or one for each target and class, got "
            + Check.shape(output.shape())
            + " and "
            + Check.shape(target.shape()));
    double[] s = output.detach().to(DType.FLOAT64).flatten().toDoubleArray();
    double[] t = target.detach().to(DType.FLOAT64).flatten().toDoubleArray();
    for (double v : t)
      Check.value(
          v >= 0 && v < Math.max(2, width) && v == Math.rint(v),
          "Auc",
          "targets must be classes below " + Math.max(2, width) + ", got " + v);
    add(s, t, width);
  }

  private synchronized void add(double[] s, double[] t, int width) {
    Check.value(
        n == 0 || classes == width, "Auc", "batches have " + classes + " and " + width + " scores");
    classes = width;
    if (n + t.length > targets.length)
      targets = Arrays.copyOf(targets, Math.max(2 * targets.length, n + t.length));
    int needed = (n + t.length) * width;
    if (needed > scores.length) scores = Arrays.copyOf(scores, Math.max(2 * scores.length, needed));
    System.arraycopy(s, 0, scores, n * width, s.length);
    for (double v : t) targets[n++] = (long) v;
  }

  @Override
  public synchronized double value() {
    if (n == 0) return Double.NaN;
    if (classes == 1) return area(curve());
    double sum = 0;
    for (int c = 0; c < classes; c++) sum += area(curve(c));
    return sum / classes;
  }

  /// The whole curve: x is the share of negatives that pass and y that of positives, or x is recall
  /// and y precision.
  ///
  /// @throws jotter.tensor.TensorException if there are several classes
  public synchronized Curve curve() {
    Check.value(classes <= 1, "Auc", "of several classes, say which: curve(c)");
    return points(0, 1);
  }

  /// The curve of class `c` against all others.
  public synchronized Curve curve(int c) {
    Check.value(c >= 0 && c < classes, "Auc", "there is no class " + c + " among " + classes);
    return points(c, c);
  }

  /// Of the scores in column `c`, which are for class `positive`.
  private Curve points(int c, long positive) {
    int width = Math.max(1, classes);
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) order[i] = i;
    Arrays.sort(order, (a, b) -> Double.compare(scores[b * width + c], scores[a * width + c]));
    double all = 0;
    for (int i = 0; i < n; i++) if (targets[i] == positive) all++;
    double none = n - all;
    double[] x = new double[n + 1];
    double[] y = new double[n + 1];
    double[] thresholds = new double[n + 1];
    thresholds[0] = Double.POSITIVE_INFINITY;
    y[0] = precisionRecall ? 1 : 0;
    int k = 1;
    double hits = 0;
    double misses = 0;
    for (int i = 0; i < n; k++) {
      double threshold = scores[order[i] * width + c];
      for (; i < n && scores[order[i] * width + c] == threshold; i++) {
        if (targets[order[i]] == positive) hits++;
        else misses++;
      }
      // A NaN is equal to nothing, itself included.
      Check.value(!Double.isNaN(threshold), "Auc", "a score is NaN");
      thresholds[k] = threshold;
      x[k] = precisionRecall ? hits / all : misses / none;
      y[k] = precisionRecall ? hits / (hits + misses) : hits / all;
    }
    return new Curve(Arrays.copyOf(x, k), Arrays.copyOf(y, k), Arrays.copyOf(thresholds, k));
  }

  private double area(Curve c) {
    double area = 0;
    for (int i = 1; i < c.x().length; i++) {
      double step = c.x()[i] - c.x()[i - 1];
      area += step * (precisionRecall ? c.y()[i] : (c.y()[i] + c.y()[i - 1]) / 2);
    }
    return area;
  }

  @Override
  public synchronized void reset() {
    n = 0;
    classes = 0;
  }
}
