package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Loops over float64, with the bits that {@link VectorRows64} gives.
final class PlainRows64 extends Rows {
  private final int lanes = Simd.lanes(Kind.F64);

  PlainRows64() {
    super(Kind.F64);
  }

  private static double at(long a) {
    return Memory.getF64(a);
  }

  @Override
  void combine(float sign, long y, int n, long f, long step, long rows, long pitch, int count) {
    for (int i = 0; i < count; i++, f += step, rows += pitch) {
      double g = sign * at(f);
      for (long j = 0; j < n * 8L; j += 8) Memory.set(y + j, Math.fma(g, at(rows + j), at(y + j)));
    }
  }

  @Override
  void dots(long y, long step, long x, int n, long rows, long pitch, int count) {
    double[] s = new double[lanes];
    for (int i = 0; i < count; i++, rows += pitch, y += step) {
      java.util.Arrays.fill(s, 0);
      for (int j = 0; j < n; j += lanes)
        for (int l = 0; l < Math.min(lanes, n - j); l++) {
          long o = 8L * (j + l);
          s[l] = Math.fma(at(rows + o), at(x + o), s[l]);
        }
      // Halves upon halves, as vectors do it.
      for (int h = lanes / 2; h > 0; h /= 2) for (int l = 0; l < h; l++) s[l] += s[l + h];
      Memory.set(y, s[0]);
    }
  }

  @Override
  void spread(float sign, long rows, long pitch, int count, long f, long step, long x, int n) {
    for (int i = 0; i < count; i++, f += step, rows += pitch) {
      double g = sign * at(f);
      for (long j = 0; j < n * 8L; j += 8)
        Memory.set(rows + j, Math.fma(g, at(x + j), at(rows + j)));
    }
  }

  @Override
  void divide(long x, int n, double d) {
    double g = d;
    for (long j = 0; j < n * 8L; j += 8) Memory.set(x + j, at(x + j) / g);
  }

  @Override
  void rotate(long row, long pitch, int count, long pairs, int n) {
    for (int i = 0; i < count; i++, row += pitch) {
      double s = at(pairs + 2 * 8L * i);
      double t = at(pairs + 2 * 8L * i + 8L);
      long next = row + pitch;
      for (long j = 0; j < n * 8L; j += 8) {
        double x = at(row + j);
        double y = at(next + j);
        Memory.set(row + j, Math.fma(s, Math.fma(-t, x, y), x));
        Memory.set(next + j, Math.fma(-s, Math.fma(t, y, x), y));
      }
    }
  }

  @Override
  void transpose(long from, long pitch, int rows, int columns, long to, long toPitch) {
    int some = 16;
    for (int r = 0; r < rows; r += some) {
      int end = Math.min(rows, r + some);
      for (int j = 0; j < columns; j++)
        for (int i = r; i < end; i++)
          Memory.set(to + j * toPitch + 8L * i, at(from + i * pitch + 8L * j));
    }
  }
}
