package jotter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jotter.tensor.spi.Memory;

/// Statistics of several tensors, and those that need a table: histograms, sets, searches.
public final class Statistics {
  private Statistics() {}

  /// Different values, for each element the number of its value, and how often each occurs.
  public record Unique(Tensor values, Tensor inverse, Tensor counts) {}

  /// (y₀ + y₁)·(x₁ - x₀) for all neighbours.
  static Tensor pieces(String op, Tensor y, Tensor x, int dim) {
    int d = Check.dim(op, dim, y.rank());
    long n = y.size(d);
    Tensor dx;
    if (x.rank() == 1) {
      if (x.numel() != n)
        throw Check.shapeError(op, "there are " + n + " values but " + x.numel() + " places");
      long[] s = new long[y.rank()];
      Arrays.fill(s, 1);
      s[d] = Math.max(n - 1, 0);
      dx = x.diff(1, 0, null, null).reshape(s);
    } else {
      int xd = d - (y.rank() - x.rank());
      dx = x.diff(1, xd, null, null);
    }
    return y.narrow(d, 1, n - 1).add(y.narrow(d, 0, n - 1)).mul(dx);
  }

  static Tensor histc(Tensor x, long bins, double min, double max) {
    String op = "histc";
    Check.floatingOrComplex(op, "x", x);
    Check.notComplex(op, x);
    Check.value(bins > 0, op, "the number of bins must be positive, got " + bins);
    if (min == 0 && max == 0 || min == max) {
      if (min == max && min == 0 && x.numel() > 0) {
        min = x.min().item();
        max = x.max().item();
      }
      if (min == max) {
        min -= 1;
        max += 1;
      }
    }
    Check.value(Double.isFinite(min) && Double.isFinite(max), op, "the range must be finite");
    Check.value(min < max, op, "needs min < max, got " + min + " and " + max);
    long[] r = new long[Math.toIntExact(bins)];
    for (double v : x.toDoubleArray())
      if (v >= min && v <= max)
        r[(int) Math.min((long) ((v - min) * bins / (max - min)), bins - 1)]++;
    return Tensor.of(r).to(x.dtype());
  }

  /// A histogram: the counts (or weights) in each bin, or the density, and the edges.
  ///
  /// @param edges the edges of the bins, or null for `bins` equal ones
  /// @param range the ends of equal bins, or null for those of the data
  public static Tensor[] histogram(
      Tensor x, Tensor edges, long bins, double[] range, Tensor weight, boolean density) {
    List<Tensor> r =
        histogramdd(
            x.reshape(-1, 1),
            edges == null ? null : new Tensor[] {edges},
            new long[] {bins},
            range,
            weight == null ? null : weight.reshape(-1),
            density);
    return new Tensor[] {r.get(0), r.get(1)};
  }

