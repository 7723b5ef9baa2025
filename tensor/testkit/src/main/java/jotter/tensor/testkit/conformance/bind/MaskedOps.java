package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.DType;
import jotter.tensor.Masked;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Masked operations.
public final class MaskedOps {
  private MaskedOps() {}

  private interface Reduction {
    Tensor of(Tensor x, int[] dims, boolean keepdim, DType type, Tensor mask);
  }

  private interface Place {
    Tensor of(Tensor x, Integer dim, boolean keepdim, DType type, Tensor mask);
  }

  private interface Along {
    Tensor of(Tensor x, int dim, DType type, Tensor mask);
  }

  private interface Spread {
    Tensor of(Tensor x, int[] dims, double correction, boolean keepdim, DType type, Tensor mask);
  }

  public static void bind(Bindings b) {
    reduction(b, "sum", Masked::sum);
    reduction(b, "prod", Masked::prod);
    reduction(b, "mean", Masked::mean);
    reduction(b, "amax", Masked::amax);
    reduction(b, "amin", Masked::amin);
    reduction(b, "logsumexp", Masked::logsumexp);
    place(b, "argmax", Masked::argmax);
    place(b, "argmin", Masked::argmin);
    along(b, "cumsum", Masked::cumsum);
    along(b, "cumprod", Masked::cumprod);
    along(b, "softmax", Masked::softmax);
    along(b, "log_softmax", Masked::logSoftmax);
    along(b, "softmin", Masked::softmin);
    spread(b, "var", Masked::var);
    spread(b, "std", Masked::std);
    b.on(
        "masked.median",
        "input dim keepdim dtype mask",
        a -> Masked.median(a.t(0), a.i(1, -1), keep(a), type(a), mask(a)));
    b.on(
        "masked.norm",
        "input ord dim keepdim dtype mask",
        a -> Masked.norm(a.t(0), ord(a), dims(a), keep(a), type(a), mask(a)));
    b.on(
        "masked.normalize",
        "input ord dim eps dtype mask",
        a -> Masked.normalize(a.t(0), ord(a), a.i(2, -1), a.d(3, 1e-12), type(a), mask(a)));
    b.on(
        "masked.logaddexp",
        "input other dtype input_mask other_mask",
        a ->
            Masked.logaddexp(
                a.t(0),
                a.t(1),
                type(a),
                (Tensor) a.named("input_mask"),
                (Tensor) a.named("other_mask")));
  }

  private static double ord(Args a) {
    return a.d(1, 2);
  }

  private static Tensor mask(Args a) {
    return a.named("mask") instanceof Tensor t ? t : null;
  }

  private static DType type(Args a) {
    return a.named("dtype") instanceof DType t ? t : null;
  }

  private static boolean keep(Args a) {
    return Boolean.TRUE.equals(a.named("keepdim"));
  }

  private static int[] dims(Args a) {
    Object d = a.named("dim");
    return switch (d) {
      case null -> new int[0];
      case Number n -> new int[] {n.intValue()};
      case java.util.List<?> l -> l.stream().mapToInt(x -> ((Number) x).intValue()).toArray();
      default -> throw new IllegalArgumentException("unknown dimensions " + d);
    };
  }

  private static void reduction(Bindings b, String name, Reduction f) {
    b.on(
        "masked." + name,
        "input dim keepdim dtype mask",
        a -> f.of(a.t(0), dims(a), keep(a), type(a), mask(a)));
  }

  private static void place(Bindings b, String name, Place f) {
    b.on(
        "masked." + name,
        "input dim keepdim dtype mask",
        a -> f.of(a.t(0), a.integer(1), keep(a), type(a), mask(a)));
  }

  private static void along(Bindings b, String name, Along f) {
    b.on("masked." + name, "input dim dtype mask", a -> f.of(a.t(0), a.i(1, -1), type(a), mask(a)));
  }

  private static double correction(Args a) {
    if (a.named("correction") instanceof Number n) return n.doubleValue();
    return a.b(2, true) ? 1 : 0;
  }

  private static void spread(Bindings b, String name, Spread f) {
    b.on(
        "masked." + name,
        "input dim unbiased correction keepdim dtype mask",
        a -> f.of(a.t(0), dims(a), correction(a), keep(a), type(a), mask(a)));
  }
}
