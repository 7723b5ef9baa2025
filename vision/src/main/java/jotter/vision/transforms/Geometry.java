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
    picture("affine", x);
    Check.value(scale > 0, "affine", "the scale must be positive, got " + scale);
    double a = Math.toRadians(degrees);
    double h = x.size(-2);
    double w = x.size(-1);
    double cos = Math.cos(a) / scale;
    double sin = Math.sin(a) / scale;
    // From places of the output to those of the input, both from -1 to 1.
    double tx = -2 * right / w;
    double ty = -2 * down / h;
    Tensor theta =
        Tensor.of(
                new double[] {
                  cos,
                  -sin * h / w,
                  cos * tx - sin * h / w * ty,
                  sin * w / h,
                  cos,
                  sin * w / h * tx + cos * ty
                },
                1,
                2,
                3)
            .to(DType.FLOAT32);
    return asFloats(
        x,
        f -> {
          Tensor t = theta.expand(f.size(0), 2, 3).to(f.dtype());
          Tensor grid = F.affineGrid(t, f.shape(), false);
          return F.gridSample(f, grid, "bilinear", "zeros", false);
        });
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
