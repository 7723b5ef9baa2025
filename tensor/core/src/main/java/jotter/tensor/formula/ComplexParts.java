package jotter.tensor.formula;

import static jotter.tensor.formula.Prim.*;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import jotter.tensor.formula.Formula.Call;
import jotter.tensor.formula.Formula.Constant;
import jotter.tensor.formula.Formula.Input;
import jotter.tensor.formula.Formula.Scalar;

/// A formula over complex numbers as two formulas over real ones: inputs `2i` and `2i+1` are the
/// real and imaginary part of input `i`.
///
/// Branch cuts follow C99 and PyTorch: along the negative real axis, continuous with the sign of
/// the imaginary zero. The inverse functions are Kahan's ("Branch Cuts for Complex Elementary
/// Functions, or Much Ado About Nothing's Sign Bit", 1987); absolute values and quotients are
/// scaled so that they do not overflow on the way.
///
/// @param re the real part
/// @param im the imaginary part; null if it is zero whatever the inputs are
public record ComplexParts(Formula re, Formula im) {
  private static final Formula ZERO = new Constant(0);
  private static final Formula ONE = new Constant(1);
  private static final Formula INF = new Constant(Double.POSITIVE_INFINITY);

  /// The parts of `f`.
  public static ComplexParts of(Formula f) {
    return of(f, new HashMap<>());
  }

  /// The imaginary part as a formula.
  public Formula imag() {
    return im == null ? ZERO : im;
  }

  private static ComplexParts of(Formula f, Map<Formula, ComplexParts> done) {
    return switch (f) {
      case Input in -> new ComplexParts(Formula.in(2 * in.index()), Formula.in(2 * in.index() + 1));
      case Scalar s -> new ComplexParts(s, null);
      case Constant k -> new ComplexParts(k, null);
      case Call c -> {
        ComplexParts known = done.get(c);
        if (known == null) {
          ComplexParts[] a = new ComplexParts[c.args().size()];
          for (int i = 0; i < a.length; i++) a[i] = of(c.args().get(i), done);
          known = call(c.prim(), a);
          done.put(c, known);
        }
        yield known;
      }
    };
  }

  private static ComplexParts call(Prim p, ComplexParts[] args) {
    ComplexParts x = args[0];
    ComplexParts y = args.length > 1 ? args[1] : null;
    return switch (p) {
      case ADD -> x.plus(y);
      case SUB -> x.plus(y.neg());
      case MUL -> x.times(y);
      case DIV -> x.over(y);
      case POW -> x.pow(y);
      case NEG -> x.neg();
      case ABS -> real(x.im == null ? x.re.abs() : hypot(x.re, x.im));
      case SIGN -> x.sgn();
      case EXP -> x.exp();
      case EXPM1 -> x.expm1();
      case LOG -> x.log();
      case LOG1P -> x.log1p();
      case LOG2 -> x.log().scale(1 / Math.log(2));
      case LOG10 -> x.log().scale(1 / Math.log(10));
      case SQRT -> x.sqrt();
      case SIN ->
          new ComplexParts(x.re.sin().mul(x.imag().cosh()), x.re.cos().mul(x.imag().sinh()));
      case COS ->
          new ComplexParts(x.re.cos().mul(x.imag().cosh()), x.re.sin().mul(x.imag().sinh()).neg());
      case TAN -> x.timesI().tanh().overI();
      case SINH ->
          new ComplexParts(x.re.sinh().mul(x.imag().cos()), x.re.cosh().mul(x.imag().sin()));
      case COSH ->
          new ComplexParts(x.re.cosh().mul(x.imag().cos()), x.re.sinh().mul(x.imag().sin()));
      case TANH -> x.tanh();
      case ASIN -> x.asin();
      case ACOS -> x.acos();
      case ATAN -> x.timesI().atanh().overI();
      case ASINH -> x.timesI().asin().overI();
      case ACOSH -> x.acosh();
      case ATANH -> x.atanh();
      case SIGMOID -> real(ONE).over(x.neg().exp().plus(real(ONE)));
      case EQ -> real(x.re.eq(y.re).and(x.imag().eq(y.imag())));
      case NE -> real(x.re.ne(y.re).or(x.imag().ne(y.imag())));
      case AND -> real(x.truth().and(y.truth()));
      case OR -> real(x.truth().or(y.truth()));
      case NOT -> real(x.truth().not());
      // Only derivatives compare complex numbers by order, of exponents and such: by real part.
      case LT, LE, GT, GE -> real(new Call(p, java.util.List.of(x.re, y.re)));
      case SELECT -> {
        Formula t = x.truth();
        ComplexParts z = args[2];
        yield new ComplexParts(
            t.select(y.re, z.re),
            y.im == null && z.im == null ? null : t.select(y.imag(), z.imag()));
      }
      case REAL -> real(x.re);
      case IMAG -> real(x.imag());
      case CONJ -> x.im == null ? x : new ComplexParts(x.re, x.im.neg());
      case COMPLEX -> new ComplexParts(x.re, y.re);
      case ANGLE -> real(x.im == null ? x.re.angle() : x.im.atan2(x.re));
      default ->
          throw new UnsupportedOperationException(
              p.name().toLowerCase(Locale.ROOT)
                  + " is not defined for complex numbers; take real(), imag() or abs() first");
    };
  }

