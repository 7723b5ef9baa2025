package jotter.tensor.cpu.conv;

import jotter.tensor.DType;
import jotter.tensor.cpu.conv.pool.FloatPooling;
import jotter.tensor.cpu.conv.pool.Scattered;
import jotter.tensor.cpu.conv.pool.TapPlaces;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.PoolSpec;

/// Maxima and averages over moving windows, plane by plane in float64 (int64 for whole numbers):
/// planes are independent, and a plane in an array needs no bounds but the window's.
public final class Pooling {
  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final int[] in;
  private final int[] out;
  private final PoolSpec spec;

  private Pooling(Block image, Block pooled, PoolSpec spec) {
    this.spec = spec;
    this.kernel = Geometry.lift(spec.kernel(), 1);
    this.stride = Geometry.lift(spec.stride(), 1);
    this.padding = Geometry.lift(spec.padding(), 0);
    this.dilation = Geometry.lift(spec.dilation(), 1);
    this.in = Geometry.spatial(image);
    this.out = Geometry.spatial(pooled);
  }

  static Kind kind(DType t) {
    return t.isInteger() || t == DType.BOOL ? Kind.I64 : t == DType.FLOAT64 ? Kind.F64 : Kind.F32;
  }

  /// Runs `body` for each plane (image, channel) of a block.
  private static void planes(Block b, java.util.function.IntConsumer body) {
    long[] s = b.layout().shape();
    Threads.run(Math.toIntExact(s[0] * s[1]), body);
  }

  /// Moves plane `p` between memory and an array.
  private static void move(boolean load, Kind kind, Block b, int p, Object array) {
    Layout l = b.layout();
    int[] s = Geometry.spatial(b);
    long channels = l.shape()[1];
    int bytes = b.dtype().bytes();
    long[] st = {0, 0, 0};
    for (int d = 2; d < l.rank(); d++) st[d - l.rank() + 3] = l.strides()[d] * bytes;
    long a = b.address() + (p / channels * l.strides()[0] + p % channels * l.strides()[1]) * bytes;
    for (int z = 0; z < s[0]; z++)
      for (int y = 0; y < s[1]; y++) {
        long row = a + z * st[0] + y * st[1];
        int at = (z * s[1] + y) * s[2];
        if (load) Staging.load(kind, b.dtype(), row, st[2], s[2], array, at, 1, 0);
        else Staging.store(kind, b.dtype(), row, st[2], s[2], array, at, 1, 0);
      }
  }

  private int first(int d, int place) {
    int s = place * stride[d] - padding[d];
    return s >= 0 ? s : s + Math.ceilDiv(-s, dilation[d]) * dilation[d];
  }

  private int end(int d, int place) {
    return Math.min(in[d], place * stride[d] - padding[d] + (kernel[d] - 1) * dilation[d] + 1);
  }

  /// The largest element in each window, and where it lies in its plane; NaN is larger than all.
  public static void max(Block x, Block y, Block indices, PoolSpec spec) {
    if (y.layout().numel() == 0 || floats(x, y, indices, spec)) return;
    Pooling pool = new Pooling(x, y, spec);
    Kind kind = kind(x.dtype());
    planes(
        y,
        p -> {
          Object a = Staging.array(kind, Geometry.volume(pool.in));
          Object r = Staging.array(kind, Geometry.volume(pool.out));
          long[] at = new long[Geometry.volume(pool.out)];
          move(true, kind, x, p, a);
          switch (kind) {
            case F32 -> pool.max((float[]) a, (float[]) r, at);
            case F64 -> pool.max((double[]) a, (double[]) r, at);
            default -> pool.max((long[]) a, (long[]) r, at);
          }
          move(false, kind, y, p, r);
          if (indices != null) move(false, Kind.I64, indices, p, at);
        });
  }

