package jotter.tensor.op;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.of;

import jotter.tensor.DType;
import jotter.tensor.formula.Program;

/// Questions with the answer true or false.
public sealed interface Comparison extends Pointwise {

  /// x < y
  record Lt() implements Comparison {
    private static final Program PROGRAM = Program.of("lt", X.lt(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x ≤ y
  record Le() implements Comparison {
    private static final Program PROGRAM = Program.of("le", X.le(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x > y
  record Gt() implements Comparison {
    private static final Program PROGRAM = Program.of("gt", X.gt(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x ≥ y
  record Ge() implements Comparison {
    private static final Program PROGRAM = Program.of("ge", X.ge(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x = y
  record Eq() implements Comparison {
    private static final Program PROGRAM = Program.of("eq", X.eq(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// x ≠ y
  record Ne() implements Comparison {
    private static final Program PROGRAM = Program.of("ne", X.ne(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// whether x is not a number
  record IsNan() implements Comparison {
    private static final Program PROGRAM = Program.of("isNan", X.isNan());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// whether x is infinite
  record IsInf() implements Comparison {
    private static final Program PROGRAM =
        Program.of("isInf", X.abs().eq(Double.POSITIVE_INFINITY));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// whether x is +∞
  record IsPosInf() implements Comparison {
    private static final Program PROGRAM = Program.of("isPosInf", X.eq(Double.POSITIVE_INFINITY));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// whether x is -∞
  record IsNegInf() implements Comparison {
    private static final Program PROGRAM = Program.of("isNegInf", X.eq(Double.NEGATIVE_INFINITY));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// whether x is neither infinite nor NaN
  record IsFinite() implements Comparison {
    private static final Program PROGRAM =
        Program.of("isFinite", X.abs().lt(Double.POSITIVE_INFINITY));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// whether the sign bit is set
  record SignBit() implements Comparison {
    private static final Program PROGRAM = Program.of("signBit", of(1).copySign(X).lt(0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// whether an integer is negative
  record SignBitInteger() implements Comparison {
    private static final Program PROGRAM = Program.of("signBitInteger", X.lt(0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// both are not 0
  record LogicalAnd() implements Comparison {
    private static final Program PROGRAM = Program.of("logicalAnd", X.ne(0).and(Y.ne(0)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// one is not 0
  record LogicalOr() implements Comparison {
    private static final Program PROGRAM = Program.of("logicalOr", X.ne(0).or(Y.ne(0)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// one and only one is not 0
  record LogicalXor() implements Comparison {
    private static final Program PROGRAM =
        Program.of("logicalXor", X.ne(0).select(Y.eq(0).select(1, 0), Y.ne(0).select(1, 0)).ne(0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// x is 0
  record LogicalNot() implements Comparison {
    private static final Program PROGRAM = Program.of("logicalNot", X.eq(0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// |x - y| ≤ atol + rtol·|y|, or equal
  record IsClose(double rtol, double atol) implements Comparison {
    private static final Program PROGRAM =
        Program.of(
            "isClose",
            X.eq(Y)
                .or(
                    Y.abs()
                        .lt(Double.POSITIVE_INFINITY)
                        .and(X.sub(Y).abs().le(P1.add(P0.mul(Y.abs()))))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }

    @Override
    public double[] scalars() {
      return new double[] {rtol, atol};
    }
  }

  /// whether the imaginary part is 0
  record IsReal() implements Comparison {
    private static final Program PROGRAM = Program.of("isReal", X.imag().eq(0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }
}
