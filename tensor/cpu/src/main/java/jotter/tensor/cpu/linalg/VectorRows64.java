package jotter.tensor.cpu.linalg;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.formula.code.Code.Kind;

/// Vectors of float64.
final class VectorRows64 extends Rows {
  private static final VectorSpecies<Double> V = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = V.length();
  private static final long WIDE = 8L * LANES;

  /// Lanes turned by a half, a quarter, ... of the vector; beyond a pair by nothing new.
  private static final VectorShuffle<Double> HALF = turn(2);

  private static final VectorShuffle<Double> QUARTER = turn(4);
  private static final VectorShuffle<Double> EIGHTH = turn(8);
  private static final VectorShuffle<Double> SIXTEENTH = turn(16);

  VectorRows64() {
    super(Kind.F64);
  }

  private static VectorShuffle<Double> turn(int part) {
    int by = LANES / part;
    return VectorShuffle.fromOp(V, i -> (i + by) % LANES);
  }

  private static DoubleVector at(long a) {
    return DoubleVector.fromMemorySegment(V, Memory.ALL, a, Memory.ORDER);
  }

  private static DoubleVector at(long a, VectorMask<Double> m) {
    return DoubleVector.fromMemorySegment(V, Memory.ALL, a, Memory.ORDER, m);
  }

