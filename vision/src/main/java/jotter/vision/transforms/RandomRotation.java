package jotter.vision.transforms;

import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Turned by a random angle.
///
/// @param degrees the largest angle to either side
public record RandomRotation(double degrees) implements Transform {
  @Override
  public Tensor apply(Tensor x) {
    return Geometry.rotate(x, (2 * Rng.current().nextDouble() - 1) * degrees);
  }
}
