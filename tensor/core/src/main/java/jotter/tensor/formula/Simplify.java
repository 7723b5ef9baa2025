package jotter.tensor.formula;

import static jotter.tensor.formula.Prim.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.formula.Formula.Call;
import jotter.tensor.formula.Formula.Constant;
import jotter.tensor.formula.Formula.Scalar;

/// Rewrites formulas of floating point numbers into shorter ones of the same value: constants are
/// folded, neutral elements and double negations vanish. `x·0` stays, since it is NaN for an
/// infinite `x`. Used on derivatives, where such terms arise by the dozen.
public final class Simplify {
  private Simplify() {}

  /// The shorter form of `f`.
  public static Formula of(Formula f) {
    return of(f, new HashMap<>());
  }

  private static Formula of(Formula f, Map<Formula, Formula> done) {
    if (!(f instanceof Call c)) return f;
    Formula known = done.get(f);
    if (known != null) return known;
    List<Formula> args = new ArrayList<>(c.args().size());
    for (Formula a : c.args()) args.add(of(a, done));
    Formula r = call(c.prim(), args);
    done.put(f, r);
    return r;
  }

  static Formula call(Prim p, List<Formula> args) {
    Formula a = args.get(0);
    Formula b = args.size() > 1 ? args.get(1) : null;
    if (a instanceof Constant x) {
      if (b instanceof Constant y && args.size() == 2) {
        Formula folded = fold(p, x.value(), y.value());
        if (folded != null) return folded;
      } else if (args.size() == 1) {
        Formula folded = fold(p, x.value());
        if (folded != null) return folded;
      }
    }
    Formula r =
        switch (p) {
          case ADD -> isConstant(a, 0) ? b : isConstant(b, 0) ? a : sum(a, b);
          case SUB -> isConstant(b, 0) ? a : isConstant(a, 0) ? call(NEG, List.of(b)) : diff(a, b);
          case MUL -> product(a, b);
          case DIV -> isConstant(b, 1) ? a : isConstant(b, -1) ? call(NEG, List.of(a)) : null;
          case POW -> isConstant(b, 1) ? a : isConstant(b, 2) ? new Call(MUL, List.of(a, a)) : null;
          case NEG ->
              a instanceof Call n && n.prim() == NEG
                  ? n.args().get(0)
                  : a instanceof Call s && s.prim() == SUB
                      ? new Call(SUB, List.of(s.args().get(1), s.args().get(0)))
                      : null;
          case CONJ ->
              isReal(a) ? a : a instanceof Call n && n.prim() == CONJ ? n.args().get(0) : null;
          case REAL -> isReal(a) ? a : null;
          case SELECT -> args.get(1).equals(args.get(2)) ? args.get(1) : null;
          default -> null; // every other primitive keeps its form
        };
    return r != null ? r : new Call(p, args);
  }

  private static Formula sum(Formula a, Formula b) {
    if (b instanceof Call n && n.prim() == NEG) return call(SUB, List.of(a, n.args().get(0)));
    if (a instanceof Call n && n.prim() == NEG) return call(SUB, List.of(b, n.args().get(0)));
    return null;
  }

  private static Formula diff(Formula a, Formula b) {
    return b instanceof Call n && n.prim() == NEG ? call(ADD, List.of(a, n.args().get(0))) : null;
  }

  private static Formula product(Formula a, Formula b) {
    if (isConstant(a, 1)) return b;
    if (isConstant(b, 1)) return a;
    if (isConstant(a, -1)) return call(NEG, List.of(b));
    if (isConstant(b, -1)) return call(NEG, List.of(a));
    if (a instanceof Call n && n.prim() == NEG)
      return call(NEG, List.of(call(MUL, List.of(n.args().get(0), b))));
    if (b instanceof Call n && n.prim() == NEG)
      return call(NEG, List.of(call(MUL, List.of(a, n.args().get(0)))));
    if (b instanceof Constant k
        && a instanceof Call m
        && m.prim() == MUL
        && m.args().get(1) instanceof Constant j)
      return call(MUL, List.of(m.args().get(0), new Constant(k.value() * j.value())));
    return null;
  }

  /// Whether the value has no imaginary part whatever the inputs are.
  static boolean isReal(Formula f) {
    return switch (f) {
      case Constant c -> true;
      case Scalar s -> true;
      case Formula.Input in -> false;
      case Call c ->
          switch (c.prim()) {
            case ABS, REAL, IMAG, ANGLE -> true;
            case ADD, SUB, MUL, DIV, NEG -> c.args().stream().allMatch(Simplify::isReal);
            case SELECT -> isReal(c.args().get(1)) && isReal(c.args().get(2));
            default -> c.prim().truth();
          };
    };
  }

  static boolean isConstant(Formula f, double value) {
    return f instanceof Constant c && c.value() == value;
  }

  private static Formula fold(Prim p, double x, double y) {
    return switch (p) {
      case ADD -> new Constant(x + y);
      case SUB -> new Constant(x - y);
      case MUL -> new Constant(x * y);
      case DIV -> new Constant(x / y);
      case POW -> new Constant(Math.pow(x, y));
      default -> null; // rare among constants
    };
  }

  private static Formula fold(Prim p, double x) {
    return switch (p) {
      case NEG -> new Constant(-x);
      case ABS -> new Constant(Math.abs(x));
      case SQRT -> x >= 0 ? new Constant(Math.sqrt(x)) : null;
      case LOG -> x > 0 ? new Constant(Math.log(x)) : null;
      case CONJ, REAL -> new Constant(x);
      default -> null; // rare among constants
    };
  }
}
