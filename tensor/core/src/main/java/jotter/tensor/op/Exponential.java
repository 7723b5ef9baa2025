package jotter.tensor.op;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.of;

import jotter.tensor.DType;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Exponentials, logarithms and powers of fixed bases.
public sealed interface Exponential extends Pointwise {

  /// Outside of the clamped interval the gradient is 0, as the formula says.
  Formula LOGIT_CLAMPED = logit(X.lt(P0).select(P0, X.gt(of(1).sub(P0)).select(of(1).sub(P0), X)));

  private static Formula logit(Formula x) {
    return x.div(of(1).sub(x)).log();
  }

  /// eˣ
  record Exp() implements Exponential {
    private static final Program PROGRAM = Program.of("exp", X.exp());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// 2ˣ
  record Exp2() implements Exponential {
    private static final Program PROGRAM = Program.of("exp2", X.mul(Math.log(2)).exp());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// eˣ - 1, exact near 0
  record Expm1() implements Exponential {
    private static final Program PROGRAM = Program.of("expm1", X.expm1());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// the natural logarithm
  record Log() implements Exponential {
    private static final Program PROGRAM = Program.of("log", X.log());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// the logarithm to base 2
  record Log2() implements Exponential {
    private static final Program PROGRAM = Program.of("log2", X.log2());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// the logarithm to base 10
  record Log10() implements Exponential {
    private static final Program PROGRAM = Program.of("log10", X.log10());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// log(1 + x), exact near 0
  record Log1p() implements Exponential {
    private static final Program PROGRAM = Program.of("log1p", X.log1p());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// 1 / (1 + e⁻ˣ)
  record Sigmoid() implements Exponential {
    private static final Program PROGRAM = Program.of("sigmoid", X.sigmoid());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// log(x / (1 - x))
  record Logit() implements Exponential {
    private static final Program PROGRAM =
        Program.of(
            "logit", X.lt(0).or(X.gt(1)).select(X.mul(Double.NaN), X.log().sub(X.neg().log1p())));

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

  /// logit of x clamped to [eps, 1 - eps]
  record LogitClamped(double eps) implements Exponential {
    private static final Program PROGRAM = Program.of("logitClamped", LOGIT_CLAMPED);

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }

    @Override
    public double[] scalars() {
      return new double[] {eps};
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }
}
