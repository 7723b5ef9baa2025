package jotter.tensor.functional;

import java.util.Arrays;
import jotter.tensor.Autocast;
import jotter.tensor.Check;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.op.Conv;
import jotter.tensor.op.Matrix;
import jotter.tensor.spi.ConvSpec;

/// Linear maps and convolutions.
public abstract sealed class Convolutions permits Pools {
  Convolutions() {}

  /// x · wᵀ + b, with x (…×in), w (out×in) or (in), b (out) or null.
  public static Tensor linear(Tensor input, Tensor weight, Tensor shift) {
    Tensor x = Autocast.low(input);
    Tensor w = Autocast.low(weight);
    Tensor bias = Autocast.low(shift);
    Check.sameDType("linear", "x", x, "the weight", w);
    if (w.rank() == 0 || w.rank() > 2)
      throw Check.shapeError(
          "linear", "the weight must have one or two dimensions, got " + Check.shape(w.shape()));
    if (x.rank() == 0 || x.size(-1) != w.size(-1))
      throw Check.shapeError(
          "linear",
          "x "
              + Check.shape(x.shape())
              + " must have "
              + w.size(-1)
              + " features in its last dimension, as the weight "
              + Check.shape(w.shape())
              + " (out × in) has");
    boolean usual = bias == null || bias.rank() == 1 && bias.size(0) == w.size(0);
    if (bias != null) usual &= bias.dtype() == x.dtype();
    boolean some = x.numel() > 0 && w.rank() == 2 && x.rank() > 1;
    if (usual && some && x.dtype().isFloatingPoint()) return rows(x, w, bias);
    Tensor y = x.matmul(w.t());
    return bias == null ? y : y.add(bias);
  }

  /// The linear map of all rows at once, wherever they lie.
  private static Tensor rows(Tensor x, Tensor w, Tensor bias) {
    if (x.rank() == 2) return Dispatch.one(new Matrix.Linear(), x, w, bias);
    // Sequences whose batch dimension lies before or behind the other.
    if (x.rank() == 3 && !x.isContiguous() && x.transpose(0, 1).isContiguous())
      return rows(x.transpose(0, 1), w, bias).transpose(0, 1);
    long[] s = x.shape();
    s[s.length - 1] = w.size(0);
    return Dispatch.one(new Matrix.Linear(), x.reshape(-1, x.size(-1)), w, bias).reshape(s);
  }

  /// x₁ᵀ · W · x₂ + b for each output: x₁ (…×n), x₂ (…×m), w (out×n×m).
  public static Tensor bilinear(Tensor x1, Tensor x2, Tensor w, Tensor bias) {
    Check.rank("bilinear", "the weight", w, 3);
    for (int i = 0; i < x1.rank() - 1; i++)
      if (x1.rank() != x2.rank() || x1.size(i) != x2.size(i))
        throw Check.shapeError(
            "bilinear",
            "the inputs must agree but in their last dimension, got "
                + Check.shape(x1.shape())
                + " and "
                + Check.shape(x2.shape()));
    if (x1.size(-1) != w.size(1) || x2.size(-1) != w.size(2))
      throw Check.shapeError(
          "bilinear",
          "the weight "
              + Check.shape(w.shape())
              + " does not fit features "
              + x1.size(-1)
              + " and "
              + x2.size(-1));
    long[] s = x1.shape();
    s[s.length - 1] = w.size(0);
    Tensor a = x1.reshape(-1, x1.size(-1));
    Tensor b = x2.reshape(-1, x2.size(-1));
    // (N, 1, n) · (out, n, m) gives (out, N, m); times x₂ and summed.
    Tensor y = a.matmul(w).mul(b).sum(new int[] {-1}, false, x1.dtype()).t().reshape(s);
    return bias == null ? y : y.add(bias);
  }

  private static int[] spread(String op, String name, long[] v, int n) {
    if (v.length != 1 && v.length != n)
      throw Check.valueError(
          op, name + " must be one number or " + n + ", got " + Arrays.toString(v));
    int[] r = new int[n];
    for (int i = 0; i < n; i++) r[i] = Math.toIntExact(v[v.length == 1 ? 0 : i]);
    return r;
  }

