package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// What windows over one laid out plane come to: tap `t` of position `p` sees element `offset[t] +
/// p`. Results may be written up to {@link #STEP} beyond the last position.
///
/// The vector loops and the plain ones, which serve until those are compiled, give the same bits.
abstract class Windows {
  static final int LANES = Simd.lanes(Kind.F32);

  /// Positions that are worked on together.
  static final int STEP = 4 * LANES;

  static final Windows PLAIN = new Plain();

  /// What to use for `n` elements.
  static Windows here(long n) {
    return Simd.ON && VectorWindows.GATE.open(n) ? VectorWindows.INSTANCE : PLAIN;
  }

  /// `out[p] = start + Σ weights[first + t]·b[offset[t] + p]`.
  abstract void sums(
      float[] b, int[] offset, float[] weights, int first, float start, int n, float[] out);

  /// `lanes[t·LANES + l] += Σ a[p]·b[offset[t] + p]` over the positions p ≡ l (mod LANES); `a` is 0
  /// from `n` up to the next whole vector.
  abstract void dots(float[] a, float[] b, int[] offset, int n, float[] lanes);

  private static final class Plain extends Windows {
    @Override
    void sums(
        float[] b, int[] offset, float[] weights, int first, float start, int n, float[] out) {
      java.util.Arrays.fill(out, 0, n, start);
      for (int t = 0; t < offset.length; t++) {
        float w = weights[first + t];
        int o = offset[t];
        for (int p = 0; p < n; p++) out[p] = Math.fma(w, b[o + p], out[p]);
      }
    }

    @Override
    void dots(float[] a, float[] b, int[] offset, int n, float[] lanes) {
      for (int t = 0; t < offset.length; t++) {
        int o = offset[t];
        for (int p = 0; p < n; p += LANES)
          for (int l = 0; l < LANES; l++) {
            int k = t * LANES + l;
            lanes[k] = Math.fma(a[p + l], b[o + p + l], lanes[k]);
          }
      }
    }
  }
}
