package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Weighing the neighbours of every pixel of pictures (*, C, H, W); bytes stay bytes.
public final class Filters {
  private Filters() {}

  /// Smoothed by a bell-shaped window; beyond the edges the picture is mirrored.
  ///
  /// @param size the window's side, odd
  /// @param sigma the bell's standard deviation, in pixels
  public static Tensor gaussianBlur(Tensor x, int size, double sigma) {
    Check.value(
        size > 0 && size % 2 == 1,
        "gaussianBlur",
        "the window's side must be odd and positive, got " + size);
    Check.value(sigma > 0, "gaussianBlur", "sigma must be positive, got " + sigma);
    long half = size / 2;
    Check.that(
        x.rank() >= 3 && half < x.size(-1) && half < x.size(-2),
        "gaussianBlur",
        "a window of " + size + " pixels is too large for " + Check.shape(x.shape()));
    double[] bell = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      bell[i] = Math.exp(-0.5 * Math.pow((i - half) / sigma, 2));
      sum += bell[i];
    }
    double[] window = new double[size * size];
    for (int i = 0; i < window.length; i++)
      window[i] = bell[i / size] * bell[i % size] / (sum * sum);
    return filtered(
        x,
        f -> {
          Tensor framed = F.pad(f, new long[] {half, half, half, half}, "reflect", null);
          return convolved(framed, window, size);
        });
  }

  /// Less smoothed than it is, or more; the pixels of the edge stay as they are.
  static Tensor sharpness(Tensor x, double factor) {
    double[] window = {1, 1, 1, 1, 5, 1, 1, 1, 1};
    for (int i = 0; i < 9; i++) window[i] /= 13;
    boolean whole = x.dtype() == DType.UINT8;
    return filtered(
        x,
        f -> {
          Tensor smooth = convolved(f, window, 3);
          if (whole) smooth = smooth.round();
          Tensor inner = f.narrow(2, 1, f.size(2) - 2).narrow(3, 1, f.size(3) - 2);
          Tensor r = f.clone();
          r.narrow(2, 1, f.size(2) - 2)
              .narrow(3, 1, f.size(3) - 2)
              .copy_(inner.add(smooth.sub(inner).mul(1 - factor)));
          r = r.clamp(0, whole ? 255 : 1);
          // torchvision cuts off here, and does not round.
          return whole ? r.floor() : r;
        });
  }

  private static Tensor convolved(Tensor x, double[] window, int size) {
    long c = x.size(1);
    Tensor w = Tensor.of(window, 1, 1, size, size).to(x.dtype()).repeat(c, 1, 1, 1);
    long[] one = {1};
    return F.conv2d(x, w, null, one, new long[] {0}, one, c);
  }

  /// Computes with (N, C, H, W) in floating point and gives back the form of the input.
  private static Tensor filtered(Tensor x, java.util.function.UnaryOperator<Tensor> f) {
    boolean whole = !x.dtype().isFloatingPoint();
    Tensor flat = (whole ? x.to(DType.FLOAT32) : x).reshape(-1, x.size(-3), x.size(-2), x.size(-1));
    Tensor r = f.apply(flat).reshape(x.shape());
    return whole ? r.round().clamp(0, 255).to(x.dtype()) : r;
  }
}