  /// A histogram over several dimensions: the last dimension of x holds the coordinates. The first
  /// tensor is the histogram, the others are the edges.
  public static List<Tensor> histogramdd(
      Tensor x, Tensor[] edges, long[] bins, double[] range, Tensor weight, boolean density) {
    String op = "histogramdd";
    Check.floating(op, "x", x);
    if (x.rank() < 2)
      throw Check.shapeError(
          op, "x must have at least two dimensions, got " + Check.shape(x.shape()));
    int n = Math.toIntExact(x.size(-1));
    int given = edges != null ? edges.length : bins.length;
    Check.value(
        given == n || edges == null && given == 1,
        op,
        "x has " + n + " coordinates, but there are bins for " + given);
    if (range != null)
      Check.value(range.length == 2 * n, op, "the range needs two numbers for each of " + n);
    if (weight != null) {
      long[] lead = Arrays.copyOf(x.shape(), x.rank() - 1);
      if (!Arrays.equals(weight.shape(), lead) && weight.numel() != x.numel() / Math.max(n, 1))
        throw Check.shapeError(
            op,
            "the weights must have the shape "
                + Check.shape(lead)
                + ", got "
                + Check.shape(weight.shape()));
    }
    double[] v = x.toDoubleArray();
    double[] w = weight == null ? null : weight.toDoubleArray();
    int rows = n == 0 ? 0 : v.length / n;
    double[][] e = new double[n][];
    long[] shape = new long[n];
    List<Tensor> out = new ArrayList<>();
    for (int d = 0; d < n; d++) {
      if (edges != null) {
        Check.rank(op, "the edges", edges[d], 1);
        Check.value(edges[d].numel() > 1, op, "needs at least two edges");
        e[d] = edges[d].toDoubleArray();
        out.add(edges[d]);
      } else {
        long b = bins[bins.length == 1 ? 0 : d];
        Check.value(b > 0, op, "the number of bins must be positive, got " + b);
        double lo = 0;
        double hi = 1;
        if (range != null) {
          lo = range[2 * d];
          hi = range[2 * d + 1];
        } else if (rows > 0) {
          lo = Double.POSITIVE_INFINITY;
          hi = Double.NEGATIVE_INFINITY;
          for (int i = 0; i < rows; i++) {
            lo = Math.min(lo, v[i * n + d]);
            hi = Math.max(hi, v[i * n + d]);
          }
        }
        Check.value(
            Double.isFinite(lo) && Double.isFinite(hi) && lo <= hi,
            op,
            "the range must be finite and rising, got " + lo + " to " + hi);
        if (lo == hi) {
          lo -= 0.5;
          hi += 0.5;
        }
        Tensor t = Tensor.linspace(lo, hi, b + 1, x.dtype());
        e[d] = t.toDoubleArray();
        out.add(t);
      }
      shape[d] = e[d].length - 1;
    }
    long size = Check.numel(op, shape, 8);
    double[] h = new double[Math.toIntExact(size)];
    double total = 0;
    rows:
    for (int i = 0; i < rows; i++) {
      long at = 0;
      for (int d = 0; d < n; d++) {
        double c = v[i * n + d];
        double[] f = e[d];
        if (!(c >= f[0] && c <= f[f.length - 1])) continue rows;
        int k = Arrays.binarySearch(f, c);
        if (k < 0) k = -k - 2;
        else while (k + 1 < f.length && f[k + 1] == c) k++;
        at = at * shape[d] + Math.min(k, f.length - 2);
      }
      h[(int) at] += w == null ? 1 : w[i];
      total += w == null ? 1 : w[i];
    }
    Tensor r = Tensor.of(h).reshape(shape).to(x.dtype());
    if (density) {
      r = r.div(total);
      for (int d = 0; d < n; d++) {
        long[] s = new long[n];
        Arrays.fill(s, 1);
        s[d] = shape[d];
        r = r.div(out.get(d).diff(1, 0, null, null).reshape(s));
      }
    }
    out.addFirst(r);
    return out;
  }

  /// Where each value would be put into the sorted sequences (last dimension) so that they stay
  /// sorted: before equal ones, or behind them if `right`.
  public static Tensor searchsorted(
      Tensor sorted, Tensor values, boolean int32, boolean right, Tensor sorter) {
    String op = "searchsorted";
    if (sorted.rank() > 1) {
      boolean ok = sorted.rank() == values.rank();
      for (int i = 0; ok && i < sorted.rank() - 1; i++) ok = sorted.size(i) == values.size(i);
      if (!ok)
        throw Check.shapeError(
            op,
            "sequences "
                + Check.shape(sorted.shape())
                + " and values "
                + Check.shape(values.shape())
                + " must agree but in the last dimension");
    } else if (sorted.rank() == 0) {
      throw Check.shapeError(op, "the sequence must have at least one dimension");
    }
    if (sorter != null) {
      Check.sameShape(op, "the sequence", sorted, "the sorter", sorter);
      Check.value(
          sorter.dtype() == DType.INT64, op, "the sorter must be int64, got " + sorter.dtype());
      sorted = sorted.gather(-1, sorter);
    }
    DType t = Promotion.promote(sorted.dtype(), values.dtype());
    Tensor s = sorted.detach().to(t).contiguous();
    Tensor v = values.detach().to(t).contiguous();
    Tensor r = Tensor.empty(v.shape(), DType.INT64);
    long n = s.size(-1);
    long per = s.rank() > 1 ? v.size(-1) : 0;
    boolean whole = !t.isFloatingPoint();
    for (long i = 0; i < v.numel(); i++) {
      long row = per == 0 ? 0 : i / per;
      long base = s.address() + row * n * t.bytes();
      long va = v.address() + i * t.bytes();
      long lo = 0;
      long hi = n;
      while (lo < hi) {
        long mid = lo + hi >>> 1;
        long ma = base + mid * t.bytes();
        boolean before =
            whole
                ? right
                    ? Memory.getLong(t, ma) <= Memory.getLong(t, va)
                    : Memory.getLong(t, ma) < Memory.getLong(t, va)
                : before(Memory.getDouble(t, ma), Memory.getDouble(t, va), right);
        if (before) lo = mid + 1;
        else hi = mid;
      }
      Memory.setLong(DType.INT64, r.address() + 8 * i, lo);
    }
    return int32 ? r.to(DType.INT32) : r;
  }

