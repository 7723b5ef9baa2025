package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Moving the pixels of pictures (*, C, H, W); bytes stay bytes.
public final class Geometry {
  private Geometry() {}

  /// The mirror image, left and right exchanged.
  public static Tensor flipHorizontally(Tensor x) {
    return x.flip(-1);
  }

  /// Upside down.
  public static Tensor flipVertically(Tensor x) {
    return x.flip(-2);
  }

  /// The part of `height` × `width` pixels from (top, left) on.
  public static Tensor crop(Tensor x, long top, long left, long height, long width) {
    picture("crop", x);
    if (top < 0 || left < 0 || top + height > x.size(-2) || left + width > x.size(-1))
      throw Check.shapeError(
          "crop",
          height
              + "×"
              + width
              + " pixels from ("
              + top
              + ", "
              + left
              + ") are not within "
              + Check.shape(x.shape()));
    int d = x.rank();
    return x.narrow(d - 2, top, height).narrow(d - 1, left, width);
  }

  /// The middle; pictures that are smaller are framed with black.
  public static Tensor centerCrop(Tensor x, long height, long width) {
    long dy = Math.max(0, height - x.size(-2));
    long dx = Math.max(0, width - x.size(-1));
    Tensor y =
        dy + dx == 0
            ? x
            : x.constantPad(new long[] {dx / 2, (dx + 1) / 2, dy / 2, (dy + 1) / 2}, 0);
    // torchvision rounds to even halves.
    long top = (long) Math.rint((y.size(-2) - height) / 2.0);
    long left = (long) Math.rint((y.size(-1) - width) / 2.0);
    return crop(y, top, left, height, width);
  }

  /// Other sizes by weighing neighbours; smoothed first where it gets smaller.
  public static Tensor resize(Tensor x, long height, long width) {
    picture("resize", x);
    return asFloats(
        x, f -> F.interpolate(f, new long[] {height, width}, null, "bilinear", false, false, true));
  }

  /// So that the shorter side has so many pixels.
  public static Tensor resize(Tensor x, long shorter) {
    long h = x.size(-2);
    long w = x.size(-1);
    return h <= w ? resize(x, shorter, shorter * w / h) : resize(x, shorter * h / w, shorter);
  }

  /// Turned about its middle against the clock; what comes from outside is black.
  public static Tensor rotate(Tensor x, double degrees) {
    return affine(x, degrees, 0, 0, 1);
  }

  /// Turned, scaled about its middle, and moved.
  ///
  /// @param right how many pixels it is moved to the right
  /// @param down how many pixels it is moved down
  public static Tensor affine(Tensor x, double degrees, double right, double down, double scale) {
    return affine(x, degrees, right, down, scale, 0, 0);
  }

  /// Sheared, turned, scaled about its middle, and moved.
  ///
  /// @param right how many pixels it is moved to the right
  /// @param down how many pixels it is moved down
  /// @param shearX by which angle its columns lean, in degrees
  /// @param shearY by which angle its rows lean, in degrees
  public static Tensor affine(
      Tensor x,
      double degrees,
      double right,
      double down,
      double scale,
      double shearX,
      double shearY) {
    picture("affine", x);
    Check.value(scale > 0, "affine", "the scale must be positive, got " + scale);
    double turn = -Math.toRadians(degrees);
    double sx = Math.toRadians(shearX);
    double sy = Math.toRadians(shearY);
    double a = Math.cos(turn - sy) / Math.cos(sy);
    double b = -Math.cos(turn - sy) * Math.tan(sx) / Math.cos(sy) - Math.sin(turn);
    double c = Math.sin(turn - sy) / Math.cos(sy);
    double d = -Math.sin(turn - sy) * Math.tan(sx) / Math.cos(sy) + Math.cos(turn);
    // From places of the output to those of the input, in pixels about the middle.
    double[] m = {d / scale, -b / scale, 0, -c / scale, a / scale, 0};
    m[2] = -m[0] * right - m[1] * down;
    m[5] = -m[3] * right - m[4] * down;
    double h = x.size(-2);
    double w = x.size(-1);
    // Both from -1 to 1.
    double[] places = {m[0], m[1] * h / w, 2 * m[2] / w, m[3] * w / h, m[4], 2 * m[5] / h};
    Tensor theta = Tensor.of(places, 1, 2, 3).to(DType.FLOAT32);
    return asFloats(
        x,
        f -> {
          Tensor t = theta.expand(f.size(0), 2, 3).to(f.dtype());
          Tensor grid = F.affineGrid(t, f.shape(), false);
          return F.gridSample(f, grid, "bilinear", "zeros", false);
        });
  }

