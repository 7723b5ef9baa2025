package jotter.tensor;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.ReductionMethods.Indexed;

/// Statistics: medians and quantiles, sums that overlook NaN, differences, histograms, sets.
public sealed interface StatisticsMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// Smallest and largest element (of all, if `dim` is null).
  default Tensor[] aminmax(Integer dim, boolean keepdim) {
    int[] d = dim == null ? new int[0] : new int[] {dim};
    return new Tensor[] {self().amin(d, keepdim), self().amax(d, keepdim)};
  }

  /// Σ x, NaN counting as 0
  default Tensor nansum(int[] dims, boolean keepdim, DType type) {
    Tensor x = self();
    Check.value(!x.dtype().isComplex(), "nansum", "is not defined for complex numbers");
    return (x.dtype().isFloatingPoint() ? x.maskedFill(x.isnan(), 0) : x).sum(dims, keepdim, type);
  }

  /// The mean of what is not NaN
  default Tensor nanmean(int[] dims, boolean keepdim, DType type) {
    Tensor x = type == null ? self() : self().to(type);
    Check.floatingOrComplex("nanmean", "x", x);
    Tensor bad = x.detach().isnan();
    return x.maskedFill(bad, 0)
        .sum(dims, keepdim)
        .div(bad.logicalNot().sum(dims, keepdim).to(x.dtype()));
  }

  /// The `k`-th smallest element along `dim`, k from 1, and where it is.
  default Indexed kthvalue(long k, int dim, boolean keepdim) {
    return OrderStatistics.kthvalue(self(), k, dim, keepdim);
  }

  /// The median, the lower one of two; NaN if there is one.
  default Tensor median() {
    return OrderStatistics.median(self());
  }

  /// The medians along `dim`, the lower ones of two, and where they are.
  default Indexed median(int dim, boolean keepdim) {
    return OrderStatistics.median(self(), dim, keepdim);
  }

  /// The median of what is not NaN.
  default Tensor nanmedian() {
    return OrderStatistics.nanmedian(self());
  }

  /// The medians along `dim` of what is not NaN, and where they are.
  default Indexed nanmedian(int dim, boolean keepdim) {
    return OrderStatistics.nanmedian(self(), dim, keepdim);
  }

  /// The most frequent elements along `dim`, the smallest of equally frequent ones, and the last
  /// place of each.
  default Indexed mode(int dim, boolean keepdim) {
    return OrderStatistics.mode(self(), dim, keepdim);
  }

  /// The quantiles q along `dim` (null: of all elements), one slice each in a new first dimension.
  default Tensor quantile(Tensor q, Integer dim, boolean keepdim, String interpolation) {
    return OrderStatistics.quantile("quantile", self(), q, dim, keepdim, interpolation, false);
  }

  /// The quantile q of all elements.
  default Tensor quantile(double q) {
    return quantile(Tensor.full(new long[0], q, self().dtype()), null, false, "linear");
  }

  /// {@link #quantile} of what is not NaN.
  default Tensor nanquantile(Tensor q, Integer dim, boolean keepdim, String interpolation) {
    return OrderStatistics.quantile("nanquantile", self(), q, dim, keepdim, interpolation, true);
  }

  /// The n-th differences of neighbours along `dim`, with something put before and behind first.
  default Tensor diff(long n, int dim, Tensor prepend, Tensor append) {
    Tensor x = self();
    Check.value(n >= 0, "diff", "the order must not be negative, got " + n);
    if (x.rank() == 0) throw Check.shapeError("diff", "needs at least one dimension");
    int d = Check.dim("diff", dim, x.rank());
    if (n == 0) return x.clone();
    if (prepend != null || append != null) {
      List<Tensor> parts = new ArrayList<>();
      if (prepend != null) parts.add(prepend);
      parts.add(x);
      if (append != null) parts.add(append);
      x = Tensor.cat(d, parts.toArray(Tensor[]::new));
    }
    long m = x.size(d);
    for (long k = Math.min(n, m); k > 0; k--) {
      long s = x.size(d) - 1;
      if (s < 0) break;
      Tensor a = x.narrow(d, 1, s);
      Tensor b = x.narrow(d, 0, s);
      x = x.dtype() == DType.BOOL ? a.logicalXor(b) : a.sub(b);
    }
    return x;
  }

  /// The integral by trapezoids along `dim`, with `dx` between neighbours.
  default Tensor trapezoid(Number dx, int dim) {
    Tensor y = self();
    int d = Check.dim("trapezoid", dim, y.rank());
    long n = y.size(d);
    if (n == 0) {
      return y.sum(new int[] {d}, false);
    }
    return y.narrow(d, 1, n - 1)
        .add(y.narrow(d, 0, n - 1))
        .sum(new int[] {d}, false)
        .mul(0.5)
        .mul(dx);
  }

  /// The integral by trapezoids along `dim` at the places `x`.
  default Tensor trapezoid(Tensor x, int dim) {
    return Statistics.pieces("trapezoid", self(), x, dim).sum(dim).div(2);
  }

  /// The integrals by trapezoids up to each place.
  default Tensor cumulativeTrapezoid(Number dx, int dim) {
    Tensor y = self();
    int d = Check.dim("cumulativeTrapezoid", dim, y.rank());
    long n = y.size(d);
    return y.narrow(d, 1, n - 1).add(y.narrow(d, 0, n - 1)).cumsum(d).mul(0.5).mul(dx);
  }

  /// The integrals by trapezoids up to each of the places `x`.
  default Tensor cumulativeTrapezoid(Tensor x, int dim) {
    return Statistics.pieces("cumulativeTrapezoid", self(), x, dim).cumsum(dim).div(2);
  }

  /// How often each of 0, 1, … occurs.
  default Tensor bincount() {
    return bincount(null, 0);
  }

  /// How often each of 0, 1, … occurs, or the sum of its weights.
  default Tensor bincount(Tensor weights, long least) {
    Tensor x = self();
    Check.rank("bincount", "x", x, 1);
    Check.value(x.dtype().isInteger(), "bincount", "needs integers, got " + x.dtype());
    Check.value(least >= 0, "bincount", "the length must not be negative, got " + least);
    Tensor i = x.to(DType.INT64);
    if (x.numel() > 0 && i.min().itemLong() < 0)
      throw Check.valueError("bincount", "the numbers must not be negative");
    if (weights != null) Check.sameShape("bincount", "x", x, "the weights", weights);
    long n = Math.max(least, x.numel() == 0 ? 0 : i.max().itemLong() + 1);
    DType t =
        weights == null
            ? DType.INT64
            : weights.dtype() == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
    Tensor w = weights == null ? Tensor.ones(x.shape(), t) : weights.detach().to(t);
    return Tensor.zeros(new long[] {n}, t).indexAdd(0, i, w, 1);
  }

  /// How many elements lie in each of `bins` equal bins from `min` to `max` (both 0: of the data).
  default Tensor histc(long bins, double min, double max) {
    return Statistics.histc(self(), bins, min, max);
  }

  /// Different elements, sorted; with `dim` different slices. Inverse and counts are null unless
  /// wanted.
  default Statistics.Unique unique(boolean inverse, boolean counts, Integer dim) {
    return Statistics.unique(self(), inverse, counts, dim);
  }

  /// Elements (or slices) that differ from the one before.
  default Statistics.Unique uniqueConsecutive(boolean inverse, boolean counts, Integer dim) {
    return Statistics.uniqueConsecutive(self(), inverse, counts, dim);
  }
}
