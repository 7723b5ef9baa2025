package jotter.bench.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.nn.layers.AttentionOptions;
import jotter.nn.layers.GRU;
import jotter.nn.layers.LSTM;
import jotter.nn.layers.MultiheadAttention;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// `nn`: layers, forward and backward.
public final class Layers implements Serve.Group {
  private final List<Workload> workloads = new ArrayList<>();

  public Layers() {
    convolution("conv3x3", shape(32, 64, 56, 56), shape(64, 64, 3, 3), Walk.padding(1));
    convolution("conv1x1", shape(32, 64, 56, 56), shape(256, 64, 1, 1), Walk.padding(0));
    convolution("conv7x7s2", shape(8, 3, 224, 224), shape(64, 3, 7, 7), new Walk(2, 3, 1));
    convolution("conv_depthwise", shape(32, 64, 56, 56), shape(64, 1, 3, 3), new Walk(1, 1, 64));
    convolution("conv_grouped", shape(32, 64, 56, 56), shape(64, 16, 3, 3), new Walk(1, 1, 4));
    convolution("conv1d", shape(32, 64, 512), shape(128, 64, 5), Walk.padding(2));
    workloads.addAll(Tasks.both("nn.conv_transpose", Layers::transposed));
    layer("max_pool", Layers::maxPool, 32, 64, 56, 56);
    layer("avg_pool", x -> F.avgPool2d(x, 2), 32, 64, 56, 56);
    layer("interpolate", x -> F.interpolate(x, shape(112), "bilinear"), 8, 64, 56, 56);
    workloads.add(Tasks.forwardBackward("nn.batch_norm.fb", Layers::batchNorm));
    workloads.add(Tasks.forwardBackward("nn.embedding.fb", Layers::embedding));
    workloads.addAll(Tasks.both("nn.lstm", () -> recurrent(new LSTM(256, 256))));
    workloads.addAll(Tasks.both("nn.gru", () -> recurrent(new GRU(256, 256))));
    workloads.addAll(Tasks.both("nn.mha", Layers::attention));
    workloads.add(
        Tasks.forward(
            "nn.dropout.fwd",
            () -> {
              Tensor x = Tensor.ones(1_000_000);
              return () -> F.dropout(x, 0.1, true);
            }));
  }

  @Override
  public List<Workload> workloads() {
    return workloads;
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  /// How a convolution walks over its input, alike in all dimensions.
  private record Walk(long stride, long padding, long groups) {
    static Walk padding(long padding) {
      return new Walk(1, padding, 1);
    }
  }

  private void convolution(String name, long[] input, long[] window, Walk walk) {
    workloads.addAll(
        Tasks.both(
            "nn." + name,
            () -> {
              double bound = bound(window);
              Tensor x = Data.normal("a", input);
              Tensor w = Data.uniform("w", -bound, bound, window);
              Tensor bias = Data.uniform("bias", -bound, bound, window[0]);
              long[] stride = {walk.stride()};
              long[] padding = {walk.padding()};
              long[] dilation = {1};
              Supplier<Tensor> forward =
                  input.length == 3
                      ? () -> F.conv1d(x, w, bias, stride, padding, dilation, walk.groups())
                      : () -> F.conv2d(x, w, bias, stride, padding, dilation, walk.groups());
              return Tasks.Graph.of(forward, x, w, bias);
            }));
  }

  /// 1 / √(elements of a row).
  private static double bound(long[] window) {
    long row = 1;
    for (int i = 1; i < window.length; i++) {
      row *= window[i];
    }
    return 1 / Math.sqrt(row);
  }

  private static Tasks.Graph transposed() {
    long[] window = {64, 32, 4, 4};
    double bound = bound(window);
    Tensor x = Data.normal("a", 16, 64, 28, 28);
    Tensor w = Data.uniform("w", -bound, bound, window);
    Tensor bias = Data.uniform("bias", -bound, bound, 32);
    return Tasks.Graph.of(
        () -> F.convTranspose2d(x, w, bias, shape(2), shape(1), shape(0), 1, shape(1)), x, w, bias);
  }

  private void layer(String name, UnaryOperator<Tensor> layer, long... input) {
    workloads.addAll(
        Tasks.ofImages(
            "nn." + name,
            lay -> {
              Tensor x = lay.apply(Data.normal("a", input));
              return Tasks.Graph.of(() -> layer.apply(x), x);
            }));
  }

  private static Tensor maxPool(Tensor x) {
    return F.maxPool2d(x, shape(3), shape(2), shape(1), shape(1), false);
  }

  private static Tasks.Graph batchNorm() {
    Tensor x = Data.normal("a", 32, 64, 56, 56);
    Tensor weight = Data.normal("w", 64);
    Tensor bias = Data.normal("bias", 64);
    Tensor mean = Tensor.zeros(64);
    Tensor variance = Tensor.ones(64);
    return Tasks.Graph.of(
        () -> F.batchNorm(x, mean, variance, weight, bias, true, 0.1, 1e-5), x, weight, bias);
  }

  private static Tasks.Graph embedding() {
    Tensor weight = Data.normal("w", 30000, 256);
    Tensor indices = Data.integers("i", 0, 30000, 4096);
    return Tasks.Graph.of(() -> F.embedding(indices, weight, null), weight);
  }

  private static Tasks.Graph recurrent(Layer layer) {
    Data.init("rnn", layer);
    Tensor x = Data.normal("a", 64, 32, 256);
    return withParameters(() -> layer.apply(x), x, layer);
  }

  private static Tasks.Graph attention() {
    var options = AttentionOptions.USUAL.batchFirst(true);
    var layer = Data.init("mha", new MultiheadAttention(256, 8, options));
    Tensor x = Data.normal("a", 8, 128, 256);
    return withParameters(() -> layer.apply(x), x, layer);
  }

  private static Tasks.Graph withParameters(Supplier<Tensor> forward, Tensor x, Layer layer) {
    Stream<Tensor> parameters = layer.parameters().stream().map(Param::value);
    return Tasks.Graph.of(forward, Stream.concat(Stream.of(x), parameters).toArray(Tensor[]::new));
  }
}