  /// As if seen from another place: the four points `from` of the picture come to lie at `to`, each
  /// {x, y} in pixels. What comes from outside is black.
  public static Tensor perspective(Tensor x, double[][] from, double[][] to) {
    picture("perspective", x);
    Check.value(
        from.length == 4 && to.length == 4,
        "perspective",
        "needs four points and where they go, got " + from.length + " and " + to.length);
    double[] k = Homography.of(to, from);
    int h = (int) x.size(-2);
    int w = (int) x.size(-1);
    float[] places = new float[h * w * 2];
    for (int i = 0; i < h; i++)
      for (int j = 0; j < w; j++) {
        double px = j + 0.5;
        double py = i + 0.5;
        double below = k[6] * px + k[7] * py + 1;
        places[2 * (i * w + j)] = (float) ((k[0] * px + k[1] * py + k[2]) / below * 2 / w - 1);
        places[2 * (i * w + j) + 1] = (float) ((k[3] * px + k[4] * py + k[5]) / below * 2 / h - 1);
      }
    Tensor grid = Tensor.of(places, 1, h, w, 2);
    return asFloats(
        x,
        f ->
            F.gridSample(
                f, grid.expand(f.size(0), h, w, 2).to(f.dtype()), "bilinear", "zeros", false));
  }

  /// With a frame around.
  ///
  /// @param mode `constant` (filled with `value`), `reflect`, `replicate` or `circular`
  /// @param value on the scale of the picture
  public static Tensor pad(
      Tensor x, long left, long top, long right, long bottom, String mode, double value) {
    picture("pad", x);
    long[] amounts = {left, right, top, bottom};
    if (mode.equals("constant")) return x.constantPad(amounts, value);
    return asFloats(x, f -> F.pad(f, amounts, mode, null));
  }

  /// The four corners and the middle, one behind the other: (5, *, C, height, width).
  public static Tensor fiveCrop(Tensor x, long height, long width) {
    long down = x.size(-2) - height;
    long right = x.size(-1) - width;
    return Tensor.stack(
        0,
        crop(x, 0, 0, height, width),
        crop(x, 0, right, height, width),
        crop(x, down, 0, height, width),
        crop(x, down, right, height, width),
        centerCrop(x, height, width));
  }

  private static void picture(String op, Tensor x) {
    Check.that(
        x.rank() >= 3,
        op,
        "pictures must be (C, H, W) or (N, C, H, W), got " + Check.shape(x.shape()));
  }

  /// Computes with (N, C, H, W) in floating point and gives back the form of the input.
  private static Tensor asFloats(Tensor x, java.util.function.UnaryOperator<Tensor> f) {
    boolean whole = !x.dtype().isFloatingPoint();
    long c = x.size(-3);
    Tensor flat = (whole ? x.to(DType.FLOAT32) : x).reshape(-1, c, x.size(-2), x.size(-1));
    Tensor y = f.apply(flat);
    long[] shape = x.shape();
    shape[shape.length - 2] = y.size(2);
    shape[shape.length - 1] = y.size(3);
    Tensor r = y.reshape(shape);
    return whole ? r.round().clamp(0, 255).to(x.dtype()) : r;
  }
}
