package jotter.tensor.cpu.kernel;

import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warmer;

/// Whether the vector conversions of bfloat16 are warm. Until then plain loops do the same.
final class Halves {
  private static final int WORTH = 1 << 15;
  private static final int N = 1024;
  private static volatile boolean warm;
  private static int work;

  private Halves() {}

  static boolean ready(int n) {
    if (warm || !Simd.ON) return warm;
    int before = work;
    if (before < WORTH) {
      work = before + n;
      if (work >= WORTH) Warmer.warm(() -> new float[N], Halves::fast, a -> warm = true);
    }
    return false;
  }

  private static boolean fast(float[] a) {
    try (var arena = java.lang.foreign.Arena.ofConfined()) {
      long at = arena.allocate(2L * N, 64).address();
      return Gate.under(
          2.0 * N,
          () -> {
            VectorHalves.toBFloat16(a, 0, N, at);
            VectorHalves.fromBFloat16(at, N, a, 0);
          });
    }
  }
}
