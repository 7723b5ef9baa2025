package jotter.tensor.functional;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.op.Resample;
import jotter.tensor.spi.Bands;

/// Images of another size.
public abstract sealed class Resampling extends RankingLosses permits Sampling {
  Resampling() {}

  /// x (N×C×…) at another size.
  ///
  /// @param size the sizes of the spatial dimensions (one number: all alike), or null
  /// @param factor how many times larger, or null; one of the two is given
  /// @param mode nearest, nearest-exact, linear, bilinear, bicubic, trilinear or area
  /// @param alignCorners whether the first and last elements stay where they are
  /// @param recompute whether the factor is found anew from the rounded sizes
  /// @param antialias whether, for smaller images, each element is an average (bilinear and
  ///   bicubic)
  public static Tensor interpolate(
      Tensor x,
      long[] size,
      double[] factor,
      String mode,
      boolean alignCorners,
      boolean recompute,
      boolean antialias) {
    String op = "interpolate";
    int n = x.rank() - 2;
    int wanted =
        switch (mode) {
          case "nearest", "nearest-exact", "area" -> n;
          case "linear" -> 1;
          case "bilinear", "bicubic" -> 2;
          case "trilinear" -> 3;
          default ->
              throw Check.valueError(
                  op,
                  "the mode must be nearest, nearest-exact, linear, bilinear, bicubic, trilinear or"
                      + " area, got "
                      + mode);
        };
    if (n < 1 || n > 3 || n != wanted)
      throw Check.shapeError(
          op, "mode " + mode + " does not fit an input of shape " + Check.shape(x.shape()));
    if ((size == null) == (factor == null))
      throw Check.valueError(op, "give either a size or a scale factor");
    long[] out = new long[n];
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      long in = x.size(i + 2);
      if (in == 0)
        throw Check.shapeError(
            op, "dimension " + (i + 2) + " of " + Check.shape(x.shape()) + " has no elements");
      if (size != null) {
        Check.value(
            size.length == 1 || size.length == n,
            op,
            "the size must be one number or " + n + ", got " + Arrays.toString(size));
        out[i] = size[size.length == 1 ? 0 : i];
        scale[i] = (double) in / out[i];
      } else {
        Check.value(
            factor.length == 1 || factor.length == n,
            op,
            "the factor must be one number or " + n + ", got " + Arrays.toString(factor));
        double f = factor[factor.length == 1 ? 0 : i];
        out[i] = (long) Math.floor(in * f);
        scale[i] = recompute ? (double) in / out[i] : 1 / f;
      }
      Check.value(out[i] > 0, op, "sizes must be positive, got " + out[i]);
    }
    if (mode.equals("area")) {
      Long[] o = Arrays.stream(out).boxed().toArray(Long[]::new);
      return switch (n) {
        case 1 -> adaptiveAvgPool1d(x, o);
        case 2 -> adaptiveAvgPool2d(x, o);
        default -> adaptiveAvgPool3d(x, o);
      };
    }
    if (!mode.startsWith("nearest") && !x.dtype().isDifferentiable()) {
      if (x.dtype() != DType.UINT8)
        throw Check.dtypeError(
            op,
            "mode "
                + mode
                + " needs floating-point numbers or uint8, got "
                + x.dtype()
                + "; use x.to(DType.FLOAT32)");
      Tensor y =
          interpolate(x.to(DType.FLOAT32), size, factor, mode, alignCorners, recompute, antialias);
      return y.round().clamp(0, 255).to(DType.UINT8);
    }
    if (mode.startsWith("nearest")) {
      float offset = mode.equals("nearest") ? 0 : 0.5f;
      if (x.dtype() == DType.FLOAT32 && repeats(x, out)) {
        Bands[] bands = new Bands[n];
        for (int i = 0; i < n; i++)
          bands[i] = nearestBands(x.size(i + 2), out[i], scale[i], offset);
        return Dispatch.one(new Resample(bands), x);
      }
      Tensor r = x;
      // The last dimension first: it is the cheapest while the others are small.
      for (int d = x.rank() - 1; d >= 2; d--)
        r = r.indexSelect(d, nearest(x.size(d), out[d - 2], scale[d - 2], offset));
      return r;
    }
    Bands[] bands = new Bands[n];
    for (int i = 0; i < n; i++)
      bands[i] =
          bands(x.size(i + 2), out[i], scale[i], alignCorners, mode.equals("bicubic"), antialias);
    return Dispatch.one(new Resample(bands), x);
  }

  /// x at another size.
  public static Tensor interpolate(Tensor x, long[] size, String mode) {
    return interpolate(x, size, null, mode, false, false, false);
  }

  private static Tensor nearest(long in, long out, double scale, float offset) {
    long[] index = new long[Math.toIntExact(out)];
    for (int i = 0; i < index.length; i++) index[i] = nearest(i, in, scale, offset);
    return Tensor.of(index);
  }

  /// In float arithmetic, as the reference: where a place falls on a border, rounding decides.
  private static long nearest(int i, long in, double scale, float offset) {
    return Math.min((long) Math.floor((i + offset) * (float) scale), in - 1);
  }

  /// Whether the sizes are multiples, so that all elements are repeated equally often: then sums of
  /// gradients have no terms of weight zero.
  private static boolean repeats(Tensor x, long[] out) {
    for (int i = 0; i < out.length; i++) if (out[i] % x.size(i + 2) != 0) return false;
    return true;
  }

  private static Bands nearestBands(long in, long out, double scale, float offset) {
    Bands.Builder w = new Bands.Builder(Math.toIntExact(in), Math.toIntExact(out));
    for (int o = 0; o < out; o++) w.add(o, (int) nearest(o, in, scale, offset), 1);
    return w.build();
  }

  /// How much of which inputs is in each output.
  private static Bands bands(
      long in, long out, double scale, boolean align, boolean cubic, boolean antialias) {
    int last = Math.toIntExact(in) - 1;
    Bands.Builder w = new Bands.Builder(last + 1, Math.toIntExact(out));
    double s = align ? (out > 1 ? (in - 1.0) / (out - 1) : 0) : scale;
    for (int o = 0; o < out; o++) {
      if (antialias) {
        averaged(w, last + 1, o, s, cubic);
        continue;
      }
      double at = align ? s * o : s * (o + 0.5) - 0.5;
      if (!cubic) {
        at = Math.max(at, 0);
        int i = Math.min((int) at, last);
        double t = Math.min(at - i, 1);
        w.add(o, i, 1 - t);
        w.add(o, Math.min(i + 1, last), t);
      } else {
        int i = (int) Math.floor(at);
        double t = at - i;
        for (int k = -1; k <= 2; k++) w.add(o, Math.clamp(i + k, 0, last), cubic(t - k, -0.75));
      }
    }
    return w.build();
  }

  private static double cubic(double x, double a) {
    x = Math.abs(x);
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  }

  private static void averaged(Bands.Builder w, int in, int o, double s, boolean cubic) {
    DoubleUnaryOperator f = cubic ? x -> cubic(x, -0.5) : x -> Math.max(0, 1 - Math.abs(x));
    double reach = cubic ? 2 : 1;
    double support = s >= 1 ? reach * s : reach;
    double invScale = s >= 1 ? 1 / s : 1;
    double center = s * (o + 0.5);
    int from = Math.max((int) (center - support + 0.5), 0);
    int to = Math.min((int) (center + support + 0.5), in);
    double sum = 0;
    for (int i = from; i < to; i++) sum += f.applyAsDouble((i - center + 0.5) * invScale);
    for (int i = from; i < to; i++)
      w.add(o, i, f.applyAsDouble((i - center + 0.5) * invScale) / sum);
  }

  /// Elements put around x. `pad` has the numbers before and behind the last dimension, then those
  /// of the one before it, and so on; the mode is constant, reflect, replicate or circular.
  public static Tensor pad(Tensor x, long[] pad, String mode, Number value) {
    if (mode.equals("constant")) return x.constantPad(pad, value);
    String op = "pad";
    if (pad.length % 2 != 0 || pad.length > 2 * x.rank())
      throw Check.valueError(
          op,
          "needs two numbers for each of at most "
              + x.rank()
              + " dimensions, got "
              + Arrays.toString(pad));
    int n = pad.length / 2;
    if (n > 3 || x.rank() != n + 1 && x.rank() != n + 2)
      throw Check.shapeError(
          op,
          "mode "
              + mode
              + " pads the last dimensions of an image, got "
              + n
              + " of "
              + Check.shape(x.shape()));
    Tensor r = x;
    for (int i = 0; i < n; i++) {
      int d = x.rank() - 1 - i;
      long a = pad[2 * i];
      long b = pad[2 * i + 1];
      long s = x.size(d);
      if (mode.equals("reflect") && (a >= s || b >= s))
        throw Check.valueError(
            op,
            "reflection by "
                + a
                + " and "
                + b
                + " needs more than that, dimension "
                + d
                + " has "
                + s);
      if (mode.equals("circular") && (a > s || b > s))
        throw Check.valueError(
            op, "dimension " + d + " of size " + s + " cannot be wrapped by " + a + " and " + b);
      if (s + a + b <= 0)
        throw Check.shapeError(op, "dimension " + d + " would have size " + (s + a + b));
      if (a == 0 && b == 0) continue;
      // Negative numbers cut first; what is left is wrapped around, reflected or repeated.
      long first = Math.max(-a, 0);
      long kept = s - first - Math.max(-b, 0);
      if (mode.equals("circular") && kept <= 0)
        throw Check.valueError(op, "nothing of dimension " + d + " is left to be wrapped");
      long[] index = new long[Math.toIntExact(s + a + b)];
      for (int k = 0; k < index.length; k++) {
        long at = k - a;
        index[k] =
            switch (mode) {
              case "reflect" -> at < 0 ? -at : at >= s ? 2 * (s - 1) - at : at;
              case "replicate" -> Math.clamp(at, 0, s - 1);
              case "circular" -> first + Math.floorMod(k - Math.max(a, 0), kept);
              default ->
                  throw Check.valueError(
                      op, "the mode must be constant, reflect, replicate or circular, got " + mode);
            };
      }
      r = r.indexSelect(d, Tensor.of(index));
    }
    return r;
  }

  /// (N×C·r²×H×W) to (N×C×H·r×W·r). Shi et al. 2016, arXiv:1609.05158.
  public static Tensor pixelShuffle(Tensor x, long r) {
    String op = "pixelShuffle";
    if (x.rank() < 3)
      throw Check.shapeError(
          op, "x must have at least three dimensions, got " + Check.shape(x.shape()));
    Check.value(r > 0, op, "the factor must be positive, got " + r);
    long c = x.size(-3);
    if (c % (r * r) != 0)
      throw Check.shapeError(op, "the " + c + " channels do not divide by " + r + "² = " + r * r);
    long h = x.size(-2);
    long w = x.size(-1);
    long[] s = Arrays.copyOf(x.shape(), x.rank());
    int n = s.length;
    s[n - 3] = c / (r * r);
    s[n - 2] = h * r;
    s[n - 1] = w * r;
    return x.reshape(batch(x), c / (r * r), r, r, h, w).permute(0, 1, 4, 2, 5, 3).reshape(s);
  }

  private static long batch(Tensor x) {
    long n = 1;
    for (int i = 0; i < x.rank() - 3; i++) n *= x.size(i);
    return n;
  }

  /// (N×C×H·r×W·r) to (N×C·r²×H×W).
  public static Tensor pixelUnshuffle(Tensor x, long r) {
    String op = "pixelUnshuffle";
    if (x.rank() < 3)
      throw Check.shapeError(
          op, "x must have at least three dimensions, got " + Check.shape(x.shape()));
    Check.value(r > 0, op, "the factor must be positive, got " + r);
    long h = x.size(-2);
    long w = x.size(-1);
    if (h % r != 0 || w % r != 0)
      throw Check.shapeError(op, h + "×" + w + " does not divide by " + r);
    long c = x.size(-3);
    long[] s = x.shape();
    int n = s.length;
    s[n - 3] = c * r * r;
    s[n - 2] = h / r;
    s[n - 1] = w / r;
    return x.reshape(batch(x), c, h / r, r, w / r, r).permute(0, 1, 3, 5, 2, 4).reshape(s);
  }

  /// The channels dealt out: (g·n) as n·g. Zhang et al. 2017, arXiv:1707.01083.
  public static Tensor channelShuffle(Tensor x, long groups) {
    if (x.rank() < 3)
      throw Check.shapeError(
          "channelShuffle", "x must have at least three dimensions, got " + Check.shape(x.shape()));
    Check.value(
        groups > 0 && x.size(1) % groups == 0,
        "channelShuffle",
        "the " + x.size(1) + " channels do not divide into " + groups + " groups");
    if (x.numel() == 0) return x;
    return x.reshape(x.size(0), groups, x.size(1) / groups, -1).transpose(1, 2).reshape(x.shape());
  }

  /// All places that a kernel's taps see: (kernel · positions), one row of positions for each tap.
  private static Tensor taps(long kernel, long dilation, long out, long stride) {
    return Tensor.arange(kernel)
        .mul(dilation)
        .unsqueeze(1)
        .add(Tensor.arange(out).mul(stride))
        .reshape(-1);
  }

  private static long positions(
      String op, long in, long pad, long dilation, long kernel, long stride) {
    Check.value(
        kernel > 0 && stride > 0 && dilation > 0 && pad >= 0,
        op,
        "kernel, stride and dilation must be positive and padding not negative");
    long out = Math.floorDiv(in + 2 * pad - dilation * (kernel - 1) - 1, stride) + 1;
    Check.that(out > 0, op, "a window does not fit into size " + in);
    return out;
  }

  /// The blocks that a kernel sees, as columns: x (N×C×H×W) gives (N×C·kernel×positions).
  public static Tensor unfold(
      Tensor x, long[] kernel, long[] dilation, long[] padding, long[] stride) {
    String op = "unfold";
    Check.rank(op, "x", x, 3, 4);
    if (x.rank() == 3) return unfold(x.unsqueeze(0), kernel, dilation, padding, stride).squeeze(0);
    int[] k = spread(op, "the kernel size", kernel, 2);
    int[] di = spread(op, "dilation", dilation, 2);
    int[] p = spread(op, "padding", padding, 2);
    int[] st = spread(op, "stride", stride, 2);
    long oh = positions(op, x.size(2), p[0], di[0], k[0], st[0]);
    long ow = positions(op, x.size(3), p[1], di[1], k[1], st[1]);
    Tensor y = x.constantPad(new long[] {p[1], p[1], p[0], p[0]}, 0);
    return y.indexSelect(2, taps(k[0], di[0], oh, st[0]))
        .indexSelect(3, taps(k[1], di[1], ow, st[1]))
        .reshape(x.size(0), x.size(1), k[0], oh, k[1], ow)
        .permute(0, 1, 2, 4, 3, 5)
        .reshape(x.size(0), x.size(1) * k[0] * k[1], oh * ow);
  }

  /// Columns of blocks added up to an image: what undoes {@link #unfold}, but for places seen
  /// twice.
  public static Tensor fold(
      Tensor x, long[] output, long[] kernel, long[] dilation, long[] padding, long[] stride) {
    String op = "fold";
    Check.rank(op, "x", x, 2, 3);
    if (x.rank() == 2)
      return fold(x.unsqueeze(0), output, kernel, dilation, padding, stride).squeeze(0);
    int[] o = spread(op, "the output size", output, 2);
    int[] k = spread(op, "the kernel size", kernel, 2);
    int[] di = spread(op, "dilation", dilation, 2);
    int[] p = spread(op, "padding", padding, 2);
    int[] st = spread(op, "stride", stride, 2);
    long oh = positions(op, o[0], p[0], di[0], k[0], st[0]);
    long ow = positions(op, o[1], p[1], di[1], k[1], st[1]);
    long taps = (long) k[0] * k[1];
    if (x.size(1) % taps != 0 || x.size(2) != oh * ow)
      throw Check.shapeError(
          op,
          "x "
              + Check.shape(x.shape())
              + " must have a multiple of "
              + taps
              + " rows and "
              + oh * ow
              + " columns");
    long c = x.size(1) / taps;
    Tensor y =
        x.reshape(x.size(0), c, k[0], k[1], oh, ow)
            .permute(0, 1, 2, 4, 3, 5)
            .reshape(x.size(0), c, k[0] * oh, k[1] * ow);
    long h = o[0] + 2L * p[0];
    long w = o[1] + 2L * p[1];
    y =
        Tensor.zeros(new long[] {x.size(0), c, h, k[1] * ow}, x.dtype())
            .indexAdd(2, taps(k[0], di[0], oh, st[0]), y, 1);
    y =
        Tensor.zeros(new long[] {x.size(0), c, h, w}, x.dtype())
            .indexAdd(3, taps(k[1], di[1], ow, st[1]), y, 1);
    return y.narrow(2, p[0], o[0]).narrow(3, p[1], o[1]);
  }
}