  private static boolean floats(Block x, Block y, Block indices, PoolSpec spec) {
    if (indices == null) return FloatPooling.max(x, y, null, spec);
    if (x.dtype() != DType.FLOAT32) return false;
    try (TapPlaces taps = TapPlaces.of(y)) {
      if (!FloatPooling.max(x, y, taps, spec)) return false;
      taps.write(x, indices, spec);
      return true;
    }
  }

  /// Row by row of the output, tap by tap: the inner loop runs over neighbouring windows.
  private void max(float[] a, float[] r, long[] at) {
    int width = out[2];
    int[] lo = new int[kernel[2]];
    int[] hi = new int[kernel[2]];
    for (int k = 0; k < kernel[2]; k++) {
      int gap = padding[2] - k * dilation[2];
      lo[k] = Math.clamp(Math.ceilDiv(gap, stride[2]), 0, width);
      hi[k] = Math.clamp(Math.floorDiv(in[2] - 1 + gap, stride[2]) + 1, lo[k], width);
    }
    int[] best = new int[width];
    float[] m = new float[width];
    for (int z = 0; z < out[0]; z++)
      for (int y = 0; y < out[1]; y++) {
        java.util.Arrays.fill(m, Float.NEGATIVE_INFINITY);
        java.util.Arrays.fill(best, -1);
        for (int iz = first(0, z); iz < end(0, z); iz += dilation[0])
          for (int iy = first(1, y); iy < end(1, y); iy += dilation[1]) {
            int row = (iz * in[1] + iy) * in[2];
            for (int k = 0; k < kernel[2]; k++)
              tap(a, row - padding[2] + k * dilation[2], lo[k], hi[k], stride[2], m, best);
          }
        int o = (z * out[1] + y) * width;
        System.arraycopy(m, 0, r, o, width);
        for (int x = 0; x < width; x++) at[o + x] = best[x];
      }
  }

  private static void tap(
      float[] a, int base, int from, int to, int stride, float[] m, int[] best) {
    for (int x = from; x < to; x++) {
      int i = base + x * stride;
      float v = a[i];
      float old = m[x];
      // Not "v > old", so that NaN wins and a first -∞ has a place. No branch: it would be guessed
      // wrong too often.
      boolean better = !(v <= old) & (old == old | v != v) | best[x] < 0;
      m[x] = better ? v : old;
      best[x] = better ? i : best[x];
    }
  }

  private void max(double[] a, double[] r, long[] at) {
    int o = 0;
    for (int z = 0; z < out[0]; z++)
      for (int y = 0; y < out[1]; y++)
        for (int x = 0; x < out[2]; x++, o++) {
          int best = -1;
          double m = Double.NEGATIVE_INFINITY;
          for (int iz = first(0, z); iz < end(0, z); iz += dilation[0])
            for (int iy = first(1, y); iy < end(1, y); iy += dilation[1])
              for (int ix = first(2, x); ix < end(2, x); ix += dilation[2]) {
                int i = (iz * in[1] + iy) * in[2] + ix;
                if (a[i] > m || best < 0 || a[i] != a[i]) {
                  m = a[i];
                  best = i;
                }
              }
          r[o] = m;
          at[o] = best;
        }
  }

  private void max(long[] a, long[] r, long[] at) {
    int o = 0;
    for (int z = 0; z < out[0]; z++)
      for (int y = 0; y < out[1]; y++)
        for (int x = 0; x < out[2]; x++, o++) {
          int best = -1;
          long m = Long.MIN_VALUE;
          for (int iz = first(0, z); iz < end(0, z); iz += dilation[0])
            for (int iy = first(1, y); iy < end(1, y); iy += dilation[1])
              for (int ix = first(2, x); ix < end(2, x); ix += dilation[2]) {
                int i = (iz * in[1] + iy) * in[2] + ix;
                if (a[i] > m || best < 0) {
                  m = a[i];
                  best = i;
                }
              }
          r[o] = m;
          at[o] = best;
        }
  }

