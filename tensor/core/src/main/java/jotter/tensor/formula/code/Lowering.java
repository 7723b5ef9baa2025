package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jotter.tensor.formula.ComplexParts;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Formula.Call;
import jotter.tensor.formula.Prim;
import jotter.tensor.formula.Special;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.formula.code.Code.Step;

/// Translates formulas to {@link Code}.
public final class Lowering {
  private final Code code = new Code();
  private final Elementary elementary;
  private final Trigonometry trigonometry;
  private final Areas areas;
  private final Rounding rounding;
  private final Errors errors;
  private final Gammas gammas;
  private final Kind kind;
  private final Map<Formula, Integer> done = new HashMap<>();

  private Lowering(Kind kind) {
    this.kind = kind;
    this.elementary = new Elementary(code, kind);
    this.trigonometry = new Trigonometry(code, kind);
    this.areas = new Areas(code, kind, elementary);
    this.rounding = new Rounding(code, kind);
    this.errors = new Errors(code, kind, elementary);
    this.gammas = new Gammas(code, kind, elementary, rounding);
  }

  /// The code of `f` over numbers of `kind`; its one result is a number (1 or 0 for truth).
  public static Code of(Formula f, Kind kind) {
    Lowering l = new Lowering(kind);
    l.code.outputs(l.number(f));
    return l.code;
  }

  /// The code of several formulas over the same inputs, with a result for each.
  public static Code of(List<Formula> fs, Kind kind) {
    Lowering l = new Lowering(kind);
    int[] results = new int[fs.size()];
    for (int i = 0; i < results.length; i++) results[i] = l.number(fs.get(i));
    l.code.outputs(results);
    return l.code;
  }

  /// The code of `f` over complex numbers with parts of `kind`: inputs `2i`, `2i+1` are the parts
  /// of input `i`, the two results those of the value.
  public static Code complex(Formula f, Kind kind) {
    ComplexParts p = ComplexParts.of(f);
    Lowering l = new Lowering(kind);
    int re = l.number(p.re());
    l.code.outputs(re, l.number(p.imag()));
    return l.code;
  }

  private int number(Formula f) {
    int s = value(f);
    if (code.kind(s) != Kind.TRUTH) return s;
    return code.step(SELECT, kind, s, constant(1), constant(0));
  }

  private int truth(Formula f) {
    int s = value(f);
    if (code.kind(s) == Kind.TRUTH) return s;
    return code.step(NE, Kind.TRUTH, s, constant(0), -1);
  }

  private int constant(double v) {
    return code.constant(kind, v);
  }

  private int value(Formula f) {
    return switch (f) {
      case Formula.Input in -> code.step(INPUT, kind, in.index(), -1, -1);
      case Formula.Scalar s -> code.step(SCALAR, kind, s.index(), -1, -1);
      case Formula.Constant c -> constant(c.value());
      case Call c -> {
        Integer known = done.get(c);
        if (known == null) {
          known = call(c);
          done.put(c, known);
        }
        yield known;
      }
    };
  }

  private int step(Code.Op op, int a) {
    return code.step(op, kind, a, -1, -1);
  }

  private int step(Code.Op op, int a, int b) {
    return code.step(op, kind, a, b, -1);
  }

  private int call(Call c) {
    Formula fx = c.args().get(0);
    Formula fy = c.args().size() > 1 ? c.args().get(1) : null;
    return switch (c.prim()) {
      case AND -> code.step(AND, Kind.TRUTH, truth(fx), truth(fy), -1);
      case OR -> code.step(OR, Kind.TRUTH, truth(fx), truth(fy), -1);
      case NOT -> code.step(NOT, Kind.TRUTH, truth(fx), -1, -1);
      case SELECT -> {
        int t = truth(fx);
        Formula fz = c.args().get(2);
        if (fy.isTruth() && fz.isTruth()) {
          int yes = code.step(AND, Kind.TRUTH, t, truth(fy), -1);
          int not = code.step(NOT, Kind.TRUTH, t, -1, -1);
          int no = code.step(AND, Kind.TRUTH, not, truth(fz), -1);
          yield code.step(OR, Kind.TRUTH, yes, no, -1);
        }
        yield code.step(SELECT, kind, t, number(fy), number(fz));
      }
      case IMAG -> constant(0);
      case EQ, NE, LT, LE, GT, GE -> compare(c.prim(), number(fx), number(fy));
      case POW -> pow(number(fx), number(fy));
      default -> {
        int x = number(fx);
        yield fy == null ? unary(c.prim(), x) : binary(c.prim(), x, number(fy));
      }
    };
  }

