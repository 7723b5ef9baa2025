package jotter.tensor.display;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// Elements of a tensor as Java numbers: all of them, or so many that looking at them takes no
/// time, evenly spread.
///
/// @param values in row-major order; the real part of complex numbers
/// @param shape how many were taken along each dimension
record Samples(double[] values, long[] shape) {

  /// At most `limit` elements of the whole tensor.
  static Samples spread(Tensor t, int limit) {
    long[] shape = t.shape();
    long[] steps = new long[shape.length];
    Arrays.fill(steps, 1);
    while (product(shape, steps) > limit) {
      int widest = 0;
      for (int d = 1; d < shape.length; d++) {
        if (count(shape, steps, d) > count(shape, steps, widest)) {
          widest = d;
        }
      }
      steps[widest] += Math.max(1, steps[widest] / 8);
    }
    return take(t, steps);
  }

  /// Every `steps[d]`-th element along each dimension.
  static Samples take(Tensor t, long[] steps) {
    return Grad.off(
        () -> {
          Tensor part = t.detach();
          for (int d = 0; d < steps.length; d++) {
            if (steps[d] > 1) {
              part = part.slice(d, null, null, steps[d]);
            }
          }
          return new Samples(all(part), part.shape());
        });
  }

  /// All elements, which the caller knows to be few.
  static double[] all(Tensor t) {
    Tensor host = t.device().isCpu() ? t.detach() : t.detach().to(Device.CPU);
    double[] out = new double[Math.toIntExact(host.numel())];
    if (out.length > 0) {
      long address = host.storage().address() + host.layout().offset() * host.dtype().bytes();
      fill(host.dtype(), host.shape(), host.strides(), 0, address, out, 0);
    }
    return out;
  }

  private static int fill(
      DType type, long[] shape, long[] strides, int d, long address, double[] out, int at) {
    if (d == shape.length) {
      out[at] = Memory.getDouble(type, address);
      return at + 1;
    }
    long step = strides[d] * type.bytes();
    if (d == shape.length - 1) {
      int n = Math.toIntExact(shape[d]);
      Lines.read(type, address, step, out, at, n);
      return at + n;
    }
    for (long i = 0; i < shape[d]; i++) {
      at = fill(type, shape, strides, d + 1, address + i * step, out, at);
    }
    return at;
  }

  private static long count(long[] shape, long[] steps, int d) {
    return (shape[d] + steps[d] - 1) / steps[d];
  }

  private static long product(long[] shape, long[] steps) {
    long n = 1;
    for (int d = 0; d < shape.length; d++) {
      n *= count(shape, steps, d);
    }
    return n;
  }
}
