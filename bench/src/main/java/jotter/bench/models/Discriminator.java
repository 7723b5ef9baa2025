package jotter.bench.models;

import jotter.nn.BaseLayer;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.ConvOptions;
import jotter.tensor.Tensor;

/// Tells images (N, 3, 32, 32) of the world from those of a [Generator]: N scores.
public final class Discriminator extends BaseLayer {
  private static final double SLOPE = 0.2;

  final Conv2d conv1 = down(3, 64, 2, 1);
  final Conv2d conv2 = down(64, 128, 2, 1);
  final BatchNorm2d bn2 = new BatchNorm2d(128);
  final Conv2d conv3 = down(128, 256, 2, 1);
  final BatchNorm2d bn3 = new BatchNorm2d(256);
  final Conv2d conv4 = down(256, 1, 1, 0);

  private static Conv2d down(long in, long out, long stride, long padding) {
    var options = ConvOptions.kernel(4).stride(stride).padding(padding).bias(false);
    return new Conv2d(in, out, options);
  }

  @Override
  public Tensor forward(Tensor image) {
    Tensor x = conv1.apply(image).leakyRelu(SLOPE);
    x = bn2.apply(conv2.apply(x)).leakyRelu(SLOPE);
    x = bn3.apply(conv3.apply(x)).leakyRelu(SLOPE);
    return conv4.apply(x).flatten();
  }
}
