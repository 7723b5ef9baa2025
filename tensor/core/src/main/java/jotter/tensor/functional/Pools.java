package jotter.tensor.functional;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;
import jotter.tensor.op.Pool;
import jotter.tensor.spi.PoolSpec;

/// Pooling over one to three spatial dimensions.
public abstract sealed class Pools extends Convolutions permits Adaptive {
  Pools() {}

  static int[] spread(String op, String name, long[] v, int n) {
    if (v.length != 1 && v.length != n)
      throw Check.valueError(
          op, name + " must be one number or " + n + ", got " + Arrays.toString(v));
    int[] r = new int[n];
    for (int i = 0; i < n; i++) r[i] = Math.toIntExact(v[v.length == 1 ? 0 : i]);
    return r;
  }

  private static PoolSpec spec(
      String op,
      int n,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean countPadding,
      Long divisor) {
    int[] k = spread(op, "the kernel size", kernel, n);
    PoolSpec s =
        new PoolSpec(
            k,
            stride == null || stride.length == 0 ? k : spread(op, "stride", stride, n),
            spread(op, "padding", padding, n),
            spread(op, "dilation", dilation, n),
            countPadding,
            divisor == null ? 0 : divisor);
    for (int i = 0; i < n; i++) {
      Check.value(k[i] > 0, op, "the kernel size must be positive, got " + Arrays.toString(kernel));
      Check.value(s.stride()[i] > 0, op, "stride must be positive, got " + Arrays.toString(stride));
      Check.value(
          s.dilation()[i] > 0, op, "dilation must be positive, got " + Arrays.toString(dilation));
      long reach = s.dilation()[i] * (k[i] - 1L) + 1;
      Check.value(
          s.padding()[i] >= 0 && 2L * s.padding()[i] <= reach,
          op,
          "padding must be between 0 and half the kernel's reach of "
              + reach
              + ", got "
              + Arrays.toString(padding));
    }
    if (divisor != null) Check.value(divisor != 0, op, "the divisor must not be 0");
    return s;
  }

  /// The shape of the output; a window must begin inside the image or its left margin.
  private static long[] shape(String op, int n, Tensor x, PoolSpec s, boolean ceil) {
    long[] shape = x.shape();
    for (int i = 0; i < n; i++) {
      long size = x.size(i + 2);
      long room = size + 2L * s.padding()[i] - s.dilation()[i] * (s.kernel()[i] - 1L) - 1;
      long stride = s.stride()[i];
      long out = Math.floorDiv(room + (ceil ? stride - 1 : 0), stride) + 1;
      if (ceil && (out - 1) * stride >= size + s.padding()[i]) out--;
      if (out < 1 || size < 1)
        throw Check.shapeError(
            op,
            "windows of "
                + Arrays.toString(s.kernel())
                + " do not fit into "
                + Check.shape(x.shape())
                + " at spatial dimension "
                + i);
      shape[i + 2] = out;
    }
    return shape;
  }

  static Tensor batch(String op, int n, Tensor x) {
    Check.rank(op, "x", x, n + 1, n + 2);
    Tensor b = x.rank() == n + 1 ? x.unsqueeze(0) : x;
    for (int i = 1; i < b.rank(); i++)
      if (b.size(i) == 0)
        throw Check.shapeError(op, "only the batch may be empty, got " + Check.shape(x.shape()));
    return b;
  }

  private static Indexed max(
      String op,
      int n,
      Tensor x,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceil) {
    Tensor[] r = max(op, n, x, kernel, stride, padding, dilation, ceil, Pool.Beside.PLACES);
    return new Indexed(r[0], r[1]);
  }

  /// Only the elements; what the gradient needs is kept, if there is to be one.
  private static Tensor largest(
      String op,
      int n,
      Tensor x,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceil) {
    boolean back = Grad.isOn() && x.requiresGrad();
    Pool.Beside beside = back ? Pool.Beside.TAPS : Pool.Beside.NOTHING;
    return max(op, n, x, kernel, stride, padding, dilation, ceil, beside)[0];
  }

