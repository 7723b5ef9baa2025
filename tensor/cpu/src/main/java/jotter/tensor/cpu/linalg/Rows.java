package jotter.tensor.cpu.linalg;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.loop.Turner;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// What factorizations do with rows of a matrix outside of products: few loops over rows that are
/// runs of memory. Addresses are in bytes, and so are the steps between rows (`pitch`) and between
/// factors (`step`).
final class Rows {
  private static final Rows F32 = new Rows(Kind.F32);
  private static final Rows F64 = new Rows(Kind.F64);

  final Kind kind;
  final DType type;

  /// Bytes of a number.
  final int size;

  /// Numbers of a vector.
  final int lanes;

  private final PlainLoops plain;
  private final Warm<RowLoops.Combine> combine;
  private final Warm<RowLoops.Pairs> pairs;
  private final Warm<RowLoops.Substitute> substitute;
  private final Warm<RowLoops.Move> move;
  private final Warm<RowLoops.Largest> largest;
  private final Warm<RowLoops.Dots> dots;
  private final Warm<RowLoops.Spread> spread;
  private final Warm<RowLoops.Divide> divide;
  private final Warm<RowLoops.Rotate> rotate;
  private final Warm<RowLoops.Lanes> byLanes;
  private final Turner turner;

  private Rows(Kind kind) {
    this(kind, Turner.of(kind == Kind.F32 ? 4 : 8));
  }

  private Rows(Kind kind, Turner turner) {
    this.kind = kind;
    this.turner = turner;
    this.type = kind == Kind.F32 ? DType.FLOAT32 : DType.FLOAT64;
    this.size = kind == Kind.F32 ? 4 : 8;
    this.lanes = Simd.lanes(kind);
    this.plain = new PlainLoops(kind);
    this.combine = warm(plain.new Combine(), RowEmitter::combine, RowTrial::combine);
    this.pairs = warm(plain.new Pairs(), RowEmitter::pairs, RowTrial::pairs);
    this.substitute = warm(plain.new Substitute(), SolveEmitter::substitute, RowTrial::substitute);
    this.move = warm(plain.new Move(), SolveEmitter::move, RowTrial::move);
    this.largest = warm(plain.new Largest(), k -> new LargestBits(plain, k), RowTrial::largest);
    this.dots = warm(plain.new Dots(), RowEmitter::dots, RowTrial::dots);
    this.spread = warm(plain.new Spread(), RowEmitter::spread, RowTrial::spread);
    this.divide = warm(plain.new Divide(), RowEmitter::divide, RowTrial::divide);
    this.rotate = warm(plain.new Rotate(), RowEmitter::rotate, RowTrial::rotate);
    this.byLanes = warm(plain.new Lanes(), RowEmitter::lanes, RowTrial::lanes);
  }

  private <T> Warm<T> warm(
      T plain, Function<Kind, T> make, BiFunction<RowTrial, T, Boolean> trial) {
    return new Warm<>(plain, () -> make.apply(kind), t -> RowTrial.fast(kind, t, trial));
  }

  static Rows of(Kind kind) {
    return kind == Kind.F32 ? F32 : F64;
  }

  /// For tests: with vectors that are cold, or with plain loops for good.
  static Rows forced(Kind kind, boolean vectors) {
    Rows r = new Rows(kind, Turner.forced(kind == Kind.F32 ? 4 : 8, vectors));
    for (Warm<?> w :
        List.of(
            r.combine,
            r.pairs,
            r.substitute,
            r.move,
            r.largest,
            r.dots,
            r.spread,
            r.divide,
            r.rotate,
            r.byLanes)) w.force(vectors);
    return r;
  }

  /// `y += sign · Σ f[i]·row[i]`: the `n` numbers at `y` and `count` rows.
  void combine(float sign, long y, int n, long f, long step, long rows, long pitch, int count) {
    combine.get((long) n * count).run(sign, y, n, f, step, rows, pitch, count);
  }