  private static boolean before(double m, double v, boolean right) {
    // NaN is behind everything.
    return right
        ? !(m > v) && (!Double.isNaN(m) || Double.isNaN(v))
        : m < v || Double.isNaN(v) && !Double.isNaN(m);
  }

  /// Into which bin each value falls: {@link #searchsorted} in one sequence of boundaries.
  public static Tensor bucketize(Tensor values, Tensor boundaries, boolean int32, boolean right) {
    Check.rank("bucketize", "the boundaries", boundaries, 1);
    return searchsorted(boundaries, values, int32, right, null);
  }

  /// The covariances of variables (rows) over observations (columns).
  ///
  /// @param correction what is taken off the number of observations
  /// @param counts how often each observation was made (integers), or null
  /// @param weights how much each observation weighs, or null
  public static Tensor cov(Tensor x, long correction, Tensor counts, Tensor weights) {
    String op = "cov";
    if (x.rank() > 2)
      throw Check.shapeError(
          op, "x must have at most two dimensions, got " + Check.shape(x.shape()));
    Check.value(x.dtype() != DType.BOOL, op, "is not defined for bool");
    Tensor y = x.rank() < 2 ? x.reshape(1, -1) : x;
    if (!y.dtype().isDifferentiable()) y = y.to(DType.FLOAT32);
    long n = y.size(1);
    Tensor w = null;
    if (counts != null) {
      Check.value(counts.rank() <= 1, op, "the counts must have one dimension");
      Check.value(
          counts.dtype().isInteger(), op, "the counts must be integers, got " + counts.dtype());
      Check.that(
          counts.numel() == n,
          op,
          "there are " + n + " observations but " + counts.numel() + " counts");
      Check.value(n == 0 || counts.min().itemLong() >= 0, op, "the counts must not be negative");
      w = counts.to(y.dtype().toReal());
    }
    if (weights != null) {
      Check.value(weights.rank() <= 1, op, "the weights must have one dimension");
      Check.value(
          weights.dtype().isFloatingPoint(),
          op,
          "the weights must be floating-point numbers, got " + weights.dtype());
      Check.that(
          weights.numel() == n,
          op,
          "there are " + n + " observations but " + weights.numel() + " weights");
      Check.value(
          n == 0 || weights.detach().min().item() >= 0, op, "the weights must not be negative");
      w = w == null ? weights : w.mul(weights);
    }
    Tensor sum = w == null ? null : w.sum();
    if (sum != null) Check.value(n == 0 || sum.detach().item() != 0, op, "the weights add up to 0");
    Tensor mean =
        w == null ? y.mean(new int[] {1}, true) : y.mul(w).sum(new int[] {1}, true).div(sum);
    Tensor c = y.sub(mean);
    Tensor norm;
    if (w == null) norm = Tensor.full(new long[0], n - correction, y.dtype().toReal());
    else if (weights != null && correction != 0)
      norm = sum.sub(w.mul(weights).sum().mul(correction).div(sum));
    else norm = sum.sub(correction);
    norm = norm.clampMin(0);
    Tensor r = c.matmul((w == null ? c : c.mul(w)).mH()).div(norm);
    return r.numel() == 1 ? r.reshape() : r;
  }

