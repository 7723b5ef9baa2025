package jotter.nn.conformance;

import static jotter.nn.conformance.Arguments.*;

import jotter.nn.layers.*;
import jotter.nn.loss.*;

/// Convolutions, pools, paddings and normalizations of signals, images and volumes.
final class SpatialTable {
  private SpatialTable() {}

  static void register() {
    Modules.layer(
        "Conv1d",
        "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode",
        a -> new Conv1d(a.l(0, 0), a.l(1, 0), conv(a, 2)));
    Modules.layer(
        "LazyConv1d",
        "out_channels kernel_size stride padding dilation groups bias padding_mode",
        a -> Conv1d.lazy(a.l(0, 0), conv(a, 1)));
    Modules.of(
        "ConvTranspose1d",
        "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode",
        a -> {
          ConvTranspose1d l = new ConvTranspose1d(a.l(0, 0), a.l(1, 0), transposed(a, 2));
          return new Modules.Made(
              l,
              "input output_size",
              in -> in.given(1) ? l.apply(in.t(0), in.longs(1)) : l.apply(in.t(0)));
        });
    Modules.of(
        "LazyConvTranspose1d",
        "out_channels kernel_size stride padding output_padding groups bias dilation padding_mode",
        a -> {
          ConvTranspose1d l = ConvTranspose1d.lazy(a.l(0, 0), transposed(a, 1));
          return new Modules.Made(
              l,
              "input output_size",
              in -> in.given(1) ? l.apply(in.t(0), in.longs(1)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "BatchNorm1d",
        "num_features eps momentum affine track_running_stats bias",
        a -> new BatchNorm1d(a.l(0, 0), norm(a, 1, NormOptions.BATCH)));
    Modules.layer(
        "LazyBatchNorm1d",
        "eps momentum affine track_running_stats bias",
        a -> BatchNorm1d.lazy(norm(a, 0, NormOptions.BATCH)));
    Modules.layer(
        "InstanceNorm1d",
        "num_features eps momentum affine track_running_stats bias",
        a -> new InstanceNorm1d(a.l(0, 0), norm(a, 1, NormOptions.INSTANCE)));
    Modules.layer(
        "LazyInstanceNorm1d",
        "eps momentum affine track_running_stats bias",
        a -> InstanceNorm1d.lazy(norm(a, 0, NormOptions.BATCH)));
    Modules.of(
        "MaxPool1d",
        "kernel_size stride padding dilation return_indices ceil_mode",
        a -> {
          MaxPool1d l =
              new MaxPool1d(
                  new PoolOptions(
                      a.longs(0),
                      a.longsOrNull(1),
                      a.given(2) ? a.longs(2) : ZERO,
                      a.given(3) ? a.longs(3) : ONE,
                      a.b(5, false),
                      true,
                      null));
          boolean both = a.b(4, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "AvgPool1d",
        "kernel_size stride padding ceil_mode count_include_pad",
        a ->
            new AvgPool1d(
                new PoolOptions(
                    a.longs(0),
                    a.longsOrNull(1),
                    a.given(2) ? a.longs(2) : ZERO,
                    ONE,
                    a.b(3, false),
                    a.b(4, true),
                    null)));
    Modules.layer(
        "AdaptiveAvgPool1d", "output_size", a -> new AdaptiveAvgPool1d(sizes(a.get(0), 1)));
    Modules.of(
        "AdaptiveMaxPool1d",
        "output_size return_indices",
        a -> {
          AdaptiveMaxPool1d l = new AdaptiveMaxPool1d(sizes(a.get(0), 1));
          boolean both = a.b(1, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "LPPool1d",
        "norm_type kernel_size stride ceil_mode",
        a -> new LPPool1d(a.d(0, 2), a.longs(1), a.longsOrNull(2), a.b(3, false)));
    Modules.of(
        "MaxUnpool1d",
        "kernel_size stride padding",
        a -> {
          MaxUnpool1d l =
              new MaxUnpool1d(a.longs(0), a.longsOrNull(1), a.given(2) ? a.longs(2) : ZERO);
          return new Modules.Made(
              l,
              "input indices output_size",
              in -> l.apply(in.t(0), in.t(1), in.given(2) ? in.longs(2) : new long[0]));
        });
    Modules.layer(
        "ReflectionPad1d",
        "padding",
        a -> a.isNumber(0) ? new ReflectionPad1d(a.l(0, 0)) : new ReflectionPad1d(a.longs(0)));
    Modules.layer(
        "ReplicationPad1d",
        "padding",
        a -> a.isNumber(0) ? new ReplicationPad1d(a.l(0, 0)) : new ReplicationPad1d(a.longs(0)));
    Modules.layer(
        "CircularPad1d",
        "padding",
        a -> a.isNumber(0) ? new CircularPad1d(a.l(0, 0)) : new CircularPad1d(a.longs(0)));
    Modules.layer(
        "ZeroPad1d",
        "padding",
        a -> a.isNumber(0) ? new ZeroPad1d(a.l(0, 0)) : new ZeroPad1d(a.longs(0)));
    Modules.layer(
        "ConstantPad1d",
        "padding value",
        a ->
            a.isNumber(0)
                ? new ConstantPad1d(a.l(0, 0), a.d(1, 0))
                : new ConstantPad1d(a.longs(0), a.d(1, 0)));
    Modules.layer(
        "Conv2d",
        "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode",
        a -> new Conv2d(a.l(0, 0), a.l(1, 0), conv(a, 2)));
    Modules.layer(
        "LazyConv2d",
        "out_channels kernel_size stride padding dilation groups bias padding_mode",
        a -> Conv2d.lazy(a.l(0, 0), conv(a, 1)));
    Modules.of(
        "ConvTranspose2d",
        "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode",
        a -> {
          ConvTranspose2d l = new ConvTranspose2d(a.l(0, 0), a.l(1, 0), transposed(a, 2));
          return new Modules.Made(
              l,
              "input output_size",
              in -> in.given(1) ? l.apply(in.t(0), in.longs(1)) : l.apply(in.t(0)));
        });
    Modules.of(
        "LazyConvTranspose2d",
        "out_channels kernel_size stride padding output_padding groups bias dilation padding_mode",
        a -> {
          ConvTranspose2d l = ConvTranspose2d.lazy(a.l(0, 0), transposed(a, 1));
          return new Modules.Made(
              l,
              "input output_size",
              in -> in.given(1) ? l.apply(in.t(0), in.longs(1)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "BatchNorm2d",
        "num_features eps momentum affine track_running_stats bias",
        a -> new BatchNorm2d(a.l(0, 0), norm(a, 1, NormOptions.BATCH)));
    Modules.layer(
        "LazyBatchNorm2d",
        "eps momentum affine track_running_stats bias",
        a -> BatchNorm2d.lazy(norm(a, 0, NormOptions.BATCH)));
    Modules.layer(
        "InstanceNorm2d",
        "num_features eps momentum affine track_running_stats bias",
        a -> new InstanceNorm2d(a.l(0, 0), norm(a, 1, NormOptions.INSTANCE)));
    Modules.layer(
        "LazyInstanceNorm2d",
        "eps momentum affine track_running_stats bias",
        a -> InstanceNorm2d.lazy(norm(a, 0, NormOptions.BATCH)));
    Modules.of(
        "MaxPool2d",
        "kernel_size stride padding dilation return_indices ceil_mode",
        a -> {
          MaxPool2d l =
              new MaxPool2d(
                  new PoolOptions(
                      a.longs(0),
                      a.longsOrNull(1),
                      a.given(2) ? a.longs(2) : ZERO,
                      a.given(3) ? a.longs(3) : ONE,
                      a.b(5, false),
                      true,
                      null));
          boolean both = a.b(4, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "AvgPool2d",
        "kernel_size stride padding ceil_mode count_include_pad divisor_override",
        a ->
            new AvgPool2d(
                new PoolOptions(
                    a.longs(0),
                    a.longsOrNull(1),
                    a.given(2) ? a.longs(2) : ZERO,
                    ONE,
                    a.b(3, false),
                    a.b(4, true),
                    a.longOrNull(5))));
    Modules.layer(
        "AdaptiveAvgPool2d", "output_size", a -> new AdaptiveAvgPool2d(sizes(a.get(0), 2)));
    Modules.of(
        "AdaptiveMaxPool2d",
        "output_size return_indices",
        a -> {
          AdaptiveMaxPool2d l = new AdaptiveMaxPool2d(sizes(a.get(0), 2));
          boolean both = a.b(1, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "LPPool2d",
        "norm_type kernel_size stride ceil_mode",
        a -> new LPPool2d(a.d(0, 2), a.longs(1), a.longsOrNull(2), a.b(3, false)));
    Modules.of(
        "MaxUnpool2d",
        "kernel_size stride padding",
        a -> {
          MaxUnpool2d l =
              new MaxUnpool2d(a.longs(0), a.longsOrNull(1), a.given(2) ? a.longs(2) : ZERO);
          return new Modules.Made(
              l,
              "input indices output_size",
              in -> l.apply(in.t(0), in.t(1), in.given(2) ? in.longs(2) : new long[0]));
        });
    Modules.layer(
        "ReflectionPad2d",
        "padding",
        a -> a.isNumber(0) ? new ReflectionPad2d(a.l(0, 0)) : new ReflectionPad2d(a.longs(0)));
    Modules.layer(
        "ReplicationPad2d",
        "padding",
        a -> a.isNumber(0) ? new ReplicationPad2d(a.l(0, 0)) : new ReplicationPad2d(a.longs(0)));
    Modules.layer(
        "CircularPad2d",
        "padding",
        a -> a.isNumber(0) ? new CircularPad2d(a.l(0, 0)) : new CircularPad2d(a.longs(0)));
    Modules.layer(
        "ZeroPad2d",
        "padding",
        a -> a.isNumber(0) ? new ZeroPad2d(a.l(0, 0)) : new ZeroPad2d(a.longs(0)));
    Modules.layer(
        "ConstantPad2d",
        "padding value",
        a ->
            a.isNumber(0)
                ? new ConstantPad2d(a.l(0, 0), a.d(1, 0))
                : new ConstantPad2d(a.longs(0), a.d(1, 0)));
    Modules.layer(
        "Conv3d",
        "in_channels out_channels kernel_size stride padding dilation groups bias padding_mode",
        a -> new Conv3d(a.l(0, 0), a.l(1, 0), conv(a, 2)));
    Modules.layer(
        "LazyConv3d",
        "out_channels kernel_size stride padding dilation groups bias padding_mode",
        a -> Conv3d.lazy(a.l(0, 0), conv(a, 1)));
    Modules.of(
        "ConvTranspose3d",
        "in_channels out_channels kernel_size stride padding output_padding groups bias dilation padding_mode",
        a -> {
          ConvTranspose3d l = new ConvTranspose3d(a.l(0, 0), a.l(1, 0), transposed(a, 2));
          return new Modules.Made(
              l,
              "input output_size",
              in -> in.given(1) ? l.apply(in.t(0), in.longs(1)) : l.apply(in.t(0)));
        });
    Modules.of(
        "LazyConvTranspose3d",
        "out_channels kernel_size stride padding output_padding groups bias dilation padding_mode",
        a -> {
          ConvTranspose3d l = ConvTranspose3d.lazy(a.l(0, 0), transposed(a, 1));
          return new Modules.Made(
              l,
              "input output_size",
              in -> in.given(1) ? l.apply(in.t(0), in.longs(1)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "BatchNorm3d",
        "num_features eps momentum affine track_running_stats bias",
        a -> new BatchNorm3d(a.l(0, 0), norm(a, 1, NormOptions.BATCH)));
    Modules.layer(
        "LazyBatchNorm3d",
        "eps momentum affine track_running_stats bias",
        a -> BatchNorm3d.lazy(norm(a, 0, NormOptions.BATCH)));
    Modules.layer(
        "InstanceNorm3d",
        "num_features eps momentum affine track_running_stats bias",
        a -> new InstanceNorm3d(a.l(0, 0), norm(a, 1, NormOptions.INSTANCE)));
    Modules.layer(
        "LazyInstanceNorm3d",
        "eps momentum affine track_running_stats bias",
        a -> InstanceNorm3d.lazy(norm(a, 0, NormOptions.BATCH)));
    Modules.of(
        "MaxPool3d",
        "kernel_size stride padding dilation return_indices ceil_mode",
        a -> {
          MaxPool3d l =
              new MaxPool3d(
                  new PoolOptions(
                      a.longs(0),
                      a.longsOrNull(1),
                      a.given(2) ? a.longs(2) : ZERO,
                      a.given(3) ? a.longs(3) : ONE,
                      a.b(5, false),
                      true,
                      null));
          boolean both = a.b(4, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "AvgPool3d",
        "kernel_size stride padding ceil_mode count_include_pad divisor_override",
        a ->
            new AvgPool3d(
                new PoolOptions(
                    a.longs(0),
                    a.longsOrNull(1),
                    a.given(2) ? a.longs(2) : ZERO,
                    ONE,
                    a.b(3, false),
                    a.b(4, true),
                    a.longOrNull(5))));
    Modules.layer(
        "AdaptiveAvgPool3d", "output_size", a -> new AdaptiveAvgPool3d(sizes(a.get(0), 3)));
    Modules.of(
        "AdaptiveMaxPool3d",
        "output_size return_indices",
        a -> {
          AdaptiveMaxPool3d l = new AdaptiveMaxPool3d(sizes(a.get(0), 3));
          boolean both = a.b(1, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "LPPool3d",
        "norm_type kernel_size stride ceil_mode",
        a -> new LPPool3d(a.d(0, 2), a.longs(1), a.longsOrNull(2), a.b(3, false)));
    Modules.of(
        "MaxUnpool3d",
        "kernel_size stride padding",
        a -> {
          MaxUnpool3d l =
              new MaxUnpool3d(a.longs(0), a.longsOrNull(1), a.given(2) ? a.longs(2) : ZERO);
          return new Modules.Made(
              l,
              "input indices output_size",
              in -> l.apply(in.t(0), in.t(1), in.given(2) ? in.longs(2) : new long[0]));
        });
    Modules.layer(
        "ReflectionPad3d",
        "padding",
        a -> a.isNumber(0) ? new ReflectionPad3d(a.l(0, 0)) : new ReflectionPad3d(a.longs(0)));
    Modules.layer(
        "ReplicationPad3d",
        "padding",
        a -> a.isNumber(0) ? new ReplicationPad3d(a.l(0, 0)) : new ReplicationPad3d(a.longs(0)));
    Modules.layer(
        "CircularPad3d",
        "padding",
        a -> a.isNumber(0) ? new CircularPad3d(a.l(0, 0)) : new CircularPad3d(a.longs(0)));
    Modules.layer(
        "ZeroPad3d",
        "padding",
        a -> a.isNumber(0) ? new ZeroPad3d(a.l(0, 0)) : new ZeroPad3d(a.longs(0)));
    Modules.layer(
        "ConstantPad3d",
        "padding value",
        a ->
            a.isNumber(0)
                ? new ConstantPad3d(a.l(0, 0), a.d(1, 0))
                : new ConstantPad3d(a.longs(0), a.d(1, 0)));
    Modules.of(
        "FractionalMaxPool2d",
        "kernel_size output_size output_ratio return_indices _random_samples",
        a -> {
          FractionalMaxPool2d l =
              new FractionalMaxPool2d(a.longs(0), a.longsOrNull(1), doubles(a.get(2)), a.t(4));
          boolean both = a.b(3, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.of(
        "FractionalMaxPool3d",
        "kernel_size output_size output_ratio return_indices _random_samples",
        a -> {
          FractionalMaxPool3d l =
              new FractionalMaxPool3d(a.longs(0), a.longsOrNull(1), doubles(a.get(2)), a.t(4));
          boolean both = a.b(3, false);
          return new Modules.Made(
              l, "input", in -> both ? l.applyWithIndices(in.t(0)) : l.apply(in.t(0)));
        });
    Modules.layer(
        "UpsamplingNearest2d",
        "size scale_factor",
        a -> new UpsamplingNearest2d(a.longsOrNull(0), doubles(a.get(1))));
    Modules.layer(
        "UpsamplingBilinear2d",
        "size scale_factor",
        a -> new UpsamplingBilinear2d(a.longsOrNull(0), doubles(a.get(1))));
  }
}
