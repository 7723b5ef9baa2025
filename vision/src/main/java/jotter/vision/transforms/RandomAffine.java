package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Turned, moved, scaled and sheared at random.
///
/// @param degrees the largest angle to either side
/// @param shift how far it is moved at most, as a part of width and height
/// @param least the smallest scale
/// @param most the largest scale
/// @param shear the largest angle by which its columns lean, in degrees
public record RandomAffine(double degrees, double shift, double least, double most, double shear)
    implements Transform {
  public RandomAffine {
    Check.value(
        degrees >= 0 && shift >= 0 && shift <= 1 && least > 0 && most >= least && shear >= 0,
        "RandomAffine",
        "angles must not be negative, the shift must be in [0, 1] and 0 < least <= most, got "
            + degrees
            + ", "
            + shift
            + ", "
            + least
            + ", "
            + most
            + ", "
            + shear);
  }

  @Override
  public Tensor apply(Tensor x) {
    Rng rng = Rng.current();
    double turn = either(rng) * degrees;
    double right = Math.rint(either(rng) * shift * x.size(-1));
    double down = Math.rint(either(rng) * shift * x.size(-2));
    double scale = least + rng.nextDouble() * (most - least);
    return Geometry.affine(x, turn, right, down, scale, either(rng) * shear, 0);
  }

  private static double either(Rng rng) {
    return 2 * rng.nextDouble() - 1;
  }
}