  /// `y[j] += sign · Σ f[j][i]·row[i]`: `m` rows of `n` numbers and `count` rows. A factor is
  /// `fPitch` from the one in the next row of them, and `step` from the next one in its row.
  void product(
      float sign,
      long y,
      long yPitch,
      int m,
      int n,
      long f,
      long fPitch,
      long step,
      long rows,
      long pitch,
      int count) {
    RowLoops.Pairs two = pairs.get((long) m * n * count);
    RowLoops.Combine one = combine.get((long) m * n * count);
    Object factors = Staging.array(kind, 16);
    // What is behind whole vectors, or belongs to no eight rows or no pair, goes one by one.
    int wide = n / lanes * lanes;
    int whole = m < 2 || wide == 0 ? 0 : count / 8 * 8;
    for (int i = 0; i < whole; i += 8) {
      long from = rows + i * pitch;
      for (int j = 0; j <= m - 2; j += 2) {
        long to = y + j * yPitch;
        long by = f + j * fPitch + i * step;
        for (int k = 0; k < 8; k++) {
          put(factors, k, sign, by + k * step);
          put(factors, 8 + k, sign, by + fPitch + k * step);
        }
        two.two(factors, to, yPitch, wide, from, pitch);
        long o = (long) wide * size;
        for (int k = 0; k < 2 && wide < n; k++)
          one.eight(sign, to + k * yPitch + o, n - wide, by + k * fPitch, step, from + o, pitch);
      }
    }
    for (int j = 0; j < m; j++) {
      int done = j < m / 2 * 2 ? whole : 0;
      if (done < count)
        one.run(
            sign,
            y + j * yPitch,
            n,
            f + j * fPitch + done * step,
            step,
            rows + done * pitch,
            pitch,
            count - done);
    }
  }

  private void put(Object factors, int i, float sign, long a) {
    if (kind == Kind.F32) ((float[]) factors)[i] = sign * Memory.getF32(a);
    else ((double[]) factors)[i] = sign * Memory.getF64(a);
  }

  /// Solves eight equations with a lower triangle, the rows of `y` being the right sides and then
  /// the solutions, of `n` numbers each. A factor is `fPitch` from the one in the next row, and
  /// `step` from the next one in its row.
  void substitute(long y, long pitch, int n, long f, long fPitch, long step, boolean unit) {
    Object factors = Staging.array(kind, 36);
    for (int i = 0, at = 0; i < 8; i++)
      for (int k = 0; k <= i; k++, at++)
        put(factors, at, k < i ? -1 : 1, f + i * fPitch + k * step);
    int wide = n / lanes * lanes;
    run(substitute.get(36L * n), factors, y, pitch, wide, unit);
    if (wide < n)
      run(plain.new Substitute(), factors, y + (long) wide * size, pitch, n - wide, unit);
  }

  private static void run(
      RowLoops.Substitute s, Object factors, long y, long pitch, int n, boolean unit) {
    if (unit) s.unit(factors, y, pitch, n);
    else s.divided(factors, y, pitch, n);
  }

  /// `y[i] = row[i] · x`, for `count` rows of `n` numbers; `step` is between results.
  void dots(long y, long step, long x, int n, long rows, long pitch, int count) {
    Object sums = Staging.array(kind, 2 * Simd.partialSums(kind));
    dots.get((long) n * count).run(sums, y, step, x, n, rows, pitch, count);
  }

  /// `row[i] += sign · f[i] · x`, for `count` rows of `n` numbers.
  void spread(float sign, long rows, long pitch, int count, long f, long step, long x, int n) {
    spread.get((long) n * count).run(sign, rows, pitch, count, f, step, x, n);
  }

  /// `x /= d`.
  void divide(long x, int n, double d) {
    divide.get(n).run(x, n, d);
  }

