package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Smoothed by a bell-shaped window of random width.
///
/// @param size the window's side in pixels, odd
/// @param least the smallest standard deviation
/// @param most the largest
public record GaussianBlur(int size, double least, double most) implements Transform {
  public GaussianBlur {
    Check.value(
        least > 0 && most >= least,
        "GaussianBlur",
        "needs 0 < least <= most, got " + least + " and " + most);
  }

  /// A standard deviation of 0.1 to 2 pixels.
  public GaussianBlur(int size) {
    this(size, 0.1, 2);
  }

  @Override
  public Tensor apply(Tensor x) {
    double sigma = least + Rng.current().nextDouble() * (most - least);
    return Filters.gaussianBlur(x, size, sigma);
  }
}
