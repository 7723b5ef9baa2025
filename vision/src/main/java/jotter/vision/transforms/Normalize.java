package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Less the mean, divided by the standard deviation, for each channel.
///
/// Input and output (*, C, H, W), floating point. The numbers are copied.
public final class Normalize implements Transform {
  private final Tensor mean;
  private final Tensor deviation;

  /// @param mean for each channel, or one for all
  /// @param deviation for each channel, or one for all; not zero
  public Normalize(double[] mean, double[] deviation) {
    Check.value(
        mean.length == deviation.length,
        "Normalize",
        "needs as many means as deviations, got " + mean.length + " and " + deviation.length);
    for (double d : deviation) Check.value(d != 0, "Normalize", "a deviation must not be zero");
    this.mean = Tensor.of(mean, mean.length, 1, 1);
    this.deviation = Tensor.of(deviation, mean.length, 1, 1);
  }

  /// With the means and deviations of ImageNet.
  public static Normalize imageNet() {
    return new Normalize(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});
  }

  @Override
  public Tensor apply(Tensor x) {
    Check.floating("Normalize", "the picture", x);
    Check.that(
        x.rank() >= 3 && (mean.size(0) == 1 || mean.size(0) == x.size(-3)),
        "Normalize",
        mean.size(0) + " means are not for pictures " + Check.shape(x.shape()));
    return x.sub(mean.to(x.dtype())).div(deviation.to(x.dtype()));
  }
}