  private static void put(DoubleVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  private static void put(DoubleVector v, long a, VectorMask<Double> m) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER, m);
  }

  private static DoubleVector all(double v) {
    return DoubleVector.broadcast(V, v);
  }

  @Override
  void combine(float sign, long y, int n, long f, long step, long rows, long pitch, int count) {
    int j = 0;
    for (; j <= n - 8 * LANES; j += 8 * LANES)
      eight(sign, y + 8L * j, f, step, rows + 8L * j, pitch, count);
    if (j <= n - 4 * LANES) {
      four(sign, y + 8L * j, f, step, rows + 8L * j, pitch, count);
      j += 4 * LANES;
    }
    if (j <= n - 2 * LANES) {
      two(sign, y + 8L * j, f, step, rows + 8L * j, pitch, count);
      j += 2 * LANES;
    }
    for (; j < n; j += LANES) one(sign, y + 8L * j, n - j, f, step, rows + 8L * j, pitch, count);
  }

  private static void eight(
      float sign, long y, long f, long step, long rows, long pitch, int count) {
    DoubleVector s0 = at(y);
    DoubleVector s1 = at(y + WIDE);
    DoubleVector s2 = at(y + 2 * WIDE);
    DoubleVector s3 = at(y + 3 * WIDE);
    DoubleVector s4 = at(y + 4 * WIDE);
    DoubleVector s5 = at(y + 5 * WIDE);
    DoubleVector s6 = at(y + 6 * WIDE);
    DoubleVector s7 = at(y + 7 * WIDE);
    for (int i = 0; i < count; i++, f += step, rows += pitch) {
      DoubleVector g = all(sign * Memory.getF64(f));
      s0 = at(rows).fma(g, s0);
      s1 = at(rows + WIDE).fma(g, s1);
      s2 = at(rows + 2 * WIDE).fma(g, s2);
      s3 = at(rows + 3 * WIDE).fma(g, s3);
      s4 = at(rows + 4 * WIDE).fma(g, s4);
      s5 = at(rows + 5 * WIDE).fma(g, s5);
      s6 = at(rows + 6 * WIDE).fma(g, s6);
      s7 = at(rows + 7 * WIDE).fma(g, s7);
    }
    put(s0, y);
    put(s1, y + WIDE);
    put(s2, y + 2 * WIDE);
    put(s3, y + 3 * WIDE);
    put(s4, y + 4 * WIDE);
    put(s5, y + 5 * WIDE);
    put(s6, y + 6 * WIDE);
    put(s7, y + 7 * WIDE);
  }

  private static void four(
      float sign, long y, long f, long step, long rows, long pitch, int count) {
    DoubleVector s0 = at(y);
    DoubleVector s1 = at(y + WIDE);
    DoubleVector s2 = at(y + 2 * WIDE);
    DoubleVector s3 = at(y + 3 * WIDE);
    for (int i = 0; i < count; i++, f += step, rows += pitch) {
      DoubleVector g = all(sign * Memory.getF64(f));
      s0 = at(rows).fma(g, s0);
      s1 = at(rows + WIDE).fma(g, s1);
      s2 = at(rows + 2 * WIDE).fma(g, s2);
      s3 = at(rows + 3 * WIDE).fma(g, s3);
    }
    put(s0, y);
    put(s1, y + WIDE);
    put(s2, y + 2 * WIDE);
    put(s3, y + 3 * WIDE);
  }

  private static void two(float sign, long y, long f, long step, long rows, long pitch, int count) {
    DoubleVector s0 = at(y);
    DoubleVector s1 = at(y + WIDE);
    for (int i = 0; i < count; i++, f += step, rows += pitch) {
      DoubleVector g = all(sign * Memory.getF64(f));
      s0 = at(rows).fma(g, s0);
      s1 = at(rows + WIDE).fma(g, s1);
    }
    put(s0, y);
    put(s1, y + WIDE);
  }

  /// One vector or less.
  private static void one(
      float sign, long y, int n, long f, long step, long rows, long pitch, int count) {
    VectorMask<Double> m = V.indexInRange(0, n);
    DoubleVector s = at(y, m);
    for (int i = 0; i < count; i++, f += step, rows += pitch)
      s = at(rows, m).fma(all(sign * Memory.getF64(f)), s);
    put(s, y, m);
  }

  @Override
  void dots(long y, long step, long x, int n, long rows, long pitch, int count) {
    int i = 0;
    for (; i <= count - 4; i += 4, rows += 4 * pitch, y += 4 * step)
      four(y, step, x, n, rows, pitch);
    for (; i < count; i++, rows += pitch, y += step) one(y, x, n, rows);
  }

  private static void four(long y, long step, long x, int n, long rows, long pitch) {
    DoubleVector s0 = all(0);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    long q = rows + 2 * pitch;
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE, rows += WIDE, q += WIDE) {
      DoubleVector v = at(x);
      s0 = at(rows).fma(v, s0);
      s1 = at(rows + pitch).fma(v, s1);
      s2 = at(q).fma(v, s2);
      s3 = at(q + pitch).fma(v, s3);
    }
    if (j < n) {
      VectorMask<Double> m = V.indexInRange(j, n);
      DoubleVector v = at(x, m);
      s0 = at(rows, m).fma(v, s0);
      s1 = at(rows + pitch, m).fma(v, s1);
      s2 = at(q, m).fma(v, s2);
      s3 = at(q + pitch, m).fma(v, s3);
    }
    Memory.set(y, sum(s0));
    Memory.set(y + step, sum(s1));
    Memory.set(y + 2 * step, sum(s2));
    Memory.set(y + 3 * step, sum(s3));
  }

  private static void one(long y, long x, int n, long row) {
    DoubleVector s = all(0);
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE, row += WIDE) s = at(row).fma(at(x), s);
    if (j < n) {
      VectorMask<Double> m = V.indexInRange(j, n);
      s = at(row, m).fma(at(x, m), s);
    }
    Memory.set(y, sum(s));
  }

  /// The sum of the lanes, halves upon halves: the API leaves the order of its own open.
  private static double sum(DoubleVector s) {
    if (LANES >= 2) s = s.add(s.rearrange(HALF));
    if (LANES >= 4) s = s.add(s.rearrange(QUARTER));
    if (LANES >= 8) s = s.add(s.rearrange(EIGHTH));
    if (LANES >= 16) s = s.add(s.rearrange(SIXTEENTH));
    return s.lane(0);
  }

  @Override
  void spread(float sign, long rows, long pitch, int count, long f, long step, long x, int n) {
    int i = 0;
    for (; i <= count - 4; i += 4, f += 4 * step, rows += 4 * pitch)
      addFour(sign, rows, pitch, f, step, x, n);
    for (; i < count; i++, f += step, rows += pitch) add(sign * Memory.getF64(f), rows, x, n);
  }

  private static void addFour(float sign, long rows, long pitch, long f, long step, long x, int n) {
    DoubleVector g0 = all(sign * Memory.getF64(f));
    DoubleVector g1 = all(sign * Memory.getF64(f + step));
    DoubleVector g2 = all(sign * Memory.getF64(f + 2 * step));
    DoubleVector g3 = all(sign * Memory.getF64(f + 3 * step));
    long q = rows + 2 * pitch;
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE, rows += WIDE, q += WIDE) {
      DoubleVector v = at(x);
      put(g0.fma(v, at(rows)), rows);
      put(g1.fma(v, at(rows + pitch)), rows + pitch);
      put(g2.fma(v, at(q)), q);
      put(g3.fma(v, at(q + pitch)), q + pitch);
    }
    if (j == n) return;
    tail(sign * Memory.getF64(f), rows, x, n - j);
    tail(sign * Memory.getF64(f + step), rows + pitch, x, n - j);
    tail(sign * Memory.getF64(f + 2 * step), q, x, n - j);
    tail(sign * Memory.getF64(f + 3 * step), q + pitch, x, n - j);
  }

  private static void add(double f, long row, long x, int n) {
    DoubleVector g = all(f);
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE, row += WIDE) put(g.fma(at(x), at(row)), row);
    if (j < n) tail(f, row, x, n - j);
  }

  private static void tail(double f, long row, long x, int n) {
    VectorMask<Double> m = V.indexInRange(0, n);
    put(all(f).fma(at(x, m), at(row, m)), row, m);
  }

  @Override
  void divide(long x, int n, double d) {
    divide(d, x, n);
  }

  private static void divide(double d, long x, int n) {
    DoubleVector g = all(d);
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE) put(at(x).div(g), x);
    if (j < n) {
      VectorMask<Double> m = V.indexInRange(j, n);
      put(at(x, m).div(g), x, m);
    }
  }

  @Override
  void rotate(long row, long pitch, int count, long pairs, int n) {
    int j = 0;
    for (; j <= n - 4 * LANES; j += 4 * LANES) turnFour(row + 8L * j, pitch, count, pairs);
    for (; j <= n - LANES; j += LANES) turn(row + 8L * j, pitch, count, pairs);
    if (j < n) turn(row + 8L * j, pitch, count, pairs, n - j);
  }

  private static void turnFour(long row, long pitch, int count, long pairs) {
    DoubleVector x0 = at(row);
    DoubleVector x1 = at(row + WIDE);
    DoubleVector x2 = at(row + 2 * WIDE);
    DoubleVector x3 = at(row + 3 * WIDE);
    for (int i = 0; i < count; i++, pairs += 2 * 8L) {
      double sine = Memory.getF64(pairs);
      double tangent = Memory.getF64(pairs + 8L);
      DoubleVector s = all(sine);
      DoubleVector r = all(-sine);
      DoubleVector t = all(tangent);
      DoubleVector u = all(-tangent);
      long next = row + pitch;
      DoubleVector y0 = at(next);
      DoubleVector y1 = at(next + WIDE);
      DoubleVector y2 = at(next + 2 * WIDE);
      DoubleVector y3 = at(next + 3 * WIDE);
      put(u.fma(x0, y0).fma(s, x0), row);
      put(u.fma(x1, y1).fma(s, x1), row + WIDE);
      put(u.fma(x2, y2).fma(s, x2), row + 2 * WIDE);
      put(u.fma(x3, y3).fma(s, x3), row + 3 * WIDE);
      x0 = t.fma(y0, x0).fma(r, y0);
      x1 = t.fma(y1, x1).fma(r, y1);
      x2 = t.fma(y2, x2).fma(r, y2);
      x3 = t.fma(y3, x3).fma(r, y3);
      row = next;
    }
    put(x0, row);
    put(x1, row + WIDE);
    put(x2, row + 2 * WIDE);
    put(x3, row + 3 * WIDE);
  }

  private static void turn(long row, long pitch, int count, long pairs) {
    DoubleVector x = at(row);
    for (int i = 0; i < count; i++, pairs += 2 * 8L) {
      double s = Memory.getF64(pairs);
      double t = Memory.getF64(pairs + 8L);
      DoubleVector y = at(row + pitch);
      put(all(-t).fma(x, y).fma(all(s), x), row);
      x = all(t).fma(y, x).fma(all(-s), y);
      row += pitch;
    }
    put(x, row);
  }

  private static void turn(long row, long pitch, int count, long pairs, int n) {
    VectorMask<Double> m = V.indexInRange(0, n);
    DoubleVector x = at(row, m);
    for (int i = 0; i < count; i++, pairs += 2 * 8L) {
      double s = Memory.getF64(pairs);
      double t = Memory.getF64(pairs + 8L);
      DoubleVector y = at(row + pitch, m);
      put(all(-t).fma(x, y).fma(all(s), x), row, m);
      x = all(t).fma(y, x).fma(all(-s), y);
      row += pitch;
    }
    put(x, row, m);
  }

  @Override
  void transpose(long from, long pitch, int rows, int columns, long to, long toPitch) {
    Rows.plain(Kind.F64).transpose(from, pitch, rows, columns, to, toPitch);
  }
}
