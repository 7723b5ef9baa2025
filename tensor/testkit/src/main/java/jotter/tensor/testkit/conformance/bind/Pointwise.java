package jotter.tensor.testkit.conformance.bind;

import static jotter.tensor.testkit.conformance.bind.Operands.binary;
import static jotter.tensor.testkit.conformance.bind.Operands.operand;
import static jotter.tensor.testkit.conformance.bind.Operands.unary;

import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Bindings;

/// Element-wise operations.
public final class Pointwise {
  private Pointwise() {}

  public static void bind(Bindings b) {
    functions(b);
    arithmetic(b);
    comparisons(b);
    selections(b);
    conversions(b);
  }

  private static void functions(Bindings b) {
    unary(b, "abs", Tensor::abs);
    unary(b, "acos", Tensor::acos);
    unary(b, "acosh", Tensor::acosh);
    unary(b, "angle", Tensor::angle);
    unary(b, "asin", Tensor::asin);
    unary(b, "asinh", Tensor::asinh);
    unary(b, "atan", Tensor::atan);
    unary(b, "atanh", Tensor::atanh);
    unary(b, "bitwise_not", Tensor::bitwiseNot);
    unary(b, "ceil", Tensor::ceil);
    unary(b, "conj", Tensor::conj);
    unary(b, "conj_physical", Tensor::conj);
    unary(b, "cos", Tensor::cos);
    unary(b, "cosh", Tensor::cosh);
    unary(b, "deg2rad", Tensor::deg2rad);
    unary(b, "exp", Tensor::exp);
    unary(b, "exp2", Tensor::exp2);
    unary(b, "expm1", Tensor::expm1);
    unary(b, "floor", Tensor::floor);
    unary(b, "frac", Tensor::frac);
    unary(b, "imag", Tensor::imag);
    unary(b, "isfinite", Tensor::isfinite);
    unary(b, "isinf", Tensor::isinf);
    unary(b, "isnan", Tensor::isnan);
    unary(b, "isneginf", Tensor::isneginf);
    unary(b, "isposinf", Tensor::isposinf);
    unary(b, "isreal", Tensor::isreal);
    unary(b, "log", Tensor::log);
    unary(b, "log10", Tensor::log10);
    unary(b, "log1p", Tensor::log1p);
    unary(b, "log2", Tensor::log2);
    unary(b, "logical_not", Tensor::logicalNot);
    unary(b, "neg", Tensor::neg);
    unary(b, "positive", Tensor::positive);
    unary(b, "rad2deg", Tensor::rad2deg);
    unary(b, "real", Tensor::real);
    unary(b, "reciprocal", Tensor::reciprocal);
    unary(b, "rsqrt", Tensor::rsqrt);
    unary(b, "sgn", Tensor::sgn);
    unary(b, "sigmoid", Tensor::sigmoid);
    unary(b, "sign", Tensor::sign);
    unary(b, "signbit", Tensor::signbit);
    unary(b, "sin", Tensor::sin);
    unary(b, "sinc", Tensor::sinc);
    unary(b, "sinh", Tensor::sinh);
    unary(b, "sqrt", Tensor::sqrt);
    unary(b, "square", Tensor::square);
    unary(b, "tan", Tensor::tan);
    unary(b, "tanh", Tensor::tanh);
    unary(b, "trunc", Tensor::trunc);
    b.on("frexp", "input", a -> a.t(0).frexp());
    b.on("round", "input decimals", a -> a.t(0).round(a.i(1, 0)));
    b.on("logit", "input eps", a -> a.given(1) ? a.t(0).logit(a.d(1, 0)) : a.t(0).logit());
    b.on(
        "nan_to_num",
        "input nan posinf neginf",
        a -> a.t(0).nanToNum(a.d(1, 0), a.doubleOrNull(2), a.doubleOrNull(3)));
  }

