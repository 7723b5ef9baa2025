package jotter.tensor.cpu.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.CpuBackend;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.machine.Memory;
import org.junit.jupiter.api.Test;

class SortingTest {
  private final CpuBackend engine = new CpuBackend();

  /// NaN is larger than all, 0 and -0 are equal.
  private static int compare(double a, double b) {
    return Double.compare(a + 0.0, b + 0.0);
  }

  private static Blocks row(DType t, int n, boolean ties) {
    Blocks b =
        t.isFloatingPoint() && !ties
            ? Blocks.normal(t, n, n)
            : Blocks.integers(t, n, t == DType.BOOL || t == DType.UINT8 ? 0 : -3, ties ? 2 : 4, n);
    if (!t.isFloatingPoint()) return b;
    double inf = Double.POSITIVE_INFINITY;
    double[] special = {Double.NaN, -0.0, 0, -inf, inf, -0.0, 0, Double.NaN, -inf};
    for (int i = 0; i < Math.min(n / 3, special.length); i++) b.set(3 * i + 1, special[i]);
    return b;
  }

  private void check(Blocks in, int wanted, boolean descending) {
    int n = in.numel();
    Blocks values = Blocks.empty(in.dtype(), wanted);
    Blocks places = Blocks.empty(DType.INT64, wanted);
    engine.sort(in, 0, descending, values, places);
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> up = (a, b) -> compare(in.get(a), in.get(b));
    Arrays.sort(order, descending ? up.reversed() : up);
    for (int i = 0; i < wanted; i++) {
      String what = in.dtype() + " " + n + " " + wanted + " " + i;
      assertThat(places.getLong(i)).as(what).isEqualTo((long) order[i]);
      // With the sign of zero.
      assertThat(Double.doubleToLongBits(values.get(i)))
          .as(what)
          .isEqualTo(Double.doubleToLongBits(in.get(order[i])));
    }
  }

  @Test
  void everyTypeInBothOrders() {
    for (DType t : DType.values()) {
      if (t.isComplex()) continue;
      for (int n : new int[] {1, 2, 48, 49, 255, 1000})
        for (boolean ties : new boolean[] {false, true})
          for (boolean descending : new boolean[] {false, true}) {
            Blocks x = row(t, n, ties);
            check(x, n, descending);
            check(x, Math.min(n, 1), descending);
            check(x, Math.min(n, 10), descending);
            check(x, Math.min(n, 64), descending);
            check(x.slice(0, n - 1, n, -1), Math.min(n, 7), descending);
            check(x.slice(0, n - 1, (n + 1) / 2, -2), (n + 1) / 2, descending);
          }
    }
  }

  @Test
  void longRows() {
    for (DType t : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.BFLOAT16))
      for (boolean descending : new boolean[] {false, true})
        check(row(t, 40_001, false), 40_001, descending);
  }

  @Test
  void keysByVectors() {
    Vectors.needed();
    int n = 16 * LoopKeys.Loops.LANES;
    Blocks x = row(DType.FLOAT32, n, false);
    x.set(0, Float.intBitsToFloat(0xffc00001));
    int[] key = new int[n];
    for (int turn : new int[] {0, -1}) {
      assertThat(LoopKeys.Loops.keys(x.address(), n + 1, turn, key)).isEqualTo(n);
      for (int i = 0; i < n; i++)
        assertThat(key[i]).isEqualTo(IntRow.key(Memory.getF32(x.address() + 4L * i)) ^ turn);
    }
  }

  @Test
  void candidatesHoldAllThatAreWanted() {
    Vectors.needed();
    Random random = new Random(1);
    int lanes = LoopKeys.Loops.LANES;
    for (int n : new int[] {16 * lanes, 64 * lanes + 5, 100 * lanes - 1})
      for (int range : new int[] {1, 3, 1000, Integer.MAX_VALUE})
        for (int wanted = 1; wanted <= Math.min(32, 4 * lanes); wanted += 3) {
          int[] key = new int[n];
          for (int i = 0; i < n; i++) key[i] = random.nextInt(range) - range / 2;
          key[random.nextInt(n)] = Integer.MIN_VALUE;
          key[n - 1] = Integer.MAX_VALUE;
          int[] to = new int[n];
          int count = LoopKeys.Loops.candidates(key, n, wanted, to);
          int[] sorted = key.clone();
          Arrays.sort(sorted);
          int least = sorted[n - wanted];
          assertThat(count).isBetween(wanted, n);
          int at = 0;
          for (int i = 0; i < n; i++) {
            while (at < count && to[at] < i) at++;
            if (key[i] >= least) assertThat(to[at]).isEqualTo(i);
          }
          for (int c = 1; c < count; c++) assertThat(to[c]).isGreaterThan(to[c - 1]);
        }
  }
}
