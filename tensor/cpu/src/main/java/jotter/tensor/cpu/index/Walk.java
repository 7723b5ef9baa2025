package jotter.tensor.cpu.index;

/// A walk over all positions of a shape in row-major order, keeping the addresses of the same
/// position in several blocks at once.
final class Walk {
  private final long[] shape;
  private final long[][] strides;
  private final long[] counter;
  final long[] at;

  /// `strides[k]` are block k's, in bytes; `start[k]` is the address of its first element.
  Walk(long[] shape, long[][] strides, long[] start) {
    this.shape = shape;
    this.strides = strides;
    this.counter = new long[shape.length];
    this.at = start.clone();
  }

  /// Goes to the next position; false behind the last.
  boolean next() {
    for (int d = shape.length - 1; d >= 0; d--) {
      if (++counter[d] < shape[d]) {
        for (int k = 0; k < at.length; k++) at[k] += strides[k][d];
        return true;
      }
      counter[d] = 0;
      for (int k = 0; k < at.length; k++) at[k] -= (shape[d] - 1) * strides[k][d];
    }
    return false;
  }

  /// Goes to the `index`-th position, from the first one.
  void seek(long index) {
    for (int d = shape.length - 1; d >= 0; d--) {
      counter[d] = index % shape[d];
      index /= shape[d];
      for (int k = 0; k < at.length; k++) at[k] += counter[d] * strides[k][d];
    }
  }

  static long[] bytes(long[] strides, int size) {
    long[] r = new long[strides.length];
    for (int i = 0; i < r.length; i++) r[i] = strides[i] * size;
    return r;
  }
}
