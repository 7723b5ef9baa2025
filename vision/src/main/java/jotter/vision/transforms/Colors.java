package jotter.vision.transforms;

import java.lang.foreign.MemorySegment;
import jotter.tensor.Check;
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

  /// With every colour moved around the circle of hues.
  ///
  /// @param turn by which part of the circle, from -0.5 to 0.5
  public static Tensor hue(Tensor x, double turn) {
    Check.value(turn >= -0.5 && turn <= 0.5, "hue", "the turn must be in [-0.5, 0.5], got " + turn);
    return x.size(-3) == 3 ? Hues.turned(x, turn) : x;
  }

  /// Without colour, but with as many channels; weighed as torchvision does.
  public static Tensor grey(Tensor x) {
    if (x.size(-3) != 3) return x;
    Tensor f = toFloat(x);
    int d = x.rank() - 3;
    Tensor grey =
        f.narrow(d, 0, 1)
            .mul(0.2989)
            .add(f.narrow(d, 1, 1).mul(0.587))
            .add(f.narrow(d, 2, 1).mul(0.114));
    return like(x, grey, 255 + 1e-3).expand(x.shape());
  }

  /// Light and dark exchanged.
  public static Tensor invert(Tensor x) {
    return x.dtype() == DType.UINT8 ? x.bitwiseNot() : x.neg().add(1);
  }

  /// x to the power of gamma, times `gain`: below 1 dark parts become lighter.
  public static Tensor gamma(Tensor x, double gamma, double gain) {
    Check.value(gamma >= 0, "gamma", "must not be negative, got " + gamma);
    return like(x, toFloat(x).pow(gamma).mul(gain).clamp(0, 1), 255 + 1 - 1e-3);
  }

  /// With so many bits for each colour, 1 to 8.
  public static Tensor posterize(Tensor x, int bits) {
    Check.value(bits >= 0 && bits <= 8, "posterize", "bits must be 0 to 8, got " + bits);
    if (x.dtype() == DType.UINT8)
      return x.bitwiseAnd(Tensor.scalar(256 - (1 << 8 - bits) & 255).to(DType.UINT8));
    double levels = 1 << bits;
    return x.mul(levels).floor().clamp(0, levels - 1).div(levels);
  }

  /// What is at least as light as `threshold` inverted.
  ///
  /// @param threshold on a scale from 0 to 1; bytes are compared with 255 times it
  public static Tensor solarize(Tensor x, double threshold) {
    double t = x.dtype() == DType.UINT8 ? threshold * 255 : threshold;
    return Tensor.where(x.ge(t), invert(x), x);
  }

  /// Each channel stretched from darkest to lightest.
  public static Tensor autocontrast(Tensor x) {
    double bound = x.dtype() == DType.UINT8 ? 255 : 1;
    Tensor f = x.dtype() == DType.UINT8 ? x.to(DType.FLOAT32) : x;
    int[] picture = {-2, -1};
    Tensor least = f.amin(picture, true);
    Tensor most = f.amax(picture, true);
    Tensor flat = least.eq(most);
    Tensor scale = Tensor.where(flat, Tensor.onesLike(least), most.sub(least).mul(1 / bound));
    Tensor from = Tensor.where(flat, Tensor.zerosLike(least), least);
    return f.sub(from).div(scale).clamp(0, bound).to(x.dtype());
  }

  /// Each channel with every lightness equally often, as far as it goes. Floating-point pictures
  /// are taken as bytes.
  public static Tensor equalize(Tensor x) {
    boolean whole = x.dtype() == DType.UINT8;
    Tensor bytes = whole ? x : x.mul(256 - 1e-3).to(DType.UINT8);
    long area = x.size(-1) * x.size(-2);
    byte[] v = bytes.contiguous().toByteArray();
    for (int from = 0; from < v.length; from += (int) area) equalize(v, from, (int) area);
    Tensor r = Tensor.of(MemorySegment.ofArray(v), DType.UINT8, x.shape());
    return whole ? r : r.to(x.dtype()).div(255);
  }

  private static void equalize(byte[] v, int from, int n) {
    int[] count = new int[256];
    for (int i = from; i < from + n; i++) count[v[i] & 255]++;
    int last = 255;
    while (last > 0 && count[last] == 0) last--;
    int step = (n - count[last]) / 255;
    if (step == 0) return;
    byte[] to = new byte[256];
    int below = 0;
    for (int k = 0; k < 256; k++) {
      to[k] = (byte) Math.clamp((below + step / 2) / step, 0, 255);
      below += count[k];
    }
    for (int i = from; i < from + n; i++) v[i] = to[v[i] & 255];
  }

  /// Sharper (above 1), or smoothed (below).
  public static Tensor sharpness(Tensor x, double factor) {
    if (x.size(-1) < 3 || x.size(-2) < 3) return x;
    return Filters.sharpness(x, factor);
  }

  /// Numbers from 0 to 1 in the type of `x`, bytes after `scale`.
  static Tensor like(Tensor x, Tensor y, double scale) {
    return x.dtype() == DType.UINT8 ? y.mul(scale).to(DType.UINT8) : y;
  }

  /// factor·x + (1 - factor)·other, within what can be shown.
  private static Tensor blend(Tensor x, Tensor other, double factor) {
    Tensor y = toFloat(x).mul(factor);
    if (other != null) y = y.add(other.mul(1 - factor));
    y = y.clamp(0, 1);
    return x.dtype() == DType.UINT8 ? y.mul(255).add(1e-3).floor().to(DType.UINT8) : y;
  }
}
