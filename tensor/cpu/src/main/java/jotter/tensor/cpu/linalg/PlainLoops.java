package jotter.tensor.cpu.linalg;

import java.util.Arrays;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Loops over numbers one by one, for both types.
final class PlainLoops {
  private final boolean single;
  private final int size;
  private final int lanes;
  private final int partialSums;

  PlainLoops(Kind kind) {
    this.single = kind == Kind.F32;
    this.size = single ? 4 : 8;
    this.lanes = Simd.lanes(kind);
    this.partialSums = Simd.partialSums(kind);
  }

  private double get(long a) {
    return single ? Memory.getF32(a) : Memory.getF64(a);
  }

  private void set(long a, double v) {
    if (single) Memory.set(a, (float) v);
    else Memory.set(a, v);
  }

  /// `a·b + c`, rounded once.
  private double fma(double a, double b, double c) {
    return single ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
  }

  /// `y[j] += f · x[j]`.
  private void add(double f, long x, long y, int n) {
    if (single) {
      float g = (float) f;
      for (long j = 0; j < n * 4L; j += 4)
        Memory.set(y + j, Math.fma(g, Memory.getF32(x + j), Memory.getF32(y + j)));
    } else
      for (long j = 0; j < n * 8L; j += 8)
        Memory.set(y + j, Math.fma(f, Memory.getF64(x + j), Memory.getF64(y + j)));
  }

  private void divide(long x, int n, double d) {
    if (single) {
      float g = (float) d;
      for (long j = 0; j < n * 4L; j += 4) Memory.set(x + j, Memory.getF32(x + j) / g);
    } else for (long j = 0; j < n * 8L; j += 8) Memory.set(x + j, Memory.getF64(x + j) / d);
  }

  final class Combine extends RowLoops.Combine {
    @Override
    void one(float sign, long y, int n, long f, long step, long rows, long pitch) {
      add(sign * get(f), rows, y, n);
    }

    @Override
    void four(float sign, long y, int n, long f, long step, long rows, long pitch) {
      for (int i = 0; i < 4; i++) add(sign * get(f + i * step), rows + i * pitch, y, n);
    }

    @Override
    void eight(float sign, long y, int n, long f, long step, long rows, long pitch) {
      for (int i = 0; i < 8; i++) add(sign * get(f + i * step), rows + i * pitch, y, n);
    }
  }

  final class Pairs extends RowLoops.Pairs {
    @Override
    void two(Object factors, long y, long yPitch, int n, long rows, long pitch) {
      for (int i = 0; i < 16; i++)
        add(number(factors, i), rows + i % 8 * pitch, y + i / 8 * yPitch, n);
    }
  }

  private double number(Object factors, int i) {
    return single ? ((float[]) factors)[i] : ((double[]) factors)[i];
  }

  final class Substitute extends RowLoops.Substitute {
    @Override
    void unit(Object factors, long y, long pitch, int n) {
      run(factors, y, pitch, n, true);
    }

    @Override
    void divided(Object factors, long y, long pitch, int n) {
      run(factors, y, pitch, n, false);
    }

    private void run(Object factors, long y, long pitch, int n, boolean unit) {
      for (int i = 0, at = 0; i < 8; i++) {
        for (int k = 0; k < i; k++) add(number(factors, at++), y + k * pitch, y + i * pitch, n);
        double d = number(factors, at++);
        if (!unit) divide(y + i * pitch, n, d);
      }
    }
  }

  final class Move extends RowLoops.Move {
    @Override
    void exchange(long a, long b, int n) {
      swap(a, b, size, n);
    }

    @Override
    void negate(long from, long to, int n) {
      for (long j = 0; j < (long) n * size; j += size)
        if (single) Memory.set(to + j, -Memory.getF32(from + j));
        else Memory.set(to + j, -Memory.getF64(from + j));
    }
  }

  final class Largest extends RowLoops.Largest {
    @Override
    int run(long x, int n) {
      return largest(x, n, size);
    }
  }

  final class Spread extends RowLoops.Spread {
    @Override
    void one(float sign, long rows, long pitch, long f, long step, long x, int n) {
      add(sign * get(f), x, rows, n);
    }

    @Override
    void four(float sign, long rows, long pitch, long f, long step, long x, int n) {
      for (int i = 0; i < 4; i++) add(sign * get(f + i * step), x, rows + i * pitch, n);
    }
  }

  final class Dots extends RowLoops.Dots {
    @Override
    void two(Object sums, long y, long step, long x, int n, long rows, long pitch) {
      if (single) {
        Memory.set(y, dot((float[]) sums, x, n, rows));
        Memory.set(y + step, dot((float[]) sums, x, n, rows + pitch));
      } else {
        Memory.set(y, dot((double[]) sums, x, n, rows));
        Memory.set(y + step, dot((double[]) sums, x, n, rows + pitch));
      }
    }

