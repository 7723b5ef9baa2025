package jotter.tensor.cpu.index;

import jotter.tensor.DType;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;

/// Sorting along a dimension.
///
/// Every element becomes a key that orders as the elements do (NaN last), of 32 bits where that is
/// enough ({@link IntRow}), and the keys with their places are sorted by a stable radix sort for
/// long rows, by insertion for short ones. Bytes that are the same in all keys cost a look at a
/// histogram and no pass. Where only a few of the first are wanted, they are kept in order while
/// the row is read.
public final class Sorting {
  private static final int GRAIN = 1 << 15;

  private Sorting() {}

  /// See {@link jotter.tensor.spi.Backend#sort}.
  public static void sort(Block in, int dim, boolean descending, Block values, Block indices) {
    Layout l = in.layout();
    if (l.numel() == 0) return;
    if (l.rank() == 0) {
      Bits.move(in.dtype().bytes(), in.address(), values.address());
      Memory.setLong(DType.INT64, indices.address(), 0);
      return;
    }
    int n = Math.toIntExact(l.shape()[dim]);
    int wanted = Math.toIntExact(values.layout().shape()[dim]);
    if (wanted == 0) return;
    DType t = in.dtype();
    int b = t.bytes();
    long[] rows = l.shape().clone();
    rows[dim] = 1;
    long step = l.strides()[dim] * b;
    long vStep = values.layout().strides()[dim] * b;
    long iStep = indices.layout().strides()[dim] * 8;
    long[][] strides = {
      Walk.bytes(l.strides(), b),
      Walk.bytes(values.layout().strides(), b),
      Walk.bytes(indices.layout().strides(), 8)
    };
    long[] starts = {in.address(), values.address(), indices.address()};
    long count = l.numel() / n;
    int group = Math.max(1, GRAIN / n);
    Threads.run(
        Math.toIntExact((count + group - 1) / group),
        g -> {
          Walk w = new Walk(rows, strides, starts);
          w.seek((long) g * group);
          long end = Math.min(count, (g + 1L) * group);
          try (Row row =
              IntRow.takes(t)
                  ? new IntRow(t, n, wanted, descending)
                  : new LongRow(t, n, wanted, descending)) {
            for (long r = (long) g * group; r < end; r++) {
              row.sort(w.at[0], step, w.at[1], vStep, w.at[2], iStep);
              w.next();
            }
          }
        });
  }

  /// What sorting rows needs.
  interface Row extends AutoCloseable {
    /// Sorts the row at `a`; values and places of the wanted ones go to `values` and `indices`.
    void sort(long a, long step, long values, long vStep, long indices, long iStep);

    @Override
    default void close() {}
  }

  /// Rows of float64 and int64, with keys of 64 bits.
  private static final class LongRow implements Row {
    private final DType type;
    private final boolean descending;
    private final int n;
    private final int wanted;
    private final long[] key;
    private final int[] place;
    private final long[] key2;
    private final int[] place2;
    private final long[] best;

    LongRow(DType type, int n, int wanted, boolean descending) {
      this.type = type;
      this.descending = descending;
      this.n = n;
      this.wanted = wanted;
      boolean few = few();
      key = new long[n];
      place = new int[few ? wanted : n];
      key2 = few ? null : new long[n];
      place2 = few ? null : new int[n];
      best = few ? new long[wanted] : null;
    }

    /// Few enough of the first ones are wanted to keep only them while going through the row.
    private boolean few() {
      return wanted < n && wanted <= 64 && n > 48;
    }

    @Override
    public void sort(long a, long step, long values, long vStep, long indices, long iStep) {
      // Unsigned order of keys; the complement reverses it and keeps equal ones in their order.
      long turn = descending ? -1 : 0;
      for (int i = 0; i < n; i++) key[i] = key(type, a + i * step) ^ turn;
      int[] order = order();
      for (int i = 0; i < wanted; i++) {
        Bits.move(8, a + order[i] * step, values + i * vStep);
        Memory.setLong(DType.INT64, indices + i * iStep, order[i]);
      }
    }

    /// The places of the wanted ones, in order.
    int[] order() {
      if (few()) {
        select();
        return place;
      }
      for (int i = 0; i < n; i++) place[i] = i;
      if (n > 48) return radix(key, place, key2, place2, n);
      insertion(key, place, n);
      return place;
    }

    private void select() {
      int have = 0;
      long worst = -1;
      for (int i = 0; i < n; i++) {
        long k = key[i];
        if (have == wanted && Long.compareUnsigned(k, worst) >= 0) continue;
        int j = have == wanted ? have - 1 : have++;
        for (; j > 0 && Long.compareUnsigned(best[j - 1], k) > 0; j--) {
          best[j] = best[j - 1];
          place[j] = place[j - 1];
        }
        best[j] = k;
        place[j] = i;
        worst = best[have - 1];
      }
    }
  }

  /// A key whose unsigned order is the order of the elements.
  private static long key(DType t, long address) {
    return switch (t) {
      case INT64 -> Memory.getLong(t, address) ^ Long.MIN_VALUE;
      case FLOAT64 -> {
        long k = Double.doubleToLongBits(Memory.getDouble(t, address) + 0.0);
        yield k ^ (k >> 63 | Long.MIN_VALUE);
      }
      default -> throw new IllegalArgumentException("sort: " + t + " has no order");
    };
  }

  private static void insertion(long[] key, int[] place, int n) {
    for (int i = 1; i < n; i++) {
      long k = key[i];
      int p = place[i];
      int j = i - 1;
      while (j >= 0 && Long.compareUnsigned(key[j], k) > 0) {
        key[j + 1] = key[j];
        place[j + 1] = place[j];
        j--;
      }
      key[j + 1] = k;
      place[j + 1] = p;
    }
  }

  private static int[] radix(long[] key, int[] place, long[] key2, int[] place2, int n) {
    int[][] count = new int[8][256];
    for (int i = 0; i < n; i++) {
      long k = key[i];
      for (int d = 0; d < 8; d++) count[d][(int) (k >>> 8 * d) & 255]++;
    }
    for (int d = 0; d < 8; d++) {
      int[] c = count[d];
      if (c[(int) (key[0] >>> 8 * d) & 255] == n) continue;
      int sum = 0;
      for (int v = 0; v < 256; v++) {
        int x = c[v];
        c[v] = sum;
        sum += x;
      }
      int shift = 8 * d;
      for (int i = 0; i < n; i++) {
        int to = c[(int) (key[i] >>> shift) & 255]++;
        key2[to] = key[i];
        place2[to] = place[i];
      }
      long[] k = key;
      key = key2;
      key2 = k;
      int[] p = place;
      place = place2;
      place2 = p;
    }
    return place;
  }
}
