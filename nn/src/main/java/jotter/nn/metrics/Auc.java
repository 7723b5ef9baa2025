package jotter.nn.metrics;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// The area under a curve over all thresholds of a score: how well it separates two classes.
///
/// Outputs are scores (N), targets 0 or 1 (N). All scores are kept until the reset; equal ones
/// count as one threshold.
public final class Auc implements Metric {
  private final boolean precisionRecall;
  private float[] scores = new float[1024];
  private boolean[] positive = new boolean[1024];
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
    Check.that(
        output.numel() == target.numel(),
        "Auc",
        "needs a score for each target, got "
            + Check.shape(output.shape())
            + " and "
            + Check.shape(target.shape()));
    float[] s = output.detach().to(jotter.tensor.DType.FLOAT32).flatten().toFloatArray();
    double[] t = target.detach().flatten().toDoubleArray();
    if (n + s.length > scores.length) {
      int room = Math.max(2 * scores.length, n + s.length);
      scores = Arrays.copyOf(scores, room);
      positive = Arrays.copyOf(positive, room);
    }
    for (int i = 0; i < s.length; i++) {
      scores[n] = s[i];
      positive[n++] = t[i] > 0.5;
    }
  }

  @Override
  public double value() {
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) order[i] = i;
    Arrays.sort(order, (a, b) -> Float.compare(scores[b], scores[a]));
    double all = 0;
    for (int i = 0; i < n; i++) if (positive[i]) all++;
    double none = n - all;
    if (all == 0 || none == 0) return Double.NaN;
    double area = 0;
    double hits = 0;
    double misses = 0;
    for (int i = 0; i < n; ) {
      double h = hits;
      double m = misses;
      float threshold = scores[order[i]];
      for (; i < n && scores[order[i]] == threshold; i++) {
        if (positive[order[i]]) hits++;
        else misses++;
      }
      if (precisionRecall) area += (hits - h) / all * hits / (hits + misses);
      else area += (misses - m) / none * (hits + h) / 2 / all;
    }
    return area;
  }

  @Override
  public void reset() {
    n = 0;
  }
}
