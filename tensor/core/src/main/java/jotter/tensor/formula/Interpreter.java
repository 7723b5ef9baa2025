package jotter.tensor.formula;

import java.util.HashMap;
import java.util.Map;
import jotter.tensor.formula.Formula.Call;

/// Computes formulas one number at a time in float64 (complex128 for complex ones): the reference
/// that kernels are tested against. Slow and plain.
public final class Interpreter {
  private final double[] inputs;
  private final double[] scalars;
  private final Map<Formula, Double> done = new HashMap<>();

  private Interpreter(double[] inputs, double[] scalars) {
    this.inputs = inputs;
    this.scalars = scalars;
  }

  /// The value of `f`; a truth value is 1 or 0.
  public static double evaluate(Formula f, double[] inputs, double... scalars) {
    return new Interpreter(inputs, scalars).value(f);
  }

  /// The value of `f` over complex numbers, as `{re, im}`; `inputs` holds real and imaginary parts
  /// in turn.
  public static double[] evaluateComplex(Formula f, double[] inputs, double... scalars) {
    ComplexParts p = ComplexParts.of(f);
    Interpreter i = new Interpreter(inputs, scalars);
    return new double[] {i.value(p.re()), i.value(p.imag())};
  }

  private double value(Formula f) {
    return switch (f) {
      case Formula.Input in -> inputs[in.index()];
      case Formula.Scalar s -> scalars[s.index()];
      case Formula.Constant c -> c.value();
      case Call c -> {
        Double known = done.get(c);
        if (known == null) {
          known = call(c);
          done.put(c, known);
        }
        yield known;
      }
    };
  }

  private double call(Call c) {
    double x = value(c.args().get(0));
    if (c.prim().arity() == 1) return Special.apply(c.prim(), x);
    double y = value(c.args().get(1));
    if (c.prim() == Prim.SELECT) return x != 0 ? y : value(c.args().get(2));
    return Special.apply(c.prim(), x, y);
  }
}