  private static ComplexParts real(Formula re) {
    return new ComplexParts(re, null);
  }

  private Formula truth() {
    if (re.isTruth()) return re;
    return im == null ? re.ne(0) : re.ne(0).or(im.ne(0));
  }

  private ComplexParts neg() {
    return new ComplexParts(re.neg(), im == null ? null : im.neg());
  }

  private ComplexParts scale(double k) {
    return new ComplexParts(re.mul(k), im == null ? null : im.mul(k));
  }

  private ComplexParts plus(ComplexParts y) {
    Formula i = im == null ? y.im : y.im == null ? im : im.add(y.im);
    return new ComplexParts(re.add(y.re), i);
  }

  private ComplexParts times(ComplexParts y) {
    if (y.im == null) return new ComplexParts(re.mul(y.re), im == null ? null : im.mul(y.re));
    if (im == null) return new ComplexParts(re.mul(y.re), re.mul(y.im));
    return new ComplexParts(re.mul(y.re).sub(im.mul(y.im)), re.mul(y.im).add(im.mul(y.re)));
  }

  private ComplexParts timesI() {
    return new ComplexParts(imag().neg(), re);
  }

  private ComplexParts overI() {
    return new ComplexParts(imag(), re.neg());
  }

  /// R. L. Smith, Algorithm 116, CACM 1962: scaled by the larger part of the divisor.
  private ComplexParts over(ComplexParts y) {
    if (y.im == null) return new ComplexParts(re.div(y.re), im == null ? null : im.div(y.re));
    Formula a = re;
    Formula b = imag();
    Formula c = y.re;
    Formula d = y.im;
    Formula wide = c.abs().ge(d.abs());
    Formula big = wide.select(c, d);
    Formula small = wide.select(d, c);
    Formula r = small.div(big);
    Formula scale = big.add(small.mul(r)).reciprocal();
    Formula p = wide.select(a.add(b.mul(r)), a.mul(r).add(b));
    Formula q = wide.select(b.sub(a.mul(r)), b.mul(r).sub(a));
    Formula zero = c.eq(0).and(d.eq(0));
    return new ComplexParts(
        zero.select(a.div(c.abs()), p.mul(scale)), zero.select(b.div(d.abs()), q.mul(scale)));
  }

  private static Formula hypot(Formula a, Formula b) {
    Formula x = a.abs();
    Formula y = b.abs();
    Formula big = x.max(y);
    Formula r = x.min(y).div(big);
    Formula h = big.eq(0).select(ZERO, big.mul(r.square().add(1).sqrt()));
    return x.eq(INF).or(y.eq(INF)).select(INF, h);
  }

  private ComplexParts sgn() {
    if (im == null) return real(re.sign());
    Formula h = hypot(re, im);
    Formula zero = h.eq(0);
    return new ComplexParts(zero.select(ZERO, re.div(h)), zero.select(ZERO, im.div(h)));
  }

  private ComplexParts exp() {
    if (im == null) return real(re.exp());
    Formula e = re.exp();
    Formula flat = im.eq(0); // so that ∞·0 does not arise
    return new ComplexParts(flat.select(e, e.mul(im.cos())), flat.select(im, e.mul(im.sin())));
  }

  private ComplexParts expm1() {
    Formula b = imag();
    Formula s = b.mul(0.5).sin();
    Formula flat = b.eq(0);
    return new ComplexParts(
        flat.select(re.expm1(), re.expm1().mul(b.cos()).sub(s.square().mul(2))),
        flat.select(b, re.exp().mul(b.sin())));
  }