  /// The correlation coefficients of variables (rows).
  public static Tensor corrcoef(Tensor x) {
    if (x.rank() > 2)
      throw Check.shapeError(
          "corrcoef", "x must have at most two dimensions, got " + Check.shape(x.shape()));
    Tensor c = cov(x, 1, null, null);
    if (c.rank() == 0) return c.div(c);
    Tensor d = c.diagonal();
    Tensor s = (c.dtype().isComplex() ? d.real() : d).sqrt();
    Tensor r = c.div(s.unsqueeze(-1)).div(s);
    return r.dtype().isComplex()
        ? Tensor.complex(r.real().clamp(-1, 1), r.imag().clamp(-1, 1))
        : r.clamp(-1, 1);
  }

  /// The slopes of x along dimensions, by differences of second order; at the edges of first or
  /// second.
  ///
  /// @param spacing for each dimension a number, or a vector of the places
  public static List<Tensor> gradient(Tensor x, int[] dims, Object[] spacing, int edgeOrder) {
    String op = "gradient";
    Check.value(
        edgeOrder == 1 || edgeOrder == 2, op, "the edge order must be 1 or 2, got " + edgeOrder);
    int[] d = dims == null ? Check.dims(op, null, x.rank()) : dims;
    List<Tensor> r = new ArrayList<>();
    for (int i = 0; i < d.length; i++) {
      int k = Check.dim(op, d[i], x.rank());
      for (int j = 0; j < i; j++)
        if (Check.dim(op, d[j], x.rank()) == k)
          throw Check.indexError(op, "dimension " + k + " appears twice");
      long n = x.size(k);
      Check.that(
          n >= edgeOrder + 1,
          op,
          "dimension " + k + " of size " + n + " needs at least " + (edgeOrder + 1));
      Object s = spacing.length == 1 && spacing[0] instanceof Number ? spacing[0] : spacing[i];
      r.add(s instanceof Tensor t ? uneven(x, k, t, edgeOrder) : even(x, k, (Number) s, edgeOrder));
    }
    return r;
  }

  private static Tensor even(Tensor x, int d, Number h, int edge) {
    long n = x.size(d);
    Tensor inner = x.narrow(d, 2, n - 2).sub(x.narrow(d, 0, n - 2)).div(twice(h));
    Tensor first;
    Tensor last;
    if (edge == 1) {
      first = x.narrow(d, 1, 1).sub(x.narrow(d, 0, 1)).div(h);
      last = x.narrow(d, n - 1, 1).sub(x.narrow(d, n - 2, 1)).div(h);
    } else {
      first =
          x.narrow(d, 0, 1)
              .mul(-1.5)
              .add(x.narrow(d, 1, 1).mul(2))
              .sub(x.narrow(d, 2, 1).mul(0.5))
              .div(h);
      last =
          x.narrow(d, n - 1, 1)
              .mul(1.5)
              .sub(x.narrow(d, n - 2, 1).mul(2))
              .add(x.narrow(d, n - 3, 1).mul(0.5))
              .div(h);
    }
    return Tensor.cat(d, first, inner, last);
  }

  private static Number twice(Number h) {
    return h instanceof Complex c
        ? Complex.of(2 * c.re(), 2 * c.im())
        : (Number) (2 * h.doubleValue());
  }

  private static Tensor uneven(Tensor x, int d, Tensor at, int edge) {
    long n = x.size(d);
    if (at.rank() != 1 || at.numel() != n)
      throw Check.shapeError(
          "gradient",
          "there are " + n + " values along dimension " + d + " but " + at.numel() + " places");
    long[] s = new long[x.rank()];
    Arrays.fill(s, 1);
    s[d] = n - 1;
    Tensor h = at.diff(1, 0, null, null).reshape(s);
    Tensor a = h.narrow(d, 0, n - 2);
    Tensor b = h.narrow(d, 1, n - 2);
    Tensor left = x.narrow(d, 1, n - 2).sub(x.narrow(d, 0, n - 2)).div(a);
    Tensor right = x.narrow(d, 2, n - 2).sub(x.narrow(d, 1, n - 2)).div(b);
    Tensor inner = left.mul(b).add(right.mul(a)).div(a.add(b));
    Tensor h0 = h.narrow(d, 0, 1);
    Tensor hn = h.narrow(d, n - 2, 1);
    Tensor first = x.narrow(d, 1, 1).sub(x.narrow(d, 0, 1)).div(h0);
    Tensor last = x.narrow(d, n - 1, 1).sub(x.narrow(d, n - 2, 1)).div(hn);
    if (edge == 2) {
      Tensor h1 = h.narrow(d, 1, 1);
      Tensor hm = h.narrow(d, n - 3, 1);
      Tensor second = x.narrow(d, 2, 1).sub(x.narrow(d, 1, 1)).div(h1);
      first = first.add(first.sub(second).mul(h0).div(h0.add(h1)));
      Tensor before = x.narrow(d, n - 2, 1).sub(x.narrow(d, n - 3, 1)).div(hm);
      last = last.add(last.sub(before).mul(hn).div(hn.add(hm)));
    }
    return Tensor.cat(d, first, inner, last);
  }

