package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Loops over float32, with the bits that {@link VectorRows32} gives.
final class PlainRows32 extends Rows {
  private final int lanes = Simd.lanes(Kind.F32);

  PlainRows32() {
    super(Kind.F32);
  }

  private static float at(long a) {
    return Memory.getF32(a);
  }

  @Override
  void combine(float sign, long y, int n, long f, long step, long rows, long pitch, int count) {
    for (int i = 0; i < count; i++, f += step, rows += pitch) {
      float g = sign * at(f);
      for (long j = 0; j < n * 4L; j += 4) Memory.set(y + j, Math.fma(g, at(rows + j), at(y + j)));
    }
  }

  @Override
  void dots(long y, long step, long x, int n, long rows, long pitch, int count) {
    float[] s = new float[lanes];
    for (int i = 0; i < count; i++, rows += pitch, y += step) {
      java.util.Arrays.fill(s, 0);
      for (int j = 0; j < n; j += lanes)
        for (int l = 0; l < Math.min(lanes, n - j); l++) {
          long o = 4L * (j + l);
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
      float g = sign * at(f);
      for (long j = 0; j < n * 4L; j += 4)
        Memory.set(rows + j, Math.fma(g, at(x + j), at(rows + j)));
    }
  }

  @Override
  void divide(long x, int n, double d) {
    float g = (float) d;
    for (long j = 0; j < n * 4L; j += 4) Memory.set(x + j, at(x + j) / g);
  }

  @Override
  void rotate(long row, long pitch, int count, long pairs, int n) {
    for (int i = 0; i < count; i++, row += pitch) {
      float s = at(pairs + 2 * 4L * i);
      float t = at(pairs + 2 * 4L * i + 4L);
      long next = row + pitch;
      for (long j = 0; j < n * 4L; j += 4) {
        float x = at(row + j);
        float y = at(next + j);
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
          Memory.set(to + j * toPitch + 4L * i, at(from + i * pitch + 4L * j));
    }
  }
}
