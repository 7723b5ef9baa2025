package jotter.tensor;

import jotter.tensor.op.ScatterExtremum;
import jotter.tensor.op.ScatterProduct;

/// Scatter with a reduction, and its gradients: compositions of scatter, gather and arithmetic, so
/// that gradients of every order follow.
final class ScatterReduce {
  private ScatterReduce() {}

  static Tensor scatter(
      Tensor x, int dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    Check.sameDType("scatterReduce", "x", x, "the source", src);
    int d = Check.dim("scatterReduce", dim, x.rank());
    if (x.rank() == 0) {
      Tensor r = scatter(x.reshape(1), 0, index.reshape(-1), src.reshape(-1), reduce, includeSelf);
      return r.reshape();
    }
    if (index.numel() == 0) return x.clone();
    // A source may be larger than the index: only its corner counts.
    for (int k = 0; k < src.rank(); k++)
      if (src.size(k) != index.size(k)) src = src.narrow(k, 0, index.size(k));
    return switch (reduce) {
      case "sum" -> cleared(x, d, index, includeSelf, 0).scatterAdd(d, index, src);
      case "mean" -> mean(x, d, index, src, includeSelf);
      case "prod" -> product(x, d, index, src, includeSelf);
      case "amax" -> extremum(x, d, index, src, includeSelf, true);
      case "amin" -> extremum(x, d, index, src, includeSelf, false);
      default ->
          throw Check.valueError(
              "scatterReduce",
              "reduce must be \"sum\", \"prod\", \"mean\", \"amax\" or \"amin\", got \""
                  + reduce
                  + "\"");
    };
  }

  private static Tensor cleared(Tensor x, int d, Tensor index, boolean includeSelf, Number value) {
    return includeSelf ? x : x.scatter(d, index, value);
  }

  private static Tensor counts(Tensor x, int d, Tensor index, boolean includeSelf) {
    Tensor one = Tensor.ones(index.shape(), x.dtype());
    Tensor base =
        includeSelf
            ? Tensor.ones(x.shape(), x.dtype())
            : Tensor.ones(x.shape(), x.dtype()).scatter(d, index, 0);
    return base.scatterAdd(d, index, one);
  }

  private static Tensor mean(Tensor x, int d, Tensor index, Tensor src, boolean includeSelf) {
    Tensor sum = cleared(x, d, index, includeSelf, 0).scatterAdd(d, index, src);
    Tensor n = counts(x.detach(), d, index, includeSelf);
    return x.dtype().isDifferentiable() ? sum.div(n) : sum.div(n, "floor");
  }

  private static Tensor product(Tensor x, int d, Tensor index, Tensor src, boolean includeSelf) {
    Tensor base = cleared(x, d, index, includeSelf, 1);
    return Dispatch.one(new ScatterProduct(d), base, index, src);
  }

  private static Tensor extremum(
      Tensor x, int d, Tensor index, Tensor src, boolean includeSelf, boolean max) {
    Check.notComplex("scatterReduce", x);
    double worst = max ? Limits.min(x.dtype()) : Limits.max(x.dtype());
    if (x.dtype().isFloatingPoint())
      worst = max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    Number neutral =
        x.dtype() == DType.INT64
            ? (Number) (max ? Long.MIN_VALUE : Long.MAX_VALUE)
            : (Number) worst;
    Tensor base = cleared(x, d, index, includeSelf, neutral);
    return Dispatch.one(new ScatterExtremum(d, max), base, index, src);
  }
}
