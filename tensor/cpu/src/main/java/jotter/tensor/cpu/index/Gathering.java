package jotter.tensor.cpu.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jotter.tensor.DType;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;
import jotter.tensor.spi.Scatter;

/// Gather, scatter, and their forms for whole slices.
public final class Gathering {
  /// Numbers that are worth a thread's attention.
  private static final int SHARE = 1 << 14;

  private static final int PARTS = 8;

  private Gathering() {}

  private static long checked(String op, long i, long n, int dim) {
    if (i < -n || i >= n)
      throw new IndexOutOfBoundsException(
          op + ": index " + i + " is out of range for dimension " + dim + " of size " + n);
    return i < 0 ? i + n : i;
  }

  /// See {@link jotter.tensor.spi.Backend#gather}.
  public static void gather(Block in, int dim, Block index, Block out) {
    Layout o = out.layout();
    if (o.numel() == 0) return;
    int b = in.dtype().bytes();
    long n = in.layout().shape()[dim];
    long step = in.layout().strides()[dim] * b;
    long[] is = Walk.bytes(in.layout().strides(), b);
    is[dim] = 0;
    long[][] strides = {is, Walk.bytes(index.layout().strides(), 8), Walk.bytes(o.strides(), b)};
    long[] shape = o.shape().clone();
    int last = shape.length - 1;
    long row = shape[last];
    shape[last] = 1;
    long rows = o.numel() / row;
    long each = Math.max(1, SHARE / row);
    Threads.run(
        Math.toIntExact((rows + each - 1) / each),
        g -> {
          Walk w =
              new Walk(shape, strides, new long[] {in.address(), index.address(), out.address()});
          w.seek(g * each);
          for (long r = Math.min(each, rows - g * each); r > 0; r--, w.next())
            line(b, w.at, strides, last, row, n, dim, step);
        });
  }

  /// One row of what is gathered.
  private static void line(
      int b, long[] at, long[][] strides, int last, long row, long n, int dim, long step) {
    long from = at[0];
    long index = at[1];
    long to = at[2];
    long s0 = strides[0][last];
    long s1 = strides[1][last];
    long s2 = strides[2][last];
    for (long j = 0; j < row; j++, from += s0, index += s1, to += s2)
      Bits.move(b, from + checked("gather", Bits.index(index), n, dim) * step, to);
  }

  /// See {@link jotter.tensor.spi.Backend#scatter}.
  public static void scatter(Scatter kind, Block out, int dim, Block index, Block src) {
    Scattering.run("scatter", kind, out, dim, index, src);
  }

  /// See {@link jotter.tensor.spi.Backend#indexSelect}.
  public static void select(Block in, int dim, Block index, Block out) {
    long count = index.layout().numel();
    if (out.layout().numel() == 0) return;
    if (dim > 0 && in.layout().isContiguous() && out.layout().isContiguous()) {
      within(in, dim, index, count, out);
      return;
    }
    slices("indexSelect", in, out, dim, index, count, (from, to, b) -> Bits.move(b, from, to));
  }

  /// Slices of a dimension that is not the outermost, of memory in order: all those of one position
  /// of the outer dimensions lie near to one another.
  private static void within(Block in, int dim, Block index, long count, Block out) {
    int b = in.dtype().bytes();
    long n = in.layout().shape()[dim];
    long slice = in.layout().strides()[dim] * b;
    long[] from = new long[Math.toIntExact(count)];
    for (int k = 0; k < count; k++)
      from[k] =
          slice
              * checked(
                  "indexSelect", Bits.index(index.address() + 8L * k * stride(index)), n, dim);
    long outer = out.layout().numel() * b / (count * slice);
    long each = Math.max(1, SHARE * (long) b / (count * slice));
    Threads.run(
        Math.toIntExact((outer + each - 1) / each),
        g -> {
          for (long o = g * each; o < Math.min(outer, (g + 1) * each); o++)
            slices(b, in.address() + o * n * slice, from, out.address() + o * count * slice, slice);
        });
  }

  /// Slices of `slice` bytes each, which begin `from[k]` behind `at`, one behind the other.
  private static void slices(int b, long at, long[] from, long to, long slice) {
    if (slice == b)
      for (int k = 0; k < from.length; k++) Bits.move(b, at + from[k], to + k * slice);
    else
      for (int k = 0; k < from.length; k++)
        MemorySegment.copy(Memory.ALL, at + from[k], Memory.ALL, to + k * slice, slice);
  }

