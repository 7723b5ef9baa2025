package jotter.tensor.testkit.conformance.bind;

import java.util.List;
import jotter.tensor.F;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Pools, padding, resampling and rearranging of images.
public final class NnSpatial {
  private NnSpatial() {}

  public static void bind(Bindings b) {
    b.on(
        "nn.functional.max_pool1d",
        "input kernel_size stride padding dilation ceil_mode return_indices",
        a -> maxPool(a, F::maxPool1dWithIndices));
    b.on(
        "nn.functional.max_unpool1d",
        "input indices kernel_size stride padding output_size",
        a ->
            F.maxUnpool1d(
                a.t(0), a.t(1), a.longs(2), a.longsOrNull(3), longs(a, 4, 0), a.longsOrNull(5)));
    b.on(
        "nn.functional.adaptive_avg_pool1d",
        "input output_size",
        a -> F.adaptiveAvgPool1d(a.t(0), sizes(a, 1)));
    b.on(
        "nn.functional.adaptive_max_pool1d",
        "input output_size return_indices",
        a -> adaptiveMax(a, F::adaptiveMaxPool1d));
    b.on(
        "nn.functional.lp_pool1d",
        "input norm_type kernel_size stride ceil_mode",
        a -> F.lpPool1d(a.t(0), a.d(1, 2), a.longs(2), a.longsOrNull(3), a.b(4, false)));
    b.on(
        "nn.functional.max_pool2d",
        "input kernel_size stride padding dilation ceil_mode return_indices",
        a -> maxPool(a, F::maxPool2dWithIndices));
    b.on(
        "nn.functional.max_unpool2d",
        "input indices kernel_size stride padding output_size",
        a ->
            F.maxUnpool2d(
                a.t(0), a.t(1), a.longs(2), a.longsOrNull(3), longs(a, 4, 0), a.longsOrNull(5)));
    b.on(
        "nn.functional.adaptive_avg_pool2d",
        "input output_size",
        a -> F.adaptiveAvgPool2d(a.t(0), sizes(a, 1)));
    b.on(
        "nn.functional.adaptive_max_pool2d",
        "input output_size return_indices",
        a -> adaptiveMax(a, F::adaptiveMaxPool2d));
    b.on(
        "nn.functional.lp_pool2d",
        "input norm_type kernel_size stride ceil_mode",
        a -> F.lpPool2d(a.t(0), a.d(1, 2), a.longs(2), a.longsOrNull(3), a.b(4, false)));
    b.on(
        "nn.functional.max_pool3d",
        "input kernel_size stride padding dilation ceil_mode return_indices",
        a -> maxPool(a, F::maxPool3dWithIndices));
    b.on(
        "nn.functional.max_unpool3d",
        "input indices kernel_size stride padding output_size",
        a ->
            F.maxUnpool3d(
                a.t(0), a.t(1), a.longs(2), a.longsOrNull(3), longs(a, 4, 0), a.longsOrNull(5)));
    b.on(
        "nn.functional.adaptive_avg_pool3d",
        "input output_size",
        a -> F.adaptiveAvgPool3d(a.t(0), sizes(a, 1)));
    b.on(
        "nn.functional.adaptive_max_pool3d",
        "input output_size return_indices",
        a -> adaptiveMax(a, F::adaptiveMaxPool3d));
    b.on(
        "nn.functional.lp_pool3d",
        "input norm_type kernel_size stride ceil_mode",
        a -> F.lpPool3d(a.t(0), a.d(1, 2), a.longs(2), a.longsOrNull(3), a.b(4, false)));
    b.on(
        "nn.functional.avg_pool1d",
        "input kernel_size stride padding ceil_mode count_include_pad",
        a ->
            F.avgPool1d(
                a.t(0), a.longs(1), a.longs(2), longs(a, 3, 0), a.b(4, false), a.b(5, true)));
    b.on(
        "nn.functional.avg_pool2d",
        "input kernel_size stride padding ceil_mode count_include_pad divisor_override",
        a ->
            F.avgPool2d(
                a.t(0),
                a.longs(1),
                a.longs(2),
                longs(a, 3, 0),
                a.b(4, false),
                a.b(5, true),
                a.longOrNull(6)));
    b.on(
        "nn.functional.fractional_max_pool2d",
        "input kernel_size output_size output_ratio return_indices _random_samples",
        a -> fractional(a, 2));
    b.on(
        "nn.functional.avg_pool3d",
        "input kernel_size stride padding ceil_mode count_include_pad divisor_override",
        a ->
            F.avgPool3d(
                a.t(0),
                a.longs(1),
                a.longs(2),
                longs(a, 3, 0),
                a.b(4, false),
                a.b(5, true),
                a.longOrNull(6)));
    b.on(
        "nn.functional.fractional_max_pool3d",
        "input kernel_size output_size output_ratio return_indices _random_samples",
        a -> fractional(a, 3));
    b.on(
        "nn.functional.pixel_shuffle",
        "input upscale_factor",
        a -> F.pixelShuffle(a.t(0), a.l(1, 1)));
    b.on(
        "nn.functional.pixel_unshuffle",
        "input downscale_factor",
        a -> F.pixelUnshuffle(a.t(0), a.l(1, 1)));
    b.on("nn.functional.channel_shuffle", "input groups", a -> F.channelShuffle(a.t(0), a.l(1, 1)));
    b.on(
        "nn.functional.pad",
        "input pad mode value",
        a -> F.pad(a.t(0), a.longs(1), a.s(2, "constant"), a.num(3, 0)));
    b.on(
        "nn.functional.interpolate",
        "input size scale_factor mode align_corners recompute_scale_factor antialias",
        a ->
            F.interpolate(
                a.t(0),
                a.longsOrNull(1),
                a.doubles(2),
                a.s(3, "nearest"),
                a.b(4, false),
                a.b(5, false),
                a.b(6, false)));
    b.on(
        "nn.functional.upsample_bilinear",
        "input size scale_factor",
        a -> F.interpolate(a.t(0), a.longsOrNull(1), a.doubles(2), "bilinear", true, false, false));
    b.on(
        "nn.functional.upsample_nearest",
        "input size scale_factor",
        a -> F.interpolate(a.t(0), a.longsOrNull(1), a.doubles(2), "nearest", false, false, false));
    b.on(
        "nn.functional.grid_sample",
        "input grid mode padding_mode align_corners",
        a -> F.gridSample(a.t(0), a.t(1), a.s(2, "bilinear"), a.s(3, "zeros"), a.b(4, false)));
    b.on(
        "nn.functional.affine_grid",
        "theta size align_corners",
        a -> F.affineGrid(a.t(0), a.longs(1), a.b(2, false)));
    b.on(
        "nn.functional.unfold",
        "input kernel_size dilation padding stride",
        a -> F.unfold(a.t(0), a.longs(1), longs(a, 2, 1), longs(a, 3, 0), longs(a, 4, 1)));
    b.on(
        "nn.functional.fold",
        "input output_size kernel_size dilation padding stride",
        a ->
            F.fold(a.t(0), a.longs(1), a.longs(2), longs(a, 3, 1), longs(a, 4, 0), longs(a, 5, 1)));
  }