  private int compare(Prim p, int x, int y) {
    return switch (p) {
      case LT -> code.step(LT, Kind.TRUTH, x, y, -1);
      case LE -> code.step(LE, Kind.TRUTH, x, y, -1);
      case GT -> code.step(LT, Kind.TRUTH, y, x, -1);
      case GE -> code.step(LE, Kind.TRUTH, y, x, -1);
      case EQ -> code.step(EQ, Kind.TRUTH, x, y, -1);
      default -> code.step(NE, Kind.TRUTH, x, y, -1);
    };
  }

  private int unary(Prim p, int x) {
    boolean real = kind.isFloat();
    return switch (p) {
      case NEG -> step(NEG, x);
      case ABS -> step(ABS, x);
      case SIGN ->
          code.step(
              SELECT,
              kind,
              compare(Prim.GT, x, constant(0)),
              constant(1),
              code.step(SELECT, kind, compare(Prim.LT, x, constant(0)), constant(-1), constant(0)));
      case REAL, CONJ -> x;
      case ANGLE -> {
        if (!real)
          yield code.step(SELECT, kind, compare(Prim.LT, x, constant(0)), constant(3), constant(0));
        int zero = code.step(SELECT, kind, compare(Prim.EQ, x, x), constant(0), x);
        yield code.step(SELECT, kind, compare(Prim.LT, x, constant(0)), constant(Math.PI), zero);
      }
      case FLOOR -> real ? rounding.floor(x) : x;
      case CEIL -> real ? rounding.ceil(x) : x;
      case TRUNC -> real ? rounding.trunc(x) : x;
      case ROUND -> real ? rounding.rint(x) : x;
      case BIT_NOT -> {
        integersOnly(p);
        yield step(NOT, x);
      }
      default -> {
        floatsOnly(p);
        yield switch (p) {
          case SQRT -> step(SQRT, x);
          case EXP -> elementary.exp(x);
          case EXPM1 -> elementary.expm1(x);
          case LOG -> elementary.log(x);
          case LOG1P -> elementary.log1p(x);
          case LOG2 -> elementary.log2(x);
          case TANH -> elementary.tanh(x);
          case SIGMOID -> elementary.sigmoid(x);
          case ERF -> errors.erf(x);
          case ERFC -> errors.erfc(x);
          case ERFINV -> errors.erfinv(x);
          case LGAMMA -> gammas.lgamma(x);
          case DIGAMMA -> gammas.digamma(x);
          case LOG10 -> elementary.log10(x);
          case SIN -> trigonometry.sin(x);
          case COS -> trigonometry.cos(x);
          case TAN -> trigonometry.tan(x);
          case ASIN -> trigonometry.asin(x);
          case ACOS -> trigonometry.acos(x);
          case ATAN -> trigonometry.atan(x);
          case SINH -> elementary.sinh(x);
          case COSH -> elementary.cosh(x);
          case ASINH -> areas.asinh(x);
          case ACOSH -> areas.acosh(x);
          case ATANH -> areas.atanh(x);
          default -> external(Special.class, Names.method(p), x);
        };
      }
    };
  }

