package jotter.tensor.formula;

import java.util.List;
import java.util.Locale;
import jotter.tensor.formula.Formula.Call;

/// The text of formulas in LaTeX, as a notebook shows them.
public final class Latex {
  private static final String[] NAMES = {"x", "y", "z", "w"};
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int SIGN = 3;
  private static final int POWER = 4;
  private static final int ATOM = 5;

  private Latex() {}

  /// The text of `f`, without dollar signs. Inputs are called x, y, z, w, scalar attributes p₀, p₁.
  public static String of(Formula f) {
    return text(f, 0);
  }

  private static String text(Formula f, int context) {
    return switch (f) {
      case Formula.Input in ->
          in.index() < NAMES.length ? NAMES[in.index()] : "x_{" + in.index() + "}";
      case Formula.Scalar s -> "p_{" + s.index() + "}";
      case Formula.Constant c -> wrap(number(c.value()), c.value() < 0 ? SIGN : ATOM, context);
      case Call c -> call(c, context);
    };
  }

  private static String number(double v) {
    if (Double.isNaN(v)) return "\\mathrm{NaN}";
    if (Double.isInfinite(v)) return v > 0 ? "\\infty" : "-\\infty";
    if (v == Math.rint(v) && Math.abs(v) < 1e15) return Long.toString((long) v);
    for (Named n : CONSTANTS) if (Math.abs(v - n.value) <= 1e-15 * n.value) return n.text;
    String s = String.format(Locale.ROOT, "%.6g", v);
    int e = s.indexOf('e');
    if (e >= 0)
      return trim(s.substring(0, e)) + "\\cdot 10^{" + Integer.parseInt(s.substring(e + 1)) + "}";
    return trim(s);
  }

