package jotter.tensor.formula;

import static jotter.tensor.formula.Prim.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import jotter.tensor.formula.Formula.Call;
import jotter.tensor.formula.Formula.Constant;
import jotter.tensor.formula.Formula.Input;
import jotter.tensor.formula.Formula.Scalar;

/// Derivatives of formulas, by reverse accumulation over the expression: each shared subexpression
/// collects its adjoint once.
///
/// One set of rules serves real and complex numbers. The gradient of a complex number is `dL/dRe +
/// i·dL/dIm`, so a holomorphic function with derivative `d` passes `g·conj(d)` back; in real
/// arithmetic `conj` is the identity. At kinks the rules are PyTorch's: `|x|` has slope 0 at 0,
/// equal arguments of a minimum or maximum get half each, an angle at the origin does not turn.
/// What was not selected gets an exact zero: a choice is made between the finished gradients of its
/// branches, not on the way to them, where 0·∞ would make it NaN.
public final class Derivative {
  private final int n;
  private final Formula root;
  private final Set<Formula> order = new LinkedHashSet<>();
  private final Map<Formula, Boolean> depends = new HashMap<>();
  private final Map<Formula, Formula> adjoints = new HashMap<>();
  private final int input;

  private Derivative(Formula root, int n, int input) {
    this.root = root;
    this.n = n;
    this.input = input;
  }

  /// The gradient of `program` with respect to input `index`, or null if it is zero everywhere.
  static Gradient of(Program program, int index) {
    int n = program.inputs();
    Formula g = new Derivative(program.formula(), n, index).run(new Input(n));
    if (g == null) return null;
    g = Simplify.of(g);
    if (Simplify.isConstant(g, 0)) return null;
    if (program.formula() instanceof Call) {
      g = replace(g, Map.of(program.formula(), new Input(n + 1)), new HashMap<>());
    }
    TreeSet<Integer> used = new TreeSet<>();
    inputs(g, used, new java.util.HashSet<>());
    int[] uses = used.stream().mapToInt(Integer::intValue).toArray();
    Map<Formula, Formula> numbers = new HashMap<>();
    for (int i = 0; i < uses.length; i++) numbers.put(new Input(uses[i]), new Input(i));
    g = replace(g, numbers, new HashMap<>());
    return new Gradient(
        Program.of(program.name() + "Backward" + (n > 1 ? index : ""), g, uses.length), uses);
  }

  /// The first primitive on the way from input `index` to the result that has no known derivative,
  /// or null.
  static Prim obstacle(Program program, int index) {
    Derivative d = new Derivative(program.formula(), program.inputs(), index);
    d.visit(program.formula());
    for (Formula f : d.order) {
      Call c = (Call) f;
      for (int i = 0; i < c.args().size(); i++)
        if (d.depends.get(c.args().get(i)) && !c.prim().differentiable(i)) return c.prim();
    }
    return null;
  }

  private static void inputs(Formula f, Set<Integer> used, Set<Formula> seen) {
    if (f instanceof Input in) used.add(in.index());
    else if (f instanceof Call c && seen.add(c)) c.args().forEach(a -> inputs(a, used, seen));
  }

  private static Formula replace(
      Formula f, Map<Formula, Formula> what, Map<Formula, Formula> done) {
    Formula r = what.get(f);
    if (r != null) return r;
    if (!(f instanceof Call c)) return f;
    r = done.get(f);
    if (r != null) return r;
    List<Formula> args = new ArrayList<>();
    for (Formula a : c.args()) args.add(replace(a, what, done));
    r = args.equals(c.args()) ? c : new Call(c.prim(), args);
    done.put(f, r);
    return r;
  }

  private Formula run(Formula upstream) {
    if (!visit(root)) return null;
    adjoints.put(root, upstream);
    List<Formula> list = new ArrayList<>(order);
    for (int i = list.size() - 1; i >= 0; i--) {
      Formula adjoint = adjoints.get(list.get(i));
      if (adjoint != null) pass((Call) list.get(i), adjoint);
    }
    return adjoints.get(new Input(input));
  }

  /// Post-order; gives whether `f` depends on the input.
  private boolean visit(Formula f) {
    Boolean known = depends.get(f);
    if (known != null) return known;
    boolean d =
        switch (f) {
          case Input in -> in.index() == input;
          case Scalar s -> false;
          case Constant c -> false;
          case Call c -> {
            boolean any = false;
            for (Formula a : c.args()) any |= visit(a);
            if (any) order.add(c);
            yield any;
          }
        };
    depends.put(f, d);
    return d;
  }

  private void to(Call c, int arg, java.util.function.Supplier<Formula> term) {
    Formula a = c.args().get(arg);
    if (!depends.get(a)) return;
    if (!c.prim().differentiable(arg))
      throw new UnsupportedOperationException(
          "the derivative of "
              + c.prim().name().toLowerCase(java.util.Locale.ROOT)
              + " with respect to its argument "
              + arg
              + " is not implemented; detach() the tensor or avoid requiresGrad on it");
    adjoints.merge(a, Simplify.of(term.get()), (p, q) -> p.add(q));
  }

