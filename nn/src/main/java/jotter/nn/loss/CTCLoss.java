package jotter.nn.loss;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The negative log likelihood of a sequence under all its alignments with the outputs. Graves et
/// al. 2006, "Connectionist temporal classification".
///
/// @param blank the class that stands for nothing
/// @param zeroInfinity whether infinite losses (targets that are too long) count as 0
public record CTCLoss(long blank, Reduction reduction, boolean zeroInfinity) {
  /// Blank 0, the mean.
  public CTCLoss() {
    this(0, Reduction.MEAN, false);
  }

  /// @param logs log probabilities (T, N, C) or (T, C)
  /// @param targets classes (N, S), or all one behind the other
  public Tensor apply(Tensor logs, Tensor targets, long[] inputLengths, long[] targetLengths) {
    return F.ctcLoss(
        logs, targets, inputLengths, targetLengths, blank, reduction.text(), zeroInfinity);
  }
}
