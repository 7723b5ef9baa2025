package jotter.nn.rl;

import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// A picture that is drawn on, without AWT or a screen. Places are in pixels from the upper left
/// corner; what is outside is left out.
final class Canvas {
  private final int width;
  private final int height;
  private final int[] pixels;

  Canvas(int width, int height, int colour) {
    this.width = width;
    this.height = height;
    pixels = new int[width * height];
    java.util.Arrays.fill(pixels, colour);
  }

  /// Whether the middle of a pixel belongs to a shape.
  private interface Shape {
    boolean has(double x, double y);
  }

  private void fill(double x0, double y0, double x1, double y1, int colour, Shape shape) {
    int left = (int) Math.clamp(Math.floor(x0), 0, width);
    int right = (int) Math.clamp(Math.ceil(x1) + 1, 0, width);
    int top = (int) Math.clamp(Math.floor(y0), 0, height);
    int bottom = (int) Math.clamp(Math.ceil(y1) + 1, 0, height);
    for (int y = top; y < bottom; y++)
      for (int x = left; x < right; x++)
        if (shape.has(x + 0.5, y + 0.5)) pixels[y * width + x] = colour;
  }

  void rectangle(double x, double y, double w, double h, int colour) {
    fill(x, y, x + w, y + h, colour, (a, b) -> a >= x && a < x + w && b >= y && b < y + h);
  }

  void disc(double x, double y, double r, int colour) {
    fill(
        x - r,
        y - r,
        x + r,
        y + r,
        colour,
        (a, b) -> (a - x) * (a - x) + (b - y) * (b - y) <= r * r);
  }

  /// A line with flat ends.
  void line(double x0, double y0, double x1, double y1, double thickness, int colour) {
    double half = Math.max(thickness, 1) / 2;
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = Math.hypot(dx, dy);
    if (length == 0) return;
    fill(
        Math.min(x0, x1) - half,
        Math.min(y0, y1) - half,
        Math.max(x0, x1) + half,
        Math.max(y0, y1) + half,
        colour,
        (a, b) -> {
          double along = ((a - x0) * dx + (b - y0) * dy) / length;
          double aside = ((a - x0) * dy - (b - y0) * dx) / length;
          return along >= 0 && along <= length && Math.abs(aside) <= half;
        });
  }

  /// uint8 (height, width, 3).
  Tensor picture() {
    int[] r = new int[pixels.length * 3];
    for (int i = 0; i < pixels.length; i++) {
      r[3 * i] = pixels[i] >> 16 & 0xff;
      r[3 * i + 1] = pixels[i] >> 8 & 0xff;
      r[3 * i + 2] = pixels[i] & 0xff;
    }
    return Tensor.of(r).to(DType.UINT8).reshape(height, width, 3);
  }
}
