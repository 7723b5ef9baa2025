package jotter.tensor.cpu.index;

import jotter.tensor.DType;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;

/// Sorting along a dimension.
///
/// Every element becomes a 64-bit key that orders as the elements do (NaN last), and the keys with
/// their places are sorted by a stable radix sort for long rows, by insertion for short ones. Bytes
/// that are the same in all keys cost a look at a histogram and no pass.
public final class Sorting {
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
    DType t = in.dtype();
    int b = t.bytes();
    long[] rows = l.shape().clone();
    rows[dim] = 1;
    long step = l.strides()[dim] * b;
    long vStep = values.layout().strides()[dim] * b;
    long iStep = indices.layout().strides()[dim] * 8;
    long[] key = new long[n];
    int[] place = new int[n];
    long[] key2 = new long[n];
    int[] place2 = new int[n];
    Walk w =
        new Walk(
            rows,
            new long[][] {
              Walk.bytes(l.strides(), b),
              Walk.bytes(values.layout().strides(), b),
              Walk.bytes(indices.layout().strides(), 8)
            },
            new long[] {in.address(), values.address(), indices.address()});
    do {
      for (int i = 0; i < n; i++) {
        long k = key(t, w.at[0] + i * step);
        // Unsigned order; the complement reverses it and keeps equal ones in their order.
        key[i] = descending ? ~k : k;
        place[i] = i;
      }
      int[] order;
      if (n <= 48) {
        insertion(key, place, n);
        order = place;
      } else {
        order = radix(key, place, key2, place2, n);
      }
      for (int i = 0; i < n; i++) {
        Bits.move(b, w.at[0] + order[i] * step, w.at[1] + i * vStep);
        Memory.setLong(DType.INT64, w.at[2] + i * iStep, order[i]);
      }
    } while (w.next());
  }

  /// A key whose unsigned order is the order of the elements.
  private static long key(DType t, long address) {
    return switch (t) {
      case BOOL, UINT8, INT8, INT16, INT32, INT64 -> Memory.getLong(t, address) ^ Long.MIN_VALUE;
      case FLOAT64 -> {
        long k = Double.doubleToLongBits(Memory.getDouble(t, address) + 0.0);
        yield k < 0 ? ~k : k | Long.MIN_VALUE;
      }
      case FLOAT16, BFLOAT16, FLOAT32 -> {
        int k = Float.floatToIntBits((float) Memory.getDouble(t, address) + 0.0f);
        yield (k < 0 ? ~k : k | Integer.MIN_VALUE) & 0xffffffffL;
      }
      case COMPLEX32, COMPLEX64, COMPLEX128 ->
          throw new IllegalArgumentException("sort: complex numbers have no order");
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