  private static ConvSpec spec(
      String op, int n, long[] stride, long[] padding, long[] dilation, long groups) {
    ConvSpec s =
        new ConvSpec(
            spread(op, "stride", stride, n),
            spread(op, "padding", padding, n),
            spread(op, "dilation", dilation, n),
            Math.toIntExact(groups));
    for (int i = 0; i < n; i++) {
      Check.value(s.stride()[i] > 0, op, "stride must be positive, got " + Arrays.toString(stride));
      Check.value(
          s.padding()[i] >= 0, op, "padding must not be negative, got " + Arrays.toString(padding));
      Check.value(
          s.dilation()[i] > 0, op, "dilation must be positive, got " + Arrays.toString(dilation));
    }
    Check.value(groups > 0, op, "groups must be positive, got " + groups);
    return s;
  }

  private static void operands(String op, int n, Tensor x, Tensor w, Tensor bias) {
    Check.rank(op, "x", x, n + 1, n + 2);
    Check.rank(op, "the weight", w, n + 2);
    Check.sameDType(op, "x", x, "the weight", w);
    if (bias != null) Check.sameDType(op, "x", x, "the bias", bias);
  }

  private static Tensor conv(
      String op,
      int n,
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    x = Autocast.low(x);
    w = Autocast.low(w);
    bias = Autocast.low(bias);
    operands(op, n, x, w, bias);
    ConvSpec s = spec(op, n, stride, padding, dilation, groups);
    if (x.rank() == n + 1)
      return conv(op, n, x.unsqueeze(0), w, bias, stride, padding, dilation, groups).squeeze(0);
    if (x.size(1) != w.size(1) * groups)
      throw Check.shapeError(
          op,
          "x "
              + Check.shape(x.shape())
              + " has "
              + x.size(1)
              + " channels, but the weight "
              + Check.shape(w.shape())
              + " with groups = "
              + groups
              + " is for "
              + w.size(1) * groups);
    if (w.size(0) % groups != 0 || w.size(0) == 0)
      throw Check.shapeError(
          op,
          "the weight's "
              + w.size(0)
              + " output channels do not divide into "
              + groups
              + " groups");
    bias(op, bias, w.size(0));
    long[] shape = new long[n + 2];
    shape[0] = x.size(0);
    shape[1] = w.size(0);
    for (int i = 0; i < n; i++) {
      long reach = s.dilation()[i] * (w.size(i + 2) - 1) + 1;
      long room = x.size(i + 2) + 2L * s.padding()[i];
      if (w.size(i + 2) < 1 || room < reach)
        throw Check.shapeError(
            op,
            "the kernel "
                + Check.shape(w.shape())
                + " reaches over "
                + reach
                + " elements, more than the "
                + room
                + " of the padded input "
                + Check.shape(x.shape())
                + " at spatial dimension "
                + i);
      shape[i + 2] = (room - reach) / s.stride()[i] + 1;
    }
    return Dispatch.one(new Conv.Forward(s, shape), x, w, bias);
  }

  private static void bias(String op, Tensor bias, long channels) {
    if (bias != null && (bias.rank() != 1 || bias.size(0) != channels))
      throw Check.shapeError(
          op,
          "the bias must have "
              + channels
              + " elements, one for each output channel, got "
              + Check.shape(bias.shape()));
  }

  /// Convolution over one spatial dimension: x (N×C×L), w (O×C/groups×K).
  public static Tensor conv1d(
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return conv("conv1d", 1, x, w, bias, stride, padding, dilation, groups);
  }

  /// Convolution over two spatial dimensions: x (N×C×H×W), w (O×C/groups×K×L).
  ///
  /// y[n, o, i, j] = b[o] + Σ w[o, c, k, l] · x[n, c, i·stride + k·dilation - padding, …]
  public static Tensor conv2d(
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return conv("conv2d", 2, x, w, bias, stride, padding, dilation, groups);
  }

  /// Convolution over two spatial dimensions with stride 1 and no padding.
  public static Tensor conv2d(Tensor x, Tensor w, Tensor bias) {
    long[] one = {1};
    return conv2d(x, w, bias, one, new long[] {0}, one, 1);
  }

  /// Convolution over three spatial dimensions: x (N×C×D×H×W), w (O×C/groups×…).
  public static Tensor conv3d(
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return conv("conv3d", 3, x, w, bias, stride, padding, dilation, groups);
  }

