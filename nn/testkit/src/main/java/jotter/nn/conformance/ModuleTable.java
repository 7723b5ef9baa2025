package jotter.nn.conformance;

import java.util.Arrays;
import java.util.List;
import jotter.nn.Layer;
import jotter.nn.layers.*;
import jotter.nn.layers.MultiheadAttention.Masks;
import jotter.nn.loss.*;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Values;

/// One entry for each of PyTorch's modules: its arguments, and the layer that it is here. A table
/// of 150 modules is long; it has no logic to split.
final class ModuleTable {
  private static final long[] ONE = {1};
  private static final long[] ZERO = {0};

  private ModuleTable() {}

  static void register() {
    Modules.layer("ReLU", "inplace", a -> new ReLU());
    Modules.layer("ReLU6", "inplace", a -> new ReLU6());
    Modules.layer("SELU", "inplace", a -> new SELU());
    Modules.layer("SiLU", "inplace", a -> new SiLU());
    Modules.layer("Mish", "inplace", a -> new Mish());
    Modules.layer("Hardswish", "inplace", a -> new Hardswish());
    Modules.layer("Hardsigmoid", "inplace", a -> new Hardsigmoid());
    Modules.layer("Sigmoid", "", a -> new Sigmoid());
    Modules.layer("LogSigmoid", "", a -> new LogSigmoid());
    Modules.layer("Tanh", "", a -> new Tanh());
    Modules.layer("Tanhshrink", "", a -> new Tanhshrink());
    Modules.layer("Softsign", "", a -> new Softsign());
    Modules.layer("Softmax2d", "", a -> new Softmax2d());
    Modules.layer("Identity", "", a -> new PassThrough());
    Modules.layer("LeakyReLU", "negative_slope inplace", a -> new LeakyReLU(a.d(0, 0.01)));
    Modules.layer("ELU", "alpha inplace", a -> new ELU(a.d(0, 1)));
    Modules.layer("CELU", "alpha inplace", a -> new CELU(a.d(0, 1)));
    Modules.layer("GELU", "approximate", a -> new GELU(a.s(0, "none").equals("tanh")));
    Modules.layer("GLU", "dim", a -> new GLU(a.i(0, -1)));
    Modules.layer("Softplus", "beta threshold", a -> new Softplus(a.d(0, 1), a.d(1, 20)));
    Modules.layer("Softshrink", "lambd", a -> new Softshrink(a.d(0, 0.5)));
    Modules.layer("Hardshrink", "lambd", a -> new Hardshrink(a.d(0, 0.5)));
    Modules.layer("Hardtanh", "min_val max_val inplace", a -> new Hardtanh(a.d(0, -1), a.d(1, 1)));
    Modules.layer("Threshold", "threshold value inplace", a -> new Threshold(a.d(0, 0), a.d(1, 0)));
    Modules.of(
        "Softmax",
        "dim",
        a -> {
          Integer d = a.integer(0);
          return new Modules.Made(
              null,
              "input",
              in -> {
                Tensor x = in.t(0);
                int dim = d != null ? d : x.rank() == 0 || x.rank() == 1 || x.rank() == 3 ? 0 : 1;
                return new Softmax(dim).apply(x);
              });
        });
    Modules.of(
        "LogSoftmax",
        "dim",
        a -> {
          Integer d = a.integer(0);
          return new Modules.Made(
              null,
              "input",
              in -> {
                Tensor x = in.t(0);
                int dim = d != null ? d : x.rank() == 0 || x.rank() == 1 || x.rank() == 3 ? 0 : 1;
                return new LogSoftmax(dim).apply(x);
              });
        });
    Modules.of(
        "Softmin",
        "dim",
        a -> {
          Integer d = a.integer(0);
          return new Modules.Made(
              null,
              "input",
              in -> {
                Tensor x = in.t(0);
                int dim = d != null ? d : x.rank() == 0 || x.rank() == 1 || x.rank() == 3 ? 0 : 1;
                return new Softmin(dim).apply(x);
              });
        });
    Modules.layer("RReLU", "lower upper inplace", a -> new RReLU(a.d(0, 1.0 / 8), a.d(1, 1.0 / 3)));
    Modules.layer("PReLU", "num_parameters init", a -> new PReLU(a.l(0, 1), a.d(1, 0.25)));
    Modules.layer("Dropout", "p inplace", a -> new Dropout(a.d(0, 0.5)));
    Modules.layer("Dropout1d", "p inplace", a -> new Dropout1d(a.d(0, 0.5)));
    Modules.layer("Dropout2d", "p inplace", a -> new Dropout2d(a.d(0, 0.5)));
    Modules.layer("Dropout3d", "p inplace", a -> new Dropout3d(a.d(0, 0.5)));
    Modules.layer("AlphaDropout", "p inplace", a -> new AlphaDropout(a.d(0, 0.5)));
    Modules.layer("FeatureAlphaDropout", "p inplace", a -> new FeatureAlphaDropout(a.d(0, 0.5)));
    Modules.layer("Flatten", "start_dim end_dim", a -> new Flatten(a.i(0, 1), a.i(1, -1)));
    Modules.layer("Unflatten", "dim unflattened_size", a -> new Unflatten(a.i(0, 0), a.longs(1)));
    Modules.layer("PixelShuffle", "upscale_factor", a -> new PixelShuffle(a.l(0, 1)));
    Modules.layer("PixelUnshuffle", "downscale_factor", a -> new PixelUnshuffle(a.l(0, 1)));
    Modules.layer("ChannelShuffle", "groups", a -> new ChannelShuffle(a.l(0, 1)));
    Modules.layer(
        "Linear",
        "in_features out_features bias",
        a -> new Linear(a.l(0, 0), a.l(1, 0), a.b(2, true)));
    Modules.layer("LazyLinear", "out_features bias", a -> Linear.lazy(a.l(0, 0), a.b(1, true)));
    Modules.of(
        "Bilinear",
        "in1_features in2_features out_features bias",
        a -> {
          Bilinear l = new Bilinear(a.l(0, 0), a.l(1, 0), a.l(2, 0), a.b(3, true));
          return new Modules.Made(l, "input1 input2", in -> l.apply(in.t(0), in.t(1)));
        });
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
        "LayerNorm",
        "normalized_shape eps elementwise_affine bias",
        a -> new LayerNorm(a.longs(0), a.d(1, 1e-5), a.b(2, true), a.b(3, true)));
    Modules.layer(
        "RMSNorm",
        "normalized_shape eps elementwise_affine",
        a -> new RMSNorm(a.longs(0), a.doubleOrNull(1), a.b(2, true)));
    Modules.layer(
        "GroupNorm",
        "num_groups num_channels eps affine bias",
        a -> new GroupNorm(a.l(0, 1), a.l(1, 1), a.d(2, 1e-5), a.b(3, true), a.b(4, true)));
    Modules.layer(
        "LocalResponseNorm",
        "size alpha beta k",
        a -> new LocalResponseNorm(a.l(0, 1), a.d(1, 1e-4), a.d(2, 0.75), a.d(3, 1)));
    Modules.layer(
        "Upsample",
        "size scale_factor mode align_corners recompute_scale_factor",
        a ->
            new Upsample(
                a.longsOrNull(0),
                doubles(a.get(1)),
                a.s(2, "nearest"),
                a.b(3, false),
                a.b(4, false)));
    Modules.layer(
        "UpsamplingNearest2d",
        "size scale_factor",
        a -> new UpsamplingNearest2d(a.longsOrNull(0), doubles(a.get(1))));
    Modules.layer(
        "UpsamplingBilinear2d",
        "size scale_factor",
        a -> new UpsamplingBilinear2d(a.longsOrNull(0), doubles(a.get(1))));
    Modules.layer(
        "Fold",
        "output_size kernel_size dilation padding stride",
        a ->
            new Fold(
                a.longs(0),
                a.longs(1),
                a.given(2) ? a.longs(2) : ONE,
                a.given(3) ? a.longs(3) : ZERO,
                a.given(4) ? a.longs(4) : ONE));
    Modules.layer(
        "Unfold",
        "kernel_size dilation padding stride",
        a ->
            new Unfold(
                a.longs(0),
                a.given(1) ? a.longs(1) : ONE,
                a.given(2) ? a.longs(2) : ZERO,
                a.given(3) ? a.longs(3) : ONE));
    Modules.of(
        "CosineSimilarity",
        "dim eps",
        a -> {
          CosineSimilarity l = new CosineSimilarity(a.i(0, 1), a.d(1, 1e-8));
          return new Modules.Made(null, "x1 x2", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "PairwiseDistance",
        "p eps keepdim",
        a -> {
          PairwiseDistance l = new PairwiseDistance(a.d(0, 2), a.d(1, 1e-6), a.b(2, false));
          return new Modules.Made(null, "x1 x2", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.layer(
        "Embedding",
        "num_embeddings embedding_dim padding_idx max_norm norm_type scale_grad_by_freq sparse",
        a ->
            new Embedding(
                a.l(0, 0),
                a.l(1, 0),
                new EmbeddingOptions(
                    a.longOrNull(2), a.doubleOrNull(3), a.d(4, 2), a.b(5, false))));
    Modules.of(
        "EmbeddingBag",
        "num_embeddings embedding_dim max_norm norm_type scale_grad_by_freq mode sparse _weight include_last_offset padding_idx",
        a -> {
          EmbeddingBag l =
              new EmbeddingBag(
                  a.l(0, 0),
                  a.l(1, 0),
                  new EmbeddingOptions(
                      a.longOrNull(9), a.doubleOrNull(2), a.d(3, 2), a.b(4, false)),
                  a.s(5, "mean"),
                  a.b(8, false));
          return new Modules.Made(
              l, "input offsets per_sample_weights", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "RNN",
        "input_size hidden_size num_layers nonlinearity bias batch_first dropout bidirectional",
        a -> {
          RNN l = new RNN(a.l(0, 0), a.l(1, 0), rnn(a, true));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "GRU",
        "input_size hidden_size num_layers bias batch_first dropout bidirectional",
        a -> {
          GRU l = new GRU(a.l(0, 0), a.l(1, 0), rnn(a, false));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "LSTM",
        "input_size hidden_size num_layers bias batch_first dropout bidirectional proj_size",
        a -> {
          LSTM l = new LSTM(a.l(0, 0), a.l(1, 0), rnn(a, false));
          return new Modules.Made(
              l,
              "input hx",
              in -> {
                List<Object> s = pair(in.get(1));
                return l.apply(in.t(0), (Tensor) s.get(0), (Tensor) s.get(1));
              });
        });
    Modules.of(
        "RNNCell",
        "input_size hidden_size bias nonlinearity",
        a -> {
          RNNCell l = new RNNCell(a.l(0, 0), a.l(1, 0), a.b(2, true), relu(a.s(3, "tanh")));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "GRUCell",
        "input_size hidden_size bias",
        a -> {
          GRUCell l = new GRUCell(a.l(0, 0), a.l(1, 0), a.b(2, true));
          return new Modules.Made(l, "input hx", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "LSTMCell",
        "input_size hidden_size bias",
        a -> {
          LSTMCell l = new LSTMCell(a.l(0, 0), a.l(1, 0), a.b(2, true));
          return new Modules.Made(
              l,
              "input hx",
              in -> {
                List<Object> s = pair(in.get(1));
                return l.apply(in.t(0), (Tensor) s.get(0), (Tensor) s.get(1));
              });
        });
    Modules.of(
        "MultiheadAttention",
        "embed_dim num_heads dropout bias add_bias_kv add_zero_attn kdim vdim batch_first",
        a -> {
          MultiheadAttention l =
              new MultiheadAttention(
                  a.l(0, 0),
                  a.i(1, 1),
                  new AttentionOptions(
                      a.d(2, 0),
                      a.b(3, true),
                      a.b(4, false),
                      a.b(5, false),
                      a.l(6, 0),
                      a.l(7, 0),
                      a.b(8, false)));
          return new Modules.Made(
              l,
              "query key value key_padding_mask need_weights attn_mask average_attn_weights is_causal",
              in ->
                  l.apply(
                      in.t(0),
                      in.t(1),
                      in.t(2),
                      new Masks(in.t(3), in.t(5)),
                      in.b(4, true),
                      in.b(6, true)));
        });
    Modules.of(
        "TransformerEncoderLayer",
        "d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias",
        a -> {
          TransformerEncoderLayer l =
              new TransformerEncoderLayer(a.l(0, 0), a.i(1, 1), transformer(a, 2));
          return new Modules.Made(
              l,
              "src src_mask src_key_padding_mask is_causal",
              in -> l.apply(in.t(0), new Masks(in.t(2), in.t(1))));
        });
    Modules.of(
        "TransformerDecoderLayer",
        "d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias",
        a -> {
          TransformerDecoderLayer l =
              new TransformerDecoderLayer(a.l(0, 0), a.i(1, 1), transformer(a, 2));
          return new Modules.Made(
              l,
              "tgt memory tgt_mask memory_mask tgt_key_padding_mask memory_key_padding_mask tgt_is_causal memory_is_causal",
              in ->
                  l.apply(
                      in.t(0), in.t(1), new Masks(in.t(4), in.t(2)), new Masks(in.t(5), in.t(3))));
        });
    Modules.of(
        "TransformerEncoder",
        "encoder_layer num_layers norm enable_nested_tensor mask_check",
        a -> {
          TransformerEncoder l =
              new TransformerEncoder(
                  (TransformerEncoderLayer) a.get(0), a.i(1, 1), (LayerNorm) a.get(2));
          return new Modules.Made(
              l,
              "src mask src_key_padding_mask is_causal",
              in -> l.apply(in.t(0), new Masks(in.t(2), in.t(1))));
        });
    Modules.of(
        "TransformerDecoder",
        "decoder_layer num_layers norm",
        a -> {
          TransformerDecoder l =
              new TransformerDecoder(
                  (TransformerDecoderLayer) a.get(0), a.i(1, 1), (LayerNorm) a.get(2));
          return new Modules.Made(
              l,
              "tgt memory tgt_mask memory_mask tgt_key_padding_mask memory_key_padding_mask",
              in ->
                  l.apply(
                      in.t(0), in.t(1), new Masks(in.t(4), in.t(2)), new Masks(in.t(5), in.t(3))));
        });
    Modules.of(
        "Transformer",
        "d_model nhead num_encoder_layers num_decoder_layers dim_feedforward dropout activation custom_encoder custom_decoder layer_norm_eps batch_first norm_first bias",
        a -> {
          Transformer l =
              new Transformer(
                  a.l(0, 512),
                  a.i(1, 8),
                  a.i(2, 6),
                  a.i(3, 6),
                  new TransformerOptions(
                      a.l(4, 2048),
                      a.d(5, 0.1),
                      activation(a.get(6)),
                      a.d(9, 1e-5),
                      a.b(10, false),
                      a.b(11, false),
                      a.b(12, true)));
          return new Modules.Made(
              l,
              "src tgt src_mask tgt_mask memory_mask src_key_padding_mask tgt_key_padding_mask memory_key_padding_mask src_is_causal tgt_is_causal memory_is_causal",
              in ->
                  l.apply(
                      in.t(0),
                      in.t(1),
                      new Masks(in.t(5), in.t(2)),
                      new Masks(in.t(6), in.t(3)),
                      new Masks(in.t(7), in.t(4))));
        });
    sequential();
    Modules.of(
        "CrossEntropyLoss",
        "weight size_average ignore_index reduce reduction label_smoothing",
        a -> {
          var l = new CrossEntropyLoss(a.t(0), a.l(2, -100), r(a, 4), a.d(5, 0));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "NLLLoss",
        "weight size_average ignore_index reduce reduction",
        a -> {
          var l = new NLLLoss(a.t(0), a.l(2, -100), r(a, 4));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MSELoss",
        "size_average reduce reduction",
        a -> {
          var l = new MSELoss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "L1Loss",
        "size_average reduce reduction",
        a -> {
          var l = new L1Loss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "SmoothL1Loss",
        "size_average reduce reduction beta",
        a -> {
          var l = new SmoothL1Loss(r(a, 2), a.d(3, 1));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "HuberLoss",
        "reduction delta",
        a -> {
          var l = new HuberLoss(r(a, 0), real(a.get(1), 1));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "BCELoss",
        "weight size_average reduce reduction",
        a -> {
          var l = new BCELoss(a.t(0), r(a, 3));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "BCEWithLogitsLoss",
        "weight size_average reduce reduction pos_weight",
        a -> {
          var l = new BCEWithLogitsLoss(a.t(0), r(a, 3), a.t(4));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "KLDivLoss",
        "size_average reduce reduction log_target",
        a -> {
          var l = new KLDivLoss(r(a, 2), a.b(3, false));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "PoissonNLLLoss",
        "log_input full size_average eps reduce reduction",
        a -> {
          var l = new PoissonNLLLoss(a.b(0, true), a.b(1, false), a.d(3, 1e-8), r(a, 5));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "GaussianNLLLoss",
        "full eps reduction",
        a -> {
          var l = new GaussianNLLLoss(a.b(0, false), a.d(1, 1e-6), r(a, 2));
          return new Modules.Made(
              null, "input target var", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "SoftMarginLoss",
        "size_average reduce reduction",
        a -> {
          var l = new SoftMarginLoss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "HingeEmbeddingLoss",
        "margin size_average reduce reduction",
        a -> {
          var l = new HingeEmbeddingLoss(a.d(0, 1), r(a, 3));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MultiMarginLoss",
        "p margin weight size_average reduce reduction",
        a -> {
          var l = new MultiMarginLoss(a.i(0, 1), a.d(1, 1), a.t(2), r(a, 5));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MultiLabelMarginLoss",
        "size_average reduce reduction",
        a -> {
          var l = new MultiLabelMarginLoss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MultiLabelSoftMarginLoss",
        "weight size_average reduce reduction",
        a -> {
          var l = new MultiLabelSoftMarginLoss(a.t(0), r(a, 3));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MarginRankingLoss",
        "margin size_average reduce reduction",
        a -> {
          var l = new MarginRankingLoss(a.d(0, 0), r(a, 3));
          return new Modules.Made(
              null, "input1 input2 target", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "CosineEmbeddingLoss",
        "margin size_average reduce reduction",
        a -> {
          var l = new CosineEmbeddingLoss(a.d(0, 0), r(a, 3));
          return new Modules.Made(
              null, "input1 input2 target", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "TripletMarginLoss",
        "margin p eps swap size_average reduce reduction",
        a -> {
          var l = new TripletMarginLoss(a.d(0, 1), a.d(1, 2), a.d(2, 1e-6), a.b(3, false), r(a, 6));
          return new Modules.Made(
              null, "anchor positive negative", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "TripletMarginWithDistanceLoss",
        "margin swap reduction",
        a -> {
          var l =
              new TripletMarginWithDistanceLoss()
                  .margin(a.d(0, 1))
                  .swap(a.b(1, false))
                  .reduction(r(a, 2));
          return new Modules.Made(
              null, "anchor positive negative", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "CTCLoss",
        "blank reduction zero_infinity",
        a -> {
          var l = new CTCLoss(a.l(0, 0), r(a, 1), a.b(2, false));
          return new Modules.Made(
              null,
              "log_probs targets input_lengths target_lengths",
              in -> l.apply(in.t(0), in.t(1), in.longs(2), in.longs(3)));
        });
    Modules.of(
        "LinearCrossEntropyLoss",
        "in_features num_classes out_features bias reduction weight ignore_index label_smoothing options",
        a -> {
          LinearCrossEntropyLoss l =
              new LinearCrossEntropyLoss(
                  a.l(0, 0),
                  a.l(1, 0),
                  a.longs(2),
                  a.b(3, false),
                  new CrossEntropyLoss(a.t(5), a.l(6, -100), r(a, 4), a.d(7, 0)));
          return new Modules.Made(l, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "AdaptiveLogSoftmaxWithLoss",
        "in_features n_classes cutoffs div_value head_bias",
        a -> {
          AdaptiveLogSoftmaxWithLoss l =
              new AdaptiveLogSoftmaxWithLoss(
                  a.l(0, 0), a.l(1, 0), a.longs(2), a.d(3, 4), a.b(4, false));
          return new Modules.Made(l, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
  }

  private static void sequential() {
    // Any number of layers: more names than any case has.
    StringBuilder names = new StringBuilder("l0");
    for (int i = 1; i < 32; i++) names.append(" l").append(i);
    Modules.layer(
        "Sequential",
        names.toString(),
        a -> new Sequential(a.all().stream().map(o -> (Layer) o).toList()));
  }

  private static ConvOptions conv(Args a, int i) {
    ConvOptions o =
        ConvOptions.kernel(a.longs(i))
            .stride(a.given(i + 1) ? a.longs(i + 1) : ONE)
            .dilation(a.given(i + 3) ? a.longs(i + 3) : ONE)
            .groups(a.l(i + 4, 1))
            .bias(a.b(i + 5, true))
            .paddingMode(a.s(i + 6, "zeros"));
    if (a.get(i + 2) instanceof String s) {
      if (s.equals("same")) return o.same();
      if (!s.equals("valid")) throw new IllegalArgumentException("no padding '" + s + "'");
      return o;
    }
    return a.given(i + 2) ? o.padding(a.longs(i + 2)) : o;
  }

  private static ConvOptions transposed(Args a, int i) {
    return ConvOptions.kernel(a.longs(i))
        .stride(a.given(i + 1) ? a.longs(i + 1) : ONE)
        .padding(a.given(i + 2) ? a.longs(i + 2) : ZERO)
        .outputPadding(a.given(i + 3) ? a.longs(i + 3) : ZERO)
        .groups(a.l(i + 4, 1))
        .bias(a.b(i + 5, true))
        .dilation(a.given(i + 6) ? a.longs(i + 6) : ONE)
        .paddingMode(a.s(i + 7, "zeros"));
  }

  private static NormOptions norm(Args a, int i, NormOptions usual) {
    double momentum = a.has(i + 1) && !a.given(i + 1) ? Double.NaN : a.d(i + 1, 0.1);
    return new NormOptions(
        a.d(i, 1e-5),
        momentum,
        a.b(i + 2, usual.affine()),
        a.b(i + 4, true),
        a.b(i + 3, usual.track()));
  }

  private static Long[] sizes(Object o, int n) {
    if (o instanceof Values.TupleValue t) return sizes(t.items(), n);
    if (o instanceof List<?> l)
      return l.stream().map(v -> v == null ? null : ((Number) v).longValue()).toArray(Long[]::new);
    Long[] r = new Long[n];
    Arrays.fill(r, ((Number) o).longValue());
    return r;
  }

  private static double[] doubles(Object o) {
    return switch (o) {
      case null -> null;
      case Values.TupleValue t -> doubles(t.items());
      case List<?> l -> l.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
      default -> new double[] {((Number) o).doubleValue()};
    };
  }

  private static RnnOptions rnn(Args a, boolean plain) {
    RnnOptions o =
        RnnOptions.USUAL
            .layers(a.named("num_layers") instanceof Number n ? n.intValue() : 1)
            .bias(truth(a.named("bias"), true))
            .batchFirst(truth(a.named("batch_first"), false))
            .dropout(a.named("dropout") instanceof Number n ? n.doubleValue() : 0)
            .bidirectional(Boolean.TRUE.equals(a.named("bidirectional")))
            .projection(a.named("proj_size") instanceof Number n ? n.longValue() : 0);
    return plain ? o.relu(relu(a.s(3, "tanh"))) : o;
  }

  /// What is no truth value the compiler refuses here.
  private static boolean truth(Object o, boolean usual) {
    return switch (o) {
      case null -> usual;
      case Boolean b -> b;
      default -> throw new IllegalArgumentException(o + " is no truth value");
    };
  }

  /// What is no real number the compiler refuses here.
  private static double real(Object o, double usual) {
    return switch (o) {
      case null -> usual;
      case Double d -> d;
      case Long l -> l;
      default -> throw new IllegalArgumentException(o + " is no real number");
    };
  }

  private static boolean relu(String name) {
    return switch (name) {
      case "relu" -> true;
      case "tanh" -> false;
      // A word in PyTorch, a truth value here: there is no third.
      default -> throw new IllegalArgumentException("no nonlinearity '" + name + "'");
    };
  }

  private static List<Object> pair(Object o) {
    return switch (o) {
      case Values.TupleValue t -> t.items();
      case List<?> l -> List.copyOf(l);
      case null, default -> Arrays.asList(null, null);
    };
  }

  private static TransformerOptions transformer(Args a, int i) {
    return new TransformerOptions(
        a.l(i, 2048),
        a.d(i + 1, 0.1),
        activation(a.get(i + 2)),
        a.d(i + 3, 1e-5),
        a.b(i + 4, false),
        a.b(i + 5, false),
        a.b(i + 6, true));
  }

  private static Layer activation(Object o) {
    String name =
        switch (o) {
          case Values.FunctionValue f -> f.name().replaceAll("^.*\\.", "");
          case String s -> s;
          case null, default -> "relu";
        };
    return switch (name) {
      case "relu" -> new ReLU();
      case "gelu" -> new GELU();
      default -> throw new IllegalArgumentException("no activation '" + name + "'");
    };
  }

  private static Reduction r(Args a, int i) {
    return switch (a.s(i, "mean")) {
      case "none" -> Reduction.NONE;
      case "mean" -> Reduction.MEAN;
      case "sum" -> Reduction.SUM;
      case "batchmean" -> Reduction.BATCH_MEAN;
      // A word in PyTorch, a constant here: there is no fifth.
      default -> throw new IllegalArgumentException("no reduction '" + a.s(i, "") + "'");
    };
  }
}
