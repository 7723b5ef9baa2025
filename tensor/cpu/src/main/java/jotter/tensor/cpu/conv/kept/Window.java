package jotter.tensor.cpu.conv.kept;

import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;

/// The sizes of a convolution in two dimensions: of the images, of the result, and how the kernel
/// moves.
record Window(
    int images,
    int channels,
    int height,
    int width,
    int high,
    int wide,
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int paddingY,
    int paddingX,
    int dilationY,
    int dilationX) {
  /// Null if numbers do not fit.
  static Window of(long[] x, Block w, ConvSpec s) {
    long[] k = w.layout().shape();
    return of(x, k[2], k[3], s.stride(), s.padding(), s.dilation());
  }

  static Window of(
      long[] x, long kernelHeight, long kernelWidth, int[] stride, int[] padding, int[] dilation) {
    long[] k = {kernelHeight, kernelWidth};
    for (long n : x) if (n < 1 || n > 1 << 24) return null;
    if (x[2] * x[3] > 1 << 24 || k[0] * k[1] * x[1] > 1 << 24) return null;
    int[] out = new int[2];
    for (int d = 0; d < 2; d++) {
      long room = x[d + 2] + 2L * padding[d] - (k[d] - 1) * dilation[d] - 1;
      if (room < 0) return null;
      out[d] = Math.toIntExact(room / stride[d] + 1);
    }
    return new Window(
        (int) x[0],
        (int) x[1],
        (int) x[2],
        (int) x[3],
        out[0],
        out[1],
        (int) k[0],
        (int) k[1],
        stride[0],
        stride[1],
        padding[0],
        padding[1],
        dilation[0],
        dilation[1]);
  }

  int taps() {
    return kernelHeight * kernelWidth;
  }

  /// Whether each place sees just the element in its place.
  boolean single() {
    return taps() == 1 && strideY == 1 && strideX == 1 && paddingY == 0 && paddingX == 0;
  }
}
