package jotter.tensor.cpu.kernel;

import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// The order in which several blocks of one shape are walked through together: dimensions of size 1
/// dropped, reversed outputs turned round, ordered by the strides of the first block, and
/// neighbours merged wherever all blocks allow. Strides count bytes.
public final class Walk {
  /// The sizes, outermost first.
  public final long[] size;

  /// `stride[k][d]`: of block k along dimension d.
  public final long[][] stride;

  /// The address of each block's first element on the walk.
  public final long[] address;

  private Walk(long[] size, long[][] stride, long[] address) {
    this.size = size;
    this.stride = stride;
    this.address = address;
  }

  public int rank() {
    return size.length;
  }

  /// The size of dimension `d`, counted from the innermost, 1 beyond the outermost.
  public long inner(int d) {
    return d < size.length ? size[size.length - 1 - d] : 1;
  }

  /// The stride of block `k` along dimension `d`, counted from the innermost.
  public long innerStride(int k, int d) {
    return d < size.length ? stride[k][size.length - 1 - d] : 0;
  }

  /// A walk through `blocks`, all of the first one's shape.
  public static Walk of(Block... blocks) {
    Layout first = blocks[0].layout();
    long[] shape = first.shape();
    int n = blocks.length;
    int rank = 0;
    int[] dims = new int[shape.length];
    for (int d = 0; d < shape.length; d++) if (shape[d] != 1) dims[rank++] = d;
    long[] address = new long[n];
    long[][] stride = new long[n][rank];
    long[] size = new long[rank];
    for (int k = 0; k < n; k++) {
      address[k] = blocks[k].address();
      int bytes = blocks[k].dtype().bytes();
      long[] s = blocks[k].layout().strides();
      for (int d = 0; d < rank; d++) stride[k][d] = s[dims[d]] * bytes;
    }
    for (int d = 0; d < rank; d++) {
      size[d] = shape[dims[d]];
      if (stride[0][d] < 0)
        for (int k = 0; k < n; k++) {
          address[k] += stride[k][d] * (size[d] - 1);
          stride[k][d] = -stride[k][d];
        }
    }
    // Insertion sort: stable, and ranks are small.
    for (int d = 1; d < rank; d++)
      for (int e = d; e > 0 && stride[0][e] > stride[0][e - 1]; e--) {
        swap(size, e);
        for (int k = 0; k < n; k++) swap(stride[k], e);
      }
    int last = 0;
    for (int d = 1; d < rank; d++) {
      boolean merges = true;
      for (int k = 0; k < n; k++) merges &= stride[k][last] == stride[k][d] * size[d];
      if (merges) size[last] *= size[d];
      else size[++last] = size[d];
      for (int k = 0; k < n; k++) stride[k][last] = stride[k][d];
    }
    int kept = rank == 0 ? 0 : last + 1;
    if (kept < rank) {
      size = java.util.Arrays.copyOf(size, kept);
      for (int k = 0; k < n; k++) stride[k] = java.util.Arrays.copyOf(stride[k], kept);
    }
    return new Walk(size, stride, address);
  }

  private static void swap(long[] a, int i) {
    long t = a[i];
    a[i] = a[i - 1];
    a[i - 1] = t;
  }
}
