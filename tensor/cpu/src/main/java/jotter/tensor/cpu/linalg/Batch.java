package jotter.tensor.cpu.linalg;

import java.util.function.LongConsumer;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// The matrices (or vectors) of a block of any layout, one for each index of its first dimensions.
final class Batch {
  private final Block block;
  private final Layout layout;
  private final int dims;
  final int rows;
  final int columns;

  private Batch(Block block, int tail) {
    this.block = block;
    this.layout = block.layout();
    this.dims = layout.rank() - tail;
    long[] s = layout.shape();
    this.columns = tail == 0 ? 1 : Math.toIntExact(s[s.length - 1]);
    this.rows = tail < 2 ? 1 : Math.toIntExact(s[s.length - 2]);
  }

  static Batch matrices(Block b) {
    return new Batch(b, 2);
  }

  static Batch vectors(Block b) {
    return new Batch(b, 1);
  }

  static Batch numbers(Block b) {
    return new Batch(b, 0);
  }

  long count() {
    long n = 1;
    for (int d = 0; d < dims; d++) n *= layout.shape()[d];
    return n;
  }

  /// Where matrix `index` begins.
  long address(long index) {
    long o = 0;
    for (int d = dims - 1; d >= 0; d--) {
      o += index % layout.shape()[d] * layout.strides()[d];
      index /= layout.shape()[d];
    }
    return block.address() + o * block.dtype().bytes();
  }

  /// Bytes between the numbers of a vector.
  long step() {
    long[] s = layout.strides();
    return s[s.length - 1] * block.dtype().bytes();
  }

  Matrix matrix(long index) {
    long[] s = layout.strides();
    int bytes = block.dtype().bytes();
    return new Matrix(
        address(index), block.dtype(), s[s.length - 2] * bytes, s[s.length - 1] * bytes, 0);
  }

  /// Runs `body` for each of the matrices, on all threads; `work` multiplications for one. What a
  /// large one does is shared out by the products in it.
  void each(double work, LongConsumer body) {
    long n = count();
    if (n <= 1) {
      if (n == 1) body.accept(0);
      return;
    }
    long group = Math.clamp((long) ((1 << 16) / (work + 1)), 1, n);
    Threads.run(
        Math.toIntExact((n + group - 1) / group),
        g -> {
          for (long i = g * group; i < Math.min(n, (g + 1L) * group); i++) body.accept(i);
        });
  }
}
