package jotter.tensor.functional;

import jotter.tensor.Check;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;

/// Pooling to a given output size: window i of n reaches from ⌊i·L/n⌋ to ⌈(i+1)·L/n⌉.
public abstract sealed class Adaptive extends Pools permits Normalizations {
  Adaptive() {}

  private static long[] sizes(String op, int n, Tensor x, Long[] output) {
    if (output.length != 1 && output.length != n)
      throw Check.valueError(
          op, "the output size must be one number or " + n + ", got " + output.length);
    long[] r = new long[n];
    for (int i = 0; i < n; i++) {
      Long o = output[output.length == 1 ? 0 : i];
      r[i] = o == null ? x.size(i + 2) : o;
      Check.value(r[i] >= 0, op, "output sizes must not be negative, got " + r[i]);
    }
    return r;
  }

  /// The mean over one dimension's windows: a product with a matrix of shares.
  private static Tensor average(Tensor x, int d, long out) {
    long in = x.size(d);
    if (out == in) return x;
    if (out == 1) return x.mean(new int[] {d}, true);
    if (in % out == 0) return x.unflatten(d, out, in / out).mean(new int[] {d + 1}, false);
    double[] share = new double[Math.toIntExact(in * out)];
    for (int i = 0; i < out; i++) {
      int from = (int) (i * in / out);
      int to = (int) (((i + 1) * in + out - 1) / out);
      for (int k = from; k < to; k++) share[(int) (k * out) + i] = 1.0 / (to - from);
    }
    Tensor m = Tensor.of(share).reshape(in, out).to(x.dtype());
    return x.transpose(d, -1).matmul(m).transpose(d, -1);
  }

  private static Tensor average(String op, int n, Tensor x, Long[] output) {
    Tensor b = batch(op, n, x);
    Check.floatingOrComplex(op, "x", x);
    long[] o = sizes(op, n, b, output);
    Tensor r = b;
    for (int i = n - 1; i >= 0; i--) r = average(r, i + 2, o[i]);
    return x.rank() == n + 1 ? r.squeeze(0) : r;
  }

  /// Means of `output` windows: x (N×C×L) or (C×L).
  public static Tensor adaptiveAvgPool1d(Tensor x, Long... output) {
    return average("adaptiveAvgPool1d", 1, x, output);
  }

  /// Means of windows of a plane; null keeps a size.
  public static Tensor adaptiveAvgPool2d(Tensor x, Long... output) {
    return average("adaptiveAvgPool2d", 2, x, output);
  }

  /// Means of windows of a volume; null keeps a size.
  public static Tensor adaptiveAvgPool3d(Tensor x, Long... output) {
    return average("adaptiveAvgPool3d", 3, x, output);
  }

  private static Indexed max(String op, int n, Tensor x, Long[] output) {
    Tensor b = batch(op, n, x);
    Check.notComplex(op, x);
    long[] o = sizes(op, n, b, output);
    long places = 1;
    for (long v : o) places *= v;
    Tensor[] values = new Tensor[Math.toIntExact(places)];
    Tensor[] indices = new Tensor[values.length];
    long[] i = new long[n];
    for (int p = 0; p < values.length; p++) {
      long rest = p;
      for (int d = n - 1; d >= 0; d--) {
        i[d] = rest % o[d];
        rest /= o[d];
      }
      window(b, n, o, i, values, indices, p);
    }
    long[] shape = b.shape();
    System.arraycopy(o, 0, shape, 2, n);
    if (values.length == 0)
      return new Indexed(
          Tensor.empty(shape, x.dtype()), Tensor.empty(shape, jotter.tensor.DType.INT64));
    Tensor v = Tensor.stack(-1, values).reshape(shape);
    Tensor k = Tensor.stack(-1, indices).reshape(shape);
    return x.rank() == n + 1 ? new Indexed(v.squeeze(0), k.squeeze(0)) : new Indexed(v, k);
  }

  private static void window(
      Tensor b, int n, long[] o, long[] i, Tensor[] values, Tensor[] indices, int p) {
    Tensor w = b;
    long[] from = new long[n];
    long[] size = new long[n];
    for (int d = 0; d < n; d++) {
      long in = b.size(d + 2);
      from[d] = i[d] * in / o[d];
      size[d] = ((i[d] + 1) * in + o[d] - 1) / o[d] - from[d];
      w = w.narrow(d + 2, from[d], size[d]);
    }
    Indexed best = w.reshape(b.size(0), b.size(1), -1).max(2);
    values[p] = best.values();
    // From the place in the window to the place in the plane.
    Tensor rest = best.indices();
    Tensor place = Tensor.zerosLike(rest);
    long unit = 1;
    for (int d = n - 1; d >= 0; d--) {
      place = place.add(rest.remainder(size[d]).add(from[d]).mul(unit));
      rest = rest.div(size[d], "floor");
      unit *= b.size(d + 2);
    }
    indices[p] = place;
  }

  /// Largest elements of `output` windows, and their places.
  public static Indexed adaptiveMaxPool1d(Tensor x, Long... output) {
    return max("adaptiveMaxPool1d", 1, x, output);
  }

  /// Largest elements of windows of a plane, and their places; null keeps a size.
  public static Indexed adaptiveMaxPool2d(Tensor x, Long... output) {
    return max("adaptiveMaxPool2d", 2, x, output);
  }

  /// Largest elements of windows of a volume, and their places; null keeps a size.
  public static Indexed adaptiveMaxPool3d(Tensor x, Long... output) {
    return max("adaptiveMaxPool3d", 3, x, output);
  }
}
