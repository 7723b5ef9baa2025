package jotter.vision.transforms;

import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Hides a random rectangle, so that a network looks at all of a picture. Zhong et al. 2017,
/// arXiv:1708.04896.
///
/// @param p how often
/// @param least the smallest part of the area that is hidden
/// @param most the largest
/// @param value what stands there
public record RandomErasing(double p, double least, double most, double value)
    implements Transform {
  /// Half of the pictures, 2 to 33 % of the area, black.
  public RandomErasing() {
    this(0.5, 0.02, 0.33, 0);
  }

  @Override
  public Tensor apply(Tensor x) {
    Rng rng = Rng.current();
    if (rng.nextDouble() >= p) return x;
    long h = x.size(-2);
    long w = x.size(-1);
    for (int i = 0; i < 10; i++) {
      double area = h * w * (least + rng.nextDouble() * (most - least));
      double shape = Math.exp((2 * rng.nextDouble() - 1) * Math.log(10.0 / 3));
      long eh = Math.round(Math.sqrt(area * shape));
      long ew = Math.round(Math.sqrt(area / shape));
      if (eh < 1 || ew < 1 || eh >= h || ew >= w) continue;
      Tensor y = x.clone();
      int d = x.rank();
      y.narrow(d - 2, rng.nextLong(h - eh + 1), eh)
          .narrow(d - 1, rng.nextLong(w - ew + 1), ew)
          .fill_(value);
      return y;
    }
    return x;
  }
}