    private float dot(float[] s, long x, int n, long row) {
      Arrays.fill(s, 0);
      for (int j = 0; j < n; j += partialSums)
        for (int l = 0; l < Math.min(partialSums, n - j); l++) {
          long o = 4L * (j + l);
          s[l] = Math.fma(Memory.getF32(row + o), Memory.getF32(x + o), s[l]);
        }
      // Halves upon halves, as vectors do it.
      for (int h = partialSums / 2; h > 0; h /= 2) for (int l = 0; l < h; l++) s[l] += s[l + h];
      return s[0];
    }

    private double dot(double[] s, long x, int n, long row) {
      Arrays.fill(s, 0);
      for (int j = 0; j < n; j += partialSums)
        for (int l = 0; l < Math.min(partialSums, n - j); l++) {
          long o = 8L * (j + l);
          s[l] = Math.fma(Memory.getF64(row + o), Memory.getF64(x + o), s[l]);
        }
      for (int h = partialSums / 2; h > 0; h /= 2) for (int l = 0; l < h; l++) s[l] += s[l + h];
      return s[0];
    }
  }

  final class Divide extends RowLoops.Divide {
    @Override
    void run(long x, int n, double d) {
      divide(x, n, d);
    }
  }

  final class Rotate extends RowLoops.Rotate {
    @Override
    void one(long row, long pitch, long pairs, int n) {
      double s = get(pairs);
      double t = get(pairs + size);
      long next = row + pitch;
      for (long j = 0; j < (long) n * size; j += size) {
        double x = get(row + j);
        double y = get(next + j);
        set(row + j, fma(s, fma(-t, x, y), x));
        set(next + j, fma(-s, fma(t, y, x), y));
      }
    }

    @Override
    void three(long row, long pitch, long pairs, int n) {
      for (int i = 0; i < 3; i++) one(row + i * pitch, pitch, pairs + 2L * i * size, n);
    }
  }

  final class Lanes extends RowLoops.Lanes {
    @Override
    void subtract(long y, long yPitch, long f, long fPitch, int rows, long x, int count) {
      long wide = (long) lanes * size;
      for (int i = 0; i < rows; i++, y += yPitch, f += fPitch)
        for (long o = 0; o < wide; o += size)
          if (single) subtract(-Memory.getF32(f + o), x + o, y + o, wide, count);
          else subtract(-Memory.getF64(f + o), x + o, y + o, wide, count);
    }

    private static void subtract(float g, long x, long y, long step, int count) {
      for (int k = 0; k < count; k++, x += step, y += step)
        Memory.set(y, Math.fma(g, Memory.getF32(x), Memory.getF32(y)));
    }

    private static void subtract(double g, long x, long y, long step, int count) {
      for (int k = 0; k < count; k++, x += step, y += step)
        Memory.set(y, Math.fma(g, Memory.getF64(x), Memory.getF64(y)));
    }

    @Override
    void divide(long x, long pitch, int count, long d) {
      for (int i = 0; i < count; i++, x += pitch)
        for (long o = 0; o < (long) lanes * size; o += size)
          // The quotient in double precision is, rounded once more, that in single precision.
          set(x + o, get(x + o) / get(d + o));
    }
  }

  /// Exchanges the numbers at `a` and at `b` and those `step` further on, `n` of each.
  void swap(long a, long b, long step, int n) {
    long end = n * step;
    if (single)
      for (long o = 0; o != end; o += step) {
        int t = Memory.getI32(a + o);
        Memory.set(a + o, Memory.getI32(b + o));
        Memory.set(b + o, t);
      }
    else
      for (long o = 0; o != end; o += step) {
        long t = Memory.getI64(a + o);
        Memory.set(a + o, Memory.getI64(b + o));
        Memory.set(b + o, t);
      }
  }

  /// The place of the number of the largest modulus of those that are `step` apart.
  int largest(long x, int n, long step) {
    int at = 0;
    if (single) {
      float best = Math.abs(Memory.getF32(x));
      for (int i = 1; i < n; i++) {
        float v = Math.abs(Memory.getF32(x + i * step));
        if (v > best) {
          best = v;
          at = i;
        }
      }
      return at;
    }
    double best = Math.abs(Memory.getF64(x));
    for (int i = 1; i < n; i++) {
      double v = Math.abs(Memory.getF64(x + i * step));
      if (v > best) {
        best = v;
        at = i;
      }
    }
    return at;
  }
}