  private static final Formula ZERO = new Constant(0);

  /// Argument `arg` of `c` passes `term` on where `condition` is false, and 0 where it is true.
  private void unless(
      Call c, Formula condition, int arg, java.util.function.Supplier<Formula> term) {
    if (depends.get(c.args().get(arg)))
      choose(condition, ZERO, whole(c.args().get(arg), term.get()));
  }

  private void choose(Formula condition, Formula yes, Formula no) {
    if (yes != ZERO || no != ZERO)
      adjoints.merge(new Input(input), condition.select(yes, no), (p, q) -> p.add(q));
  }

  /// The gradient with respect to the input of `f` alone, with `upstream` coming in.
  private Formula whole(Formula f, Formula upstream) {
    Formula r = new Derivative(f, n, input).run(Simplify.of(upstream));
    return r == null ? ZERO : Simplify.of(r);
  }

  private void pass(Call c, Formula g) {
    Formula a = c.args().get(0);
    Formula b = c.args().size() > 1 ? c.args().get(1) : null;
    switch (c.prim()) {
      case ADD -> {
        to(c, 0, () -> g);
        to(c, 1, () -> g);
      }
      case SUB -> {
        to(c, 0, () -> g);
        to(c, 1, g::neg);
      }
      case MUL -> {
        to(c, 0, () -> g.mul(b.conj()));
        to(c, 1, () -> g.mul(a.conj()));
      }
      case DIV -> {
        to(c, 0, () -> g.div(b.conj()));
        to(c, 1, () -> g.neg().mul(c.div(b).conj()));
      }
      case REMAINDER -> {
        to(c, 0, () -> g);
        to(c, 1, () -> g.neg().mul(a.floorDiv(b)));
      }
      case FMOD -> {
        to(c, 0, () -> g);
        to(c, 1, () -> g.neg().mul(a.truncDiv(b)));
      }
      case POW -> {
        powBase(c, g);
        // d/db a^b = a^b·log a, but 0 where a = 0 and b ≥ 0: there the log is -∞.
        unless(c, a.eq(0).and(b.real().ge(0)), 1, () -> g.mul(c.mul(a.log()).conj()));
      }
      case MAX -> {
        unless(c, a.lt(b), 0, () -> a.eq(b).select(g.mul(0.5), g));
        unless(c, b.lt(a), 1, () -> a.eq(b).select(g.mul(0.5), g));
      }
      case MIN -> {
        unless(c, a.gt(b), 0, () -> a.eq(b).select(g.mul(0.5), g));
        unless(c, b.gt(a), 1, () -> a.eq(b).select(g.mul(0.5), g));
      }
      case ATAN2 -> {
        // At the origin there is no angle to turn; PyTorch passes 0.
        Formula length = a.square().add(b.square());
        Formula r = g.div(length);
        unless(c, length.eq(0), 0, () -> r.mul(b));
        unless(c, length.eq(0), 1, () -> r.mul(a).neg());
      }
      case COPYSIGN -> unless(c, a.eq(0), 0, () -> g.mul(c.div(a)));
      case NEG -> to(c, 0, g::neg);
      case ABS -> to(c, 0, () -> g.real().mul(a.sign()));
      case SIGN -> {
        // Turning z turns sgn(z): only the part of g across z counts. Of a real z there is none.
        Formula across = c.conj().mul(g).imag().div(a.abs());
        unless(c, a.eq(0), 0, () -> ZERO.complex(across).mul(c));
      }
      case SELECT -> choose(a, whole(b, g), whole(c.args().get(2), g));
      case REAL -> to(c, 0, g::real);
      case IMAG -> to(c, 0, () -> ZERO.complex(g.real()));
      case CONJ -> to(c, 0, g::conj);
      case COMPLEX -> {
        to(c, 0, g::real);
        to(c, 1, g::imag);
      }
      case ANGLE -> {
        Formula r = g.real().div(a.real().square().add(a.imag().square()));
        unless(c, a.eq(0), 0, () -> a.imag().neg().mul(r).complex(a.real().mul(r)));
      }
      case POLYGAMMA -> {
        to(c, 0, () -> g);
        to(c, 1, () -> g.mul(a.add(1).special(POLYGAMMA, b)));
      }
      case ZETA -> {
        to(c, 0, () -> g);
        to(c, 1, () -> g.mul(a.neg().mul(a.add(1).special(ZETA, b))));
      }
      case GAMMAINC -> {
        to(c, 0, () -> g);
        to(c, 1, () -> g.mul(gammaDensity(a, b)));
      }
      case GAMMAINCC -> {
        to(c, 0, () -> g);
        to(c, 1, () -> g.neg().mul(gammaDensity(a, b)));
      }
      case FLOOR_DIV, TRUNC_DIV, FLOOR, CEIL, TRUNC, ROUND -> {}
      case LT, LE, GT, GE, EQ, NE, AND, OR, NOT -> {}
      case BIT_AND, BIT_OR, BIT_XOR, BIT_NOT, SHIFT_LEFT, SHIFT_RIGHT -> {}
      case EXP,
          EXPM1,
          LOG,
          LOG1P,
          LOG2,
          LOG10,
          SQRT,
          SIN,
          COS,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          ASINH,
          ACOSH,
          ATANH,
          SIGMOID,
          ERF,
          ERFC,
          ERFCX,
          ERFINV,
          LGAMMA,
          DIGAMMA,
          NDTRI,
          LOG_NDTR,
          I0,
          I0E,
          I1,
          I1E ->
          to(c, 0, () -> holomorphic(c, a, g));
      // The neighbour moves with its first argument.
      case NEXTAFTER -> unless(c, a.eq(b), 0, () -> g);
      case K0,
          K0E,
          K1,
          K1E,
          J0,
          J1,
          Y0,
          Y1,
          AIRY_AI,
          SPHERICAL_J0,
          CHEBYSHEV_T,
          CHEBYSHEV_U,
          CHEBYSHEV_V,
          CHEBYSHEV_W,
          SHIFTED_CHEBYSHEV_T,
          SHIFTED_CHEBYSHEV_U,
          SHIFTED_CHEBYSHEV_V,
          SHIFTED_CHEBYSHEV_W,
          HERMITE_H,
          HERMITE_HE,
          LAGUERRE_L,
          LEGENDRE_P -> {
        for (int i = 0; i < c.args().size(); i++) to(c, i, () -> g);
      }
    }
  }

