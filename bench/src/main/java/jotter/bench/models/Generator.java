package jotter.bench.models;

import jotter.nn.BaseLayer;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.ConvOptions;
import jotter.nn.layers.ConvTranspose2d;
import jotter.tensor.Tensor;

/// Makes images (N, 3, 32, 32) of noise (N, 100, 1, 1). Radford et al. 2015, arXiv:1511.06434; its
/// opponent is the [Discriminator].
public final class Generator extends BaseLayer {
  final ConvTranspose2d up1 = up(100, 256, 1, 0);
  final BatchNorm2d bn1 = new BatchNorm2d(256);
  final ConvTranspose2d up2 = up(256, 128, 2, 1);
  final BatchNorm2d bn2 = new BatchNorm2d(128);
  final ConvTranspose2d up3 = up(128, 64, 2, 1);
  final BatchNorm2d bn3 = new BatchNorm2d(64);
  final ConvTranspose2d up4 = up(64, 3, 2, 1);

  private static ConvTranspose2d up(long in, long out, long stride, long padding) {
    var options = ConvOptions.kernel(4).stride(stride).padding(padding).bias(false);
    return new ConvTranspose2d(in, out, options);
  }

  @Override
  public Tensor forward(Tensor noise) {
    Tensor x = bn1.apply(up1.apply(noise)).relu();
    x = bn2.apply(up2.apply(x)).relu();
    x = bn3.apply(up3.apply(x)).relu();
    return up4.apply(x).tanh();
  }
}
