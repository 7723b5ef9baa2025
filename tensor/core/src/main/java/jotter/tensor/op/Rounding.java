package jotter.tensor.op;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.P2;
import static jotter.tensor.formula.Formula.X;

import jotter.tensor.DType;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Rounding, and parts of numbers. The gradient of a step is 0.
public sealed interface Rounding extends Pointwise {

  /// The sign of a real number, the direction of a complex one.
  Formula SGN = X.sign();

  /// ⌊x⌋
  record Floor() implements Rounding {
    private static final Program PROGRAM = Program.of("floor", X.floor());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// ⌈x⌉
  record Ceil() implements Rounding {
    private static final Program PROGRAM = Program.of("ceil", X.ceil());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x without its fraction
  record Trunc() implements Rounding {
    private static final Program PROGRAM = Program.of("trunc", X.trunc());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the nearest integer, ties to even
  record Round() implements Rounding {
    private static final Program PROGRAM = Program.of("round", X.round());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x rounded to a number of decimals; P0 is 10^decimals
  record RoundDecimals(double scale, double positive) implements Rounding {
    private static final Program PROGRAM =
        Program.of(
            "roundDecimals", P1.gt(0).select(X.mul(P0).round().div(P0), X.div(P0).round().mul(P0)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {scale, positive};
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x - trunc(x)
  record Frac() implements Rounding {
    private static final Program PROGRAM = Program.of("frac", X.sub(X.trunc()));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// -1, 0 or 1
  record Sign() implements Rounding {
    private static final Program PROGRAM = Program.of("sign", X.sign());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x / |x|; 0 at 0
  record Sgn() implements Rounding {
    private static final Program PROGRAM = Program.of("sgn", SGN);

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// NaN and infinities replaced by given numbers
  record NanToNum(double nan, double posinf, double neginf) implements Rounding {
    private static final Program PROGRAM =
        Program.of(
            "nanToNum",
            X.isNan()
                .select(
                    P0,
                    X.eq(Double.POSITIVE_INFINITY)
                        .select(P1, X.eq(Double.NEGATIVE_INFINITY).select(P2, X))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {nan, posinf, neginf};
    }
  }

  /// the value, whatever x is
  record Fill(double value) implements Rounding {
    private static final Program PROGRAM = Program.of("fill", P0, 1);

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {value};
    }
  }
}