  private static String trim(String s) {
    return s.indexOf('.') < 0 ? s : s.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  private record Named(double value, String text) {}

  private static final List<Named> CONSTANTS =
      List.of(
          new Named(0.5, "\\tfrac{1}{2}"),
          new Named(Math.PI, "\\pi"),
          new Named(Math.sqrt(2), "\\sqrt{2}"),
          new Named(Math.sqrt(0.5), "\\tfrac{1}{\\sqrt{2}}"),
          new Named(2 / Math.sqrt(Math.PI), "\\tfrac{2}{\\sqrt{\\pi}}"),
          new Named(Math.sqrt(2 / Math.PI), "\\sqrt{\\tfrac{2}{\\pi}}"),
          new Named(1 / Math.sqrt(2 * Math.PI), "\\tfrac{1}{\\sqrt{2\\pi}}"),
          new Named(Math.log(2), "\\ln 2"));

  private static String wrap(String s, int level, int context) {
    return level < context ? "\\left(" + s + "\\right)" : s;
  }

  private static String call(Call c, int context) {
    List<Formula> a = c.args();
    Formula x = a.get(0);
    Formula y = a.size() > 1 ? a.get(1) : null;
    return switch (c.prim()) {
      case ADD -> wrap(text(x, SUM) + " + " + text(y, SUM), SUM, context);
      case SUB -> wrap(text(x, SUM) + " - " + text(y, PRODUCT), SUM, context);
      case MUL ->
          x.equals(y)
              ? wrap(text(x, ATOM) + "^{2}", POWER, context)
              : wrap(text(x, PRODUCT) + " \\cdot " + text(y, SIGN), PRODUCT, context);
      case DIV -> wrap("\\frac{" + text(x, 0) + "}{" + text(y, 0) + "}", PRODUCT, context);
      case FLOOR_DIV ->
          "\\left\\lfloor\\frac{" + text(x, 0) + "}{" + text(y, 0) + "}\\right\\rfloor";
      case TRUNC_DIV -> "\\operatorname{trunc}\\frac{" + text(x, 0) + "}{" + text(y, 0) + "}";
      case REMAINDER -> wrap(text(x, SIGN) + " \\bmod " + text(y, SIGN), PRODUCT, context);
      case POW -> wrap(text(x, ATOM) + "^{" + text(y, 0) + "}", POWER, context);
      case NEG -> wrap("-" + text(x, SIGN), SIGN, context);
      case ABS -> "\\left|" + text(x, 0) + "\\right|";
      case EXP -> wrap("e^{" + text(x, 0) + "}", POWER, context);
      case SQRT -> "\\sqrt{" + text(x, 0) + "}";
      case FLOOR -> "\\left\\lfloor " + text(x, 0) + "\\right\\rfloor";
      case CEIL -> "\\left\\lceil " + text(x, 0) + "\\right\\rceil";
      case LT -> infix(c, "<", context);
      case LE -> infix(c, "\\le", context);
      case GT -> infix(c, ">", context);
      case GE -> infix(c, "\\ge", context);
      case EQ -> infix(c, "=", context);
      case NE -> infix(c, "\\ne", context);
      case AND -> infix(c, "\\land", context);
      case OR -> infix(c, "\\lor", context);
      case NOT -> "\\lnot " + text(x, ATOM);
      case BIT_AND -> infix(c, "\\mathbin{\\&}", context);
      case BIT_OR -> infix(c, "\\mathbin{|}", context);
      case BIT_XOR -> infix(c, "\\oplus", context);
      case BIT_NOT -> "{\\sim}" + text(x, ATOM);
      case SHIFT_LEFT -> infix(c, "\\ll", context);
      case SHIFT_RIGHT -> infix(c, "\\gg", context);
      case SELECT ->
          "\\begin{cases}"
              + text(y, 0)
              + " & "
              + text(x, 0)
              + " \\\\ "
              + text(a.get(2), 0)
              + " & \\text{otherwise}\\end{cases}";
      case CONJ -> "\\overline{" + text(x, 0) + "}";
      case REAL -> function("\\operatorname{Re}", a);
      case IMAG -> function("\\operatorname{Im}", a);
      case COMPLEX -> wrap(text(x, SUM) + " + i\\," + text(y, SIGN), SUM, context);
      case ANGLE -> function("\\arg", a);
      case SIGMOID -> function("\\sigma", a);
      case LOG -> function("\\ln", a);
      case LOG2 -> function("\\log_{2}", a);
      case LOG10 -> function("\\log_{10}", a);
      case SIN, COS, TAN, SINH, COSH, TANH, MIN, MAX ->
          function("\\" + c.prim().name().toLowerCase(Locale.ROOT), a);
      case ASIN, ACOS, ATAN ->
          function("\\arc" + c.prim().name().substring(1).toLowerCase(Locale.ROOT), a);
      case LGAMMA ->
          wrap("\\ln\\left|\\Gamma\\left(" + text(x, 0) + "\\right)\\right|", PRODUCT, context);
      case DIGAMMA -> function("\\psi", a);
      case POLYGAMMA ->
          "\\psi^{\\left(" + text(x, 0) + "\\right)}\\left(" + text(y, 0) + "\\right)";
      case ZETA -> function("\\zeta", a);
      case GAMMAINC -> function("P", a);
      case GAMMAINCC -> function("Q", a);
      case I0, I1, K0, K1, J0, J1, Y0, Y1 ->
          function(c.prim().name().charAt(0) + "_{" + c.prim().name().charAt(1) + "}", a);
      case AIRY_AI -> function("\\mathrm{Ai}", a);
      case SPHERICAL_J0 -> function("j_{0}", a);
      case CHEBYSHEV_T -> indexed("T", a);
      case CHEBYSHEV_U -> indexed("U", a);
      case CHEBYSHEV_V -> indexed("V", a);
      case CHEBYSHEV_W -> indexed("W", a);
      case SHIFTED_CHEBYSHEV_T -> indexed("T^{*}", a);
      case SHIFTED_CHEBYSHEV_U -> indexed("U^{*}", a);
      case SHIFTED_CHEBYSHEV_V -> indexed("V^{*}", a);
      case SHIFTED_CHEBYSHEV_W -> indexed("W^{*}", a);
      case HERMITE_H -> indexed("H", a);
      case HERMITE_HE -> indexed("\\mathit{He}", a);
      case LAGUERRE_L -> indexed("L", a);
      case LEGENDRE_P -> indexed("P", a);
      case FMOD,
          ATAN2,
          COPYSIGN,
          NEXTAFTER,
          SIGN,
          EXPM1,
          LOG1P,
          ASINH,
          ACOSH,
          ATANH,
          TRUNC,
          ROUND,
          ERF,
          ERFC,
          ERFCX,
          ERFINV,
          NDTRI,
          LOG_NDTR,
          I0E,
          I1E,
          K0E,
          K1E ->
          function(
              "\\operatorname{"
                  + c.prim().name().toLowerCase(Locale.ROOT).replace("_", "\\_")
                  + "}",
              a);
    };
  }

  private static String infix(Call c, String op, int context) {
    return wrap(
        text(c.args().get(0), SUM) + " " + op + " " + text(c.args().get(1), SUM), 0, context);
  }

  private static String function(String name, List<Formula> args) {
    StringBuilder s = new StringBuilder(name).append("\\left(");
    for (int i = 0; i < args.size(); i++) s.append(i > 0 ? ", " : "").append(text(args.get(i), 0));
    return s.append("\\right)").toString();
  }

  private static String indexed(String name, List<Formula> args) {
    return name + "_{" + text(args.get(1), 0) + "}\\left(" + text(args.get(0), 0) + "\\right)";
  }
}
