package jotter.bench.models;

import static jotter.bench.models.Convs.conv;

import jotter.nn.BaseLayer;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// A residual network of 18 layers for images of 32 × 32 pixels: no pooling at the beginning. He et
/// al. 2016, "Deep Residual Learning for Image Recognition", arXiv:1512.03385.
public final class ResNet18 extends BaseLayer {
  final Conv2d conv1 = conv(3, 64, 3, 1);
  final BatchNorm2d bn1 = new BatchNorm2d(64);
  final Sequential layer1 = stage(64, 64, 1);
  final Sequential layer2 = stage(64, 128, 2);
  final Sequential layer3 = stage(128, 256, 2);
  final Sequential layer4 = stage(256, 512, 2);
  final Linear fc = new Linear(512, 10);

  private static Sequential stage(long in, long out, long stride) {
    return new Sequential(new Block(in, out, stride), new Block(out, out, 1));
  }

  @Override
  public Tensor forward(Tensor x) {
    x = bn1.apply(conv1.apply(x)).relu();
    x = layer1.apply(x);
    x = layer2.apply(x);
    x = layer3.apply(x);
    x = layer4.apply(x);
    return fc.apply(F.adaptiveAvgPool2d(x, 1L).flatten(1, -1));
  }

  /// Two convolutions around which the input is led.
  static final class Block extends BaseLayer {
    final Conv2d conv1;
    final BatchNorm2d bn1;
    final Conv2d conv2;
    final BatchNorm2d bn2;

    /// Brings the input to the shape of the output; null if it has it.
    final Sequential downsample;

    Block(long in, long out, long stride) {
      conv1 = conv(in, out, 3, stride);
      bn1 = new BatchNorm2d(out);
      conv2 = conv(out, out, 3, 1);
      bn2 = new BatchNorm2d(out);
      downsample =
          stride == 1 && in == out
              ? null
              : new Sequential(conv(in, out, 1, stride), new BatchNorm2d(out));
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = bn1.apply(conv1.apply(x)).relu();
      y = bn2.apply(conv2.apply(y));
      return y.add(downsample == null ? x : downsample.apply(x)).relu();
    }
  }
}
