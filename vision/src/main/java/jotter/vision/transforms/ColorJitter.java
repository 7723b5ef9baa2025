package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Brightness, contrast and saturation changed at random, in random order.
///
/// @param brightness how far the factor may be from 1
/// @param contrast how far the factor may be from 1
/// @param saturation how far the factor may be from 1
public record ColorJitter(double brightness, double contrast, double saturation)
    implements Transform {
  public ColorJitter {
    Check.value(
        brightness >= 0 && contrast >= 0 && saturation >= 0,
        "ColorJitter",
        "must not be negative: " + brightness + ", " + contrast + ", " + saturation);
  }

  @Override
  public Tensor apply(Tensor x) {
    long[] order = Tensor.randperm(3).toLongArray();
    Tensor y = x;
    for (long which : order)
      y =
          switch ((int) which) {
            case 0 -> Colors.brightness(y, factor(brightness));
            case 1 -> Colors.contrast(y, factor(contrast));
            default -> Colors.saturation(y, factor(saturation));
          };
    return y;
  }

  private static double factor(double most) {
    return Math.max(0, 1 + (2 * Rng.current().nextDouble() - 1) * most);
  }
}
