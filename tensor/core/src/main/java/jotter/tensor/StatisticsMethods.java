package jotter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
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
    Tensor x = self();
    Check.notComplex("kthvalue", x);
    int d = Check.dim("kthvalue", dim, x.rank());
    long n = x.rank() == 0 ? 1 : x.size(d);
    if (k < 1 || k > n)
      throw Check.indexError("kthvalue", "k = " + k + " of " + n + " elements along " + d);
    return at(x, x.detach().argsort(dim, false), k - 1, d, keepdim);
  }

  /// The element that comes at place `k` in the given order.
  private static Indexed at(Tensor x, Tensor order, long k, int d, boolean keepdim) {
    if (x.rank() == 0) return new Indexed(x.clone(), order);
    Tensor i = order.narrow(d, k, 1).contiguous();
    Tensor v = x.gather(d, i);
    return keepdim ? new Indexed(v, i) : new Indexed(v.squeeze(d), i.squeeze(d));
  }

  /// The median, the lower one of two; NaN if there is one.
  default Tensor median() {
    Tensor x = self();
    Check.notComplex("median", x);
    if (x.numel() == 0)
      return Tensor.full(new long[0], x.dtype().isFloatingPoint() ? Double.NaN : 0, x.dtype());
    return shared(x, x.reshape(-1).median(0, false).values());
  }

  /// The median of all elements, whose gradient is shared by all that are equal to it.
  private static Tensor shared(Tensor x, Tensor median) {
    if (!median.requiresGrad() || median.isnan().itemBoolean()) return median;
    return x.maskedSelect(x.detach().eq(median.detach())).amax();
  }

  /// The medians along `dim`, the lower ones of two, and where they are.
  default Indexed median(int dim, boolean keepdim) {
    Tensor x = self();
    Check.notComplex("median", x);
    int d = Check.dim("median", dim, x.rank());
    long n = x.rank() == 0 ? 1 : x.size(d);
    if (n == 0) throw Check.indexError("median", "dimension " + d + " is empty");
    Indexed m = at(x, x.detach().argsort(dim, false), (n - 1) / 2, d, true);
    if (x.dtype().isFloatingPoint() && x.rank() > 0) {
      // A NaN wins over every number.
      Tensor nan = x.detach().isnan();
      if (nan.any().itemBoolean()) {
        Tensor any = nan.any(new int[] {d}, true);
        Tensor first = nan.to(DType.UINT8).max(d, true).indices();
        Tensor i = Tensor.where(any, first, m.indices());
        m = new Indexed(x.gather(d, i), i);
      }
    }
    return keepdim || x.rank() == 0
        ? m
        : new Indexed(m.values().squeeze(d), m.indices().squeeze(d));
  }

  /// The median of what is not NaN.
  default Tensor nanmedian() {
    Tensor x = self();
    if (x.numel() == 0) return x.median();
    return shared(x, x.reshape(-1).nanmedian(0, false).values());
  }

  /// The medians along `dim` of what is not NaN, and where they are.
  default Indexed nanmedian(int dim, boolean keepdim) {
    Tensor x = self();
    if (!x.dtype().isFloatingPoint() || x.rank() == 0) return x.median(dim, keepdim);
    int d = Check.dim("nanmedian", dim, x.rank());
    Tensor order = x.detach().argsort(dim, false);
    // NaN sorts last: the median is the middle one of those before.
    Tensor count = x.detach().isnan().logicalNot().sum(new int[] {d}, true);
    Tensor place = count.sub(1).clampMin(0).div(2, "floor");
    Tensor i = order.gather(d, place);
    Tensor v = x.gather(d, i);
    return keepdim ? new Indexed(v, i) : new Indexed(v.squeeze(d), i.squeeze(d));
  }

  /// The most frequent elements along `dim`, the smallest of equally frequent ones, and the last
  /// place of each.
  default Indexed mode(int dim, boolean keepdim) {
    Tensor x = self();
    Check.notComplex("mode", x);
    int d = Check.dim("mode", dim, x.rank());
    if (x.rank() == 0) return new Indexed(x.clone(), Tensor.zeros(new long[0], DType.INT64));
    if (x.size(d) == 0) throw Check.indexError("mode", "dimension " + d + " is empty");
    Tensor y = x.detach().movedim(d, -1);
    Indexed sorted = (y.dtype() == DType.BOOL ? y.to(DType.UINT8) : y).sort(-1, false);
    // How many equal ones stand before each in order: the most behind the last of the most
    // frequent, whose place is the last, as sorting keeps the order of equal ones.
    Tensor r = sorted.values();
    long n = r.size(-1);
    Tensor places = Tensor.arange(n);
    Tensor changes = r.narrow(-1, 1, n - 1).ne(r.narrow(-1, 0, n - 1));
    Tensor zero = Tensor.zeros(new long[0], DType.INT64);
    Tensor begins = Tensor.where(changes, places.narrow(0, 1, n - 1), zero);
    begins = begins.constantPad(new long[] {1, 0}, 0).cummax(-1).values();
    Tensor last = places.sub(begins).argmax(-1, true);
    Tensor i = sorted.indices().gather(-1, last).movedim(-1, d);
    Tensor v = x.gather(d, i);
    return keepdim ? new Indexed(v, i) : new Indexed(v.squeeze(d), i.squeeze(d));
  }

  private Tensor quantiles(
      String op, Tensor q, Integer dim, boolean keepdim, String interpolation, boolean nan) {
    Tensor x = self();
    Check.floating(op, "x", x);
    Check.value(q.rank() <= 1, op, "q must be a number or a vector, got " + Check.shape(q.shape()));
    Check.sameDType(op, "x", x, "q", q);
    Check.value(
        q.numel() == 0 || q.min().item() >= 0 && q.max().item() <= 1,
        op,
        "q must be between 0 and 1");
    Check.value(x.numel() > 0, op, "x must not be empty");
    int d = dim == null ? 0 : Check.dim(op, dim, x.rank());
    Tensor y = dim == null || x.rank() == 0 ? x.reshape(-1) : x;
    int along = dim == null || x.rank() == 0 ? 0 : d;
    Tensor sorted = y.movedim(along, -1).sort(-1, false).values();
    long n = sorted.size(-1);
    Tensor rank;
    if (nan) {
      Tensor count = sorted.detach().isnan().logicalNot().sum(new int[] {-1}, true).to(x.dtype());
      rank = q.reshape(-1).mul(count.sub(1));
      rank = Tensor.where(rank.lt(0), Tensor.zerosLike(rank), rank);
    } else {
      long[] lead = sorted.shape();
      lead[lead.length - 1] = q.numel();
      rank = q.reshape(-1).mul(n - 1).expand(lead);
      // A NaN anywhere makes every quantile NaN: it sorts last.
      Tensor bad = sorted.detach().isnan().any(new int[] {-1}, true);
      rank = Tensor.where(bad, Tensor.full(new long[0], n - 1, x.dtype()), rank);
    }
    Tensor r =
        switch (interpolation) {
          case "lower" -> sorted.gather(-1, rank.detach().floor().to(DType.INT64));
          case "higher" -> sorted.gather(-1, rank.detach().ceil().to(DType.INT64));
          case "nearest" -> sorted.gather(-1, rank.detach().round().to(DType.INT64));
          case "linear", "midpoint" -> {
            Tensor low = rank.detach().floor();
            Tensor a = sorted.gather(-1, low.to(DType.INT64));
            Tensor b = sorted.gather(-1, rank.detach().ceil().to(DType.INT64));
            Tensor w =
                interpolation.equals("midpoint")
                    ? Tensor.where(rank.eq(low), Tensor.zerosLike(rank), Tensor.fullLike(rank, 0.5))
                    : rank.sub(low);
            yield a.lerp(b, w);
          }
          default ->
              throw Check.valueError(
                  op,
                  "the interpolation must be linear, lower, higher, nearest or midpoint, got "
                      + interpolation);
        };
    r = r.movedim(-1, 0);
    if (keepdim) {
      if (dim == null) {
        long[] one = new long[x.rank() + 1];
        Arrays.fill(one, 1);
        one[0] = q.numel();
        r = r.reshape(one);
      } else if (x.rank() > 0) r = r.unsqueeze(d + 1);
    }
    return q.rank() == 0 ? r.squeeze(0) : r;
  }

  /// The quantiles q along `dim` (null: of all elements), one slice each in a new first dimension.
  default Tensor quantile(Tensor q, Integer dim, boolean keepdim, String interpolation) {
    return quantiles("quantile", q, dim, keepdim, interpolation, false);
  }

  /// The quantile q of all elements.
  default Tensor quantile(double q) {
    return quantile(Tensor.full(new long[0], q, self().dtype()), null, false, "linear");
  }

  /// {@link #quantile} of what is not NaN.
  default Tensor nanquantile(Tensor q, Integer dim, boolean keepdim, String interpolation) {
    return quantiles("nanquantile", q, dim, keepdim, interpolation, true);
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
