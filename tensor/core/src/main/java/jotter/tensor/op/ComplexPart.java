package jotter.tensor.op;

import static jotter.tensor.formula.Formula.X;

import jotter.tensor.formula.Program;

/// Parts of complex numbers.
public sealed interface ComplexPart extends Pointwise {

  /// the real part
  record Real() implements ComplexPart {
    private static final Program PROGRAM = Program.of("real", X.real());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.REAL;
    }
  }

  /// the imaginary part
  record Imag() implements ComplexPart {
    private static final Program PROGRAM = Program.of("imag", X.imag());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.REAL;
    }
  }

  /// x̄
  record Conj() implements ComplexPart {
    private static final Program PROGRAM = Program.of("conj", X.conj());

    @Override
    public Program program() {
      return PROGRAM;
    }
  }

  /// the phase, in radians; 0 or π of a real number
  record Angle() implements ComplexPart {
    private static final Program PROGRAM = Program.of("angle", X.angle());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.REAL_FLOAT;
    }
  }
}
