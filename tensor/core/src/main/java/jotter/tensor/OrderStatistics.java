package jotter.tensor;

import java.util.Arrays;
import jotter.tensor.ReductionMethods.Indexed;

/// What sorting tells: medians, modes, quantiles.
final class OrderStatistics {
  private OrderStatistics() {}

  static Indexed kthvalue(Tensor x, long k, int dim, boolean keepdim) {
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

  static Tensor median(Tensor x) {
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

  static Indexed median(Tensor x, int dim, boolean keepdim) {
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

  static Tensor nanmedian(Tensor x) {
    if (x.numel() == 0) return x.median();
    return shared(x, x.reshape(-1).nanmedian(0, false).values());
  }

  static Indexed nanmedian(Tensor x, int dim, boolean keepdim) {
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

  static Indexed mode(Tensor x, int dim, boolean keepdim) {
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

  /// @param nan whether NaN is left out
  static Tensor quantile(
      String op,
      Tensor x,
      Tensor q,
      Integer dim,
      boolean keepdim,
      String interpolation,
      boolean nan) {
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
    Tensor r = between(op, sorted, rank, interpolation);
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

  /// What stands at `rank` in the last dimension of `sorted`, which may lie between two places.
  private static Tensor between(String op, Tensor sorted, Tensor rank, String interpolation) {
    return switch (interpolation) {
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
  }
}
