package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;

/// The two steps of a resized plane: rows added up, and along each sum the numbers added up.
///
/// The vector loops and the plain ones, which serve until those are compiled, give the same bits:
/// each number is `x₀·w₀`, then a fused product and sum for each further term.
abstract class Resizing {
  static final Resizing PLAIN = new Plain();

  /// What to use for `n` results.
  static Resizing here(long n) {
    return Simd.ON && VectorResizing.GATE.open(n) ? VectorResizing.INSTANCE : PLAIN;
  }

  /// `rows` rows of the result from row `first` on, out of the plane at `plane`, as lines of `a`.
  /// The image goes on to `end`.
  abstract void rows(long plane, long end, Stack s, int first, int rows, Across a, float[] lines);

  /// The numbers along `rows` lines, to `out`, row after row.
  abstract void along(float[] lines, Across a, int rows, long out);

  private static final class Plain extends Resizing {
    @Override
    void rows(long plane, long end, Stack s, int first, int rows, Across a, float[] lines) {
      for (int r = 0; r < rows; r++)
        for (int j = 0; j < s.terms; j++) {
          int k = (first + r) * s.terms + j;
          long from = plane + 4L * s.row[k] * a.in;
          int to = r * a.pitch();
          float w = s.weights[k];
          if (j == 0)
            for (int i = 0; i < a.in; i++) lines[to + i] = Memory.getF32(from + 4L * i) * w;
          else
            for (int i = 0; i < a.in; i++)
              lines[to + i] = Math.fma(Memory.getF32(from + 4L * i), w, lines[to + i]);
        }
    }

    @Override
    void along(float[] lines, Across a, int rows, long out) {
      for (int r = 0; r < rows; r++)
        for (int i = 0; i < a.out; i++, out += 4) Memory.set(out, one(lines, a, r, i));
    }
  }

  /// Result `i` of line `row`.
  static float one(float[] lines, Across a, int row, int i) {
    int k = i / a.width();
    int l = i % a.width();
    int at = row * a.pitch() + a.base[k] + (a.map == null ? l : a.map[i]);
    float s = lines[at] * a.weight(k, 0, l);
    for (int j = 1; j < a.reach; j++) s = Math.fma(lines[at + j * a.step], a.weight(k, j, l), s);
    return s;
  }
}