  /// Convolution with the padding by name: `"valid"` for none, `"same"` for an output as large as
  /// the input (stride 1 only); `n` is the number of spatial dimensions.
  public static Tensor conv(
      int n,
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      String padding,
      long[] dilation,
      long groups) {
    String op = "conv" + n + "d";
    x = Autocast.low(x);
    w = Autocast.low(w);
    bias = Autocast.low(bias);
    operands(op, n, x, w, bias);
    if (padding.equals("valid"))
      return conv(op, n, x, w, bias, stride, new long[] {0}, dilation, groups);
    if (!padding.equals("same"))
      throw Check.valueError(
          op, "padding must be \"valid\", \"same\" or numbers, got \"" + padding + "\"");
    int[] st = spread(op, "stride", stride, n);
    int[] di = spread(op, "dilation", dilation, n);
    long[] pad = new long[2 * n];
    for (int i = 0; i < n; i++) {
      Check.value(st[i] == 1, op, "padding \"same\" needs stride 1, got " + st[i]);
      long total = di[i] * (w.size(i + 2) - 1);
      pad[2 * (n - 1 - i)] = total / 2;
      pad[2 * (n - 1 - i) + 1] = total - total / 2;
    }
    return conv(op, n, x.constantPad(pad, 0), w, bias, stride, new long[] {0}, dilation, groups);
  }

  private static Tensor transposed(
      String op,
      int n,
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    x = Autocast.low(x);
    w = Autocast.low(w);
    bias = Autocast.low(bias);
    operands(op, n, x, w, bias);
    ConvSpec s = spec(op, n, stride, padding, dilation, groups);
    int[] extra = spread(op, "outputPadding", outputPadding, n);
    if (x.rank() == n + 1)
      return transposed(
              op, n, x.unsqueeze(0), w, bias, stride, padding, outputPadding, groups, dilation)
          .squeeze(0);
    if (x.size(1) != w.size(0))
      throw Check.shapeError(
          op,
          "x "
              + Check.shape(x.shape())
              + " has "
              + x.size(1)
              + " channels, but the weight "
              + Check.shape(w.shape())
              + " (in × out/groups) is for "
              + w.size(0));
    Check.that(
        w.size(0) % groups == 0,
        op,
        "the " + w.size(0) + " channels do not divide into " + groups + " groups");
    bias(op, bias, w.size(1) * groups);
    long[] shape = new long[n + 2];
    shape[0] = x.size(0);
    shape[1] = w.size(1) * groups;
    for (int i = 0; i < n; i++) {
      Check.value(
          extra[i] >= 0 && (extra[i] < s.stride()[i] || extra[i] < s.dilation()[i]),
          op,
          "outputPadding must be smaller than stride or dilation, got " + extra[i]);
      shape[i + 2] =
          (x.size(i + 2) - 1) * s.stride()[i]
              - 2L * s.padding()[i]
              + s.dilation()[i] * (w.size(i + 2) - 1)
              + extra[i]
              + 1;
      Check.that(
          shape[i + 2] > 0,
          op,
          "the output would have size " + shape[i + 2] + " at spatial dimension " + i);
    }
    Tensor y = Dispatch.one(new Conv.InputGrad(s, shape), x, w);
    if (bias == null) return y;
    long[] column = new long[n + 1];
    Arrays.fill(column, 1);
    column[0] = bias.size(0);
    return y.add_(bias.reshape(column));
  }

  /// Transposed convolution over one spatial dimension: x (N×C×L), w (C×O/groups×K).
  public static Tensor convTranspose1d(
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    return transposed(
        "convTranspose1d", 1, x, w, bias, stride, padding, outputPadding, groups, dilation);
  }

  /// Transposed convolution over two spatial dimensions: x (N×C×H×W), w (C×O/groups×K×L).
  public static Tensor convTranspose2d(
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    return transposed(
        "convTranspose2d", 2, x, w, bias, stride, padding, outputPadding, groups, dilation);
  }

  /// Transposed convolution over three spatial dimensions.
  public static Tensor convTranspose3d(
      Tensor x,
      Tensor w,
      Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long[] dilation) {
    return transposed(
        "convTranspose3d", 3, x, w, bias, stride, padding, outputPadding, groups, dilation);
  }

  /// Convolution over time with time first: x (T×B×C), w (K×C×O), b (O).
  public static Tensor convTbc(Tensor x, Tensor w, Tensor bias, long padding) {
    Check.rank("convTbc", "x", x, 3);
    Check.rank("convTbc", "the weight", w, 3);
    long[] one = {1};
    return conv1d(x.permute(1, 2, 0), w.permute(2, 1, 0), bias, one, new long[] {padding}, one, 1)
        .permute(2, 0, 1);
  }
}
