package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.formula.Program;

/// Pointwise operations made while running: gradients, operations with a scalar operand, and what
/// `compile` fuses.
public sealed interface Formulaic extends Pointwise {

  /// A program with its types decided: the gradient of a pointwise operation.
  record Of(Program program, double[] scalars, DType compute, DType result) implements Formulaic {
    @Override
    public String name() {
      return program.name();
    }

    @Override
    public void check(DType t) {
      // The operation that this one comes from was checked.
    }
  }

  /// `op` with a scalar in the place of input `index`.
  record Bound(Pointwise op, int index, Program program, double[] scalars) implements Formulaic {
    /// `op` with `value` in the place of input `index`.
    public static Bound of(Pointwise op, int index, double value) {
      double[] own = op.scalars();
      double[] all = java.util.Arrays.copyOf(own, op.program().scalars() + 1);
      all[all.length - 1] = value;
      return new Bound(op, index, op.program().bind(index), all);
    }

    @Override
    public Program kernel(DType compute) {
      boolean power = op instanceof Arithmetic.Pow && index == 1;
      Program p = power && compute.isFloatingPoint() ? Powers.of(scalars[0]) : null;
      return p == null ? program : p;
    }

    @Override
    public String name() {
      return op.name();
    }

    @Override
    public Types types() {
      return op.types();
    }

    @Override
    public void check(DType t) {
      op.check(t);
    }
  }
}
