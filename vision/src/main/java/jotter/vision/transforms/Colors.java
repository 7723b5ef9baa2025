package jotter.vision.transforms;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.vision.image.Pictures;

/// Changing the colours of pictures (*, C, H, W): bytes, or floating-point numbers from 0 to 1.
public final class Colors {
  private Colors() {}

  /// Bytes as numbers from 0 to 1; others as they are.
  public static Tensor toFloat(Tensor x) {
    return x.dtype() == DType.UINT8 ? x.to(DType.FLOAT32).div(255) : x;
  }

  /// Lighter (above 1) or darker.
  public static Tensor brightness(Tensor x, double factor) {
    return blend(x, null, factor);
  }

  /// With more or less difference to the mean grey.
  public static Tensor contrast(Tensor x, double factor) {
    Tensor f = toFloat(x);
    Tensor grey = f.size(-3) == 3 ? Pictures.grey(f) : f;
    // torchvision's grey of bytes is whole.
    if (x.dtype() == DType.UINT8) grey = grey.mul(255).add(1e-3).floor().div(255);
    return blend(x, grey.mean(new int[] {-3, -2, -1}, true), factor);
  }

  /// With more or less colour.
  public static Tensor saturation(Tensor x, double factor) {
    if (x.size(-3) != 3) return x;
    Tensor grey = Pictures.grey(toFloat(x));
    if (x.dtype() == DType.UINT8) grey = grey.mul(255).add(1e-3).floor().div(255);
    return blend(x, grey, factor);
  }

  /// factor·x + (1 - factor)·other, within what can be shown.
  private static Tensor blend(Tensor x, Tensor other, double factor) {
    Tensor y = toFloat(x).mul(factor);
    if (other != null) y = y.add(other.mul(1 - factor));
    y = y.clamp(0, 1);
    return x.dtype() == DType.UINT8 ? y.mul(255).add(1e-3).floor().to(DType.UINT8) : y;
  }
}
