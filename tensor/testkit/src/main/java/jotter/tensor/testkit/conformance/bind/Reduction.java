package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Reductions, scans, sorting and statistics.
public final class Reduction {
  private Reduction() {}

  public static void bind(Bindings b) {
    b.on("sum", "input dim keepdim dtype", a -> a.t(0).sum(a.ints(1), a.b(2, false), type(a, 3)));
    b.on("mean", "input dim keepdim dtype", a -> a.t(0).mean(a.ints(1), a.b(2, false), type(a, 3)));
    b.on(
        "prod",
        "input dim keepdim dtype",
        a ->
            a.given(1) && a.get(1) instanceof Long
                ? a.t(0).prod(a.i(1, 0), a.b(2, false), a.dtype(3))
                : a.t(0).prod(type(a, 3)));
    b.on("amax", "input dim keepdim", a -> a.t(0).amax(a.ints(1), a.b(2, false)));
    b.on("amin", "input dim keepdim", a -> a.t(0).amin(a.ints(1), a.b(2, false)));
    b.on("max", "input dim keepdim", a -> extremum(a, true));
    b.on("min", "input dim keepdim", a -> extremum(a, false));
    b.on("argmax", "input dim keepdim", a -> a.t(0).argmax(a.integer(1), a.b(2, false)));
    b.on("argmin", "input dim keepdim", a -> a.t(0).argmin(a.integer(1), a.b(2, false)));
    b.on("any", "input dim keepdim", a -> a.t(0).any(a.ints(1), a.b(2, false)));
    b.on("all", "input dim keepdim", a -> a.t(0).all(a.ints(1), a.b(2, false)));
    b.on("count_nonzero", "input dim", a -> a.t(0).countNonzero(a.ints(1)));
    variances(b);
    b.on("logsumexp", "input dim keepdim", a -> a.t(0).logsumexp(a.ints(1), a.b(2, false)));
    b.on("cumsum", "input dim dtype", a -> a.t(0).cumsum(a.i(1, 0), a.dtype(2)));
    b.on("cumprod", "input dim dtype", a -> a.t(0).cumprod(a.i(1, 0), a.dtype(2)));
    b.on("cummax", "input dim", a -> a.t(0).cummax(a.i(1, 0)));
    b.on("cummin", "input dim", a -> a.t(0).cummin(a.i(1, 0)));
    b.on("logcumsumexp", "input dim", a -> a.t(0).logcumsumexp(a.i(1, 0)));
    b.on("sort", "input dim descending stable", a -> a.t(0).sort(a.i(1, -1), a.b(2, false)));
    b.on("argsort", "input dim descending stable", a -> a.t(0).argsort(a.i(1, -1), a.b(2, false)));
    b.on(
        "topk",
        "input k dim largest sorted",
        a -> a.t(0).topk(a.l(1, 1), a.i(2, -1), a.b(3, true)));
    b.on("msort", "input", a -> a.t(0).sort(0, false).values());
  }

  /// A type given by name anywhere among the arguments.
  private static DType type(Args a, int i) {
    if (a.get(i) instanceof DType t) return t;
    return a.named("dtype") instanceof DType t ? t : null;
  }

  private static Object extremum(Args a, boolean max) {
    if (a.isTensor(1)) return max ? a.t(0).maximum(a.t(1)) : a.t(0).minimum(a.t(1));
    if (!a.given(1)) return max ? a.t(0).max() : a.t(0).min();
    return max ? a.t(0).max(a.i(1, 0), a.b(2, false)) : a.t(0).min(a.i(1, 0), a.b(2, false));
  }

  private interface Variance {
    Object of(Tensor x, int[] dims, double correction, boolean keepdim);
  }

  private static void variances(Bindings b) {
    variance(b, "var", Tensor::var);
    variance(b, "std", Tensor::std);
    variance(b, "var_mean", Tensor::varMean);
    variance(b, "std_mean", Tensor::stdMean);
  }

  private static void variance(Bindings b, String name, Variance f) {
    b.on(
        name,
        "input dim unbiased keepdim correction",
        a -> {
          double correction = 1;
          if (a.named("correction") != null)
            correction = ((Number) a.named("correction")).doubleValue();
          boolean first = a.get(1) instanceof Boolean;
          Object unbiased = first ? a.get(1) : a.named("unbiased");
          if (unbiased instanceof Boolean u) correction = u ? 1 : 0;
          boolean keep = a.named("keepdim") instanceof Boolean k && k;
          return f.of(a.t(0), first ? new int[0] : a.ints(1), correction, keep);
        });
  }
}
