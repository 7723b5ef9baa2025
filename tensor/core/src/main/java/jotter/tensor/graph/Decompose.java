package jotter.tensor.graph;

import jotter.tensor.op.Conv;
import jotter.tensor.op.Family;
import jotter.tensor.op.Joining;
import jotter.tensor.op.Matrix;
import jotter.tensor.op.Reductions;
import jotter.tensor.op.Views;

/// Which operations' gradient rules are made of other operations only, so that a graph can hold
/// those instead of the rule as a whole. The others call the engine themselves.
final class Decompose {
  private Decompose() {}

  static boolean inside(Family op) {
    return switch (op) {
      case Reductions.Sum s -> true;
      case Reductions.Mean m -> true;
      case Reductions.Variance s -> true;
      case Reductions.LogSumExp s -> true;
      case Reductions.Extremum s -> true;
      case Matrix.MatMul m -> true;
      case Matrix.Linear l -> true;
      case Conv.Forward c -> true;
      case Conv.InputGrad c -> true;
      case Conv.WeightGrad c -> true;
      case Joining.Cat c -> true;
      case Joining.Contiguous c -> true;
      case Joining.Surround r -> true;
      case Views.Embed e -> true;
      default -> false; // unknown rules, users' own among them, stay whole
    };
  }
}
