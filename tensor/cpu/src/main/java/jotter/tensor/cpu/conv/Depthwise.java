package jotter.tensor.cpu.conv;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.reduce.Dots;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// Convolutions with one input channel per group, plane by plane: a product with so few rows would
/// waste the tiles. A plane is laid out with its padding, and each tap adds a shifted row.
final class Depthwise {
  private Depthwise() {}

  /// A plane in an array, with its padding, and the taps' offsets in it.
  private static final class Plane {
    final Kind kind;
    final Geometry g;
    final int width;
    final int height;
    final Object a;
    final Object row;
    Object sums;

    Plane(Kind kind, Geometry g) {
      this.kind = kind;
      this.g = g;
      this.width = extent(2);
      this.height = extent(1);
      this.a = Staging.array(kind, width * height);
      this.row = Staging.array(kind, Math.max(g.out[2], width));
    }

    private int extent(int d) {
      int used = (g.out[d] - 1) * g.stride[d] + (g.kernel[d] - 1) * g.dilation[d] + 1;
      return Math.max(used, g.size[d] + g.padding[d]);
    }

    void load(long address) {
      for (int y = 0; y < g.size[1]; y++)
        Staging.load(
            kind,
            g.type,
            address + y * g.strides[1],
            g.strides[2],
            g.size[2],
            a,
            (y + g.padding[1]) * width + g.padding[2],
            1,
            0);
    }

    void store(long address) {
      for (int y = 0; y < g.size[1]; y++)
        Staging.store(
            kind,
            g.type,
            address + y * g.strides[1],
            g.strides[2],
            g.size[2],
            a,
            (y + g.padding[1]) * width + g.padding[2],
            1,
            0);
    }

    /// With stride 1 all places at once: a tap adds the whole plane, shifted, and the few sums
    /// between the ends of rows are not used. One long loop instead of many short ones.
    void flat(Object weights, int o, Object bias) {
      int n = (g.out[1] - 1) * width + g.out[2];
      if (sums == null) sums = Staging.array(kind, n);
      start(kind, sums, n, bias, o);
      for (int tap = 0; tap < g.taps(); tap++)
        Depthwise.row(kind, weights, o * g.taps() + tap, a, at(0, tap), 1, sums, n);
    }

    int at(int y, int tap) {
      return (y * g.stride[1] + tap / g.kernel[2] * g.dilation[1]) * width
          + tap % g.kernel[2] * g.dilation[2];
    }
  }

  private static Object weights(Kind kind, Block w) {
    int n = Math.toIntExact(w.layout().numel());
    Object a = Staging.array(kind, n);
    long[] sh = w.layout().shape();
    long[] st = w.layout().strides();
    int bytes = w.dtype().bytes();
    for (int i = 0; i < n; i++) {
      long o = 0;
      long rest = i;
      for (int d = sh.length - 1; d >= 0; d--) {
        o += rest % sh[d] * st[d];
        rest /= sh[d];
      }
      Staging.load(kind, w.dtype(), w.address() + o * bytes, 0, 1, a, i, 1, 0);
    }
    return a;
  }

  private static long stride(Block b, int d) {
    return b.layout().strides()[d] * b.dtype().bytes();
  }

  private static long rowStride(Block b) {
    return b.layout().rank() > 3 ? stride(b, b.layout().rank() - 2) : 0;
  }

  static void forward(Kind kind, Geometry g, Block w, Block bias, Block out, int groups) {
    int images = Math.toIntExact(out.layout().shape()[0]);
    int each = Math.toIntExact(w.layout().shape()[0] / groups);
    Object weights = weights(kind, w);
    Object b = bias == null ? null : Convolution.numbers(kind, bias);
    int last = out.layout().rank() - 1;
    Threads.run(
        images * groups,
        t -> {
          int n = t / groups;
          int group = t % groups;
          Plane p = new Plane(kind, g);
          p.load(g.address + n * g.batchStride + group * g.channelStride);
          for (int e = 0; e < each; e++) {
            int o = group * each + e;
            long to = out.address() + n * stride(out, 0) + o * stride(out, 1);
            if (g.stride[1] == 1 && g.stride[2] == 1) {
              p.flat(weights, o, b);
              for (int y = 0; y < g.out[1]; y++)
                Staging.store(
                    kind,
                    out.dtype(),
                    to + y * rowStride(out),
                    stride(out, last),
                    g.out[2],
                    p.sums,
                    y * p.width,
                    1,
                    0);
              continue;
            }
            for (int y = 0; y < g.out[1]; y++) {
              start(kind, p.row, g.out[2], b, o);
              for (int tap = 0; tap < g.taps(); tap++)
                row(
                    kind,
                    weights,
                    o * g.taps() + tap,
                    p.a,
                    p.at(y, tap),
                    g.stride[2],
                    p.row,
                    g.out[2]);
              Staging.store(
                  kind,
                  out.dtype(),
                  to + y * rowStride(out),
                  stride(out, last),
                  g.out[2],
                  p.row,
                  0,
                  1,
                  0);
            }
          }
        });
  }

  private static void start(Kind kind, Object row, int n, Object bias, int o) {
    if (kind == Kind.F32)
      java.util.Arrays.fill((float[]) row, 0, n, bias == null ? 0 : ((float[]) bias)[o]);
    else java.util.Arrays.fill((double[]) row, 0, n, bias == null ? 0 : ((double[]) bias)[o]);
  }

