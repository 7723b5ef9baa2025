package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import java.util.function.Consumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// {@link Columns} by vectors. No loop carries one: accumulators are a row in first level cache.
final class VectorColumns extends Columns {
  static final VectorColumns INSTANCE = new VectorColumns();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /// Columns that the gates try.
  private static final int TRIED = Gate.TURNS * LANES + 3;

  private static final Gate SUMS = gate(t -> ofSums(t.rows, TRIED, t.a));
  private static final Gate SUM = gate(t -> ofSum(t.rows[0], TRIED, t.a));
  private static final Gate SQUARES = gate(t -> ofSquares(t.rows, TRIED, t.a, t.b));
  private static final Gate SQUARE = gate(t -> ofSquare(t.rows[0], TRIED, t.a, t.b));
  private static final Gate TOPS = gate(t -> ofTops(t.rows, TRIED, 1, t.a, t.b));
  private static final Gate PLACES = gate(t -> ofPlaces(t.rows, TRIED, 1, 0, t.a, t.at, t.b));

  private VectorColumns() {}

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static FloatVector at(float[] a, int i) {
    return FloatVector.fromArray(F, a, i);
  }

  @Override
  void sums(long[] rows, int n, float[] sum) {
    if (SUMS.open(ROWS * n)) ofSums(rows, n, sum);
    else PLAIN.sums(rows, n, sum);
  }

