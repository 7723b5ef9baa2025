package jotter.tensor.op;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.of;

import jotter.tensor.formula.Program;

/// What losses sum up, element by element: x is the prediction, y the target.
public sealed interface LossTerm extends Pointwise {

  /// (x-y)²/(2β) where |x-y| < β, |x-y| - β/2 elsewhere. Girshick 2015, arXiv:1504.08083
  record SmoothL1(double beta) implements LossTerm {
    private static final Program PROGRAM =
        Program.of(
            "smoothL1",
            X.sub(Y)
                .abs()
                .lt(P0)
                .select(X.sub(Y).square().mul(0.5).div(P0), X.sub(Y).abs().sub(P0.mul(0.5))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {beta};
    }
  }

  /// (x-y)²/2 where |x-y| ≤ δ, δ(|x-y| - δ/2) elsewhere
  record Huber(double delta) implements LossTerm {
    private static final Program PROGRAM =
        Program.of(
            "huber",
            X.sub(Y)
                .abs()
                .le(P0)
                .select(X.sub(Y).square().mul(0.5), P0.mul(X.sub(Y).abs().sub(P0.mul(0.5)))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {delta};
    }
  }

  /// -(y·log x + (1-y)·log(1-x)), the logarithms not below -100
  record BinaryCrossEntropy() implements LossTerm {
    private static final Program PROGRAM =
        Program.of(
            "binaryCrossEntropy",
            Y.sub(1).mul(X.neg().log1p().max(-100)).sub(Y.mul(X.log().max(-100))));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// (1-y)·x + log(1 + e⁻ˣ), without overflow
  record BinaryCrossEntropyWithLogits() implements LossTerm {
    private static final Program PROGRAM =
        Program.of("binaryCrossEntropyWithLogits", of(1).sub(Y).mul(X).add(X.neg().softplus()));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// log(1 + e^(-yx))
  record SoftMargin() implements LossTerm {
    private static final Program PROGRAM = Program.of("softMargin", Y.neg().mul(X).softplus());

    @Override
    public Program program() {
      return PROGRAM;
    }
  }
}
