package jotter.vision.transforms;

import java.util.List;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// A function of pictures (*, C, H, W); a random one does the same to all pictures of a batch.
///
/// ```java
/// Transform t = Transform.of(
///     new RandomCrop(32, 4), Transform.sometimes(0.5, Geometry::flipHorizontally),
///     Colors::toFloat, new Normalize(new double[] {0.5}, new double[] {0.25}));
/// Dataset<Labeled> shown = data.map(d -> new Labeled(t.apply(d.x()), d.y()));
/// ```
@FunctionalInterface
public interface Transform {
  Tensor apply(Tensor x);

  /// This one and then another.
  default Transform then(Transform next) {
    return x -> next.apply(apply(x));
  }

  /// One after the other.
  static Transform of(Transform... all) {
    List<Transform> list = List.of(all);
    return x -> {
      Tensor y = x;
      for (Transform t : list) y = t.apply(y);
      return y;
    };
  }

  /// With probability `p`, or else nothing.
  static Transform sometimes(double p, Transform t) {
    return x -> Rng.current().nextDouble() < p ? t.apply(x) : x;
  }
}
