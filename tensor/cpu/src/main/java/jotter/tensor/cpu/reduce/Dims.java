package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.formula.code.Code.Kind;

/// Some of a block's dimensions, merged where they can be, as one long line of elements.
final class Dims {
  long[] size = new long[0];
  long[] stride = new long[0];
  long[] other = new long[0];

  /// Appends a dimension further in, with its stride in a second block.
  void add(long n, long s, long second) {
    if (n == 1) return;
    int k = size.length;
    if (k > 0 && stride[k - 1] == s * n && other[k - 1] == second * n) {
      size[k - 1] *= n;
      stride[k - 1] = s;
      other[k - 1] = second;
      return;
    }
    size = java.util.Arrays.copyOf(size, k + 1);
    stride = java.util.Arrays.copyOf(stride, k + 1);
    other = java.util.Arrays.copyOf(other, k + 1);
    size[k] = n;
    stride[k] = s;
    other[k] = second;
  }

  long count() {
    long n = 1;
    for (long s : size) n *= s;
    return n;
  }

  long innerStride() {
    return stride.length == 0 ? Long.MAX_VALUE : Math.abs(stride[stride.length - 1]);
  }

  /// The distance of element `index` from the first.
  long offset(long index, long[] strides) {
    long o = 0;
    for (int d = size.length - 1; d >= 0; d--) {
      o += index % size[d] * strides[d];
      index /= size[d];
    }
    return o;
  }

  /// Loads the elements `from` .. `from + n - 1` of the line.
  void load(Kind kind, DType t, long address, long from, int n, Object dst, int part) {
    move(true, stride, kind, t, address, from, n, dst, part);
  }

  /// Stores them along the second block's strides.
  void store(Kind kind, DType t, long address, long from, int n, Object src, int part) {
    move(false, other, kind, t, address, from, n, src, part);
  }

  private void move(
      boolean load,
      long[] strides,
      Kind kind,
      DType t,
      long address,
      long from,
      int n,
      Object array,
      int part) {
    int last = size.length - 1;
    if (last < 0) {
      if (load) Staging.load(kind, t, address, 0, n, array, 0, 1, part);
      else Staging.store(kind, t, address, 0, n, array, 0, 1, part);
      return;
    }
    long inner = size[last];
    long s = strides[last];
    int pos = 0;
    while (pos < n) {
      long i = from % inner;
      int run = (int) Math.min(inner - i, n - pos);
      long a = address + offset(from, strides);
      if (load) Staging.load(kind, t, a, s, run, array, pos, 1, part);
      else Staging.store(kind, t, a, s, run, array, pos, 1, part);
      pos += run;
      from += run;
    }
  }
}
