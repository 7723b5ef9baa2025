package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import jotter.tensor.formula.Formula;

/// Formulas put into formulas.
final class Formulas {
  private Formulas() {}

  /// Whether the formula reads input `index`.
  static boolean uses(Formula f, int index) {
    return uses(f, index, new HashSet<>());
  }

  private static boolean uses(Formula f, int index, Set<Formula> seen) {
    return switch (f) {
      case Formula.Input in -> in.index() == index;
      case Formula.Call c -> {
        if (!seen.add(c)) yield false;
        for (Formula a : c.args()) if (uses(a, index, seen)) yield true;
        yield false;
      }
      case Formula.Scalar s -> false;
      case Formula.Constant k -> false;
    };
  }

  /// The formula with its inputs replaced.
  static Formula substitute(Formula f, IntFunction<Formula> input) {
    return substitute(f, input, Formula.Scalar::new);
  }

  /// The formula with its inputs and scalars replaced.
  static Formula substitute(Formula f, IntFunction<Formula> input, IntFunction<Formula> scalar) {
    return substitute(f, input, scalar, new HashMap<>());
  }

  private static Formula substitute(
      Formula f,
      IntFunction<Formula> input,
      IntFunction<Formula> scalar,
      Map<Formula, Formula> done) {
    return switch (f) {
      case Formula.Input in -> input.apply(in.index());
      case Formula.Scalar s -> scalar.apply(s.index());
      case Formula.Constant k -> k;
      case Formula.Call c -> {
        Formula known = done.get(c);
        if (known != null) yield known;
        List<Formula> args = new ArrayList<>(c.args().size());
        for (Formula a : c.args()) args.add(substitute(a, input, scalar, done));
        Formula r = new Formula.Call(c.prim(), args);
        done.put(c, r);
        yield r;
      }
    };
  }
}
