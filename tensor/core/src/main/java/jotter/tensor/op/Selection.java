package jotter.tensor.op;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import jotter.tensor.DType;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Choosing between values.
public sealed interface Selection extends Pointwise {

  /// Where min > max, the result is max.
  Formula CLAMP =
      X.isNan()
          .select(
              X,
              Y.isNan()
                  .select(
                      Y,
                      Z.isNan()
                          .select(Z, Y.gt(Z).select(Z, X.lt(Y).select(Y, X.gt(Z).select(Z, X))))));

  /// x where the condition z holds, y elsewhere
  record Where() implements Selection {
    private static final Program PROGRAM = Program.of("where", Z.ne(0).select(X, Y));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// x limited to [min, max]
  record Clamp(double min, double max) implements Selection {
    private static final Program PROGRAM =
        Program.of("clamp", X.lt(P0).select(P0, X.gt(P1).select(P1, X)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {min, max};
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// max(x, min)
  record ClampMin(double min) implements Selection {
    private static final Program PROGRAM = Program.of("clampMin", X.lt(P0).select(P0, X));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {min};
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// min(x, max)
  record ClampMax(double max) implements Selection {
    private static final Program PROGRAM = Program.of("clampMax", X.gt(P0).select(P0, X));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {max};
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// min(max(x, y), z)
  record ClampTensors() implements Selection {
    private static final Program PROGRAM = Program.of("clampTensors", CLAMP);

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// max(x, y)
  record ClampMinTensor() implements Selection {
    private static final Program PROGRAM =
        Program.of(
            "clampMinTensor", X.isNan().select(X, Y.isNan().select(Y, X.lt(Y).select(Y, X))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// min(x, y)
  record ClampMaxTensor() implements Selection {
    private static final Program PROGRAM =
        Program.of(
            "clampMaxTensor", X.isNan().select(X, Y.isNan().select(Y, X.gt(Y).select(Y, X))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }
}