  private static void arithmetic(Bindings b) {
    b.on(
        "add",
        "input other alpha",
        a ->
            a.given(2)
                ? operand(a, 0, 1).add(operand(a, 1, 0), a.num(2))
                : Operands.apply(a, Tensor::add, Tensor::add));
    b.on(
        "sub",
        "input other alpha",
        a ->
            a.given(2)
                ? operand(a, 0, 1).sub(operand(a, 1, 0), a.num(2))
                : Operands.apply(a, Tensor::sub, Tensor::sub));
    b.on("rsub", "input other alpha", a -> operand(a, 1, 0).sub(operand(a, 0, 1), a.num(2, 1)));
    binary(b, "mul", Tensor::mul, Tensor::mul);
    b.on(
        "div",
        "input other rounding_mode",
        a ->
            a.isNumber(1) && a.isTensor(0)
                ? a.t(0).div(a.num(1), a.s(2, null))
                : operand(a, 0, 1).div(operand(a, 1, 0), a.s(2, null)));
    b.on("true_divide", "input other", a -> Operands.apply(a, Tensor::div, Tensor::div));
    binary(b, "floor_divide", Tensor::floorDivide, Tensor::floorDivide);
    binary(b, "remainder", Tensor::remainder, Tensor::remainder);
    binary(b, "fmod", Tensor::fmod, Tensor::fmod);
    binary(b, "pow", Tensor::pow, Tensor::pow);
    binary(b, "float_power", Tensor::floatPower, Tensor::floatPower);
    binary(b, "maximum", Tensor::maximum, null);
    binary(b, "minimum", Tensor::minimum, null);
    binary(b, "fmax", Tensor::fmax, null);
    binary(b, "fmin", Tensor::fmin, null);
    binary(b, "hypot", Tensor::hypot, null);
    binary(b, "atan2", Tensor::atan2, null);
    binary(b, "copysign", Tensor::copysign, Tensor::copysign);
    binary(b, "nextafter", Tensor::nextafter, null);
    binary(b, "logaddexp", Tensor::logaddexp, null);
    binary(b, "logaddexp2", Tensor::logaddexp2, null);
    binary(b, "heaviside", Tensor::heaviside, null);
    binary(b, "xlogy", Tensor::xlogy, Tensor::xlogy);
    binary(b, "ldexp", Tensor::ldexp, Tensor::ldexp);
    binary(b, "gcd", Tensor::gcd, null);
    binary(b, "lcm", Tensor::lcm, null);
    binary(b, "bitwise_and", Tensor::bitwiseAnd, Tensor::bitwiseAnd);
    binary(b, "bitwise_or", Tensor::bitwiseOr, Tensor::bitwiseOr);
    binary(b, "bitwise_xor", Tensor::bitwiseXor, Tensor::bitwiseXor);
    binary(b, "bitwise_left_shift", Tensor::bitwiseLeftShift, Tensor::bitwiseLeftShift);
    binary(b, "bitwise_right_shift", Tensor::bitwiseRightShift, Tensor::bitwiseRightShift);
    b.on(
        "addcmul", "input tensor1 tensor2 value", a -> a.t(0).addcmul(a.t(1), a.t(2), a.num(3, 1)));
    b.on(
        "addcdiv", "input tensor1 tensor2 value", a -> a.t(0).addcdiv(a.t(1), a.t(2), a.num(3, 1)));
    b.on(
        "lerp",
        "input end weight",
        a -> a.isTensor(2) ? a.t(0).lerp(a.t(1), a.t(2)) : a.t(0).lerp(a.t(1), a.num(2)));
    b.on("complex", "real imag", a -> Tensor.complex(a.t(0), a.t(1)));
    b.on("polar", "abs angle", a -> Tensor.polar(a.t(0), a.t(1)));
  }

