package jotter.bench.models;

import jotter.nn.BaseLayer;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.Linear;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Digits of 28 × 28 pixels in ten classes: two convolutions, three linear layers. LeCun et al.
/// 1998, "Gradient-based learning applied to document recognition", with ReLU and maximum pooling.
public final class LeNet extends BaseLayer {
  final Conv2d conv1 = new Conv2d(1, 6, 5, 1, 2);
  final Conv2d conv2 = new Conv2d(6, 16, 5);
  final Linear fc1 = new Linear(400, 120);
  final Linear fc2 = new Linear(120, 84);
  final Linear fc3 = new Linear(84, 10);

  @Override
  public Tensor forward(Tensor x) {
    x = F.maxPool2d(conv1.apply(x).relu(), 2);
    x = F.maxPool2d(conv2.apply(x).relu(), 2);
    x = x.flatten(1, -1);
    x = fc1.apply(x).relu();
    x = fc2.apply(x).relu();
    return fc3.apply(x);
  }
}
