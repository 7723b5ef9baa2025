package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.PoolSpec;

/// Pooling of float32 planes through {@link Windows}. Each method says whether it took the work.
public final class FloatPooling {
  private static final double LEAST_USE = 0.5;
  private static final int LARGEST = 1 << 20;

  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final Image image;
  private final Image pooled;
  private final int planes;
  private final int channels;

  private FloatPooling(Block image, Block pooled, PoolSpec spec) {
    this.image = new Image(image);
    this.pooled = new Image(pooled);
    kernel = lift(spec.kernel(), 1);
    stride = lift(spec.stride(), 1);
    padding = lift(spec.padding(), 0);
    dilation = lift(spec.dilation(), 1);
    channels = Math.toIntExact(image.layout().shape()[1]);
    planes = Math.toIntExact(image.layout().shape()[0] * channels);
  }

  private static int[] lift(int[] values, int missing) {
    int[] r = {missing, missing, missing};
    System.arraycopy(values, 0, r, 3 - values.length, values.length);
    return r;
  }

  private static boolean floats(Block... blocks) {
    for (Block b : blocks) if (b.dtype() != DType.FLOAT32 || b.layout().numel() == 0) return false;
    return Simd.ON;
  }

  private static boolean fits(Grid g) {
    return g.use() >= LEAST_USE && g.channel <= LARGEST;
  }

  private Grid forwardGrid() {
    Axis[] a = new Axis[3];
    for (int d = 0; d < 3; d++)
      a[d] =
          Axis.forward(
              pooled.size[d], image.size[d], kernel[d], stride[d], padding[d], dilation[d]);
    return new Grid(a[0], a[1], a[2]);
  }

  private int[] offsets(Grid g) {
    int[] all = new int[kernel[0] * kernel[1] * kernel[2]];
    int at = 0;
    for (int z = 0; z < kernel[0]; z++)
      for (int y = 0; y < kernel[1]; y++)
        for (int x = 0; x < kernel[2]; x++) all[at++] = g.offset(z, y, x);
    return all;
  }

  private long at(Image i, int plane) {
    return i.at(plane / channels, plane % channels);
  }

  /// The largest elements and, if `indices` (contiguous int64) is not null, where they are.
  public static boolean max(Block x, Block y, Block indices, PoolSpec spec) {
    if (!floats(x, y) || indices != null && !indices.layout().isContiguous()) return false;
    FloatPooling c = new FloatPooling(x, y, spec);
    Grid g = c.forwardGrid();
    if (!fits(g)) return false;
    int[] offset = c.offsets(g);
    Windows windows = Windows.here(y.layout().numel() * offset.length);
    int room = g.positions + Windows.STEP;
    int[] behind = c.behind();
    Threads.run(
        c.planes,
        p -> {
          float[] plane = Scratch.array(Scratch.PLANES, g.channel);
          float[] r = Scratch.array(Scratch.RESULTS, room);
          g.fill(c.image, c.at(c.image, p), plane, 0, Float.NEGATIVE_INFINITY);
          if (indices == null) windows.tops(plane, offset, g.positions, r);
          else {
            float[] tap = Scratch.array(Scratch.TILE, room);
            windows.places(plane, offset, g.positions, r, tap);
            long row = 8L * c.pooled.size[2];
            long first = indices.address() + row * c.pooled.size[0] * c.pooled.size[1] * p;
            Places.rows(
                g, c.pooled, 0, (q, n, k, a) -> c.indices(tap, behind, q, n, k, first + row * k));
          }
          Places.store(r, g, c.pooled, c.at(c.pooled, p));
        });
    return true;
  }

  /// How far behind the first element of a window each tap looks, in the image's plane.
  private int[] behind() {
    int[] all = new int[kernel[0] * kernel[1] * kernel[2]];
    for (int t = 0; t < all.length; t++) {
      int z = t / kernel[2] / kernel[1] * dilation[0];
      int y = t / kernel[2] % kernel[1] * dilation[1];
      all[t] = (z * image.size[1] + y) * image.size[2] + t % kernel[2] * dilation[2];
    }
    return all;
  }

