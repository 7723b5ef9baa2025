package jotter.tensor.cpu.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.formula.code.Code.Kind;

/// Vectors of float32.
///
/// No loop here carries a vector from one turn to the next, sums go through memory: of such a
/// vector the just-in-time compiler does not always know the class, and then makes an object of it
/// in each turn.
final class VectorRows32 extends Rows {
  private static final VectorSpecies<Float> V = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = V.length();
  private static final long WIDE = 4L * LANES;

  /// Lanes turned by a half, a quarter, ... of the vector; beyond a pair by nothing new.
  private static final VectorShuffle<Float> HALF = turn(2);

  private static final VectorShuffle<Float> QUARTER = turn(4);
  private static final VectorShuffle<Float> EIGHTH = turn(8);
  private static final VectorShuffle<Float> SIXTEENTH = turn(16);

  VectorRows32() {
    super(Kind.F32);
  }

  private static VectorShuffle<Float> turn(int part) {
    int by = LANES / part;
    return VectorShuffle.fromOp(V, i -> (i + by) % LANES);
  }

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(V, Memory.ALL, a, Memory.ORDER);
  }

  private static FloatVector at(long a, VectorMask<Float> m) {
    return FloatVector.fromMemorySegment(V, Memory.ALL, a, Memory.ORDER, m);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a, VectorMask<Float> m) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER, m);
  }

  private static FloatVector all(float v) {
    return FloatVector.broadcast(V, v);
  }

  @Override
  void combine(float sign, long y, int n, long f, long step, long rows, long pitch, int count) {
    int i = 0;
    for (; i <= count - 8; i += 8, f += 8 * step, rows += 8 * pitch)
      eight(sign, y, n, f, step, rows, pitch);
    if (i <= count - 4) {
      four(sign, y, n, f, step, rows, pitch);
      i += 4;
      f += 4 * step;
      rows += 4 * pitch;
    }
    for (; i < count; i++, f += step, rows += pitch) add(sign * Memory.getF32(f), y, rows, n);
  }

  private static void eight(float sign, long y, int n, long f, long step, long rows, long pitch) {
    FloatVector g0 = all(sign * Memory.getF32(f));
    FloatVector g1 = all(sign * Memory.getF32(f + step));
    FloatVector g2 = all(sign * Memory.getF32(f + 2 * step));
    FloatVector g3 = all(sign * Memory.getF32(f + 3 * step));
    long h = f + 4 * step;
    FloatVector g4 = all(sign * Memory.getF32(h));
    FloatVector g5 = all(sign * Memory.getF32(h + step));
    FloatVector g6 = all(sign * Memory.getF32(h + 2 * step));
    FloatVector g7 = all(sign * Memory.getF32(h + 3 * step));
    long q = rows + 4 * pitch;
    int j = 0;
    for (; j <= n - LANES; j += LANES, y += WIDE, rows += WIDE, q += WIDE) {
      FloatVector s = at(rows).fma(g0, at(y));
      s = at(rows + pitch).fma(g1, s);
      s = at(rows + 2 * pitch).fma(g2, s);
      s = at(rows + 3 * pitch).fma(g3, s);
      s = at(q).fma(g4, s);
      s = at(q + pitch).fma(g5, s);
      s = at(q + 2 * pitch).fma(g6, s);
      put(at(q + 3 * pitch).fma(g7, s), y);
    }
    if (j == n) return;
    tailFour(sign, y, n - j, f, step, rows, pitch);
    tailFour(sign, y, n - j, h, step, q, pitch);
  }

  private static void four(float sign, long y, int n, long f, long step, long rows, long pitch) {
    FloatVector g0 = all(sign * Memory.getF32(f));
    FloatVector g1 = all(sign * Memory.getF32(f + step));
    FloatVector g2 = all(sign * Memory.getF32(f + 2 * step));
    FloatVector g3 = all(sign * Memory.getF32(f + 3 * step));
    int j = 0;
    for (; j <= n - LANES; j += LANES, y += WIDE, rows += WIDE) {
      FloatVector s = at(rows).fma(g0, at(y));
      s = at(rows + pitch).fma(g1, s);
      s = at(rows + 2 * pitch).fma(g2, s);
      put(at(rows + 3 * pitch).fma(g3, s), y);
    }
    if (j < n) tailFour(sign, y, n - j, f, step, rows, pitch);
  }

  private static void tailFour(
      float sign, long y, int n, long f, long step, long rows, long pitch) {
    tailTwo(sign, y, n, f, step, rows, pitch);
    tailTwo(sign, y, n, f + 2 * step, step, rows + 2 * pitch, pitch);
  }

  private static void tailTwo(float sign, long y, int n, long f, long step, long rows, long pitch) {
    VectorMask<Float> m = V.indexInRange(0, n);
    FloatVector s = at(rows, m).fma(all(sign * Memory.getF32(f)), at(y, m));
    put(at(rows + pitch, m).fma(all(sign * Memory.getF32(f + step)), s), y, m);
  }

  @Override
  void dots(long y, long step, long x, int n, long rows, long pitch, int count) {
    float[] sums = new float[2 * LANES];
    int i = 0;
    for (; i <= count - 2; i += 2, rows += 2 * pitch, y += 2 * step)
      dotTwo(sums, y, step, x, n, rows, pitch);
    if (i < count) dotTwo(sums, y, 0, x, n, rows, 0);
  }

  private static void dotTwo(
      float[] sums, long y, long step, long x, int n, long rows, long pitch) {
    all(0).intoArray(sums, 0);
    all(0).intoArray(sums, LANES);
    int j = 0;
    for (; j <= n - 4 * LANES; j += 4 * LANES, x += 4 * WIDE, rows += 4 * WIDE) {
      FloatVector x0 = at(x);
      FloatVector x1 = at(x + WIDE);
      FloatVector x2 = at(x + 2 * WIDE);
      FloatVector x3 = at(x + 3 * WIDE);
      FloatVector s = at(rows).fma(x0, FloatVector.fromArray(V, sums, 0));
      s = at(rows + WIDE).fma(x1, s);
      s = at(rows + 2 * WIDE).fma(x2, s);
      at(rows + 3 * WIDE).fma(x3, s).intoArray(sums, 0);
      long q = rows + pitch;
      s = at(q).fma(x0, FloatVector.fromArray(V, sums, LANES));
      s = at(q + WIDE).fma(x1, s);
      s = at(q + 2 * WIDE).fma(x2, s);
      at(q + 3 * WIDE).fma(x3, s).intoArray(sums, LANES);
    }
    for (; j <= n - LANES; j += LANES, x += WIDE, rows += WIDE) {
      FloatVector v = at(x);
      at(rows).fma(v, FloatVector.fromArray(V, sums, 0)).intoArray(sums, 0);
      at(rows + pitch).fma(v, FloatVector.fromArray(V, sums, LANES)).intoArray(sums, LANES);
    }
    if (j < n) dotTail(sums, x, n - j, rows, pitch);
    Memory.set(y, sum(sums, 0));
    Memory.set(y + step, sum(sums, LANES));
  }

  private static void dotTail(float[] sums, long x, int n, long rows, long pitch) {
    VectorMask<Float> m = V.indexInRange(0, n);
    FloatVector v = at(x, m);
    at(rows, m).fma(v, FloatVector.fromArray(V, sums, 0)).intoArray(sums, 0);
    at(rows + pitch, m).fma(v, FloatVector.fromArray(V, sums, LANES)).intoArray(sums, LANES);
  }

  /// The sum of the lanes, halves upon halves: the API leaves the order of its own open.
  private static float sum(float[] a, int from) {
    FloatVector s = FloatVector.fromArray(V, a, from);
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
    for (; i < count; i++, f += step, rows += pitch) add(sign * Memory.getF32(f), rows, x, n);
  }

  private static void addFour(float sign, long rows, long pitch, long f, long step, long x, int n) {
    FloatVector g0 = all(sign * Memory.getF32(f));
    FloatVector g1 = all(sign * Memory.getF32(f + step));
    FloatVector g2 = all(sign * Memory.getF32(f + 2 * step));
    FloatVector g3 = all(sign * Memory.getF32(f + 3 * step));
    long q = rows + 2 * pitch;
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE, rows += WIDE, q += WIDE) {
      FloatVector v = at(x);
      put(g0.fma(v, at(rows)), rows);
      put(g1.fma(v, at(rows + pitch)), rows + pitch);
      put(g2.fma(v, at(q)), q);
      put(g3.fma(v, at(q + pitch)), q + pitch);
    }
    if (j == n) return;
    tail(sign * Memory.getF32(f), rows, x, n - j);
    tail(sign * Memory.getF32(f + step), rows + pitch, x, n - j);
    tail(sign * Memory.getF32(f + 2 * step), q, x, n - j);
    tail(sign * Memory.getF32(f + 3 * step), q + pitch, x, n - j);
  }

  private static void add(float f, long row, long x, int n) {
    FloatVector g = all(f);
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE, row += WIDE) put(g.fma(at(x), at(row)), row);
    if (j < n) tail(f, row, x, n - j);
  }

  private static void tail(float f, long row, long x, int n) {
    VectorMask<Float> m = V.indexInRange(0, n);
    put(all(f).fma(at(x, m), at(row, m)), row, m);
  }

  @Override
  void divide(long x, int n, double d) {
    divide((float) d, x, n);
  }

  private static void divide(float d, long x, int n) {
    FloatVector g = all(d);
    int j = 0;
    for (; j <= n - LANES; j += LANES, x += WIDE) put(at(x).div(g), x);
    if (j < n) {
      VectorMask<Float> m = V.indexInRange(j, n);
      put(at(x, m).div(g), x, m);
    }
  }

  @Override
  void rotate(long row, long pitch, int count, long pairs, int n) {
    int i = 0;
    for (; i <= count - 3; i += 3, row += 3 * pitch, pairs += 6 * 4L)
      turnThree(row, pitch, pairs, n);
    for (; i < count; i++, row += pitch, pairs += 2 * 4L)
      turn(row, row + pitch, Memory.getF32(pairs), Memory.getF32(pairs + 4L), n);
  }

  private static void turnThree(long row, long pitch, long pairs, int n) {
    float s0 = Memory.getF32(pairs);
    float t0 = Memory.getF32(pairs + 4L);
    float s1 = Memory.getF32(pairs + 2 * 4L);
    float t1 = Memory.getF32(pairs + 3 * 4L);
    float s2 = Memory.getF32(pairs + 4 * 4L);
    float t2 = Memory.getF32(pairs + 5 * 4L);
    FloatVector u0 = all(-t0);
    FloatVector r0 = all(-s0);
    FloatVector u1 = all(-t1);
    FloatVector r1 = all(-s1);
    FloatVector u2 = all(-t2);
    FloatVector r2 = all(-s2);
    long a = row;
    int j = 0;
    for (; j <= n - LANES; j += LANES, a += WIDE) {
      FloatVector x = at(a);
      FloatVector y = at(a + pitch);
      put(u0.fma(x, y).fma(all(s0), x), a);
      x = all(t0).fma(y, x).fma(r0, y);
      y = at(a + 2 * pitch);
      put(u1.fma(x, y).fma(all(s1), x), a + pitch);
      x = all(t1).fma(y, x).fma(r1, y);
      y = at(a + 3 * pitch);
      put(u2.fma(x, y).fma(all(s2), x), a + 2 * pitch);
      put(all(t2).fma(y, x).fma(r2, y), a + 3 * pitch);
    }
    if (j == n) return;
    turnTail(a, a + pitch, s0, t0, n - j);
    turnTail(a + pitch, a + 2 * pitch, s1, t1, n - j);
    turnTail(a + 2 * pitch, a + 3 * pitch, s2, t2, n - j);
  }

  private static void turn(long row, long next, float s, float t, int n) {
    int j = 0;
    for (; j <= n - LANES; j += LANES, row += WIDE, next += WIDE) {
      FloatVector x = at(row);
      FloatVector y = at(next);
      put(all(-t).fma(x, y).fma(all(s), x), row);
      put(all(t).fma(y, x).fma(all(-s), y), next);
    }
    if (j < n) turnTail(row, next, s, t, n - j);
  }

  private static void turnTail(long row, long next, float s, float t, int n) {
    VectorMask<Float> m = V.indexInRange(0, n);
    FloatVector x = at(row, m);
    FloatVector y = at(next, m);
    put(all(-t).fma(x, y).fma(all(s), x), row, m);
    put(all(t).fma(y, x).fma(all(-s), y), next, m);
  }

  @Override
  void transpose(long from, long pitch, int rows, int columns, long to, long toPitch) {
    Rows plain = Rows.plain(Kind.F32);
    int m = LANES < 8 ? 0 : rows / 8 * 8;
    int n = LANES < 8 ? 0 : columns / 8 * 8;
    for (int i = 0; i < m; i += 8)
      for (int j = 0; j < n; j += 8)
        VectorTurn.square(from + i * pitch + 4L * j, pitch, to + j * toPitch + 4L * i, toPitch);
    if (n < columns)
      plain.transpose(from + 4L * n, pitch, rows, columns - n, to + n * toPitch, toPitch);
    if (m < rows) plain.transpose(from + m * pitch, pitch, rows - m, n, to + 4L * m, toPitch);
  }
}