  static void ofSums(long[] r, int n, float[] sum) {
    long r0 = r[0];
    long r1 = r[1];
    long r2 = r[2];
    long r3 = r[3];
    long r4 = r[4];
    long r5 = r[5];
    long r6 = r[6];
    long r7 = r[7];
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = 4L * i;
      FloatVector a = at(r0 + o).add(at(r1 + o)).add(at(r2 + o).add(at(r3 + o)));
      FloatVector b = at(r4 + o).add(at(r5 + o)).add(at(r6 + o).add(at(r7 + o)));
      a.add(b).add(at(sum, i)).intoArray(sum, i);
    }
    for (; i < n; i++) sum[i] = sumAt(r, 4L * i) + sum[i];
  }

  @Override
  void sum(long row, int n, float[] sum) {
    if (SUM.open(n)) ofSum(row, n, sum);
    else PLAIN.sum(row, n, sum);
  }

  static void ofSum(long row, int n, float[] sum) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) at(row + 4L * i).add(at(sum, i)).intoArray(sum, i);
    for (; i < n; i++) sum[i] = Memory.getF32(row + 4L * i) + sum[i];
  }

  @Override
  void squares(long[] rows, int n, float[] mean, float[] sum) {
    if (SQUARES.open(ROWS * n)) ofSquares(rows, n, mean, sum);
    else PLAIN.squares(rows, n, mean, sum);
  }

  private static FloatVector two(long x, long y, FloatVector mean) {
    FloatVector d = at(x).sub(mean);
    FloatVector e = at(y).sub(mean);
    return e.fma(e, d.mul(d));
  }

  static void ofSquares(long[] r, int n, float[] mean, float[] sum) {
    long r0 = r[0];
    long r1 = r[1];
    long r2 = r[2];
    long r3 = r[3];
    long r4 = r[4];
    long r5 = r[5];
    long r6 = r[6];
    long r7 = r[7];
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = 4L * i;
      FloatVector m = at(mean, i);
      FloatVector a = two(r0 + o, r1 + o, m).add(two(r2 + o, r3 + o, m));
      FloatVector b = two(r4 + o, r5 + o, m).add(two(r6 + o, r7 + o, m));
      a.add(b).add(at(sum, i)).intoArray(sum, i);
    }
    for (; i < n; i++) sum[i] = squaresAt(r, 4L * i, mean[i]) + sum[i];
  }

  @Override
  void square(long row, int n, float[] mean, float[] sum) {
    if (SQUARE.open(n)) ofSquare(row, n, mean, sum);
    else PLAIN.square(row, n, mean, sum);
  }

  static void ofSquare(long row, int n, float[] mean, float[] sum) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector d = at(row + 4L * i).sub(at(mean, i));
      d.fma(d, at(sum, i)).intoArray(sum, i);
    }
    for (; i < n; i++) {
      float d = Memory.getF32(row + 4L * i) - mean[i];
      sum[i] = Math.fma(d, d, sum[i]);
    }
  }

  @Override
  void tops(long[] rows, int n, float sign, float[] best, float[] all) {
    if (TOPS.open(ROWS * n)) ofTops(rows, n, sign, best, all);
    else PLAIN.tops(rows, n, sign, best, all);
  }

  private static FloatVector larger(FloatVector x, FloatVector best) {
    return best.blend(x, x.compare(VectorOperators.GT, best));
  }

  static void ofTops(long[] r, int n, float sign, float[] best, float[] all) {
    long r0 = r[0];
    long r1 = r[1];
    long r2 = r[2];
    long r3 = r[3];
    long r4 = r[4];
    long r5 = r[5];
    long r6 = r[6];
    long r7 = r[7];
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = 4L * i;
      FloatVector x0 = at(r0 + o).mul(sign);
      FloatVector x1 = at(r1 + o).mul(sign);
      FloatVector x2 = at(r2 + o).mul(sign);
      FloatVector x3 = at(r3 + o).mul(sign);
      FloatVector b = larger(x3, larger(x2, larger(x1, larger(x0, at(best, i)))));
      FloatVector s = at(all, i).add(x0).add(x1).add(x2).add(x3);
      x0 = at(r4 + o).mul(sign);
      x1 = at(r5 + o).mul(sign);
      x2 = at(r6 + o).mul(sign);
      x3 = at(r7 + o).mul(sign);
      larger(x3, larger(x2, larger(x1, larger(x0, b)))).intoArray(best, i);
      s.add(x0).add(x1).add(x2).add(x3).intoArray(all, i);
    }
    for (; i < n; i++) topAt(r, i, sign, best, all);
  }

  @Override
  void places(long[] rows, int n, float sign, int first, float[] best, int[] at, float[] all) {
    if (PLACES.open(ROWS * n)) ofPlaces(rows, n, sign, first, best, at, all);
    else PLAIN.places(rows, n, sign, first, best, at, all);
  }

  static void ofPlaces(
      long[] r, int n, float sign, int first, float[] best, int[] at, float[] all) {
    four(r[0], r[1], r[2], r[3], n, sign, first, best, at, all);
    four(r[4], r[5], r[6], r[7], n, sign, first + 4, best, at, all);
    for (int i = n / LANES * LANES; i < n; i++) placeAt(r, i, sign, first, best, at, all);
  }

  private static void four(
      long r0,
      long r1,
      long r2,
      long r3,
      int n,
      float sign,
      int first,
      float[] best,
      int[] at,
      float[] all) {
    for (int i = 0; i <= n - LANES; i += LANES) {
      long o = 4L * i;
      FloatVector b = at(best, i);
      IntVector p = IntVector.fromArray(I, at, i);
      FloatVector x0 = at(r0 + o).mul(sign);
      VectorMask<Float> m = x0.compare(VectorOperators.GT, b);
      b = b.blend(x0, m);
      p = p.blend(first, m.cast(I));
      FloatVector x1 = at(r1 + o).mul(sign);
      m = x1.compare(VectorOperators.GT, b);
      b = b.blend(x1, m);
      p = p.blend(first + 1, m.cast(I));
      FloatVector x2 = at(r2 + o).mul(sign);
      m = x2.compare(VectorOperators.GT, b);
      b = b.blend(x2, m);
      p = p.blend(first + 2, m.cast(I));
      FloatVector x3 = at(r3 + o).mul(sign);
      m = x3.compare(VectorOperators.GT, b);
      b.blend(x3, m).intoArray(best, i);
      p.blend(first + 3, m.cast(I)).intoArray(at, i);
      at(all, i).add(x0).add(x1).add(x2).add(x3).intoArray(all, i);
    }
  }

  private static final class Trial {
    final long[] rows = new long[ROWS];
    final float[] a = new float[TRIED];
    final float[] b = new float[TRIED];
    final int[] at = new int[TRIED];
  }

  /// A gate that opens when `trial` is fast.
  private static Gate gate(Consumer<Trial> trial) {
    return new Gate(
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            Trial t = new Trial();
            for (int k = 0; k < ROWS; k++) t.rows[k] = arena.allocate(4L * TRIED, 64).address();
            return Gate.under(2.0 * TRIED, () -> trial.accept(t));
          }
        });
  }
}