  /// Each gradient goes to the element that was largest; the rest of `gradIn` is 0.
  public static void maxGradient(Block grad, Block indices, Block gradIn) {
    if (gradIn.layout().numel() == 0 || Scattered.gradient(grad, indices, gradIn)) return;
    Kind kind = kind(gradIn.dtype());
    int places = Geometry.volume(Geometry.spatial(grad));
    planes(
        gradIn,
        p -> {
          Object g = Staging.array(kind, places);
          long[] at = new long[places];
          Object r = Staging.array(kind, Geometry.volume(Geometry.spatial(gradIn)));
          move(true, kind, grad, p, g);
          move(true, Kind.I64, indices, p, at);
          switch (kind) {
            case F32 -> {
              for (int i = 0; i < places; i++) ((float[]) r)[(int) at[i]] += ((float[]) g)[i];
            }
            case F64 -> {
              for (int i = 0; i < places; i++) ((double[]) r)[(int) at[i]] += ((double[]) g)[i];
            }
            default -> {
              for (int i = 0; i < places; i++) ((long[]) r)[(int) at[i]] += ((long[]) g)[i];
            }
          }
          move(false, kind, gradIn, p, r);
        });
  }

  private int windowFirst(int d, int place) {
    return place * stride[d] - padding[d];
  }

  private int windowEnd(int d, int place) {
    return Math.min(windowFirst(d, place) + kernel[d], in[d] + padding[d]);
  }

  /// By what the window's sum is divided.
  private double divisor(int z, int y, int x) {
    if (spec.divisor() != 0) return spec.divisor();
    double n = 1;
    int[] at = {z, y, x};
    for (int d = 0; d < 3; d++) {
      int a = windowFirst(d, at[d]);
      int b = windowEnd(d, at[d]);
      n *= spec.countPadding() ? b - a : Math.min(b, in[d]) - Math.max(a, 0);
    }
    return n;
  }

  public static void average(Block x, Block y, PoolSpec spec) {
    if (y.layout().numel() == 0 || FloatPooling.average(x, y, spec)) return;
    Pooling pool = new Pooling(x, y, spec);
    planes(
        y,
        p -> {
          double[] a = new double[Geometry.volume(pool.in)];
          double[] r = new double[Geometry.volume(pool.out)];
          move(true, Kind.F64, x, p, a);
          pool.average(a, r, true);
          move(false, Kind.F64, y, p, r);
        });
  }

  public static void averageGradient(Block grad, Block gradIn, PoolSpec spec) {
    if (gradIn.layout().numel() == 0 || FloatPooling.averageGradient(grad, gradIn, spec)) return;
    Pooling pool = new Pooling(gradIn, grad, spec);
    planes(
        gradIn,
        p -> {
          double[] a = new double[Geometry.volume(pool.in)];
          double[] r = new double[Geometry.volume(pool.out)];
          move(true, Kind.F64, grad, p, r);
          pool.average(a, r, false);
          move(false, Kind.F64, gradIn, p, a);
        });
  }

  /// Image to averages, or averages' gradients back to the image.
  private void average(double[] a, double[] r, boolean forward) {
    int o = 0;
    for (int z = 0; z < out[0]; z++)
      for (int y = 0; y < out[1]; y++)
        for (int x = 0; x < out[2]; x++, o++) {
          double n = divisor(z, y, x);
          double share = forward ? 0 : r[o] / n;
          double sum = 0;
          int x0 = Math.max(0, windowFirst(2, x));
          int x1 = Math.min(in[2], windowEnd(2, x));
          for (int iz = Math.max(0, windowFirst(0, z)); iz < Math.min(in[0], windowEnd(0, z)); iz++)
            for (int iy = Math.max(0, windowFirst(1, y));
                iy < Math.min(in[1], windowEnd(1, y));
                iy++) {
              int row = (iz * in[1] + iy) * in[2];
              if (forward) for (int ix = x0; ix < x1; ix++) sum += a[row + ix];
              else for (int ix = x0; ix < x1; ix++) a[row + ix] += share;
            }
          if (forward) r[o] = sum / n;
        }
  }
}
