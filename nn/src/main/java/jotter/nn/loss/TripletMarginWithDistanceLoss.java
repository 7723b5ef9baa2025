package jotter.nn.loss;

import java.util.function.BinaryOperator;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The triplet loss with a distance of your own.
///
/// Options are changed by methods of their names: `new
/// TripletMarginWithDistanceLoss().reduction(Reduction.SUM)`.
public record TripletMarginWithDistanceLoss(
    BinaryOperator<Tensor> distance, double margin, boolean swap, Reduction reduction) {
  /// As usual.
  public TripletMarginWithDistanceLoss() {
    this((a, b) -> F.pairwiseDistance(a, b, 2, 1e-6, false), 1.0, false, Reduction.MEAN);
  }

  public TripletMarginWithDistanceLoss distance(BinaryOperator<Tensor> v) {
    return new TripletMarginWithDistanceLoss(v, margin, swap, reduction);
  }

  public TripletMarginWithDistanceLoss margin(double v) {
    return new TripletMarginWithDistanceLoss(distance, v, swap, reduction);
  }

  public TripletMarginWithDistanceLoss swap(boolean v) {
    return new TripletMarginWithDistanceLoss(distance, margin, v, reduction);
  }

  public TripletMarginWithDistanceLoss reduction(Reduction v) {
    return new TripletMarginWithDistanceLoss(distance, margin, swap, v);
  }

  /// The loss.
  public Tensor apply(Tensor anchor, Tensor positive, Tensor negative) {
    return F.tripletMarginLoss(
        anchor, positive, negative, distance, margin, swap, reduction.text());
  }
}
