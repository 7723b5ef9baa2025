package jotter.tensor.op;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.of;

import jotter.tensor.DType;
import jotter.tensor.formula.Program;

/// Nonlinearities of networks.
public sealed interface Activation extends Pointwise {

  double SELU_ALPHA = 1.6732632423543772848170429916717;
  double SELU_SCALE = 1.0507009873554804934193349852946;

  /// max(x, 0)
  record Relu() implements Activation {
    // The slope follows from the result, which whoever comes next keeps anyway.
    private static final Program PROGRAM =
        Program.of("relu", X.le(0).select(0, X)).withGradient(Y.le(0).select(0, X), 1, 2);

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// min(max(x, 0), 6)
  record Relu6() implements Activation {
    private static final Program PROGRAM =
        Program.of("relu6", X.le(0).select(of(0), X.ge(6).select(6, X)))
            .withGradient(Y.le(0).or(Y.ge(6)).select(0, X), 1, 2);

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x where x > 0, slope·x elsewhere
  record LeakyRelu(double negativeSlope) implements Activation {
    private static final Program PROGRAM = Program.of("leakyRelu", X.gt(0).select(X, X.mul(P0)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {negativeSlope};
    }
  }

  /// x where x > 0, α(eˣ - 1) elsewhere. Clevert et al. 2015, arXiv:1511.07289
  record Elu(double alpha) implements Activation {
    private static final Program PROGRAM = Program.of("elu", X.le(0).select(P0.mul(X.expm1()), X));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {alpha};
    }
  }

  /// x where x > 0, α(e^(x/α) - 1) elsewhere. Barron 2017, arXiv:1704.07483
  record Celu(double alpha) implements Activation {
    private static final Program PROGRAM =
        Program.of("celu", X.le(0).select(P0.mul(X.div(P0).expm1()), X));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {alpha};
    }
  }

  /// scale·(x where x > 0, α(eˣ - 1) elsewhere). Klambauer et al. 2017, arXiv:1706.02515
  record Selu() implements Activation {
    private static final Program PROGRAM =
        Program.of(
            "selu", X.le(0).select(X.expm1().mul(SELU_ALPHA * SELU_SCALE), X.mul(SELU_SCALE)));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// Gaussian error linear unit, x·Φ(x). Hendrycks and Gimpel 2016, arXiv:1606.08415
  record Gelu() implements Activation {
    private static final Program PROGRAM =
        Program.of("gelu", X.mul(0.5).mul(X.mul(Math.sqrt(0.5)).erf().add(1)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// gelu by tanh: x/2·(1 + tanh(√(2/π)(x + 0.044715x³)))
  record GeluTanh() implements Activation {
    private static final Program PROGRAM =
        Program.of(
            "geluTanh",
            X.mul(0.5)
                .mul(
                    X.add(X.mul(X).mul(X).mul(0.044715))
                        .mul(Math.sqrt(2 / Math.PI))
                        .tanh()
                        .add(1)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x·σ(x), also called swish. Elfwing et al. 2017, arXiv:1702.03118
  record Silu() implements Activation {
    private static final Program PROGRAM = Program.of("silu", X.mul(X.sigmoid()));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// x·tanh(softplus(x)). Misra 2019, arXiv:1908.08681
  record Mish() implements Activation {
    private static final Program PROGRAM = Program.of("mish", X.mul(X.softplus().tanh()));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// log(1 + e^(βx))/β; x itself where βx > threshold
  record Softplus(double beta, double threshold) implements Activation {
    private static final Program PROGRAM =
        Program.of("softplus", X.mul(P0).gt(P1).select(X, X.mul(P0).exp().log1p().div(P0)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {beta, threshold};
    }
  }

  /// log(σ(x))
  record LogSigmoid() implements Activation {
    private static final Program PROGRAM = Program.of("logSigmoid", X.neg().softplus().neg());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x limited to [min, max]; the gradient at the limits is 0
  record Hardtanh(double min, double max) implements Activation {
    private static final Program PROGRAM =
        Program.of("hardtanh", X.le(P0).select(P0, X.ge(P1).select(P1, X)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {min, max};
    }
  }

  /// min(max(x + 3, 0), 6)/6
  record Hardsigmoid() implements Activation {
    private static final Program PROGRAM =
        Program.of("hardsigmoid", X.le(-3).select(of(0), X.ge(3).select(of(1), X.div(6).add(0.5))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x·hardsigmoid(x). Howard et al. 2019, arXiv:1905.02244
  record Hardswish() implements Activation {
    private static final Program PROGRAM =
        Program.of("hardswish", X.le(-3).select(of(0), X.ge(3).select(X, X.mul(X.add(3)).div(6))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public void check(DType t) {
      Pointwise.notComplex(this, t);
    }
  }

  /// x where |x| > λ, 0 elsewhere
  record Hardshrink(double lambda) implements Activation {
    private static final Program PROGRAM = Program.of("hardshrink", X.abs().le(P0).select(0, X));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {lambda};
    }
  }

  /// x moved by λ towards 0, 0 within
  record Softshrink(double lambda) implements Activation {
    private static final Program PROGRAM =
        Program.of(
            "softshrink", X.gt(P0).select(X.sub(P0), X.lt(P0.neg()).select(X.add(P0), X.mul(0))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {lambda};
    }
  }

  /// x - tanh(x)
  record Tanhshrink() implements Activation {
    private static final Program PROGRAM = Program.of("tanhshrink", X.sub(X.tanh()));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// x / (1 + |x|)
  record Softsign() implements Activation {
    private static final Program PROGRAM = Program.of("softsign", X.div(X.abs().add(1)));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// x where x > threshold, value elsewhere
  record Threshold(double threshold, double value) implements Activation {
    private static final Program PROGRAM = Program.of("threshold", X.le(P0).select(P1, X));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public double[] scalars() {
      return new double[] {threshold, value};
    }
  }

  /// x where x > 0, y·x elsewhere. He et al. 2015, arXiv:1502.01852
  record Prelu() implements Activation {
    private static final Program PROGRAM = Program.of("prelu", X.gt(0).select(X, X.mul(Y)));

    @Override
    public Program program() {
      return PROGRAM;
    }
  }
}