  static Unique unique(Tensor x, boolean inverse, boolean counts, Integer dim) {
    x = x.detach();
    if (dim == null) {
      Tensor flat = x.reshape(-1);
      Tensor order = flat.argsort(0, false);
      Unique u = runs(flat.indexSelect(0, order));
      Tensor back =
          inverse
              ? Tensor.zeros(new long[] {flat.numel()}, DType.INT64)
                  .indexCopy(0, order, u.inverse)
                  .reshape(x.shape())
              : null;
      return new Unique(u.values, back, counts ? u.counts : null);
    }
    int d = Check.dim("unique", dim, x.rank());
    Tensor rows = x.movedim(d, 0).contiguous();
    long n = rows.size(0);
    // Rows in lexicographic order: sorted by the last column first, stably.
    Tensor flat = n == 0 ? rows.reshape(0, 0) : rows.reshape(n, -1);
    Tensor order = Tensor.arange(n);
    for (long c = flat.size(1) - 1; c >= 0; c--)
      order = order.indexSelect(0, flat.select(1, c).indexSelect(0, order).argsort(0, false));
    Unique u = rowRuns(rows.indexSelect(0, order));
    Tensor back =
        inverse ? Tensor.zeros(new long[] {n}, DType.INT64).indexCopy(0, order, u.inverse) : null;
    return new Unique(u.values.movedim(0, d), back, counts ? u.counts : null);
  }

  static Unique uniqueConsecutive(Tensor x, boolean inverse, boolean counts, Integer dim) {
    x = x.detach();
    if (dim == null) {
      Unique u = runs(x.reshape(-1));
      return new Unique(
          u.values, inverse ? u.inverse.reshape(x.shape()) : null, counts ? u.counts : null);
    }
    int d = Check.dim("uniqueConsecutive", dim, x.rank());
    Unique u = rowRuns(x.movedim(d, 0).contiguous());
    return new Unique(u.values.movedim(0, d), inverse ? u.inverse : null, counts ? u.counts : null);
  }

  private static Unique runs(Tensor v) {
    long n = v.numel();
    Tensor first =
        n == 0
            ? Tensor.zeros(new long[] {0}, DType.BOOL)
            : Tensor.cat(
                0,
                Tensor.ones(new long[] {1}, DType.BOOL),
                v.narrow(0, 1, n - 1).ne(v.narrow(0, 0, n - 1)));
    return collected(v, first);
  }

  private static Unique rowRuns(Tensor rows) {
    long n = rows.size(0);
    Tensor first;
    if (n == 0) first = Tensor.zeros(new long[] {0}, DType.BOOL);
    else {
      Tensor differs = rows.narrow(0, 1, n - 1).ne(rows.narrow(0, 0, n - 1));
      Tensor any = rows.rank() == 1 ? differs : differs.flatten(1, -1).any(new int[] {1}, false);
      first = Tensor.cat(0, Tensor.ones(new long[] {1}, DType.BOOL), any);
    }
    return collected(rows, first);
  }

  private static Unique collected(Tensor v, Tensor first) {
    Tensor places = first.nonzero().reshape(-1);
    Tensor inverse = first.to(DType.INT64).cumsum(0).sub(1);
    long n = v.size(0);
    Tensor ends =
        places.numel() == 0
            ? places
            : Tensor.cat(0, places.narrow(0, 1, places.numel() - 1), Tensor.of(n));
    return new Unique(v.indexSelect(0, places), inverse, ends.sub(places));
  }
}
