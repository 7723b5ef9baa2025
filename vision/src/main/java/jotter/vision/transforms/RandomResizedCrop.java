package jotter.vision.transforms;

import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// A part of random size and shape, made a square: how networks are taught on ImageNet. Szegedy et
/// al. 2014, arXiv:1409.4842.
///
/// @param size the pixels of a side
/// @param least the smallest part of the picture's area
/// @param ratio the largest ratio of its sides
public record RandomResizedCrop(long size, double least, double ratio) implements Transform {
  /// From 8 % of the area on, sides up to 4 : 3.
  public RandomResizedCrop(long size) {
    this(size, 0.08, 4.0 / 3);
  }

  @Override
  public Tensor apply(Tensor x) {
    Rng rng = Rng.current();
    long h = x.size(-2);
    long w = x.size(-1);
    for (int i = 0; i < 10; i++) {
      double area = h * w * (least + rng.nextDouble() * (1 - least));
      double shape = Math.exp((2 * rng.nextDouble() - 1) * Math.log(ratio));
      long ch = Math.round(Math.sqrt(area / shape));
      long cw = Math.round(Math.sqrt(area * shape));
      if (ch < 1 || cw < 1 || ch > h || cw > w) continue;
      long top = rng.nextLong(h - ch + 1);
      long left = rng.nextLong(w - cw + 1);
      return Geometry.resize(Geometry.crop(x, top, left, ch, cw), size, size);
    }
    long side = Math.min(h, w);
    return Geometry.resize(Geometry.centerCrop(x, side, side), size, size);
  }
}
