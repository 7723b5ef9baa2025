package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Brightness, contrast, saturation and hue changed at random, in random order.
///
/// @param brightness how far the factor may be from 1
/// @param contrast how far the factor may be from 1
/// @param saturation how far the factor may be from 1
/// @param hue how far the hue may turn, at most 0.5, which is half of the circle
public record ColorJitter(double brightness, double contrast, double saturation, double hue)
    implements Transform {
  public ColorJitter {
    Check.value(
        brightness >= 0 && contrast >= 0 && saturation >= 0 && hue >= 0 && hue <= 0.5,
        "ColorJitter",
        "must not be negative, and the hue at most 0.5: "
            + brightness
            + ", "
            + contrast
            + ", "
            + saturation
            + ", "
            + hue);
  }

  /// Without another hue.
  public ColorJitter(double brightness, double contrast, double saturation) {
    this(brightness, contrast, saturation, 0);
  }

  @Override
  public Tensor apply(Tensor x) {
    long[] order = Tensor.randperm(hue > 0 ? 4 : 3).toLongArray();
    Tensor y = x;
    for (long which : order)
      y =
          switch ((int) which) {
            case 0 -> Colors.brightness(y, factor(brightness));
            case 1 -> Colors.contrast(y, factor(contrast));
            case 2 -> Colors.saturation(y, factor(saturation));
            default -> Colors.hue(y, (2 * Rng.current().nextDouble() - 1) * hue);
          };
    return y;
  }

  private static double factor(double most) {
    return Math.max(0, 1 + (2 * Rng.current().nextDouble() - 1) * most);
  }
}