  private static void row(
      Kind kind, Object weights, int w, Object plane, int at, int step, Object row, int n) {
    if (kind == Kind.F32) {
      float f = ((float[]) weights)[w];
      float[] a = (float[]) plane;
      float[] r = (float[]) row;
      if (step == 1) Dots.axpy(f, a, at, r, n);
      else for (int i = 0; i < n; i++) r[i] = Math.fma(f, a[at + i * step], r[i]);
    } else {
      double f = ((double[]) weights)[w];
      double[] a = (double[]) plane;
      double[] r = (double[]) row;
      if (step == 1) Dots.axpy(f, a, at, r, n);
      else for (int i = 0; i < n; i++) r[i] = Math.fma(f, a[at + i * step], r[i]);
    }
  }

  static void inputGradient(Kind kind, Geometry g, Block w, Block grad, int groups) {
    int images = Math.toIntExact(grad.layout().shape()[0]);
    int each = Math.toIntExact(w.layout().shape()[0] / groups);
    Object weights = weights(kind, w);
    int last = grad.layout().rank() - 1;
    Threads.run(
        images * groups,
        t -> {
          int n = t / groups;
          int group = t % groups;
          Plane p = new Plane(kind, g);
          for (int e = 0; e < each; e++) {
            int o = group * each + e;
            long from = grad.address() + n * stride(grad, 0) + o * stride(grad, 1);
            for (int y = 0; y < g.out[1]; y++) {
              Staging.load(
                  kind,
                  grad.dtype(),
                  from + y * rowStride(grad),
                  stride(grad, last),
                  g.out[2],
                  p.row,
                  0,
                  1,
                  0);
              for (int tap = 0; tap < g.taps(); tap++)
                spread(
                    kind,
                    weights,
                    o * g.taps() + tap,
                    p.row,
                    g.out[2],
                    p.a,
                    p.at(y, tap),
                    g.stride[2]);
            }
          }
          p.store(g.address + n * g.batchStride + group * g.channelStride);
        });
  }

  private static void spread(
      Kind kind, Object weights, int w, Object row, int n, Object plane, int at, int step) {
    if (kind == Kind.F32) {
      float f = ((float[]) weights)[w];
      float[] a = (float[]) plane;
      float[] r = (float[]) row;
      if (step == 1) for (int i = 0; i < n; i++) a[at + i] = Math.fma(f, r[i], a[at + i]);
      else for (int i = 0; i < n; i++) a[at + i * step] = Math.fma(f, r[i], a[at + i * step]);
    } else {
      double f = ((double[]) weights)[w];
      double[] a = (double[]) plane;
      double[] r = (double[]) row;
      for (int i = 0; i < n; i++) a[at + i * step] = Math.fma(f, r[i], a[at + i * step]);
    }
  }

  static void weightGradient(Kind kind, Geometry g, Block grad, Block gradW, int groups) {
    int images = Math.toIntExact(grad.layout().shape()[0]);
    int each = Math.toIntExact(gradW.layout().shape()[0] / groups);
    int taps = g.taps();
    int last = grad.layout().rank() - 1;
    double[] sums = new double[groups * each * taps];
    Threads.run(
        groups,
        group -> {
          Plane p = new Plane(kind, g);
          Object seen = Staging.array(kind, g.out[2]);
          for (int n = 0; n < images; n++) {
            p.load(g.address + n * g.batchStride + group * g.channelStride);
            for (int e = 0; e < each; e++) {
              int o = group * each + e;
              long from = grad.address() + n * stride(grad, 0) + o * stride(grad, 1);
              for (int y = 0; y < g.out[1]; y++) {
                Staging.load(
                    kind,
                    grad.dtype(),
                    from + y * rowStride(grad),
                    stride(grad, last),
                    g.out[2],
                    p.row,
                    0,
                    1,
                    0);
                for (int tap = 0; tap < taps; tap++)
                  sums[o * taps + tap] += product(kind, p, p.at(y, tap), seen);
              }
            }
          }
        });
    long[] sh = gradW.layout().shape();
    long[] st = gradW.layout().strides();
    for (int i = 0; i < sums.length; i++) {
      long o = 0;
      long rest = i;
      for (int d = sh.length - 1; d >= 0; d--) {
        o += rest % sh[d] * st[d];
        rest /= sh[d];
      }
      Staging.store(
          Kind.F64,
          gradW.dtype(),
          gradW.address() + o * gradW.dtype().bytes(),
          0,
          1,
          sums,
          i,
          1,
          0);
    }
  }

  private static double product(Kind kind, Plane p, int at, Object seen) {
    int n = p.g.out[2];
    int step = p.g.stride[2];
    if (kind == Kind.F32) {
      float[] s = (float[]) seen;
      float[] a = (float[]) p.a;
      for (int i = 0; i < n; i++) s[i] = a[at + i * step];
      return Dots.dot((float[]) p.row, s, n);
    }
    double[] s = (double[]) seen;
    double[] a = (double[]) p.a;
    for (int i = 0; i < n; i++) s[i] = a[at + i * step];
    return Dots.dot((double[]) p.row, s, n);
  }
}