  private static Tensor[] max(
      String op,
      int n,
      Tensor x,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceil,
      Pool.Beside beside) {
    PoolSpec s = spec(op, n, kernel, stride, padding, dilation, true, null);
    Tensor b = batch(op, n, x);
    Check.notComplex(op, x);
    Tensor[] r = Dispatch.apply(new Pool.Max(s, shape(op, n, b, s, ceil), beside), b);
    if (x.rank() == n + 1) for (int i = 0; i < r.length; i++) r[i] = r[i].squeeze(0);
    return r;
  }

  /// The largest elements of windows, and their places: x (N×C×L) or (C×L).
  public static Indexed maxPool1dWithIndices(
      Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
    return max("maxPool1d", 1, x, kernel, stride, padding, dilation, ceil);
  }

  /// The largest elements of windows, and their places in the plane: x (N×C×H×W) or (C×H×W).
  public static Indexed maxPool2dWithIndices(
      Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
    return max("maxPool2d", 2, x, kernel, stride, padding, dilation, ceil);
  }

  /// The largest elements of windows, and their places in the volume.
  public static Indexed maxPool3dWithIndices(
      Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
    return max("maxPool3d", 3, x, kernel, stride, padding, dilation, ceil);
  }

  /// The largest elements of windows.
  public static Tensor maxPool1d(
      Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
    return largest("maxPool1d", 1, x, kernel, stride, padding, dilation, ceil);
  }

  /// The largest elements of windows. A null stride is the kernel size.
  public static Tensor maxPool2d(
      Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
    return largest("maxPool2d", 2, x, kernel, stride, padding, dilation, ceil);
  }

  /// The largest elements of square windows that do not overlap.
  public static Tensor maxPool2d(Tensor x, long kernel) {
    long[] one = {1};
    return maxPool2d(x, new long[] {kernel}, null, new long[] {0}, one, false);
  }

  /// The largest elements of windows.
  public static Tensor maxPool3d(
      Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil) {
    return largest("maxPool3d", 3, x, kernel, stride, padding, dilation, ceil);
  }

  private static Tensor average(
      String op,
      int n,
      Tensor x,
      long[] kernel,
      long[] stride,
      long[] padding,
      boolean ceil,
      boolean countPadding,
      Long divisor) {
    long[] one = {1};
    PoolSpec s = spec(op, n, kernel, stride, padding, one, countPadding, divisor);
    Tensor b = batch(op, n, x);
    Tensor r = Dispatch.one(new Pool.Average(s, shape(op, n, b, s, ceil)), b);
    return x.rank() == n + 1 ? r.squeeze(0) : r;
  }

  /// The means of windows: x (N×C×L) or (C×L).
  public static Tensor avgPool1d(
      Tensor x, long[] kernel, long[] stride, long[] padding, boolean ceil, boolean countPadding) {
    return average("avgPool1d", 1, x, kernel, stride, padding, ceil, countPadding, null);
  }

  /// The means of windows. A null divisor is the number of elements in the window.
  public static Tensor avgPool2d(
      Tensor x,
      long[] kernel,
      long[] stride,
      long[] padding,
      boolean ceil,
      boolean countPadding,
      Long divisor) {
    return average("avgPool2d", 2, x, kernel, stride, padding, ceil, countPadding, divisor);
  }

  /// The means of square windows that do not overlap.
  public static Tensor avgPool2d(Tensor x, long kernel) {
    return avgPool2d(x, new long[] {kernel}, null, new long[] {0}, false, true, null);
  }

  /// The means of windows.
  public static Tensor avgPool3d(
      Tensor x,
      long[] kernel,
      long[] stride,
      long[] padding,
      boolean ceil,
      boolean countPadding,
      Long divisor) {
    return average("avgPool3d", 3, x, kernel, stride, padding, ceil, countPadding, divisor);
  }