  /// Where the taps of row `k` of windows look, counted within the image's plane.
  private void indices(float[] tap, int[] behind, int q, int n, int k, long to) {
    int z = k / pooled.size[1] * stride[0] - padding[0];
    int y = k % pooled.size[1] * stride[1] - padding[1];
    int base = (z * image.size[1] + y) * image.size[2] - padding[2];
    for (int i = 0; i < n; i++, base += stride[2], to += 8) {
      int t = (int) tap[q + i];
      Memory.set(to, t < 0 ? first(k, i) : (long) base + behind[t]);
    }
  }

  /// The first element that window `x` of row `k` sees: of -∞ alone, one is as large as the other.
  private long first(int k, int x) {
    int[] place = {k / pooled.size[1], k % pooled.size[1], x};
    long at = 0;
    for (int d = 0; d < 3; d++) {
      int i = place[d] * stride[d] - padding[d];
      if (i < 0) i += Math.ceilDiv(-i, dilation[d]) * dilation[d];
      at = at * image.size[d] + i;
    }
    return at;
  }

  /// Gradients go to the elements that `indices` name.
  public static boolean maxGradient(Block grad, Block indices, Block gradIn) {
    for (Block b : new Block[] {grad, indices, gradIn})
      if (b.layout().numel() == 0 || !b.layout().isContiguous()) return false;
    if (grad.dtype() != DType.FLOAT32 || gradIn.dtype() != DType.FLOAT32) return false;
    int planes = Math.toIntExact(grad.layout().shape()[0] * grad.layout().shape()[1]);
    int places = Math.toIntExact(grad.layout().numel() / planes);
    int size = Math.toIntExact(gradIn.layout().numel() / planes);
    Threads.run(
        planes,
        p -> {
          float[] r = Scratch.array(Scratch.RESULTS, size);
          java.util.Arrays.fill(r, 0, size, 0);
          long g = grad.address() + 4L * places * p;
          long at = indices.address() + 8L * places * p;
          for (int i = 0; i < places; i++, g += 4, at += 8)
            r[(int) Memory.getI64(at)] += Memory.getF32(g);
          MemorySegment.copy(r, 0, Memory.ALL, Memory.F32, gradIn.address() + 4L * size * p, size);
        });
    return true;
  }

  /// Over how many elements the mean of a window goes, row after row of windows.
  private float[] divisors(PoolSpec spec) {
    float[][] n = new float[3][];
    for (int d = 0; d < 3; d++) {
      n[d] = new float[pooled.size[d]];
      for (int i = 0; i < n[d].length; i++) {
        int first = i * stride[d] - padding[d];
        int end = Math.min(first + kernel[d], image.size[d] + padding[d]);
        n[d][i] =
            spec.countPadding() ? end - first : Math.min(end, image.size[d]) - Math.max(first, 0);
      }
    }
    float[] all = new float[pooled.size[0] * pooled.size[1] * pooled.size[2]];
    int at = 0;
    for (float z : n[0])
      for (float y : n[1])
        for (float x : n[2]) all[at++] = spec.divisor() != 0 ? spec.divisor() : z * y * x;
    return all;
  }

  private static float[] ones(int n) {
    float[] a = new float[n];
    java.util.Arrays.fill(a, 1);
    return a;
  }

  public static boolean average(Block x, Block y, PoolSpec spec) {
    if (!floats(x, y)) return false;
    FloatPooling c = new FloatPooling(x, y, spec);
    Grid g = c.forwardGrid();
    if (!fits(g)) return false;
    int[] offset = c.offsets(g);
    Windows windows = Windows.here(y.layout().numel() * offset.length);
    float[] ones = ones(offset.length);
    float[] divisors = c.divisors(spec);
    Threads.run(
        c.planes,
        p -> {
          float[] plane = Scratch.array(Scratch.PLANES, g.channel);
          float[] r = Scratch.array(Scratch.RESULTS, g.positions + Windows.STEP);
          g.fill(c.image, c.at(c.image, p), plane, 0);
          windows.sums(plane, offset, ones, 0, 0, g.positions, r);
          Places.rows(
              g,
              c.pooled,
              c.at(c.pooled, p),
              (q, n, k, a) -> {
                divide(r, q, n, divisors, k * n);
                Places.store(r, q, n, a, c.pooled.strides[2]);
              });
        });
    return true;
  }

