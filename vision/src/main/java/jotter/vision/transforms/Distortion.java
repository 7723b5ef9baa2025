package jotter.vision.transforms;

import jotter.tensor.Tensor;

/// The changes that policies of augmentation choose from, with a strength from 0 to 1.
enum Distortion {
  IDENTITY,
  SHEAR_X,
  SHEAR_Y,
  TRANSLATE_X,
  TRANSLATE_Y,
  ROTATE,
  BRIGHTNESS,
  COLOR,
  CONTRAST,
  SHARPNESS,
  POSTERIZE,
  SOLARIZE,
  AUTOCONTRAST,
  EQUALIZE;

  /// How strong the strongest is.
  ///
  /// @param shear as a part of the height
  /// @param shift in pixels; 0 for 150 of 331 of the side
  /// @param degrees of rotation
  /// @param factor how far brightness and its like are from 1
  /// @param bits how many bits posterizing takes away
  record Range(double shear, double shift, double degrees, double factor, int bits) {}

  /// @param strength from 0 to 1
  /// @param sign 1 or -1, for those that have two directions
  Tensor apply(Tensor x, double strength, int sign, Range r) {
    double s = strength * sign;
    return switch (this) {
      case IDENTITY -> x;
      case SHEAR_X -> Geometry.affine(x, 0, 0, 0, 1, Math.toDegrees(Math.atan(s * r.shear())), 0);
      case SHEAR_Y -> Geometry.affine(x, 0, 0, 0, 1, 0, Math.toDegrees(Math.atan(s * r.shear())));
      case TRANSLATE_X -> Geometry.affine(x, 0, (long) (s * shift(r, x.size(-1))), 0, 1);
      case TRANSLATE_Y -> Geometry.affine(x, 0, 0, (long) (s * shift(r, x.size(-2))), 1);
      case ROTATE -> Geometry.rotate(x, s * r.degrees());
      case BRIGHTNESS -> Colors.brightness(x, 1 + s * r.factor());
      case COLOR -> Colors.saturation(x, 1 + s * r.factor());
      case CONTRAST -> Colors.contrast(x, 1 + s * r.factor());
      case SHARPNESS -> Colors.sharpness(x, 1 + s * r.factor());
      case POSTERIZE -> Colors.posterize(x, 8 - (int) Math.round(strength * r.bits()));
      case SOLARIZE -> Colors.solarize(x, 1 - strength);
      case AUTOCONTRAST -> Colors.autocontrast(x);
      case EQUALIZE -> Colors.equalize(x);
    };
  }

  private static double shift(Range r, long side) {
    return r.shift() == 0 ? 150.0 / 331 * side : r.shift();
  }
}
