package jotter.tensor.cpu.index;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.spi.Storage;

/// Sorts rows of elements of at most 32 bits.
///
/// Every element becomes an int that orders as the elements do, NaN last. Short rows are sorted by
/// insertion; long ones by their digits from the last to the first, each int together with its
/// place in one long. A digit that is the same in all costs a look at a histogram and no pass.
/// Where only a few of the first are wanted, those that cannot be among them are passed over by
/// vectors.
final class IntRow implements Sorting.Row {
  private static final int SHORT = 48;

  private final DType type;
  private final int n;
  private final int wanted;
  private final boolean few;

  /// What turns keys round where the order is descending.
  private final int turn;

  private final int[] key;
  private final int[] place;
  private final int[] best;
  private final int[][] count;
  private final Storage storage;

  IntRow(DType type, int n, int wanted, boolean descending) {
    this.type = type;
    this.n = n;
    this.wanted = wanted;
    few = wanted < n && wanted <= 64 && n > SHORT;
    boolean digits = !few && n > SHORT;
    // Where few are wanted, the best has the largest key: vectors find those.
    turn = descending != few ? -1 : 0;
    key = digits ? null : new int[n];
    place = digits ? null : new int[n];
    best = few ? new int[wanted] : null;
    count = digits ? new int[4][256] : null;
    storage = digits ? Pool.INSTANCE.allocate(16L * n) : null;
  }

  static boolean takes(DType t) {
    return t.bytes() <= 4 && !t.isComplex();
  }

  @Override
  public void close() {
    if (storage != null) storage.release();
  }

  @Override
  public void sort(long a, long step, long values, long vStep, long indices, long iStep) {
    if (storage != null) {
      digits(a, step, values, vStep, indices, iStep);
      return;
    }
    read(a, step);
    if (few) select();
    else insertion();
    int b = type.bytes();
    for (int i = 0; i < wanted; i++) {
      Bits.move(b, a + place[i] * step, values + i * vStep);
      Memory.set(indices + i * iStep, (long) place[i]);
    }
  }

  /// An int in the order of the elements, 0 and -0 being equal.
  private static int key(DType t, long address) {
    return switch (t) {
      case FLOAT32 -> key(Memory.getF32(address));
      case FLOAT16, BFLOAT16 -> key((float) jotter.tensor.spi.Memory.getDouble(t, address));
      default -> (int) jotter.tensor.spi.Memory.getLong(t, address);
    };
  }

  /// Without a branch: signs come in no order that a processor could foresee.
  static int key(float v) {
    int k = Float.floatToIntBits(v + 0.0f);
    return k ^ (k >> 31) >>> 1;
  }

  private void read(long a, long step) {
    if (type == DType.FLOAT32) {
      int from = step == 4 ? LoopKeys.keys(a, n, turn, key) : 0;
      for (int i = from; i < n; i++) key[i] = key(Memory.getF32(a + i * step)) ^ turn;
    } else for (int i = 0; i < n; i++) key[i] = key(type, a + i * step) ^ turn;
  }

  private void insertion() {
    for (int i = 0; i < n; i++) {
      int k = key[i];
      int j = i - 1;
      for (; j >= 0 && key[j] > k; j--) {
        key[j + 1] = key[j];
        place[j + 1] = place[j];
      }
      key[j + 1] = k;
      place[j + 1] = i;
    }
  }

  /// The wanted ones in order: the largest keys, of equal ones the first.
  private void select() {
    int candidates = LoopKeys.candidates(key, n, wanted, place);
    int have = 0;
    int count = candidates < 0 ? n : candidates;
    for (int c = 0; c < count; c++) {
      int i = candidates < 0 ? c : place[c];
      int k = key[i];
      if (have == wanted && k <= best[have - 1]) continue;
      int j = have == wanted ? have - 1 : have++;
      for (; j > 0 && best[j - 1] < k; j--) {
        best[j] = best[j - 1];
        place[j] = place[j - 1];
      }
      best[j] = k;
      place[j] = i;
    }
  }

  /// By digits from the last one on, in unsigned order.
  private void digits(long a, long step, long values, long vStep, long indices, long iStep) {
    for (int[] c : count) Arrays.fill(c, 0);
    long from = storage.address();
    long to = from + 8L * n;
    if (type == DType.FLOAT32)
      for (int i = 0; i < n; i++) put(from, i, key(Memory.getF32(a + i * step)));
    else for (int i = 0; i < n; i++) put(from, i, key(type, a + i * step));
    count(from, count[0], count[1], count[2], count[3]);
    for (int d = 0; d < count.length; d++) {
      int[] c = count[d];
      int shift = 32 + 8 * d;
      if (c[(int) (Memory.getI64(from) >>> shift) & 255] == n) continue;
      int sum = 0;
      for (int v = 0; v < 256; v++) {
        int x = c[v];
        c[v] = sum;
        sum += x;
      }
      pass(from, to, n, c, shift);
      long t = from;
      from = to;
      to = t;
    }
    write(from, a, step, values, vStep, indices, iStep);
  }

  private void put(long to, int i, int key) {
    Memory.set(to + 8L * i, (long) (key ^ turn ^ Integer.MIN_VALUE) << 32 | i);
  }

  private void count(long from, int[] c0, int[] c1, int[] c2, int[] c3) {
    for (int i = 0; i < n; i++) {
      int k = Memory.getI32(from + 8L * i + 4);
      c0[k & 255]++;
      c1[k >>> 8 & 255]++;
      c2[k >>> 16 & 255]++;
      c3[k >>> 24]++;
    }
  }

  private static void pass(long from, long to, int n, int[] next, int shift) {
    for (int i = 0; i < n; i++) {
      long v = Memory.getI64(from + 8L * i);
      Memory.set(to + 8L * next[(int) (v >>> shift) & 255]++, v);
    }
  }

  /// The wanted ones: numbers come from their keys, which are in order; what a key does not tell,
  /// the sign of zero and the bits of NaN, from where they stand.
  private void write(
      long from, long a, long step, long values, long vStep, long indices, long iStep) {
    int b = type.bytes();
    int nan = key(Float.NaN);
    for (int i = 0; i < wanted; i++) {
      long v = Memory.getI64(from + 8L * i);
      int at = (int) v;
      Memory.set(indices + i * iStep, (long) at);
      int k = (int) (v >>> 32) ^ Integer.MIN_VALUE ^ turn;
      if (type == DType.FLOAT32 && k != 0 && k != nan)
        Memory.set(values + i * vStep, Float.intBitsToFloat(k ^ (k >> 31) >>> 1));
      else Bits.move(b, a + at * step, values + i * vStep);
    }
  }
}
