package jotter.nn.train;

import jotter.tensor.Tensor;

/// What a batch gave: the loss, and what metrics look at.
///
/// @param loss a scalar
/// @param output what the network gave, or null if there are no metrics
/// @param target what it should have given, or null
public record Outcome(Tensor loss, Tensor output, Tensor target) {
  /// A loss alone.
  public static Outcome of(Tensor loss) {
    return new Outcome(loss, null, null);
  }

  /// How many samples the batch has.
  double count() {
    return target == null || target.rank() == 0 ? 1 : target.size(0);
  }
}
