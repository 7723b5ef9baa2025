package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// max(0, d(anchor, positive) - d(anchor, negative) + margin). Balntas et al. 2016.
///
/// Options are changed by methods of their names: `new
/// TripletMarginLoss().reduction(Reduction.SUM)`.
public record TripletMarginLoss(
    double margin, double p, double eps, boolean swap, Reduction reduction) {
  /// As usual.
  public TripletMarginLoss() {
    this(1.0, 2.0, 1e-6, false, Reduction.MEAN);
  }

  public TripletMarginLoss margin(double v) {
    return new TripletMarginLoss(v, p, eps, swap, reduction);
  }

  public TripletMarginLoss p(double v) {
    return new TripletMarginLoss(margin, v, eps, swap, reduction);
  }

  public TripletMarginLoss eps(double v) {
    return new TripletMarginLoss(margin, p, v, swap, reduction);
  }

  public TripletMarginLoss swap(boolean v) {
    return new TripletMarginLoss(margin, p, eps, v, reduction);
  }

  public TripletMarginLoss reduction(Reduction v) {
    return new TripletMarginLoss(margin, p, eps, swap, v);
  }

  /// The loss.
  public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
    return F.tripletMarginLoss(anchor, positive, negative, margin, p, eps, swap, reduction.text());
  }
}