  private ComplexParts log() {
    Formula b = imag();
    Formula big = re.abs().max(b.abs());
    Formula small = re.abs().min(b.abs());
    // Near the unit circle log|z| is small: from |z|² - 1 = (big-1)(big+1) + small².
    Formula near = big.sub(1).mul(big.add(1)).add(small.square()).log1p().mul(0.5);
    Formula re2 = big.gt(0.5).and(big.lt(2)).select(near, hypot(re, b).log());
    return new ComplexParts(re2, b.atan2(re));
  }

  private ComplexParts log1p() {
    Formula b = imag();
    ComplexParts far = new ComplexParts(re.add(1), b).log();
    Formula near = re.mul(re.add(2)).add(b.square()).log1p().mul(0.5);
    return new ComplexParts(re.abs().lt(0.5).and(b.abs().lt(0.5)).select(near, far.re), far.im);
  }

  private ComplexParts sqrt() {
    Formula b = imag();
    Formula t = re.abs().mul(0.5).add(hypot(re, b).mul(0.5)).sqrt();
    Formula u = b.div(t.mul(2));
    Formula right = re.ge(0);
    Formula zero = re.eq(0).and(b.eq(0));
    Formula far = b.abs().eq(INF);
    return new ComplexParts(
        zero.select(ZERO, far.select(INF, right.select(t, u.abs()))),
        zero.or(far).select(b, right.select(u, t.copySign(b))));
  }

  private ComplexParts pow(ComplexParts y) {
    if (y.im == null && y.re instanceof Constant k) {
      if (k.value() == 0) return real(ONE);
      if (k.value() == 1) return this;
      if (k.value() == 2) return times(this);
      if (k.value() == 3) return times(this).times(this);
      if (k.value() == 0.5) return sqrt();
      if (k.value() == -1) return real(ONE).over(this);
      if (k.value() == -0.5) return real(ONE).over(sqrt());
    }
    ComplexParts general = y.times(log()).exp();
    Formula zero = re.eq(0).and(imag().eq(0));
    Formula none = y.re.eq(0).and(y.imag().eq(0));
    return new ComplexParts(
        none.select(ONE, zero.select(ZERO, general.re)),
        none.or(zero).select(ZERO, general.imag()));
  }

  private ComplexParts tanh() {
    Formula b = imag();
    Formula far = re.abs().gt(20);
    Formula s = re.sinh();
    Formula d = s.square().add(b.cos().square());
    Formula e = re.abs().mul(-2).exp().mul(4);
    return new ComplexParts(
        far.select(ONE.copySign(re), s.mul(re.cosh()).div(d)),
        far.select(b.sin().mul(b.cos()).mul(e), b.sin().mul(b.cos()).div(d)));
  }

  private ComplexParts oneMinus() {
    return new ComplexParts(ONE.sub(re), imag().neg());
  }

  private ComplexParts shift(double k) {
    return new ComplexParts(re.add(k), imag());
  }

  private static Formula imagOfConjTimes(ComplexParts p, ComplexParts q) {
    return p.re.mul(q.im).sub(p.im.mul(q.re));
  }

  private ComplexParts asin() {
    ComplexParts minus = oneMinus().sqrt();
    ComplexParts plus = shift(1).sqrt();
    Formula product = minus.re.mul(plus.re).sub(minus.im.mul(plus.im));
    return new ComplexParts(re.atan2(product), imagOfConjTimes(minus, plus).asinh());
  }

  private ComplexParts acos() {
    ComplexParts minus = oneMinus().sqrt();
    ComplexParts plus = shift(1).sqrt();
    return new ComplexParts(minus.re.atan2(plus.re).mul(2), imagOfConjTimes(plus, minus).asinh());
  }

  private ComplexParts acosh() {
    ComplexParts minus = shift(-1).sqrt();
    ComplexParts plus = shift(1).sqrt();
    Formula product = minus.re.mul(plus.re).add(minus.im.mul(plus.im));
    return new ComplexParts(product.asinh(), minus.im.atan2(plus.re).mul(2));
  }

  private ComplexParts atanh() {
    Formula b = imag();
    Formula a = re.abs();
    Formula gap = ONE.sub(a);
    Formula d = gap.square().add(b.square());
    return new ComplexParts(
        a.mul(4).div(d).log1p().mul(0.25).copySign(re),
        b.mul(2).atan2(gap.mul(a.add(1)).sub(b.square())).mul(0.5));
  }
}
