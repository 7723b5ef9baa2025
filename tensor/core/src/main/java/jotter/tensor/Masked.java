package jotter.tensor;

import jotter.tensor.functional.Distances;

/// Reductions and normalizations of the elements where a mask holds, what `torch.masked` is to
/// PyTorch. The mask (bool, or null for all) is broadcast to the tensor; elements where it does not
/// hold count as if they were not there.
///
/// ```java
/// Masked.mean(x, new int[] {1}, false, null, x.gt(0)); // the mean of the positive elements of each row
/// ```
public final class Masked {
  private Masked() {}

  private static Tensor filled(Tensor x, Tensor mask, Number value) {
    if (mask == null) return x;
    return Tensor.where(mask.expand(x.shape()), x, Tensor.full(new long[0], value, x.dtype()));
  }

  private static Tensor typed(Tensor x, DType type) {
    return type == null ? x : x.to(type);
  }

  /// Sums of whole numbers are taken in int64.
  private static Tensor summed(Tensor x, DType type) {
    if (type != null) return x.to(type);
    return x.dtype().isDifferentiable() ? x : x.to(DType.INT64);
  }

  private static Number lowest(DType t) {
    if (t.isFloatingPoint()) return Double.NEGATIVE_INFINITY;
    return t == DType.INT64 ? (Number) Long.MIN_VALUE : (Number) Limits.min(t);
  }

  private static Number highest(DType t) {
    if (t.isFloatingPoint()) return Double.POSITIVE_INFINITY;
    return t == DType.INT64 ? (Number) Long.MAX_VALUE : (Number) Limits.max(t);
  }

  /// Σ x; 0 of nothing
  public static Tensor sum(Tensor x, int[] dims, boolean keepdim, DType type, Tensor mask) {
    return filled(summed(x, type), mask, 0).sum(dims, keepdim, null);
  }

  /// Π x over `dims`; 1 of nothing
  public static Tensor prod(Tensor x, int[] dims, boolean keepdim, DType type, Tensor mask) {
    Tensor r = filled(summed(x, type), mask, 1);
    int[] d = Check.dims("prod", dims, x.rank());
    for (int i = d.length - 1; i >= 0; i--) r = r.prod(d[i], keepdim, null);
    return r;
  }

  /// The mean; NaN of nothing
  public static Tensor mean(Tensor x, int[] dims, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    if (!y.dtype().isDifferentiable()) y = y.to(DType.FLOAT32);
    return sum(y, dims, keepdim, null, mask).div(count(y, dims, keepdim, mask));
  }

  private static Tensor count(Tensor x, int[] dims, boolean keepdim, Tensor mask) {
    Tensor m = mask == null ? Tensor.ones(x.shape(), DType.BOOL) : mask.expand(x.shape());
    return m.sum(dims, keepdim).to(x.dtype().isComplex() ? x.dtype().toReal() : x.dtype());
  }

  /// The largest element
  public static Tensor amax(Tensor x, int[] dims, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    return filled(y, mask, lowest(y.dtype())).amax(dims, keepdim);
  }

  /// The smallest element
  public static Tensor amin(Tensor x, int[] dims, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    return filled(y, mask, highest(y.dtype())).amin(dims, keepdim);
  }

  /// The place of the largest element, as a number of x's type (as in PyTorch)
  public static Tensor argmax(Tensor x, Integer dim, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    return filled(y, mask, lowest(y.dtype())).argmax(dim, keepdim).to(y.dtype());
  }

  /// The place of the smallest element, as a number of x's type (as in PyTorch)
  public static Tensor argmin(Tensor x, Integer dim, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    return filled(y, mask, highest(y.dtype())).argmin(dim, keepdim).to(y.dtype());
  }

  /// The sums so far
  public static Tensor cumsum(Tensor x, int dim, DType type, Tensor mask) {
    return filled(typed(x, type), mask, 0).cumsum(dim, type == null ? x.dtype() : type);
  }

  /// The products so far
  public static Tensor cumprod(Tensor x, int dim, DType type, Tensor mask) {
    return filled(typed(x, type), mask, 1).cumprod(dim, type == null ? x.dtype() : type);
  }

  /// log Σ eˣ; -∞ of nothing
  public static Tensor logsumexp(Tensor x, int[] dims, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    DType result = y.dtype();
    if (!result.isDifferentiable()) y = y.to(DType.FLOAT32);
    return filled(y, mask, Double.NEGATIVE_INFINITY).logsumexp(dims, keepdim).to(result);
  }

  /// log(eˣ + eʸ) with a mask for each
  public static Tensor logaddexp(Tensor x, Tensor y, DType type, Tensor maskX, Tensor maskY) {
    return filled(typed(x, type), maskX, Double.NEGATIVE_INFINITY)
        .logaddexp(filled(typed(y, type), maskY, Double.NEGATIVE_INFINITY));
  }

  /// The median, the lower one of two; NaN of nothing
  public static Tensor median(Tensor x, int dim, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    return filled(y, mask, Double.NaN).nanmedian(dim, keepdim).values();
  }

  /// (Σ |x|^p)^(1/p)
  public static Tensor norm(
      Tensor x, double p, int[] dims, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    double neutral = p == Double.NEGATIVE_INFINITY || p < 0 ? Double.POSITIVE_INFINITY : 0;
    return Distances.norm(filled(y, mask, neutral), p, dims, keepdim);
  }

  /// x/max(‖x‖ₚ, eps) along `dim`
  public static Tensor normalize(Tensor x, double p, int dim, double eps, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    Tensor n = norm(y, p, new int[] {dim}, true, null, mask).clampMin(eps);
    return filled(y, mask, 0).div(n);
  }

  /// softmax along `dim`
  public static Tensor softmax(Tensor x, int dim, DType type, Tensor mask) {
    return filled(typed(x, type), mask, Double.NEGATIVE_INFINITY).softmax(dim);
  }

  /// log softmax along `dim`
  public static Tensor logSoftmax(Tensor x, int dim, DType type, Tensor mask) {
    return filled(typed(x, type), mask, Double.NEGATIVE_INFINITY).logSoftmax(dim);
  }

  /// softmax of -x along `dim`
  public static Tensor softmin(Tensor x, int dim, DType type, Tensor mask) {
    return filled(typed(x, type), mask, Double.POSITIVE_INFINITY).softmin(dim);
  }

  /// Σ(x - mean)²/(n - correction), of x's type
  public static Tensor var(
      Tensor x, int[] dims, double correction, boolean keepdim, DType type, Tensor mask) {
    Tensor y = typed(x, type);
    if (!y.dtype().isDifferentiable()) y = y.to(DType.FLOAT32);
    Tensor n = count(y, dims, true, mask);
    Tensor mean = sum(y, dims, true, null, mask).div(n);
    Tensor c = y.sub(mean);
    Tensor square = y.dtype().isComplex() ? c.mul(c.conj()).real() : c.mul(c);
    Tensor total = sum(square, dims, keepdim, null, mask);
    if (!keepdim) n = n.reshape(total.shape());
    if (correction != 0) n = n.sub(correction).clampMin(0);
    return total.div(n).to(y.dtype());
  }

  /// √var
  public static Tensor std(
      Tensor x, int[] dims, double correction, boolean keepdim, DType type, Tensor mask) {
    return var(x, dims, correction, keepdim, type, mask).sqrt();
  }
}
