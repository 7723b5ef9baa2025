package jotter.tensor.cpu.conv.direct;

import java.util.Arrays;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;

/// The nine taps of a 3 × 3 kernel over a plane that is laid out as a {@link Frame} says.
///
/// The vector loops and the plain one, which serves until those are compiled, give the same bits.
abstract class Nine {
  static final int TAPS = Frame.SIDE * Frame.SIDE;

  private static final Nine PLAIN = new Plain();

  /// What to use for `n` results.
  static Nine here(long n) {
    return Simd.ON && VectorNine.GATE.open(n) ? VectorNine.INSTANCE : PLAIN;
  }

  /// For tests: both ways.
  static Nine[] all() {
    return new Nine[] {PLAIN, VectorNine.INSTANCE};
  }

  /// Lays out the plane at `in`; the rows above and below it are left as they are.
  abstract void lay(Frame f, long in, float[] to);

  /// Results at `out`: start + Σ w[at + t] · what tap t sees.
  abstract void sums(Frame f, float[] b, float[] w, int at, float start, long out);

  private static final class Plain extends Nine {
    @Override
    void lay(Frame f, long in, float[] to) {
      Arrays.fill(to, f.top * f.step, (f.top + f.height) * f.step, 0);
      for (int y = 0; y < f.height; y++)
        for (int x = 0; x < f.width; x++) {
          int column = x + f.pad;
          int at = column / f.stride + (column % f.stride) * f.second;
          if (column / f.stride >= f.seen.length / f.stride * Frame.LANES) break;
          to[(f.top + y) * f.step + at] = Memory.getF32(in + y * f.pitch + 4L * x);
        }
    }

    @Override
    void sums(Frame f, float[] b, float[] w, int at, float start, long out) {
      float[] row = new float[f.columns];
      for (int y = 0; y < f.rows; y++) {
        Arrays.fill(row, start);
        for (int t = 0; t < TAPS; t++) {
          int k = t % Frame.SIDE;
          int p = y * f.strideY * f.step + t / Frame.SIDE * f.down;
          p += k == 0 ? 0 : k == 1 ? f.second : f.third;
          for (int x = 0; x < row.length; x++) row[x] = Math.fma(w[at + t], b[p + x], row[x]);
        }
        for (int x = 0; x < row.length; x++) Memory.set(out + y * f.outPitch + 4L * x, row[x]);
      }
    }
  }
}
