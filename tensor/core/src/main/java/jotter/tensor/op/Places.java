package jotter.tensor.op;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// The places of the elements that are not 0, one row of coordinates each, in row-major order.
public record Places() implements Family {
  @Override
  public String name() {
    return "nonzero";
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor t = x[0].ne(0).contiguous();
    Tensor out = Tensor.empty(new long[] {count(t), t.rank()}, DType.INT64);
    if (out.shape()[0] > 0 && t.rank() > 0) new Search(t, out).run();
    return new Tensor[] {out};
  }

  /// How many truth values hold: their bytes are 0 and 1.
  private static long count(Tensor t) {
    long a = t.address();
    long n = 0;
    long i = 0;
    for (; i <= t.numel() - 8; i += 8)
      n += Long.bitCount(Memory.ALL.get(JAVA_LONG_UNALIGNED, a + i));
    for (; i < t.numel(); i++) n += Memory.ALL.get(JAVA_BYTE, a + i);
    return n;
  }

  /// Goes through the truth values run by run. What is found is no branch, which a processor could
  /// only guess: each place is written down, and the next one over it unless the truth value holds.
  private static final class Search {
    private static final int RUN = 1024;

    private final long[] shape;
    private final long[] outer;
    private final long[] found = new long[RUN + 1];
    private final long[] rows;
    private final long from;
    private long to;

    Search(Tensor t, Tensor out) {
      shape = t.shape();
      outer = new long[shape.length - 1];
      rows = new long[RUN * shape.length];
      from = t.address();
      to = out.address();
    }

    void run() {
      long row = shape[shape.length - 1];
      long count = 1;
      for (long n : shape) count *= n;
      for (long at = 0; at < count; at += row) {
        for (long j = 0; j < row; j += RUN)
          put(find(from + at + j, j, (int) Math.min(RUN, row - j)));
        for (int d = outer.length - 1; d >= 0 && ++outer[d] == shape[d]; d--) outer[d] = 0;
      }
    }

    private int find(long a, long first, int n) {
      int m = 0;
      for (int i = 0; i < n; i++) {
        found[m] = first + i;
        m += Memory.ALL.get(JAVA_BYTE, a + i);
      }
      return m;
    }

    private void put(int n) {
      if (n == 0) return;
      int rank = shape.length;
      long[] r = found;
      if (rank > 1) {
        r = rows;
        for (int d = 0; d < rank - 1; d++) for (int i = 0; i < n; i++) r[i * rank + d] = outer[d];
        for (int i = 0; i < n; i++) r[i * rank + rank - 1] = found[i];
      }
      MemorySegment.copy(r, 0, Memory.ALL, JAVA_LONG_UNALIGNED, to, n * rank);
      to += 8L * n * rank;
    }
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    return new Tensor[1];
  }
}