  /// See {@link jotter.tensor.spi.Backend#indexScatter}.
  public static void scatterSlices(Scatter kind, Block out, int dim, Block index, Block src) {
    if (src.layout().numel() == 0) return;
    Combine combine = Combine.of(kind, out.dtype());
    String op = kind == Scatter.SET ? "indexCopy" : "indexAdd";
    if (out.layout().rank() == 1 && index.layout().rank() == 1) {
      Scattering.run(op, kind, out, 0, index, src);
      return;
    }
    if (addsRows(kind, out, dim, index, src)) return;
    slices(
        op,
        out,
        src,
        dim,
        index,
        index.layout().numel(),
        (indexed, listed, b) -> combine.into(indexed, listed));
  }

  /// Whole rows of float32 are added array by array: so the loop runs in vectors.
  private static boolean addsRows(Scatter kind, Block out, int dim, Block index, Block src) {
    if (kind != Scatter.ADD || dim != 0 || out.dtype() != DType.FLOAT32) return false;
    if (src.dtype() != DType.FLOAT32) return false;
    if (!out.layout().isContiguous() || !src.layout().isContiguous()) return false;
    long count = index.layout().numel();
    int n = Math.toIntExact(src.layout().numel() / count);
    if (n < 16) return false;
    long rows = out.layout().shape()[0];
    // Each row of the result is one thread's, so that its sums keep their order.
    int parts = count * n < 2 * SHARE ? 1 : (int) Math.min(rows, PARTS);
    Threads.run(
        parts,
        part -> {
          float[] sum = new float[n];
          float[] more = new float[n];
          for (long k = 0; k < count; k++) {
            long i =
                checked("indexAdd", Bits.index(index.address() + 8 * k * stride(index)), rows, 0);
            if (i % parts != part) continue;
            long to = out.address() + 4 * n * i;
            MemorySegment.copy(Memory.ALL, FLOAT, to, sum, 0, n);
            MemorySegment.copy(Memory.ALL, FLOAT, src.address() + 4 * n * k, more, 0, n);
            for (int j = 0; j < n; j++) sum[j] += more[j];
            MemorySegment.copy(sum, 0, Memory.ALL, FLOAT, to, n);
          }
        });
    return true;
  }

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private interface Mover {
    void move(long indexed, long listed, int bytes);
  }

  /// Pairs slice `index[k]` of `indexed` with slice k of `listed`.
  private static void slices(
      String op, Block indexed, Block listed, int dim, Block index, long count, Mover mover) {
    int b = indexed.dtype().bytes();
    Layout a = indexed.layout();
    Layout l = listed.layout();
    long n = a.shape()[dim];
    long[] rest = l.shape().clone();
    rest[dim] = 1;
    boolean rows = a.isContiguous() && l.isContiguous() && dim == 0;
    long row = l.numel() / Math.max(count, 1) * b;
    if (rows && op.equals("indexSelect")) {
      long each = Math.max(1, 4 * SHARE / row);
      Threads.run(
          Math.toIntExact((count + each - 1) / each),
          block -> {
            for (long k = block * each; k < Math.min(count, (block + 1) * each); k++) {
              long i = checked(op, Bits.index(index.address() + 8 * k * stride(index)), n, dim);
              long from = indexed.address() + i * a.strides()[dim] * b;
              long to = listed.address() + k * row;
              if (row == b) Bits.move(b, from, to);
              else MemorySegment.copy(Memory.ALL, from, Memory.ALL, to, row);
            }
          });
      return;
    }
    for (long k = 0; k < count; k++) {
      long i = checked(op, Bits.index(index.address() + 8 * k * stride(index)), n, dim);
      long from = indexed.address() + i * a.strides()[dim] * b;
      long to = listed.address() + k * l.strides()[dim] * b;
      if (rows) {
        for (long j = 0; j < row; j += b) mover.move(from + j, to + j, b);
        continue;
      }
      Walk w =
          new Walk(
              rest,
              new long[][] {Walk.bytes(a.strides(), b), Walk.bytes(l.strides(), b)},
              new long[] {from, to});
      do {
        mover.move(w.at[0], w.at[1], b);
      } while (w.next());
    }
  }

  private static long stride(Block index) {
    return index.layout().rank() == 0 ? 1 : index.layout().strides()[0];
  }
}
