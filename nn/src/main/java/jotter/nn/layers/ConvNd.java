package jotter.nn.layers;

import java.util.Arrays;
import java.util.Set;
import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// What convolutions of all dimensions have in common, transposed ones included.
public abstract sealed class ConvNd extends BaseLayer
    permits Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
  private final int n;
  private final boolean transposed;
  private long in;
  private final long out;
  private final ConvOptions options;

  /// (out, in/groups, kernel...); of transposed convolutions (in, out/groups, kernel...).
  public final Param weight = Param.lazy();

  /// (out), null without bias.
  public final Param bias;

  ConvNd(int n, boolean transposed, long in, long out, ConvOptions o) {
    String name = getClass().getSimpleName();
    this.n = n;
    this.transposed = transposed;
    this.in = in;
    this.out = out;
    this.options = o.spread(name, n);
    this.bias = o.bias() ? Param.lazy() : null;
    Check.value(o.groups() > 0, name, "groups must be positive, got " + o.groups());
    Check.value(
        in % o.groups() == 0 && out % o.groups() == 0,
        name,
        "channels must divide into the groups, got "
            + in
            + " in, "
            + out
            + " out and "
            + o.groups()
            + " groups");
    Check.value(
        Set.of("zeros", "reflect", "replicate", "circular").contains(o.paddingMode())
            && (!transposed || o.paddingMode().equals("zeros")),
        name,
        "the padding mode '" + o.paddingMode() + "' is not known");
    if (o.padding() == null)
      for (long s : options.stride())
        Check.value(s == 1, name, "padding 'same' needs stride 1, got " + s);
    if (in > 0) begin();
  }

  private void begin() {
    long g = options.groups();
    long[] shape = new long[n + 2];
    shape[0] = transposed ? in : out;
    shape[1] = (transposed ? out : in) / g;
    System.arraycopy(options.kernel(), 0, shape, 2, n);
    Tensor w = Tensor.empty(shape);
    if (!weight.isReady())
      weight.set(Init.kaimingUniform(w, Math.sqrt(5), Init.Fan.IN, "leaky_relu"));
    if (bias != null && !bias.isReady()) bias.set(Sizes.bias(out, Init.fans(w)[0]));
  }

  private void ready(Tensor x) {
    if (weight.isReady() && (bias == null || bias.isReady())) return;
    in = x.size(x.rank() - n - 1);
    Check.value(
        in % options.groups() == 0,
        getClass().getSimpleName(),
        "the " + in + " channels of the input do not divide into the groups");
    boolean fresh = !weight.isReady();
    begin();
    if (fresh) weight.set(weight.value().to(x.dtype()));
    if (fresh && bias != null) bias.set(bias.value().to(x.dtype()));
  }

  @Override
  public Tensor forward(Tensor x) {
    if (in == 0) ready(x);
    return transposed ? backwards(x, options.outputPadding()) : convolve(x);
  }

  private Tensor convolve(Tensor x) {
    ConvOptions o = options;
    Tensor w = weight.value();
    Tensor b = Param.orNull(bias);
    long[] padding = o.padding();
    if (!o.paddingMode().equals("zeros")) {
      long[] amounts = new long[2 * n];
      for (int i = 0; i < n; i++) {
        long total = padding == null ? o.dilation()[i] * (o.kernel()[i] - 1) : 2 * padding[i];
        amounts[2 * (n - 1 - i)] = total / 2;
        amounts[2 * (n - 1 - i) + 1] = total - total / 2;
      }
      x = F.pad(x, amounts, o.paddingMode(), null);
      padding = new long[n];
    }
    if (padding == null) return F.conv(n, x, w, b, o.stride(), "same", o.dilation(), o.groups());
    return switch (n) {
      case 1 -> F.conv1d(x, w, b, o.stride(), padding, o.dilation(), o.groups());
      case 2 -> F.conv2d(x, w, b, o.stride(), padding, o.dilation(), o.groups());
      default -> F.conv3d(x, w, b, o.stride(), padding, o.dilation(), o.groups());
    };
  }

  /// The transposed convolution with an output of exactly the given spatial sizes, of which several
  /// are possible when the stride is above 1.
  final Tensor toSize(Tensor x, long... size) {
    if (in == 0) ready(x);
    long[] extra = new long[n];
    long[] wanted =
        size.length == n ? size : Arrays.copyOfRange(size, size.length - n, size.length);
    for (int i = 0; i < n; i++) {
      long least =
          (x.size(x.rank() - n + i) - 1) * options.stride()[i]
              - 2 * options.padding()[i]
              + options.dilation()[i] * (options.kernel()[i] - 1)
              + 1;
      extra[i] = wanted[i] - least;
      if (extra[i] < 0 || extra[i] >= options.stride()[i] && extra[i] >= options.dilation()[i])
        throw Check.shapeError(
            getClass().getSimpleName(),
            "the output size "
                + Check.shape(wanted)
                + " is not possible; dimension "
                + i
                + " can be "
                + least
                + " to "
                + (least + options.stride()[i] - 1));
    }
    return backwards(x, extra);
  }

  private Tensor backwards(Tensor x, long[] extra) {
    ConvOptions o = options;
    Tensor w = weight.value();
    Tensor b = Param.orNull(bias);
    return switch (n) {
      case 1 ->
          F.convTranspose1d(x, w, b, o.stride(), o.padding(), extra, o.groups(), o.dilation());
      case 2 ->
          F.convTranspose2d(x, w, b, o.stride(), o.padding(), extra, o.groups(), o.dilation());
      default ->
          F.convTranspose3d(x, w, b, o.stride(), o.padding(), extra, o.groups(), o.dilation());
    };
  }

  @Override
  protected String details() {
    ConvOptions o = options;
    StringBuilder s = new StringBuilder();
    s.append(in).append(", ").append(out);
    s.append(", kernel_size=").append(Sizes.tuple(o.kernel()));
    s.append(", stride=").append(Sizes.tuple(o.stride()));
    if (o.padding() == null) s.append(", padding=same");
    else if (any(o.padding(), 0)) s.append(", padding=").append(Sizes.tuple(o.padding()));
    if (any(o.dilation(), 1)) s.append(", dilation=").append(Sizes.tuple(o.dilation()));
    if (any(o.outputPadding(), 0))
      s.append(", output_padding=").append(Sizes.tuple(o.outputPadding()));
    if (o.groups() != 1) s.append(", groups=").append(o.groups());
    if (bias == null) s.append(", bias=False");
    if (!o.paddingMode().equals("zeros")) s.append(", padding_mode=").append(o.paddingMode());
    return s.toString();
  }

  private static boolean any(long[] v, long usual) {
    for (long x : v) if (x != usual) return true;
    return false;
  }
}
