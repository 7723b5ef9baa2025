package jotter.tensor.op;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.of;

import jotter.tensor.DType;
import jotter.tensor.formula.Program;

/// Circular and hyperbolic functions.
public sealed interface Trigonometric extends Pointwise {

  /// sin(x), x in radians
  record Sin() implements Trigonometric {
    private static final Program PROGRAM = Program.of("sin", X.sin());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// cos(x), x in radians
  record Cos() implements Trigonometric {
    private static final Program PROGRAM = Program.of("cos", X.cos());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// tan(x), x in radians
  record Tan() implements Trigonometric {
    private static final Program PROGRAM = Program.of("tan", X.tan());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// arcsin(x), in radians
  record Asin() implements Trigonometric {
    private static final Program PROGRAM = Program.of("asin", X.asin());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// arccos(x), in radians
  record Acos() implements Trigonometric {
    private static final Program PROGRAM = Program.of("acos", X.acos());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// arctan(x), in radians
  record Atan() implements Trigonometric {
    private static final Program PROGRAM = Program.of("atan", X.atan());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// sinh(x)
  record Sinh() implements Trigonometric {
    private static final Program PROGRAM = Program.of("sinh", X.sinh());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// cosh(x)
  record Cosh() implements Trigonometric {
    private static final Program PROGRAM = Program.of("cosh", X.cosh());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// tanh(x)
  record Tanh() implements Trigonometric {
    private static final Program PROGRAM = Program.of("tanh", X.tanh());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// arsinh(x)
  record Asinh() implements Trigonometric {
    private static final Program PROGRAM = Program.of("asinh", X.asinh());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// arcosh(x)
  record Acosh() implements Trigonometric {
    private static final Program PROGRAM = Program.of("acosh", X.acosh());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// artanh(x)
  record Atanh() implements Trigonometric {
    private static final Program PROGRAM = Program.of("atanh", X.atanh());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// sin(πx) / (πx); 1 at 0
  record Sinc() implements Trigonometric {
    private static final Program PROGRAM =
        Program.of(
            "sinc",
            // Near 0 by its series, which is exact there and leaves no 0/0 to the derivatives.
            X.abs()
                .lt(1e-5)
                .select(
                    of(1).sub(X.mul(Math.PI).square().div(6)),
                    X.mul(Math.PI).sin().div(X.mul(Math.PI))));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.FLOAT;
    }
  }

  /// x·π/180
  record Deg2rad() implements Trigonometric {
    private static final Program PROGRAM = Program.of("deg2rad", X.mul(Math.PI / 180));

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

  /// x·180/π
  record Rad2deg() implements Trigonometric {
    private static final Program PROGRAM = Program.of("rad2deg", X.mul(180 / Math.PI));

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
}
