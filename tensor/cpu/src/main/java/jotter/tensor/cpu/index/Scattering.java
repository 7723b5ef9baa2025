package jotter.tensor.cpu.index;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;
import jotter.tensor.spi.Scatter;

/// Elements written to places that are given by index, row by row in the order of the index: a loop
/// for each of the usual types, and one for all others.
final class Scattering {
  private static final MemorySegment ALL = Memory.ALL;

  /// Numbers that are worth a thread's attention.
  private static final int SHARE = 1 << 14;

  private final String op;
  private final Scatter kind;
  private final DType type;
  private final int dim;

  /// How many places there are, and how many bytes lie between two.
  private final long n;

  private final long step;
  private final Combine combine;

  private Scattering(String op, Scatter kind, Block out, int dim) {
    this.op = op;
    this.kind = kind;
    this.type = out.dtype();
    this.dim = dim;
    this.n = out.layout().shape()[dim];
    this.step = out.layout().strides()[dim] * type.bytes();
    this.combine = Combine.of(kind, type);
  }

  /// See {@link jotter.tensor.spi.Backend#scatter}; errors speak of `op`.
  static void run(String op, Scatter kind, Block out, int dim, Block index, Block src) {
    Layout x = index.layout();
    if (x.numel() == 0) return;
    Scattering s = new Scattering(op, kind, out, dim);
    int b = s.type.bytes();
    long[] os = Walk.bytes(out.layout().strides(), b);
    os[dim] = 0;
    long[][] strides = {
      os, Walk.bytes(x.strides(), 8), Walk.bytes(src.layout().strides(), src.dtype().bytes())
    };
    long[] start = {out.address(), index.address(), src.address()};
    long[] shape = x.shape().clone();
    int last = shape.length - 1;
    long row = shape[last];
    shape[last] = 1;
    long rows = x.numel() / row;
    // What one row writes no other one does only if it stays within its own.
    boolean apart = dim == last && out.layout().isContiguous();
    long each = apart ? Math.max(1, SHARE / row) : rows;
    Threads.run(
        Math.toIntExact((rows + each - 1) / each),
        g -> {
          Walk w = new Walk(shape, strides, start);
          w.seek(g * each);
          for (long r = Math.min(each, rows - g * each); r > 0; r--, w.next())
            s.row(
                w.at[0],
                strides[0][last],
                w.at[1],
                strides[1][last],
                w.at[2],
                strides[2][last],
                row);
        });
  }

  private long place(long index) {
    long i = Bits.index(index);
    if (i < -n || i >= n)
      throw new IndexOutOfBoundsException(
          op + ": index " + i + " is out of range for dimension " + dim + " of size " + n);
    return (i < 0 ? i + n : i) * step;
  }

  private void row(long to, long s0, long index, long s1, long from, long s2, long count) {
    if (kind == Scatter.SET && type.bytes() == 4) ints(to, s0, index, s1, from, s2, count);
    else if (kind == Scatter.SET && type.bytes() == 8) longs(to, s0, index, s1, from, s2, count);
    else if (kind == Scatter.ADD && type == DType.FLOAT32)
      addFloats(to, s0, index, s1, from, s2, count);
    else if (kind == Scatter.ADD && type == DType.FLOAT64)
      addDoubles(to, s0, index, s1, from, s2, count);
    else if (kind == Scatter.ADD && type == DType.INT64)
      addLongs(to, s0, index, s1, from, s2, count);
    else
      for (long j = 0; j < count; j++, to += s0, index += s1, from += s2)
        combine.into(to + place(index), from);
  }

  private void ints(long to, long s0, long index, long s1, long from, long s2, long count) {
    for (long j = 0; j < count; j++, to += s0, index += s1, from += s2)
      ALL.set(JAVA_INT_UNALIGNED, to + place(index), ALL.get(JAVA_INT_UNALIGNED, from));
  }

  private void longs(long to, long s0, long index, long s1, long from, long s2, long count) {
    for (long j = 0; j < count; j++, to += s0, index += s1, from += s2)
      ALL.set(JAVA_LONG_UNALIGNED, to + place(index), ALL.get(JAVA_LONG_UNALIGNED, from));
  }

  private void addFloats(long to, long s0, long index, long s1, long from, long s2, long count) {
    for (long j = 0; j < count; j++, to += s0, index += s1, from += s2) {
      long at = to + place(index);
      ALL.set(
          JAVA_FLOAT_UNALIGNED,
          at,
          ALL.get(JAVA_FLOAT_UNALIGNED, at) + ALL.get(JAVA_FLOAT_UNALIGNED, from));
    }
  }

  private void addDoubles(long to, long s0, long index, long s1, long from, long s2, long count) {
    for (long j = 0; j < count; j++, to += s0, index += s1, from += s2) {
      long at = to + place(index);
      ALL.set(
          JAVA_DOUBLE_UNALIGNED,
          at,
          ALL.get(JAVA_DOUBLE_UNALIGNED, at) + ALL.get(JAVA_DOUBLE_UNALIGNED, from));
    }
  }

  private void addLongs(long to, long s0, long index, long s1, long from, long s2, long count) {
    for (long j = 0; j < count; j++, to += s0, index += s1, from += s2) {
      long at = to + place(index);
      ALL.set(
          JAVA_LONG_UNALIGNED,
          at,
          ALL.get(JAVA_LONG_UNALIGNED, at) + ALL.get(JAVA_LONG_UNALIGNED, from));
    }
  }
}
