package jotter.tensor.op;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;
import static jotter.tensor.formula.Formula.of;

import jotter.tensor.DType;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Sums, products, quotients, powers and what is closest to them.
public sealed interface Arithmetic extends Pointwise {

  /// √(x² + y²) with the larger one taken out, so that squares do not overflow. Both are chosen by
  /// size and not by max and min, which would leave kinks where a number is 0. Where the larger one
  /// is 0 or infinite there is nothing to take out.
  private static Formula hypot() {
    Formula wide = X.abs().ge(Y.abs());
    Formula big = wide.select(X, Y);
    Formula small = wide.select(Y, X);
    Formula scaled = big.abs().mul(of(1).add(small.div(big).square()).sqrt());
    Formula plain = X.square().add(Y.square()).sqrt();
    Formula infinite =
        X.abs().eq(Double.POSITIVE_INFINITY).or(Y.abs().eq(Double.POSITIVE_INFINITY));
    return infinite.select(
        plain.isNan().select(of(Double.POSITIVE_INFINITY), plain), big.eq(0).select(plain, scaled));
  }

  /// The larger one and log1p(exp(the smaller one - it)), in units of `unit`; equal infinities give
  /// themselves.
  private static Formula logAddExp(double unit) {
    Formula first = X.ge(Y);
    Formula less = first.select(Y.sub(X), X.sub(Y));
    if (unit != 1) less = less.mul(unit);
    Formula more = less.exp().log1p();
    if (unit != 1) more = more.div(unit);
    return X.eq(Y)
        .and(X.abs().eq(Double.POSITIVE_INFINITY))
        .select(X, first.select(X, Y).add(more));
  }

  /// x·log(y), and 0 where x is 0 unless y is NaN. Of such an x the slope along x is the log where
  /// there is one and 0 elsewhere; where y is 0 too, the slope along y is x/y and no number, as is
  /// that of the root.
  private static Formula timesLog(Formula y, Formula log) {
    Formula none = y.le(0).or(y.eq(Double.POSITIVE_INFINITY));
    Formula zero = y.eq(0).select(y.square().sqrt(), of(0));
    return X.eq(0).and(none).select(zero, X.mul(log));
  }

