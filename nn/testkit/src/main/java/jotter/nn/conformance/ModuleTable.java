package jotter.nn.conformance;

import static jotter.nn.conformance.Arguments.*;

import jotter.nn.Layer;
import jotter.nn.layers.*;
import jotter.nn.loss.*;
import jotter.tensor.Tensor;

/// One entry for each of PyTorch's modules: its arguments, and the layer that it is here. Those of
/// images and the like, of sequences, and the losses have tables of their own.
final class ModuleTable {
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
    sequential();
    SpatialTable.register();
    SequenceTable.register();
    LossTable.register();
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
}
