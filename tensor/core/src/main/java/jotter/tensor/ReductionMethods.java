package jotter.tensor;

import java.util.Arrays;
import jotter.tensor.op.Reductions;
import jotter.tensor.op.Scans;

/// Reductions and scans. Without dimensions a reduction goes over all elements; with `keepdim` the
/// reduced dimensions stay, with size 1.
///
/// ```java
/// Tensor x = Tensor.arange(6).reshape(2, 3);
/// x.sum();              // tensor(15)
/// x.sum(0);             // tensor([3, 5, 7])
/// x.to(DType.FLOAT32).mean(new int[] {1}, true).shape(); // 2, 1
/// ```
public sealed interface ReductionMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// A tensor of values and one of indices.
  record Indexed(Tensor values, Tensor indices) {}

  /// The result of a reduction, with the dimensions that it kept dropped if they are not wanted.
  private Tensor drop(Tensor r, int[] dims, boolean keepdim) {
    if (keepdim || dims.length == 0) return r;
    long[] s = r.shape();
    long[] out = new long[s.length - dims.length];
    int k = 0;
    for (int i = 0; i < s.length; i++) if (Arrays.binarySearch(dims, i) < 0) out[k++] = s[i];
    return r.view(out);
  }

  private int[] dims(String op, int... dims) {
    return Check.dims(op, dims, self().rank());
  }

  /// Σ x; integers and bool are summed as int64
  default Tensor sum(int... dims) {
    return sum(dims, false, null);
  }

  /// Σ x over `dims`
  default Tensor sum(int[] dims, boolean keepdim) {
    return sum(dims, keepdim, null);
  }

  /// Σ x over `dims`, as `type` (null: the tensor's, or int64 for integers)
  default Tensor sum(int[] dims, boolean keepdim, DType type) {
    Tensor x = self();
    int[] d = dims("sum", dims);
    DType t = type != null ? type : x.dtype().isDifferentiable() ? x.dtype() : DType.INT64;
    if (type != null && type != x.dtype()) x = x.to(type);
    return drop(Dispatch.one(new Reductions.Sum(d, t), x), d, keepdim);
  }

  /// Σ x / n
  default Tensor mean(int... dims) {
    return mean(dims, false, null);
  }

  /// Σ x / n over `dims`
  default Tensor mean(int[] dims, boolean keepdim) {
    return mean(dims, keepdim, null);
  }

  /// Σ x / n over `dims`, as `type`
  default Tensor mean(int[] dims, boolean keepdim, DType type) {
    Tensor x = type == null ? self() : self().to(type);
    Check.floatingOrComplex("mean", "x", x);
    int[] d = dims("mean", dims);
    return drop(Dispatch.one(new Reductions.Mean(d), x), d, keepdim);
  }

  /// Π x over all elements; integers as int64
  default Tensor prod() {
    return prod((DType) null);
  }

  /// Π x over all elements, as `type`
  default Tensor prod(DType type) {
    return self().reshape(-1).prod(0, false, type);
  }

  /// Π x along `dim`
  default Tensor prod(int dim, boolean keepdim) {
    return prod(dim, keepdim, null);
  }

  /// Π x along `dim`, as `type`
  default Tensor prod(int dim, boolean keepdim, DType type) {
    Tensor x = Autocast.full(self());
    int d = Check.dim("prod", dim, x.rank());
    DType t = type != null ? type : x.dtype().isDifferentiable() ? x.dtype() : DType.INT64;
    if (type != null && type != x.dtype()) x = x.to(type);
    return drop(
        Dispatch.one(new Reductions.Prod(d, t), x),
        x.rank() == 0 ? new int[0] : new int[] {d},
        keepdim);
  }

  private Tensor nonEmpty(String op, int[] dims) {
    Tensor x = self();
    if (x.numel() == 0)
      for (int d : dims)
        if (x.size(d) == 0)
          throw Check.shapeError(
              op,
              "dimension "
                  + d
                  + " of "
                  + Check.shape(x.shape())
                  + " is empty, and an empty dimension has no "
                  + op);
    Check.notComplex(op, x);
    return x;
  }

  /// The largest elements; equal ones share the gradient.
  default Tensor amax(int... dims) {
    return amax(dims, false);
  }

  /// The largest elements over `dims`; equal ones share the gradient.
  default Tensor amax(int[] dims, boolean keepdim) {
    int[] d = dims("amax", dims);
    return drop(Dispatch.one(new Reductions.Extremum(true, d), nonEmpty("amax", d)), d, keepdim);
  }

  /// The smallest elements; equal ones share the gradient.
  default Tensor amin(int... dims) {
    return amin(dims, false);
  }

  /// The smallest elements over `dims`; equal ones share the gradient.
  default Tensor amin(int[] dims, boolean keepdim) {
    int[] d = dims("amin", dims);
    return drop(Dispatch.one(new Reductions.Extremum(false, d), nonEmpty("amin", d)), d, keepdim);
  }

  /// The largest element.
  default Tensor max() {
    int[] d = dims("max");
    return drop(Dispatch.one(new Reductions.Extremum(true, d), nonEmpty("max", d)), d, false);
  }

  /// The smallest element.
  default Tensor min() {
    int[] d = dims("min");
    return drop(Dispatch.one(new Reductions.Extremum(false, d), nonEmpty("min", d)), d, false);
  }

  private Indexed extremum(boolean max, int dim, boolean keepdim) {
    String op = max ? "max" : "min";
    int d = Check.dim(op, dim, self().rank());
    int[] ds = self().rank() == 0 ? new int[0] : new int[] {d};
    Tensor[] r = Dispatch.apply(new Reductions.ExtremumAt(max, d), nonEmpty(op, ds));
    return new Indexed(drop(r[0], ds, keepdim), drop(r[1], ds, keepdim));
  }

  /// The largest elements along `dim` and where they are.
  default Indexed max(int dim, boolean keepdim) {
    return extremum(true, dim, keepdim);
  }

  /// The largest elements along `dim` and where they are.
  default Indexed max(int dim) {
    return extremum(true, dim, false);
  }

  /// The smallest elements along `dim` and where they are.
  default Indexed min(int dim, boolean keepdim) {
    return extremum(false, dim, keepdim);
  }

  /// The smallest elements along `dim` and where they are.
  default Indexed min(int dim) {
    return extremum(false, dim, false);
  }

  private Tensor arg(boolean max, Integer dim, boolean keepdim) {
    String op = max ? "argmax" : "argmin";
    Tensor x = self();
    if (x.dtype() == DType.BOOL) throw Check.dtypeError(op, "is not defined for bool");
    if (dim == null) {
      if (x.numel() == 0)
        throw Check.shapeError(op, "an empty tensor " + Check.shape(x.shape()) + " has none");
      Check.notComplex(op, x);
      Tensor r = Dispatch.one(new Reductions.ArgExtremum(max, 0), x.detach().reshape(-1)).reshape();
      if (!keepdim) return r;
      long[] ones = new long[x.rank()];
      Arrays.fill(ones, 1);
      return r.reshape(ones);
    }
    int d = Check.dim(op, dim, x.rank());
    int[] ds = x.rank() == 0 ? new int[0] : new int[] {d};
    return drop(
        Dispatch.one(new Reductions.ArgExtremum(max, d), nonEmpty(op, ds).detach()), ds, keepdim);
  }

  /// The index of the largest element of the flattened tensor.
  default Tensor argmax() {
    return arg(true, null, false);
  }

  /// The indices of the largest elements along `dim`.
  default Tensor argmax(int dim) {
    return arg(true, dim, false);
  }

  /// The indices of the largest elements along `dim` (null: of the flattened tensor).
  default Tensor argmax(Integer dim, boolean keepdim) {
    return arg(true, dim, keepdim);
  }

  /// The index of the smallest element of the flattened tensor.
  default Tensor argmin() {
    return arg(false, null, false);
  }

  /// The indices of the smallest elements along `dim`.
  default Tensor argmin(int dim) {
    return arg(false, dim, false);
  }

  /// The indices of the smallest elements along `dim` (null: of the flattened tensor).
  default Tensor argmin(Integer dim, boolean keepdim) {
    return arg(false, dim, keepdim);
  }

  /// Whether any element is not 0.
  default Tensor any(int... dims) {
    return any(dims, false);
  }

  /// Whether any element over `dims` is not 0.
  default Tensor any(int[] dims, boolean keepdim) {
    int[] d = dims("any", dims);
    return drop(Dispatch.one(new Reductions.Quantifier(true, d), self().detach()), d, keepdim);
  }

  /// Whether every element is not 0.
  default Tensor all(int... dims) {
    return all(dims, false);
  }

  /// Whether every element over `dims` is not 0.
  default Tensor all(int[] dims, boolean keepdim) {
    int[] d = dims("all", dims);
    return drop(Dispatch.one(new Reductions.Quantifier(false, d), self().detach()), d, keepdim);
  }

  /// How many elements are not 0.
  default Tensor countNonzero(int... dims) {
    return self().detach().ne(0).sum(dims);
  }

  private Tensor[] variance(String op, int[] dims, double correction, boolean keepdim) {
    Check.floatingOrComplex(op, "x", self());
    int[] d = dims(op, dims);
    Tensor[] r = Dispatch.apply(new Reductions.Variance(d, correction), self());
    return new Tensor[] {drop(r[0], d, keepdim), drop(r[1], d, keepdim)};
  }

  /// Σ(x - mean)² / (n - 1)
  default Tensor var(int... dims) {
    return variance("var", dims, 1, false)[0];
  }

  /// Σ(x - mean)² / (n - correction) over `dims`
  default Tensor var(int[] dims, double correction, boolean keepdim) {
    return variance("var", dims, correction, keepdim)[0];
  }

  /// √var
  default Tensor std(int... dims) {
    return Functions.rootOfVariance(var(dims));
  }

  /// √var over `dims`
  default Tensor std(int[] dims, double correction, boolean keepdim) {
    return Functions.rootOfVariance(variance("std", dims, correction, keepdim)[0]);
  }

  /// Variance and mean.
  default Tensor[] varMean(int[] dims, double correction, boolean keepdim) {
    return variance("varMean", dims, correction, keepdim);
  }

  /// Standard deviation and mean.
  default Tensor[] stdMean(int[] dims, double correction, boolean keepdim) {
    Tensor[] r = variance("stdMean", dims, correction, keepdim);
    return new Tensor[] {Functions.rootOfVariance(r[0]), r[1]};
  }

  /// log Σ eˣ, without overflow
  default Tensor logsumexp(int... dims) {
    return logsumexp(dims, false);
  }

  /// log Σ eˣ over `dims`, without overflow
  default Tensor logsumexp(int[] dims, boolean keepdim) {
    Tensor x = self().dtype().isDifferentiable() ? self() : self().to(DType.FLOAT32);
    int[] d = dims("logsumexp", dims);
    return drop(Dispatch.one(new Reductions.LogSumExp(d), x), d, keepdim);
  }

  // ---- scans ----

  /// yᵢ = x₀ + … + xᵢ along `dim`; integers as int64
  default Tensor cumsum(int dim) {
    return cumsum(dim, null);
  }

  /// yᵢ = x₀ + … + xᵢ along `dim`, as `type`
  default Tensor cumsum(int dim, DType type) {
    int d = Check.dim("cumsum", dim, self().rank());
    DType t = scanType(type);
    return Dispatch.one(new Scans.Cumsum(d, t), self().to(t));
  }

  /// yᵢ = x₀ · … · xᵢ along `dim`; integers as int64
  default Tensor cumprod(int dim) {
    return cumprod(dim, null);
  }

  /// yᵢ = x₀ · … · xᵢ along `dim`, as `type`
  default Tensor cumprod(int dim, DType type) {
    int d = Check.dim("cumprod", dim, self().rank());
    DType t = scanType(type);
    return Dispatch.one(new Scans.Cumprod(d, t), self().to(t));
  }

  private DType scanType(DType type) {
    if (type != null) return type;
    DType own = Autocast.full(self()).dtype();
    return own.isDifferentiable() ? own : DType.INT64;
  }

  private Indexed cumExtremum(boolean max, int dim) {
    String op = max ? "cummax" : "cummin";
    Check.notComplex(op, self());
    Tensor[] r =
        Dispatch.apply(new Scans.CumExtremum(max, Check.dim(op, dim, self().rank())), self());
    return new Indexed(r[0], r[1]);
  }

  /// The largest elements so far along `dim`, and where they are (the last one of equals).
  default Indexed cummax(int dim) {
    return cumExtremum(true, dim);
  }

  /// The smallest elements so far along `dim`, and where they are (the last one of equals).
  default Indexed cummin(int dim) {
    return cumExtremum(false, dim);
  }

  /// yᵢ = log(e^x₀ + … + e^xᵢ) along `dim`
  default Tensor logcumsumexp(int dim) {
    Check.floatingOrComplex("logcumsumexp", "x", self());
    return Dispatch.one(
        new Scans.LogCumsumExp(Check.dim("logcumsumexp", dim, self().rank())), self());
  }
}