  /// `count` rotations of neighbouring rows of `n` numbers, one after the other: the row at `row`,
  /// x, and the one `pitch` (which may be negative) further on, y, become c·x + s·y and c·y - s·x,
  /// and the latter is the next x. Pairs of s and t = s / (1 + c), c >= 0, follow one another at
  /// `pairs`: computed as x + s·(y - t·x) and y - s·(x + t·y), a rotation by little rounds little.
  void rotate(long row, long pitch, int count, long pairs, int n) {
    rotate.get((long) n * count).run(row, pitch, count, pairs, n, size);
  }

  /// `y[i][k] -= f[i] · x[k]` for `rows` rows of `count` vectors, lane by lane; `fPitch` is between
  /// factors, which are vectors too.
  void subtractLanes(long y, long yPitch, long f, long fPitch, int rows, long x, int count) {
    byLanes.get((long) rows * count * lanes).subtract(y, yPitch, f, fPitch, rows, x, count);
  }

  /// `x[i] /= d` for `count` vectors, lane by lane.
  void divideLanes(long x, long pitch, int count, long d) {
    byLanes.get((long) count * lanes).divide(x, pitch, count, d);
  }

  /// `to[j][i] = from[i][j]` for `rows × columns` numbers of `from`.
  void transpose(long from, long pitch, int rows, int columns, long to, long toPitch) {
    turner.run(from, pitch, rows, columns, to, toPitch);
  }

  double get(long a) {
    return kind == Kind.F32 ? Memory.getF32(a) : Memory.getF64(a);
  }

  void set(long a, double v) {
    if (kind == Kind.F32) Memory.set(a, (float) v);
    else Memory.set(a, v);
  }

  void copy(long from, long to, long n) {
    MemorySegment.copy(Memory.ALL, from, Memory.ALL, to, n * size);
  }

  /// Exchanges `n` numbers at `a` and at `b`.
  void swap(long a, long b, int n) {
    if (n > 0) move.get(n).exchange(a, b, n);
  }

  /// Exchanges the numbers at `a` and at `b` and those below them in `n` rows.
  void swapColumns(long a, long b, long pitch, int n) {
    plain.swap(a, b, pitch, n);
  }

  /// `to = -from`.
  void negate(long from, long to, int n) {
    move.get(n).negate(from, to, n);
  }

  void clear(long a, long n) {
    Memory.ALL.asSlice(a, n * size).fill((byte) 0);
  }

  /// The place of the number of the largest modulus, the first if there are several. NaN is never
  /// larger, and nothing is larger than a NaN at the first place.
  int largest(long x, int n) {
    return largest.get(n).run(x, n);
  }

  /// The same for numbers that are `step` apart.
  int largest(long x, int n, long step) {
    return plain.largest(x, n, step);
  }

  /// The Euclidean norm, without overflow: float32 is summed in double precision, float64 scaled
  /// where its squares would be out of range.
  double norm(long x, int n) {
    double s = squares(x, n, 1);
    if (kind == Kind.F32 || s > 1e-280 && s < 1e280 || !(s == s)) return Math.sqrt(s);
    double most = n == 0 ? 0 : Math.abs(get(x + (long) largest(x, n) * size));
    if (most == 0 || Double.isInfinite(most)) return most;
    // A power of two, so that scaling is exact.
    double f = Math.scalb(1.0, -Math.clamp(Math.getExponent(most), -1000, 1000));
    return Math.sqrt(squares(x, n, f)) / f;
  }

  /// The sum of squares of `f` times the numbers, in double precision.
  double squares(long x, int n, double f) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4, x += 4L * size) {
      double a = get(x) * f;
      double b = get(x + size) * f;
      double c = get(x + 2 * size) * f;
      double d = get(x + 3 * size) * f;
      s0 += a * a;
      s1 += b * b;
      s2 += c * c;
      s3 += d * d;
    }
    for (; i < n; i++, x += size) {
      double a = get(x) * f;
      s0 += a * a;
    }
    return s0 + s1 + (s2 + s3);
  }
}
