package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;

/// The largest element of windows whose places are drawn at random, so that the output can have any
/// size below the input's. Graham 2015, arXiv:1412.6071.
///
/// Input (N, C, H, W) or without N.
public final class FractionalMaxPool2d extends BaseLayer {
  private final long[] kernel;
  private final long[] output;
  private final double[] ratio;
  private final Tensor samples;

  /// @param kernel the size of the window
  /// @param output the sizes of the output, or null
  /// @param ratio the sizes of the output as parts of the input's, or null
  /// @param samples the random numbers (N, C, 2) that decide, or null to draw them
  public FractionalMaxPool2d(long[] kernel, long[] output, double[] ratio, Tensor samples) {
    Check.value(
        (output == null) != (ratio == null),
        "FractionalMaxPool2d",
        "needs an output size or a ratio, and not both");
    if (ratio != null)
      for (double r : ratio)
        Check.value(r > 0 && r < 1, "FractionalMaxPool2d", "the ratio must be in (0, 1), got " + r);
    this.kernel = kernel;
    this.output = output;
    this.ratio = ratio;
    this.samples = samples;
  }

  @Override
  public Tensor forward(Tensor x) {
    return pool(x).values();
  }

  /// The largest elements and where they were.
  public Indexed applyWithIndices(Tensor x) {
    return call(() -> pool(x));
  }

  private Indexed pool(Tensor x) {
    return F.fractionalMaxPool(2, x, kernel, output, ratio, samples);
  }

  @Override
  protected String details() {
    return "kernel_size="
        + Sizes.tuple(kernel)
        + (output == null ? "" : ", output_size=" + Sizes.tuple(output));
  }
}
