package jotter.tensor.cpu.conv;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// An image (N, C, spatial...) and the places a kernel takes on it, all with three spatial
/// dimensions; missing ones have size 1.
final class Geometry {
  final long address;
  final DType type;
  final long batchStride;
  final long channelStride;
  final long[] strides;
  final int[] size;
  final int[] out;
  final int[] kernel;
  final int[] stride;
  final int[] padding;
  final int[] dilation;

  Geometry(Block image, int[] out, int[] kernel, int[] stride, int[] padding, int[] dilation) {
    Layout l = image.layout();
    int bytes = image.dtype().bytes();
    this.address = image.address();
    this.type = image.dtype();
    this.batchStride = l.strides()[0] * bytes;
    this.channelStride = l.strides()[1] * bytes;
    this.strides = new long[3];
    this.size = new int[] {1, 1, 1};
    int lead = 5 - l.rank();
    for (int d = 2; d < l.rank(); d++) {
      strides[d - 2 + lead] = l.strides()[d] * bytes;
      size[d - 2 + lead] = Math.toIntExact(l.shape()[d]);
    }
    this.out = out;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
  }

  static int[] lift(int[] values, int missing) {
    int[] r = {missing, missing, missing};
    System.arraycopy(values, 0, r, 3 - values.length, values.length);
    return r;
  }

  /// The spatial sizes of a block.
  static int[] spatial(Block b) {
    long[] s = b.layout().shape();
    int[] r = {1, 1, 1};
    for (int d = 2; d < s.length; d++) r[d - s.length + 3] = Math.toIntExact(s[d]);
    return r;
  }

  static int volume(int[] v) {
    return v[0] * v[1] * v[2];
  }

  int places() {
    return volume(out);
  }

  int taps() {
    return volume(kernel);
  }

  /// The first place along dimension d at which tap `k` is inside the image, and the first after.
  int first(int d, int k) {
    int gap = padding[d] - k * dilation[d];
    return Math.clamp(Math.ceilDiv(gap, stride[d]), 0, out[d]);
  }

  int last(int d, int k) {
    int gap = size[d] - 1 + padding[d] - k * dilation[d];
    return gap < 0 ? 0 : Math.min(out[d], gap / stride[d] + 1);
  }

  int at(int d, int place, int k) {
    return place * stride[d] - padding[d] + k * dilation[d];
  }

  /// What tap `tap` sees of the channel at `base` from places `from` .. `from + n - 1`: element i
  /// to `to[pos + i·step]`, zero outside the image.
  void gather(
      Kind kind, long base, int tap, int from, int n, Object to, int pos, int step, int part) {
    int kx = tap % kernel[2];
    int ky = tap / kernel[2] % kernel[1];
    int kz = tap / kernel[2] / kernel[1];
    int width = out[2];
    int lo = first(2, kx);
    int hi = last(2, kx);
    int x = from % width;
    int y = from / width % out[1];
    int z = from / width / out[1];
    long along = strides[2] * stride[2];
    while (n > 0) {
      int run = Math.min(width - x, n);
      int iy = at(1, y, ky);
      int iz = at(0, z, kz);
      boolean inside = iy >= 0 && iy < size[1] && iz >= 0 && iz < size[0];
      int a = inside ? Math.clamp(lo, x, x + run) : x + run;
      int b = inside ? Math.clamp(hi, a, x + run) : x + run;
      zero(kind, to, pos, step, a - x);
      if (b > a)
        Staging.load(
            kind,
            type,
            base + iz * strides[0] + iy * strides[1] + at(2, a, kx) * strides[2],
            along,
            b - a,
            to,
            pos + (a - x) * step,
            step,
            part);
      zero(kind, to, pos + (b - x) * step, step, x + run - b);
      pos += run * step;
      n -= run;
      x = 0;
      if (++y == out[1]) {
        y = 0;
        z++;
      }
    }
  }

  private static void zero(Kind kind, Object to, int pos, int step, int n) {
    switch (kind) {
      case F32 -> {
        float[] a = (float[]) to;
        for (int i = 0; i < n; i++, pos += step) a[pos] = 0;
      }
      case F64 -> {
        double[] a = (double[]) to;
        for (int i = 0; i < n; i++, pos += step) a[pos] = 0;
      }
      case I32, I64, TRUTH -> {
        long[] a = (long[]) to;
        for (int i = 0; i < n; i++, pos += step) a[pos] = 0;
      }
    }
  }
}
