package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Prim;

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

  /// The formula in which a truth value that was made a number and asked whether it is 0 is the
  /// truth value itself.
  static Formula truths(Formula f) {
    return truths(f, new HashMap<>());
  }

  private static Formula truths(Formula f, Map<Formula, Formula> done) {
    if (!(f instanceof Formula.Call c)) return f;
    Formula known = done.get(c);
    if (known != null) return known;
    List<Formula> args = new ArrayList<>(c.args().size());
    for (Formula a : c.args()) args.add(truths(a, done));
    Formula r = new Formula.Call(c.prim(), args);
    if ((c.prim() == Prim.NE || c.prim() == Prim.EQ) && isZero(args.get(1))) {
      Formula t = truth(args.get(0));
      if (t != null) r = c.prim() == Prim.NE ? t : t.not();
    }
    done.put(c, r);
    return r;
  }

  private static boolean isZero(Formula f) {
    return f instanceof Formula.Constant k && k.value() == 0;
  }

  /// The truth value of which `f` is the number, or null.
  private static Formula truth(Formula f) {
    if (!(f instanceof Formula.Call c) || c.prim() != Prim.SELECT) return null;
    boolean number = c.args().get(1).equals(Formula.of(1)) && isZero(c.args().get(2));
    return number ? c.args().get(0) : null;
  }

  /// Whether the formula makes a truth value of numbers that are 0 or 1, without calculating.
  static boolean isLogic(Formula f) {
    return f.isTruth() && logic(f);
  }

  private static boolean logic(Formula f) {
    if (!(f instanceof Formula.Call c)) return !(f instanceof Formula.Scalar);
    boolean known =
        switch (c.prim()) {
          case AND, OR, NOT, EQ, NE, LT, LE, GT, GE, SELECT -> true;
          default -> false; // arithmetic depends on the type
        };
    if (!known) return false;
    for (Formula a : c.args()) if (!logic(a)) return false;
    return true;
  }
}
