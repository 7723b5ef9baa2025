package jotter.tensor.spi;

import java.util.Arrays;

/// Where the elements of a tensor lie in its storage: element `(i, j, ...)` is at `offset +
/// i·strides[0] + j·strides[1] + ...`, counted in elements. Strides may be zero (an expanded
/// dimension) or negative (a reversed one). The arrays belong to the layout: read only.
public final class Layout {
  private static final long[] NONE = {};

  /// The layout of a 0-d tensor.
  public static final Layout SCALAR = new Layout(NONE, NONE, 0);

  private final long[] shape;
  private final long[] strides;
  private final long offset;
  private final long numel;
  private final boolean contiguous;

  public Layout(long[] shape, long[] strides, long offset) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    long n = 1;
    for (long s : shape) n *= s;
    this.numel = n;
    this.contiguous = n == 0 || isRowMajor(shape, strides);
  }

  /// Row-major, without offset. The sizes must be non-negative and their product a long (see {@link
  /// #checkedNumel}).
  public static Layout contiguous(long... shape) {
    if (shape.length == 0) return SCALAR;
    return new Layout(shape, rowMajor(shape), 0);
  }

  /// The row-major strides of `shape`.
  public static long[] rowMajor(long[] shape) {
    long[] s = new long[shape.length];
    long n = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      s[i] = n;
      n *= Math.max(shape[i], 1);
    }
    return s;
  }

  private static boolean isRowMajor(long[] shape, long[] strides) {
    long n = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1) {
        if (strides[i] != n) return false;
        n *= shape[i];
      }
    }
    return true;
  }

  public long[] shape() {
    return shape;
  }

  public long[] strides() {
    return strides;
  }

  public long offset() {
    return offset;
  }

  /// The number of elements.
  public long numel() {
    return numel;
  }

  public int rank() {
    return shape.length;
  }

  /// Whether the elements lie one behind the other in row-major order.
  public boolean isContiguous() {
    return contiguous;
  }

  /// Whether no two elements share a place and the elements fill one block without gaps, in any
  /// order of dimensions: then a flat loop over the block visits each element once.
  public boolean isDense() {
    if (contiguous) return true;
    int n = shape.length;
    Integer[] order = new Integer[n];
    for (int i = 0; i < n; i++) order[i] = i;
    Arrays.sort(order, (a, b) -> Long.compare(strides[b], strides[a]));
    long expected = 1;
    for (int k = n - 1; k >= 0; k--) {
      int d = order[k];
      if (shape[d] == 1) continue;
      if (strides[d] != expected) return false;
      expected *= shape[d];
    }
    return true;
  }

  /// The strides of images (N×C×…) whose channels lie innermost.
  public static long[] channelsLast(long[] shape) {
    long[] s = new long[shape.length];
    long n = s[1] = 1;
    n *= Math.max(shape[1], 1);
    for (int i = shape.length - 1; i >= 2; i--) {
      s[i] = n;
      n *= Math.max(shape[i], 1);
    }
    s[0] = n;
    return s;
  }

  /// Whether these are images (N×C×…) whose channels lie innermost, without gaps.
  public boolean channelsLast() {
    if (shape.length < 3) return false;
    long[] last = channelsLast(shape);
    for (int i = 0; i < shape.length; i++) if (shape[i] != 1 && strides[i] != last[i]) return false;
    return true;
  }

  /// The lowest and the highest element index that the layout reaches, inclusive; empty layouts
  /// reach nothing and give `{offset, offset - 1}`.
  public long[] extent() {
    long lo = offset;
    long hi = offset;
    if (numel == 0) return new long[] {offset, offset - 1};
    try {
      for (int i = 0; i < shape.length; i++) {
        long span = Math.multiplyExact(shape[i] - 1, strides[i]);
        if (span < 0) lo = Math.addExact(lo, span);
        else hi = Math.addExact(hi, span);
      }
    } catch (ArithmeticException e) {
      // Strides beyond all numbers reach everywhere, which no storage allows.
      return new long[] {Long.MIN_VALUE, Long.MAX_VALUE - 1};
    }
    return new long[] {lo, hi};
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout l
        && offset == l.offset
        && Arrays.equals(shape, l.shape)
        && Arrays.equals(strides, l.strides);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(shape) + Arrays.hashCode(strides)) + Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return "Layout(shape "
        + Arrays.toString(shape)
        + ", strides "
        + Arrays.toString(strides)
        + ", offset "
        + offset
        + ")";
  }
}
