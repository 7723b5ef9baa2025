package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.P2;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// The update rules that several optimizers have in common, each one kernel.
final class Rules {
  static final double[] NONE = {};

  private static final Program AVERAGE = Program.of("average", X.add(Y.sub(X).mul(P0)));
  private static final Program SQUARES =
      Program.of("averageSquare", X.mul(P0).add(Y.mul(Y).mul(P1)));

  /// x·P3 - P0·y / (√z / P1 + P2).
  static final Program ADAM =
      Program.of("adam", X.mul(Formula.param(3)).sub(Y.div(Z.sqrt().div(P1).add(P2)).mul(P0)));

  /// x - P0·y / (√z + P1).
  static final Program DIVIDED = Program.of("divided", X.sub(Y.div(Z.sqrt().add(P1)).mul(P0)));

  /// x - P0·y.
  static final Program STEP = Program.of("step", X.sub(Y.mul(P0)));

  static final Program MAX = Program.of("max", X.max(Y));

  private Rules() {}

  /// m ← m + share·(e - m).
  static void average(Tensor m, Tensor e, double share) {
    Dispatch.update(AVERAGE, new double[] {share}, m, e);
  }

  /// v ← keep·v + (1 - keep)·e².
  static void averageSquare(Tensor v, Tensor e, double keep) {
    Dispatch.update(SQUARES, new double[] {keep, 1 - keep}, v, e);
  }
}