  private void powBase(Call c, Formula g) {
    Formula a = c.args().get(0);
    Formula b = c.args().get(1);
    if (!(b instanceof Constant k))
      unless(c, b.eq(0), 0, () -> g.mul(b.mul(a.pow(b.sub(1))).conj()));
    else if (k.value() != 0) to(c, 0, () -> g.mul(a.pow(k.value() - 1).mul(k).conj()));
  }

  private static Formula gammaDensity(Formula a, Formula x) {
    return a.sub(1).mul(x.log()).sub(x).sub(a.lgamma()).exp();
  }

  /// c/a, and ½ where a = 0.
  private static Formula overItself(Formula c, Formula a) {
    return a.eq(0).select(0.5, c.div(a.eq(0).select(1, a)));
  }

  /// `g·conj(d)`, or `g/conj(1/d)` where the reciprocal is the simpler one.
  private static Formula holomorphic(Call c, Formula a, Formula g) {
    Formula one = Formula.of(1);
    return switch (c.prim()) {
      case EXP -> g.mul(c.conj());
      case EXPM1 -> g.mul(c.add(1).conj());
      case LOG -> g.div(a.conj());
      case LOG1P -> g.div(a.add(1).conj());
      case LOG2 -> g.div(a.mul(Math.log(2)).conj());
      case LOG10 -> g.div(a.mul(Math.log(10)).conj());
      case SQRT -> g.div(c.mul(2).conj());
      case SIN -> g.mul(a.cos().conj());
      case COS -> g.mul(a.sin().neg().conj());
      case TAN -> g.mul(c.square().add(1).conj());
      case ASIN -> g.div(one.sub(a.square()).sqrt().conj());
      case ACOS -> g.neg().div(one.sub(a.square()).sqrt().conj());
      case ATAN -> g.div(a.square().add(1).conj());
      case SINH -> g.mul(a.cosh().conj());
      case COSH -> g.mul(a.sinh().conj());
      case TANH -> g.mul(one.sub(c.square()).conj());
      case ASINH -> g.div(a.square().add(1).sqrt().conj());
      case ACOSH -> g.div(a.sub(1).sqrt().mul(a.add(1).sqrt()).conj());
      case ATANH -> g.div(one.sub(a.square()).conj());
      case SIGMOID -> g.mul(one.sub(c).mul(c).conj());
      case ERF -> g.mul(a.square().neg().exp().mul(2 / Math.sqrt(Math.PI)));
      case ERFC -> g.mul(a.square().neg().exp().mul(-2 / Math.sqrt(Math.PI)));
      case ERFCX -> g.mul(a.mul(2).mul(c).sub(2 / Math.sqrt(Math.PI)));
      case ERFINV -> g.mul(c.square().exp().mul(Math.sqrt(Math.PI) / 2));
      case LGAMMA -> g.mul(a.digamma());
      case DIGAMMA -> g.mul(one.special(POLYGAMMA, a));
      case NDTRI -> g.mul(c.square().mul(0.5).exp().mul(Math.sqrt(2 * Math.PI)));
      case LOG_NDTR -> g.mul(Math.sqrt(2 / Math.PI)).div(a.mul(-Math.sqrt(0.5)).special(ERFCX));
      case I0 -> g.mul(a.special(I1));
      case I0E -> g.mul(a.special(I1E).sub(a.sign().mul(c)));
      // I₁(x)/x is ½ at 0. The divisor there is 1, so that the next derivative has no 0/0 either.
      case I1 -> g.mul(a.special(I0).sub(overItself(c, a)));
      case I1E -> g.mul(a.special(I0E).sub(overItself(c, a)).sub(c.mul(a.sign())));
      default -> throw new AssertionError(c.prim());
    };
  }
}
