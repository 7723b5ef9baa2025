package jotter.nn.metrics;

import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// The share of samples whose target is among the k classes with the largest outputs.
///
/// Outputs (N, C) or (N, C, ...), scores of the classes; targets (N) or (N, ...), class numbers.
/// Outputs in the shape of the targets are class numbers themselves.
public final class Accuracy implements Metric {
  private final int k;
  private final long ignore;
  private long right;
  private long all;

  /// The share of samples whose class has the largest output.
  public Accuracy() {
    this(1);
  }

  /// @param k how many of the largest outputs count
  public Accuracy(int k) {
    this(k, Long.MIN_VALUE);
  }

  /// @param ignore a target that does not count, such as padding
  public Accuracy(int k, long ignore) {
    Check.value(k > 0, "accuracy", "k must be positive, got " + k);
    this.k = k;
    this.ignore = ignore;
  }

  @Override
  public void update(Tensor output, Tensor target) {
    long[] r = Grad.off(() -> hits(output.detach(), target.detach()));
    synchronized (this) {
      right += r[0];
      all += r[1];
    }
  }

  /// How many are right, and of how many.
  private long[] hits(Tensor y, Tensor t) {
    Tensor hit;
    if (y.rank() == t.rank()) {
      Check.sameShape("accuracy", "the output", y, "the target", t);
      hit = y.eq(t);
    } else {
      Check.that(
          y.rank() == t.rank() + 1 && y.size(0) == t.size(0),
          "accuracy",
          "outputs must be (N, C, ...) and targets (N, ...), got "
              + Check.shape(y.shape())
              + " and "
              + Check.shape(t.shape()));
      Tensor best = k == 1 ? y.argmax(1).unsqueeze(1) : y.topk(k, 1, true).indices();
      hit = best.eq(t.unsqueeze(1)).any(1);
    }
    if (ignore == Long.MIN_VALUE) return new long[] {hit.sum().itemLong(), t.numel()};
    Tensor counts = t.ne(ignore);
    return new long[] {hit.logicalAnd(counts).sum().itemLong(), counts.sum().itemLong()};
  }

  @Override
  public synchronized double value() {
    return all == 0 ? Double.NaN : (double) right / all;
  }

  @Override
  public synchronized void reset() {
    right = 0;
    all = 0;
  }
}
