package jotter.bench.models;

import jotter.nn.BaseLayer;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.ConvTranspose2d;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Marks the pixels of an image: down to an eighth of its size and up again, with what was seen on
/// the way down joined on the way up. Ronneberger et al. 2015, arXiv:1505.04597, small.
public final class UNet extends BaseLayer {
  final DoubleConv enc1 = new DoubleConv(1, 16);
  final DoubleConv enc2 = new DoubleConv(16, 32);
  final DoubleConv enc3 = new DoubleConv(32, 64);
  final DoubleConv mid = new DoubleConv(64, 128);
  final ConvTranspose2d up3 = new ConvTranspose2d(128, 64, 2, 2, 0);
  final DoubleConv dec3 = new DoubleConv(128, 64);
  final ConvTranspose2d up2 = new ConvTranspose2d(64, 32, 2, 2, 0);
  final DoubleConv dec2 = new DoubleConv(64, 32);
  final ConvTranspose2d up1 = new ConvTranspose2d(32, 16, 2, 2, 0);
  final DoubleConv dec1 = new DoubleConv(32, 16);
  final Conv2d out = new Conv2d(16, 1, 1);

  @Override
  public Tensor forward(Tensor x) {
    Tensor e1 = enc1.apply(x);
    Tensor e2 = enc2.apply(F.maxPool2d(e1, 2));
    Tensor e3 = enc3.apply(F.maxPool2d(e2, 2));
    Tensor m = mid.apply(F.maxPool2d(e3, 2));
    Tensor d3 = dec3.apply(Tensor.cat(1, up3.apply(m), e3));
    Tensor d2 = dec2.apply(Tensor.cat(1, up2.apply(d3), e2));
    Tensor d1 = dec1.apply(Tensor.cat(1, up1.apply(d2), e1));
    return out.apply(d1);
  }

  /// Two convolutions, each normalized and rectified.
  static final class DoubleConv extends BaseLayer {
    final Conv2d conv1;
    final BatchNorm2d bn1;
    final Conv2d conv2;
    final BatchNorm2d bn2;

    DoubleConv(long in, long out) {
      conv1 = new Conv2d(in, out, 3, 1, 1);
      bn1 = new BatchNorm2d(out);
      conv2 = new Conv2d(out, out, 3, 1, 1);
      bn2 = new BatchNorm2d(out);
    }

    @Override
    public Tensor forward(Tensor x) {
      x = bn1.apply(conv1.apply(x)).relu();
      return bn2.apply(conv2.apply(x)).relu();
    }
  }
}
