package jotter.tensor.cpu.linalg;

import java.util.function.LongConsumer;
import java.util.function.Supplier;
import jotter.tensor.DType;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;

/// The matrices (or vectors) of a block of any layout, one for each index of its first dimensions.
final class Batch {
  /// A single matrix of up to so many numbers is one thread's: its products are small, and there is
  /// much between them.
  private static final int ALONE = 1 << 17;

  final DType type;
  private final long base;
  private final long[] shape;

  /// Bytes between neighbours in each dimension.
  private final long[] steps;

  private final int dims;
  final int rows;
  final int columns;

  private Batch(Block block, int tail) {
    this.type = block.dtype();
    this.base = block.address();
    this.shape = block.layout().shape();
    this.steps = block.layout().strides().clone();
    for (int d = 0; d < steps.length; d++) steps[d] *= type.bytes();
    this.dims = shape.length - tail;
    this.columns = tail == 0 ? 1 : Math.toIntExact(shape[shape.length - 1]);
    this.rows = tail < 2 ? 1 : Math.toIntExact(shape[shape.length - 2]);
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
    for (int d = 0; d < dims; d++) n *= shape[d];
    return n;
  }

  /// Where matrix `index` begins.
  long address(long index) {
    if (dims == 1) return base + index * steps[0];
    long a = base;
    for (int d = dims - 1; d >= 0; d--) {
      a += index % shape[d] * steps[d];
      index /= shape[d];
    }
    return a;
  }

  /// Bytes from a matrix to the next one, if {@link #regular}.
  long apart() {
    return dims == 0 ? 0 : steps[dims - 1];
  }

  /// Whether matrices are everywhere as far apart, and each lies in order in memory.
  boolean regular() {
    for (int d = 0; d < dims - 1; d++) if (steps[d] != steps[d + 1] * shape[d + 1]) return false;
    int size = type.bytes();
    return (columns == 1 || step(1) == size) && (rows == 1 || step(2) == (long) size * columns);
  }

  /// Bytes between the numbers of a vector.
  long step() {
    return step(1);
  }

  /// Bytes between neighbours in a dimension counted from the last one, 1; 0 where there is none.
  long step(int dim) {
    return dim <= steps.length - dims ? steps[steps.length - dim] : 0;
  }

  Matrix matrix(long index) {
    int last = steps.length - 1;
    return new Matrix(address(index), type, steps[last - 1], steps[last], 0);
  }

  /// Runs `body` for each of the matrices, on all threads; `work` multiplications for one. What a
  /// large one does is shared out by the products in it.
  void each(double work, LongConsumer body) {
    each(work, () -> body);
  }

  /// The same with a body for each share of the matrices, and memory of its own in it.
  void each(double work, Supplier<LongConsumer> bodies) {
    long n = count();
    if (n == 0) return;
    if (n == 1) {
      LongConsumer body = bodies.get();
      if ((long) rows * columns <= ALONE) Threads.alone(() -> body.accept(0));
      else body.accept(0);
      return;
    }
    long group = Math.clamp((long) ((1 << 16) / (work + 1)), 1, n);
    Threads.run(
        Math.toIntExact((n + group - 1) / group),
        g -> {
          LongConsumer body = bodies.get();
          for (long i = g * group; i < Math.min(n, (g + 1L) * group); i++) body.accept(i);
        });
  }
}
