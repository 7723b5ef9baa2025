package jotter.tensor.cpu.conv.direct;

import java.util.Arrays;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;

/// The nine taps of a 3 × 3 kernel over a plane that is laid out as a {@link Frame} says.
///
/// The vector loops and the plain one, which serves until those are compiled, give the same bits.
abstract class Nine {
  static final int TAPS = Frame.SIDE * Frame.SIDE;

  static final Nine PLAIN = new Plain();

  /// What to use for `n` results.
  static Nine here(long n) {
    return Simd.ON && VectorNine.GATE.open(n) ? VectorNine.INSTANCE : PLAIN;
  }

  /// Lays out the plane at `in`; the rows above and below it are left as they are.
  abstract void lay(Frame f, long in, float[] to);

  /// Lays out `rows` rows of `width` numbers without gaps between them, `step` apart in `to`, with
  /// zeros behind each up to a whole vector. There are at least as many as a vector has.
  abstract void rows(long from, int width, int rows, float[] to, int at, int step);

  /// `sums[t·LANES + l] += Σ up · what tap t sees`, over the places whose column is l (mod LANES).
  /// The rows of `up` are whole vectors, one behind the other.
  abstract void dots(Frame f, float[] b, float[] up, float[] sums);

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
    void rows(long from, int width, int rows, float[] to, int at, int step) {
      int whole = (width + Frame.LANES - 1) / Frame.LANES * Frame.LANES;
      for (int y = 0; y < rows; y++, from += 4L * width, at += step) {
        for (int x = 0; x < width; x++) to[at + x] = Memory.getF32(from + 4L * x);
        Arrays.fill(to, at + width, at + whole, 0);
      }
    }

    @Override
    void dots(Frame f, float[] b, float[] up, float[] sums) {
      int wide = f.there.length * Frame.LANES;
      for (int y = 0; y < f.rows; y++)
        for (int t = 0; t < TAPS; t++) {
          int p = y * f.strideY * f.step + f.offset(t);
          for (int x = 0; x < wide; x++) {
            int s = t * Frame.LANES + x % Frame.LANES;
            sums[s] = Math.fma(b[p + x], up[y * wide + x], sums[s]);
          }
        }
    }

    @Override
    void sums(Frame f, float[] b, float[] w, int at, float start, long out) {
      float[] row = new float[f.columns];
      for (int y = 0; y < f.rows; y++) {
        Arrays.fill(row, start);
        for (int t = 0; t < TAPS; t++) {
          int p = y * f.strideY * f.step + f.offset(t);
          for (int x = 0; x < row.length; x++) row[x] = Math.fma(w[at + t], b[p + x], row[x]);
        }
        for (int x = 0; x < row.length; x++) Memory.set(out + y * f.outPitch + 4L * x, row[x]);
      }
    }
  }
}