  private int binary(Prim p, int x, int y) {
    boolean real = kind.isFloat();
    return switch (p) {
      case ADD -> step(ADD, x, y);
      case SUB -> step(SUB, x, y);
      case MUL -> step(MUL, x, y);
      case MIN -> step(MIN, x, y);
      case MAX -> step(MAX, x, y);
      case DIV -> real ? step(DIV, x, y) : direct(Ints.class, "truncDiv", x, y);
      case FLOOR_DIV -> real ? rounding.floorDiv(x, y) : direct(Ints.class, "floorDiv", x, y);
      case TRUNC_DIV ->
          real ? rounding.trunc(step(DIV, x, y)) : direct(Ints.class, "truncDiv", x, y);
      case REMAINDER -> real ? rounding.remainder(x, y) : direct(Ints.class, "remainder", x, y);
      case FMOD -> real ? rounding.fmod(x, y) : direct(Ints.class, "fmod", x, y);
      case COMPLEX -> x;
      case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT -> {
        integersOnly(p);
        yield switch (p) {
          case BIT_AND -> step(AND, x, y);
          case BIT_OR -> step(OR, x, y);
          case BIT_XOR -> step(XOR, x, y);
          case SHIFT_LEFT -> shifts(y) ? step(SHL, x, y) : direct(Ints.class, "shiftLeft", x, y);
          default -> shifts(y) ? step(SHR, x, y) : direct(Ints.class, "shiftRight", x, y);
        };
      }
      default -> {
        floatsOnly(p);
        yield switch (p) {
          case COPYSIGN -> elementary.copySign(x, y);
          case ATAN2 -> trigonometry.atan2(x, y);
          // The neighbour in the type itself, not in float64.
          case NEXTAFTER -> direct(Special.class, "nextAfter", x, y);
          default -> external(Special.class, Names.method(p), x, y);
        };
      }
    };
  }

  /// Whether `y` is a distance that the processor shifts by.
  private boolean shifts(int y) {
    Step s = code.steps().get(y);
    return s.op() == CONSTANT && s.bits() >= 0 && s.bits() < (kind == Kind.I32 ? 32 : 64);
  }

  private int pow(int x, int y) {
    if (!kind.isFloat()) return direct(Ints.class, "pow", x, y);
    Step s = code.steps().get(y);
    if (s.op() == CONSTANT) {
      double e = s.number();
      if (e == 0) return constant(1);
      if (e == 1) return x;
      if (e == 2) return step(MUL, x, x);
      if (e == 3) return step(MUL, step(MUL, x, x), x);
      if (e == 4) {
        int q = step(MUL, x, x);
        return step(MUL, q, q);
      }
      if (e == -1) return step(DIV, constant(1), x);
      if (e == -2) return step(DIV, constant(1), step(MUL, x, x));
      if (e == 0.5) return step(SQRT, x);
      if (e == -0.5) return step(DIV, constant(1), step(SQRT, x));
    }
    return external(Special.class, "pow", x, y);
  }

  /// A method over numbers of this very kind.
  private int direct(Class<?> owner, String method, int x, int y) {
    return code.add(new Step(CALL, kind, x, y, -1, 0, owner, method));
  }

  /// A method over float64: float32 is widened, and the result rounded.
  private int external(Class<?> owner, String method, int x) {
    if (kind == Kind.F64) return code.add(new Step(CALL, kind, x, -1, -1, 0, owner, method));
    int wide = code.step(WIDEN, Kind.F64, x, -1, -1);
    int r = code.add(new Step(CALL, Kind.F64, wide, -1, -1, 0, owner, method));
    return code.step(NARROW, Kind.F32, r, -1, -1);
  }

  private int external(Class<?> owner, String method, int x, int y) {
    if (kind == Kind.F64) return code.add(new Step(CALL, kind, x, y, -1, 0, owner, method));
    int a = code.step(WIDEN, Kind.F64, x, -1, -1);
    int b = code.step(WIDEN, Kind.F64, y, -1, -1);
    int r = code.add(new Step(CALL, Kind.F64, a, b, -1, 0, owner, method));
    return code.step(NARROW, Kind.F32, r, -1, -1);
  }

  private void floatsOnly(Prim p) {
    if (!kind.isFloat())
      throw new IllegalArgumentException(
          p.name().toLowerCase(Locale.ROOT)
              + " is not defined for integers; convert to a floating point type first");
  }

  private void integersOnly(Prim p) {
    if (kind.isFloat())
      throw new IllegalArgumentException(
          p.name().toLowerCase(Locale.ROOT)
              + " is defined for integers and bool only; convert the tensor first");
  }
}