  private static void divide(float[] r, int q, int n, float[] by, int at) {
    for (int i = 0; i < n; i++) r[q + i] /= by[at + i];
  }

  /// Each gradient, divided, to all elements of its window. Windows are one beside the other, or
  /// overlap by single steps.
  public static boolean averageGradient(Block grad, Block gradIn, PoolSpec spec) {
    if (!floats(grad, gradIn)) return false;
    FloatPooling c = new FloatPooling(gradIn, grad, spec);
    boolean steps = true;
    boolean beside = true;
    for (int d = 0; d < 3; d++) {
      steps &= c.stride[d] == 1;
      beside &= c.stride[d] == c.kernel[d];
    }
    if (beside) {
      c.repeat(spec);
      return true;
    }
    if (!steps) return false;
    Axis[] a = new Axis[3];
    for (int d = 0; d < 3; d++)
      a[d] = Axis.back(c.image.size[d], c.pooled.size[d], c.kernel[d], 1, c.padding[d], 1);
    Grid g = new Grid(a[0], a[1], a[2]);
    if (!fits(g)) return false;
    int[] offset = c.offsets(g);
    Windows windows = Windows.here(gradIn.layout().numel() * offset.length);
    float[] ones = ones(offset.length);
    float[] divisors = c.divisors(spec);
    // Where the first gradient lies in a plane.
    int lead =
        (-a[0].bases()[0] * a[1].extent() - a[1].bases()[0]) * a[2].extent() - a[2].bases()[0];
    Threads.run(
        c.planes,
        p -> {
          float[] plane = Scratch.array(Scratch.PLANES, g.channel);
          float[] r = Scratch.array(Scratch.RESULTS, g.positions + Windows.STEP);
          g.fill(c.pooled, c.at(c.pooled, p), plane, 0);
          Places.rows(g, c.pooled, 0, (q, n, k, at) -> divide(plane, lead + q, n, divisors, k * n));
          windows.sums(plane, offset, ones, 0, 0, g.positions, r);
          Places.rows(
              g,
              c.image,
              c.at(c.image, p),
              (q, n, k, at) -> Places.store(r, q, n, at, c.image.strides[2]));
        });
    return true;
  }

  /// Windows that do not overlap: every element has one gradient, or none.
  private void repeat(PoolSpec spec) {
    float[] divisors = divisors(spec);
    int width = pooled.size[2];
    int[] which = new int[image.size[2]];
    for (int x = 0; x < which.length; x++) {
      int i = (x + padding[2]) / stride[2];
      which[x] = i < width ? i : -1;
    }
    Threads.run(
        planes,
        p -> {
          float[] shares = Scratch.array(Scratch.UPSTREAM, width);
          float[] row = Scratch.array(Scratch.RESULTS, which.length);
          long to = at(image, p);
          for (int z = 0; z < image.size[0]; z++)
            for (int iy = 0; iy < image.size[1]; iy += stride[1] - (iy + padding[1]) % stride[1]) {
              int oz = (z + padding[0]) / stride[0];
              int oy = (iy + padding[1]) / stride[1];
              boolean inside = oz < pooled.size[0] && oy < pooled.size[1];
              if (inside) {
                long from = at(pooled, p) + oz * pooled.strides[0] + oy * pooled.strides[1];
                int k = (oz * pooled.size[1] + oy) * width;
                for (int x = 0; x < width; x++, from += pooled.strides[2])
                  shares[x] = Memory.getF32(from) / divisors[k + x];
              }
              for (int x = 0; x < which.length; x++)
                row[x] = inside && which[x] >= 0 ? shares[which[x]] : 0;
              int end = Math.min(image.size[1], iy + stride[1] - (iy + padding[1]) % stride[1]);
              for (int y = iy; y < end; y++)
                Places.store(
                    row,
                    0,
                    which.length,
                    to + z * image.strides[0] + y * image.strides[1],
                    image.strides[2]);
            }
        });
  }
}
