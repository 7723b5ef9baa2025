package jotter.vision.transforms;

import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Colours as hue, saturation and lightness, pixel by pixel.
final class Hues {
  private Hues() {}

  /// Every pixel's hue turned by a part of the circle.
  static Tensor turned(Tensor x, double turn) {
    boolean whole = x.dtype() == DType.UINT8;
    Tensor f = Colors.toFloat(x).contiguous();
    float[] v = f.to(DType.FLOAT32).flatten().toFloatArray();
    int area = (int) (x.size(-1) * x.size(-2));
    float[] hsv = new float[3];
    for (int picture = 0; picture < v.length; picture += 3 * area)
      for (int i = picture; i < picture + area; i++) {
        hsv(v[i], v[i + area], v[i + 2 * area], hsv);
        hsv[0] = (float) ((hsv[0] + turn) - Math.floor(hsv[0] + turn));
        rgb(hsv);
        v[i] = hsv[0];
        v[i + area] = hsv[1];
        v[i + 2 * area] = hsv[2];
      }
    Tensor y = Tensor.of(v, x.shape());
    return whole ? Colors.like(x, y, 256 - 1e-3) : y.to(x.dtype());
  }

  private static void hsv(float r, float g, float b, float[] out) {
    float most = Math.max(r, Math.max(g, b));
    float range = most - Math.min(r, Math.min(g, b));
    float hue = 0;
    if (range > 0) {
      if (most == r) hue = (g - b) / range;
      else if (most == g) hue = 2 + (b - r) / range;
      else hue = 4 + (r - g) / range;
      hue /= 6;
      if (hue < 0) hue++;
    }
    out[0] = hue;
    out[1] = range > 0 ? range / most : 0;
    out[2] = most;
  }

  private static void rgb(float[] c) {
    float h = c[0] * 6;
    float s = c[1];
    float v = c[2];
    int sector = (int) Math.floor(h);
    float f = h - sector;
    float p = clamp(v * (1 - s));
    float q = clamp(v * (1 - s * f));
    float t = clamp(v * (1 - s * (1 - f)));
    switch (sector % 6) {
      case 0 -> set(c, v, t, p);
      case 1 -> set(c, q, v, p);
      case 2 -> set(c, p, v, t);
      case 3 -> set(c, p, q, v);
      case 4 -> set(c, t, p, v);
      default -> set(c, v, p, q);
    }
  }

  private static float clamp(float x) {
    return Math.clamp(x, 0f, 1f);
  }

  private static void set(float[] c, float r, float g, float b) {
    c[0] = r;
    c[1] = g;
    c[2] = b;
  }
}