  private static Tensor lp(
      int n, Tensor x, double norm, long[] kernel, long[] stride, boolean ceil) {
    long[] none = {0};
    // Of x itself, as PyTorch: odd powers keep the sign, broken powers of negative numbers are NaN.
    Tensor p = x.pow(norm);
    long count = 1;
    for (int k : spread("lpPool", "the kernel size", kernel, n)) count *= k;
    // The mean with the margin counted, times the size of the window, is the sum.
    Tensor mean = average("lpPool" + n + "d", n, p, kernel, stride, none, ceil, true, null);
    return mean.sign().mul(mean.abs().relu()).mul(count).pow(1 / norm);
  }

  /// (Σ x^p)^(1/p) over windows.
  public static Tensor lpPool1d(Tensor x, double norm, long[] kernel, long[] stride, boolean ceil) {
    return lp(1, x, norm, kernel, stride, ceil);
  }

  /// (Σ x^p)^(1/p) over windows.
  public static Tensor lpPool2d(Tensor x, double norm, long[] kernel, long[] stride, boolean ceil) {
    return lp(2, x, norm, kernel, stride, ceil);
  }

  /// (Σ x^p)^(1/p) over windows.
  public static Tensor lpPool3d(Tensor x, double norm, long[] kernel, long[] stride, boolean ceil) {
    return lp(3, x, norm, kernel, stride, ceil);
  }

  private static Tensor unpool(
      String op,
      int n,
      Tensor x,
      Tensor indices,
      long[] kernel,
      long[] stride,
      long[] padding,
      long[] outputSize) {
    Check.rank(op, "x", x, n + 1, n + 2);
    Check.sameShape(op, "x", x, "the indices", indices);
    if (x.rank() == n + 1)
      return unpool(
              op, n, x.unsqueeze(0), indices.unsqueeze(0), kernel, stride, padding, outputSize)
          .squeeze(0);
    int[] k = spread(op, "the kernel size", kernel, n);
    int[] st = stride == null || stride.length == 0 ? k : spread(op, "stride", stride, n);
    int[] p = spread(op, "padding", padding, n);
    long[] shape = x.shape();
    long plane = 1;
    for (int i = 0; i < n; i++) {
      Check.value(st[i] > 0, op, "stride must be positive, got " + Arrays.toString(st));
      long usual = (x.size(i + 2) - 1) * st[i] - 2L * p[i] + k[i];
      shape[i + 2] =
          outputSize == null || outputSize.length == 0
              ? usual
              : outputSize[outputSize.length - n + i];
      Check.value(
          Math.abs(shape[i + 2] - usual) < st[i] || shape[i + 2] == usual,
          op,
          "the output size " + shape[i + 2] + " is too far from " + usual);
      plane *= shape[i + 2];
    }
    if (indices.numel() > 0 && (indices.max().itemLong() >= plane || indices.min().itemLong() < 0))
      throw Check.indexError(
          op, "an index lies outside of the output plane of " + plane + " elements");
    long[] flat = {shape[0], shape[1], -1};
    return Tensor.zeros(new long[] {shape[0], shape[1], plane}, x.dtype())
        .scatter(2, indices.reshape(flat), x.reshape(flat))
        .reshape(shape);
  }

  /// The elements put back where {@link #maxPool1dWithIndices} took them, zeros elsewhere.
  public static Tensor maxUnpool1d(
      Tensor x, Tensor indices, long[] kernel, long[] stride, long[] padding, long[] outputSize) {
    return unpool("maxUnpool1d", 1, x, indices, kernel, stride, padding, outputSize);
  }

  /// The elements put back where {@link #maxPool2dWithIndices} took them, zeros elsewhere.
  public static Tensor maxUnpool2d(
      Tensor x, Tensor indices, long[] kernel, long[] stride, long[] padding, long[] outputSize) {
    return unpool("maxUnpool2d", 2, x, indices, kernel, stride, padding, outputSize);
  }

  /// The elements put back where {@link #maxPool3dWithIndices} took them, zeros elsewhere.
  public static Tensor maxUnpool3d(
      Tensor x, Tensor indices, long[] kernel, long[] stride, long[] padding, long[] outputSize) {
    return unpool("maxUnpool3d", 3, x, indices, kernel, stride, padding, outputSize);
  }
}
