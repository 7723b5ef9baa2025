package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// As if seen from another place: every corner moves inwards at random.
///
/// @param distortion how far at most, as a part of half of the sides, from 0 to 1
public record RandomPerspective(double distortion) implements Transform {
  public RandomPerspective {
    Check.value(
        distortion >= 0 && distortion <= 1,
        "RandomPerspective",
        "the distortion must be in [0, 1], got " + distortion);
  }

  @Override
  public Tensor apply(Tensor x) {
    Rng rng = Rng.current();
    long w = x.size(-1);
    long h = x.size(-2);
    double[][] from = {{0, 0}, {w - 1, 0}, {w - 1, h - 1}, {0, h - 1}};
    double[][] to = new double[4][];
    for (int i = 0; i < 4; i++) {
      double dx = rng.nextLong((long) (distortion * (w / 2)) + 1);
      double dy = rng.nextLong((long) (distortion * (h / 2)) + 1);
      to[i] =
          new double[] {
            from[i][0] == 0 ? dx : w - 1 - dx, from[i][1] == 0 ? dy : h - 1 - dy,
          };
    }
    return Geometry.perspective(x, from, to);
  }
}
