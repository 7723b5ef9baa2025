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
    for (long n : x) if (n < 1 || n > 1 << 24) return null;
    if (x[2] * x[3] > 1 << 24 || k[2] * k[3] * x[1] > 1 << 24) return null;
    int[] out = new int[2];
    for (int d = 0; d < 2; d++) {
      long reach = (k[d + 2] - 1) * s.dilation()[d] + 1;
      long room = x[d + 2] + 2L * s.padding()[d] - reach;
      if (room < 0) return null;
      out[d] = Math.toIntExact(room / s.stride()[d] + 1);
    }
    return new Window(
        (int) x[0],
        (int) x[1],
        (int) x[2],
        (int) x[3],
        out[0],
        out[1],
        (int) k[2],
        (int) k[3],
        s.stride()[0],
        s.stride()[1],
        s.padding()[0],
        s.padding()[1],
        s.dilation()[0],
        s.dilation()[1]);
  }

  int taps() {
    return kernelHeight * kernelWidth;
  }

  /// Whether each place sees just the element in its place.
  boolean single() {
    return taps() == 1 && strideY == 1 && strideX == 1 && paddingY == 0 && paddingX == 0;
  }
}