  /// x + y
  record Add() implements Arithmetic {
    private static final Program PROGRAM = Program.of("add", X.add(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// x + alpha·y
  record AddScaled(double alpha) implements Arithmetic {
    private static final Program PROGRAM = Program.of("addScaled", X.add(P0.mul(Y)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {alpha};
    }
  }

  /// x - y
  record Sub() implements Arithmetic {
    private static final Program PROGRAM = Program.of("sub", X.sub(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notBool(this, t, "use logicalXor or logicalNot");
    }
  }

  /// x - alpha·y
  record SubScaled(double alpha) implements Arithmetic {
    private static final Program PROGRAM = Program.of("subScaled", X.sub(P0.mul(Y)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {alpha};
    }

    @Override
    public void check(DType t) {
      Pointwise.notBool(this, t, "use logicalXor or logicalNot");
    }
  }

  /// x · y
  record Mul() implements Arithmetic {
    private static final Program PROGRAM = Program.of("mul", X.mul(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// x / y
  record Div() implements Arithmetic {
    private static final Program PROGRAM = Program.of("div", X.div(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// ⌊x / y⌋, rounded down
  record DivFloor() implements Arithmetic {
    private static final Program PROGRAM = Program.of("divFloor", X.floorDiv(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x / y, rounded towards zero
  record DivTrunc() implements Arithmetic {
    private static final Program PROGRAM = Program.of("divTrunc", X.truncDiv(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x - y·⌊x/y⌋: the remainder with the sign of y, as Python's `%`
  record Remainder() implements Arithmetic {
    private static final Program PROGRAM = Program.of("remainder", X.remainder(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x - y·trunc(x/y): the remainder with the sign of x, as C's `fmod`
  record Fmod() implements Arithmetic {
    private static final Program PROGRAM = Program.of("fmod", X.fmod(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x^y
  record Pow() implements Arithmetic {
    private static final Program PROGRAM = Program.of("pow", X.pow(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// -x
  record Neg() implements Arithmetic {
    private static final Program PROGRAM = Program.of("neg", X.neg());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notBool(this, t, "use logicalNot()");
    }
  }

  /// |x|; the modulus of a complex number
  record Abs() implements Arithmetic {
    private static final Program PROGRAM = Program.of("abs", X.abs());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.REAL;
    }
  }

  /// 1 / x
  record Reciprocal() implements Arithmetic {
    private static final Program PROGRAM = Program.of("reciprocal", X.reciprocal());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// x²
  record Square() implements Arithmetic {
    private static final Program PROGRAM = Program.of("square", X.square());

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// √x
  record Sqrt() implements Arithmetic {
    private static final Program PROGRAM = Program.of("sqrt", X.sqrt());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// 1 / √x
  record Rsqrt() implements Arithmetic {
    private static final Program PROGRAM = Program.of("rsqrt", X.rsqrt());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// max(x, y); NaN if either is
  record Maximum() implements Arithmetic {
    private static final Program PROGRAM = Program.of("maximum", X.max(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// min(x, y); NaN if either is
  record Minimum() implements Arithmetic {
    private static final Program PROGRAM = Program.of("minimum", X.min(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// max(x, y); the other one if one is NaN
  record Fmax() implements Arithmetic {
    private static final Program PROGRAM =
        Program.of("fmax", X.isNan().select(Y, Y.isNan().select(X, X.lt(Y).select(Y, X))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// min(x, y); the other one if one is NaN
  record Fmin() implements Arithmetic {
    private static final Program PROGRAM =
        Program.of("fmin", X.isNan().select(Y, Y.isNan().select(X, X.gt(Y).select(Y, X))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// √(x² + y²)
  record Hypot() implements Arithmetic {
    private static final Program PROGRAM = Program.of("hypot", hypot());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the angle of the point (y, x): atan2(x, y) of the two inputs
  record Atan2() implements Arithmetic {
    private static final Program PROGRAM = Program.of("atan2", X.atan2(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// |x| with the sign of y
  record CopySign() implements Arithmetic {
    private static final Program PROGRAM = Program.of("copySign", X.copySign(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// the next number after x on the way to y
  record NextAfter() implements Arithmetic {
    private static final Program PROGRAM = Program.of("nextAfter", X.nextAfter(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x + value·y·z
  record Addcmul(double value) implements Arithmetic {
    private static final Program PROGRAM = Program.of("addcmul", X.add(P0.mul(Y).mul(Z)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {value};
    }
  }

  /// x + value·y/z
  record Addcdiv(double value) implements Arithmetic {
    private static final Program PROGRAM = Program.of("addcdiv", X.add(P0.mul(Y.div(Z))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {value};
    }

    @Override
    public void check(DType t) {
      if (!t.isDifferentiable())
        throw jotter.tensor.Check.dtypeError(
            "addcdiv", "is not defined for integers, got " + t + "; use x.to(DType.FLOAT32)");
    }
  }

  /// x + z·(y - x), computed from the nearer end
  record Lerp() implements Arithmetic {
    private static final Program PROGRAM =
        Program.of(
            "lerp",
            Z.abs().lt(0.5).select(X.add(Z.mul(Y.sub(X))), Y.sub(Y.sub(X).mul(of(1).sub(Z)))));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// x·log(y); 0 where x is 0, unless y is NaN
  record Xlogy() implements Arithmetic {
    private static final Program PROGRAM = Program.of("xlogy", timesLog(Y, Y.log()));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// x·log(1 + y); 0 where x is 0, unless y is NaN
  record Xlog1py() implements Arithmetic {
    private static final Program PROGRAM = Program.of("xlog1py", timesLog(Y.add(1), Y.log1p()));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// log(eˣ + eʸ), without overflow
  record LogAddExp() implements Arithmetic {
    private static final Program PROGRAM = Program.of("logAddExp", logAddExp(1));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// log₂(2ˣ + 2ʸ), without overflow
  record LogAddExp2() implements Arithmetic {
    private static final Program PROGRAM = Program.of("logAddExp2", logAddExp(Math.log(2)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// 0 where x < 0, y where x = 0, 1 where x > 0
  record Heaviside() implements Arithmetic {
    private static final Program PROGRAM =
        Program.of("heaviside", X.eq(0).select(Y, X.gt(0).select(1, 0)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x · 2^y
  record Ldexp() implements Arithmetic {
    private static final Program PROGRAM = Program.of("ldexp", X.mul(of(2).pow(Y)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }
}
