package jotter.bench.models;

import static jotter.bench.models.Convs.conv;

import jotter.nn.BaseLayer;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.Linear;
import jotter.nn.layers.MaxPool2d;
import jotter.nn.layers.Sequential;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// A residual network of 50 layers for images of 224 × 224 pixels. He et al. 2016, "Deep Residual
/// Learning for Image Recognition", arXiv:1512.03385; the stride is in the 3 × 3 convolution.
public final class ResNet50 extends BaseLayer {
  final Conv2d conv1 = conv(3, 64, 7, 2);
  final BatchNorm2d bn1 = new BatchNorm2d(64);
  final MaxPool2d pool = new MaxPool2d(3, 2, 1);
  final Sequential layer1 = stage(64, 64, 3, 1);
  final Sequential layer2 = stage(256, 128, 4, 2);
  final Sequential layer3 = stage(512, 256, 6, 2);
  final Sequential layer4 = stage(1024, 512, 3, 2);
  final Linear fc = new Linear(2048, 1000);

  private static Sequential stage(long in, long width, int blocks, long stride) {
    Sequential stage = new Sequential(new Bottleneck(in, width, stride));
    for (int i = 1; i < blocks; i++) {
      stage.add(new Bottleneck(4 * width, width, 1));
    }
    return stage;
  }

  @Override
  public Tensor forward(Tensor x) {
    x = pool.apply(bn1.apply(conv1.apply(x)).relu());
    x = layer1.apply(x);
    x = layer2.apply(x);
    x = layer3.apply(x);
    x = layer4.apply(x);
    return fc.apply(F.adaptiveAvgPool2d(x, 1L).flatten(1, -1));
  }

  /// A convolution on few channels, with a narrowing one before and a widening one after it.
  static final class Bottleneck extends BaseLayer {
    final Conv2d conv1;
    final BatchNorm2d bn1;
    final Conv2d conv2;
    final BatchNorm2d bn2;
    final Conv2d conv3;
    final BatchNorm2d bn3;

    /// Brings the input to the shape of the output; null if it has it.
    final Sequential downsample;

    Bottleneck(long in, long width, long stride) {
      long out = 4 * width;
      conv1 = conv(in, width, 1, 1);
      bn1 = new BatchNorm2d(width);
      conv2 = conv(width, width, 3, stride);
      bn2 = new BatchNorm2d(width);
      conv3 = conv(width, out, 1, 1);
      bn3 = new BatchNorm2d(out);
      downsample =
          stride == 1 && in == out
              ? null
              : new Sequential(conv(in, out, 1, stride), new BatchNorm2d(out));
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = bn1.apply(conv1.apply(x)).relu();
      y = bn2.apply(conv2.apply(y)).relu();
      y = bn3.apply(conv3.apply(y));
      return y.add(downsample == null ? x : downsample.apply(x)).relu();
    }
  }
}