  private static void comparisons(Bindings b) {
    binary(b, "eq", Tensor::eq, Tensor::eq);
    binary(b, "ne", Tensor::ne, Tensor::ne);
    binary(b, "lt", Tensor::lt, Tensor::lt);
    binary(b, "le", Tensor::le, Tensor::le);
    binary(b, "gt", Tensor::gt, Tensor::gt);
    binary(b, "ge", Tensor::ge, Tensor::ge);
    binary(b, "logical_and", Tensor::logicalAnd, null);
    binary(b, "logical_or", Tensor::logicalOr, null);
    binary(b, "logical_xor", Tensor::logicalXor, null);
    b.on(
        "isclose",
        "input other rtol atol equal_nan",
        a -> a.t(0).isclose(a.t(1), a.d(2, 1e-5), a.d(3, 1e-8), a.b(4, false)));
    b.on(
        "allclose",
        "input other rtol atol equal_nan",
        a -> a.t(0).allclose(a.t(1), a.d(2, 1e-5), a.d(3, 1e-8), a.b(4, false)));
    b.on("equal", "input other", a -> a.t(0).equal(a.t(1)));
    b.on(
        "isin",
        "elements test_elements assume_unique invert",
        a -> Tensor.isin(operand(a, 0, 1), operand(a, 1, 0), a.b(3, false)));
    b.on("is_complex", "input", a -> a.t(0).isComplex());
    b.on("is_floating_point", "input", a -> a.t(0).isFloatingPoint());
    b.on("is_nonzero", "input", a -> a.t(0).isNonzero());
    b.on("numel", "input", a -> a.t(0).numel());
  }

  private static void selections(Bindings b) {
    b.on(
        "clamp",
        "input min max",
        a ->
            a.isTensor(1) || a.isTensor(2)
                ? a.t(0).clamp(a.t(1), a.t(2))
                : a.t(0).clamp(a.num(1), a.num(2)));
    b.on(
        "clamp_min",
        "input min",
        a -> a.isTensor(1) ? a.t(0).clampMin(a.t(1)) : a.t(0).clampMin(a.num(1)));
    b.on(
        "clamp_max",
        "input max",
        a -> a.isTensor(1) ? a.t(0).clampMax(a.t(1)) : a.t(0).clampMax(a.num(1)));
    b.on(
        "where",
        "condition input other",
        a ->
            a.has(1)
                ? Tensor.where(a.t(0), operand(a, 1, 2), operand(a, 2, 1))
                : a.t(0).nonzeroTuple());
    b.on("fill", "input value", a -> a.isTensor(1) ? a.t(0).fill(a.t(1)) : a.t(0).fill(a.num(1)));
  }

  private static void conversions(Bindings b) {
    Map.ofEntries(
            Map.entry("bfloat16", DType.BFLOAT16),
            Map.entry("bool", DType.BOOL),
            Map.entry("byte", DType.UINT8),
            Map.entry("cdouble", DType.COMPLEX128),
            Map.entry("cfloat", DType.COMPLEX64),
            Map.entry("chalf", DType.COMPLEX32),
            Map.entry("char", DType.INT8),
            Map.entry("double", DType.FLOAT64),
            Map.entry("float", DType.FLOAT32),
            Map.entry("half", DType.FLOAT16),
            Map.entry("int", DType.INT32),
            Map.entry("long", DType.INT64),
            Map.entry("short", DType.INT16))
        .forEach(
            (name, type) ->
                b.on("torch.Tensor." + name, "input memory_format", a -> a.t(0).to(type)));
    b.on("torch.Tensor.type_as", "input other", a -> a.t(0).to(a.t(1).dtype()));
    b.on(
        "torch.Tensor.to",
        "input other dtype non_blocking copy memory_format device",
        a -> {
          Object o = a.get(1);
          if (o instanceof String) o = a.get(2);
          DType t =
              o instanceof Tensor x
                  ? x.dtype()
                  : o instanceof DType d ? d : a.named("dtype") instanceof DType d ? d : null;
          Tensor r = t == null ? a.t(0) : a.t(0).to(t);
          boolean copy =
              Boolean.TRUE.equals(a.named("copy"))
                  || a.all().stream()
                      .skip(2)
                      .filter(v -> v instanceof Boolean)
                      .skip(1)
                      .anyMatch(v -> (Boolean) v);
          return copy && r == a.t(0) ? r.clone() : r;
        });
  }
}
