package jotter.tensor.op;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;

import jotter.tensor.formula.Program;

/// Operations on the bits of integers; on bool the logical ones.
public sealed interface Bitwise extends Pointwise {

  /// x & y
  record BitwiseAnd() implements Bitwise {
    private static final Program PROGRAM = Program.of("bitwiseAnd", X.bitAnd(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.BITS;
    }
  }

  /// x | y
  record BitwiseOr() implements Bitwise {
    private static final Program PROGRAM = Program.of("bitwiseOr", X.bitOr(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.BITS;
    }
  }

  /// x ^ y
  record BitwiseXor() implements Bitwise {
    private static final Program PROGRAM = Program.of("bitwiseXor", X.bitXor(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.BITS;
    }
  }

  /// ~x
  record BitwiseNot() implements Bitwise {
    private static final Program PROGRAM = Program.of("bitwiseNot", X.bitNot());

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.BITS;
    }
  }

  /// ¬x
  record BitwiseNotBool() implements Bitwise {
    private static final Program PROGRAM = Program.of("bitwiseNotBool", X.eq(0));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.TRUTH;
    }
  }

  /// x << y; 0 where y is not smaller than the width
  record BitwiseLeftShift() implements Bitwise {
    private static final Program PROGRAM = Program.of("bitwiseLeftShift", X.shiftLeft(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.BITS;
    }
  }

  /// x >> y, with the sign
  record BitwiseRightShift() implements Bitwise {
    private static final Program PROGRAM = Program.of("bitwiseRightShift", X.shiftRight(Y));

    @Override
    public Program program() {
      return PROGRAM;
    }

    @Override
    public Types types() {
      return Types.BITS;
    }
  }
}