  /// A list of numbers, or one number, or the default.
  static long[] longs(Args a, int i, long otherwise) {
    return a.given(i) ? a.longs(i) : new long[] {otherwise};
  }

  private interface MaxPool {
    Indexed of(
        Tensor x, long[] kernel, long[] stride, long[] padding, long[] dilation, boolean ceil);
  }

  private static Object maxPool(Args a, MaxPool f) {
    Indexed r = f.of(a.t(0), a.longs(1), a.longs(2), longs(a, 3, 0), longs(a, 4, 1), a.b(5, false));
    return a.b(6, false) ? r : r.values();
  }

  private interface AdaptiveMax {
    Indexed of(Tensor x, Long... output);
  }

  private static Object adaptiveMax(Args a, AdaptiveMax f) {
    Indexed r = f.of(a.t(0), sizes(a, 1));
    return a.b(2, false) ? r : r.values();
  }

  private static Long[] sizes(Args a, int i) {
    if (a.get(i) instanceof List<?> l)
      return l.stream().map(x -> x == null ? null : ((Number) x).longValue()).toArray(Long[]::new);
    return new Long[] {a.longOrNull(i)};
  }

  private static Object fractional(Args a, int n) {
    Object ratio = a.named("output_ratio");
    long[] size = null;
    if (a.get(2) != null && a.longs(2).length > 0 && ratio == null) size = a.longs(2);
    double[] ratios =
        ratio == null
            ? null
            : ratio instanceof Number r
                ? new double[] {r.doubleValue()}
                : ((List<?>) ratio).stream().mapToDouble(x -> ((Number) x).doubleValue()).toArray();
    Indexed r =
        F.fractionalMaxPool(
            n, a.t(0), a.longs(1), size, ratios, (Tensor) a.named("_random_samples"));
    return Boolean.TRUE.equals(a.named("return_indices")) ? r : r.values();
  }
}
