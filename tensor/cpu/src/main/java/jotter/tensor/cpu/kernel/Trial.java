package jotter.tensor.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// A kernel of a formula on scratch data, for the {@link Warmer}.
///
/// @param kernel what is tried
/// @param run runs it on the first n numbers
/// @param enough nanoseconds per number that only machine code takes less than
record Trial<K>(K kernel, IntConsumer run, double enough) {
  // So many that loops over several vectors leave some to those over one.
  private static final int N = 256 + 48 + 5;
  private static final int ROUNDS = 4;
  private static final int[] LENGTHS = {N, 7, N, N, 1, N, N - 4, 0};

  /// One number for which functions have rare calls, so that these are compiled as well: left out,
  /// the first of them would throw the compiled code away.
  private static final int RARE = 40;

  private static final float HUGE = 1e30f;

  static Trial<ArrayKernel> of(ArrayKernel k, Kind kind, int inputs, int outputs, int steps) {
    Object[] in = new Object[inputs];
    Object[] out = new Object[outputs];
    for (int i = 0; i < inputs; i++) {
      in[i] = Staging.array(kind, N);
      for (int j = 0; j < N; j++) java.lang.reflect.Array.setByte(in[i], j, (byte) (1 + j % 3));
      if (kind.isFloat()) java.lang.reflect.Array.setFloat(in[i], RARE, HUGE);
    }
    for (int i = 0; i < outputs; i++) out[i] = Staging.array(kind, N);
    double[] scalars = scalars();
    return new Trial<>(k, n -> k.run(in, out, n, scalars), enough(kind, steps));
  }

  static Trial<MemoryKernel> of(MemoryKernel k, Kind kind, int inputs, int steps) {
    Arena arena = Arena.ofAuto();
    long[] p = new long[inputs + 1];
    MemorySegment[] held = new MemorySegment[p.length];
    for (int i = 0; i <= inputs; i++) {
      MemorySegment s = arena.allocate(8L * N, 64);
      held[i] = s;
      p[i] = s.address();
      for (int j = 0; j < N; j++)
        switch (kind) {
          case F32 -> s.setAtIndex(Memory.F32, j, 1 + j % 3);
          case F64 -> s.setAtIndex(Memory.F64, j, 1 + j % 3);
          case I32 -> s.setAtIndex(Memory.I32, j, 1 + j % 3);
          case I64, TRUTH -> s.setAtIndex(Memory.I64, j, 1 + j % 3);
        }
      if (kind == Kind.F32) s.setAtIndex(Memory.F32, RARE, HUGE);
      if (kind == Kind.F64) s.setAtIndex(Memory.F64, RARE, HUGE);
    }
    double[] scalars = scalars();
    return new Trial<>(
        k,
        n -> {
          k.run(p, n, scalars);
          java.lang.ref.Reference.reachabilityFence(held);
        },
        enough(kind, steps));
  }

  private static double[] scalars() {
    double[] scalars = new double[64];
    java.util.Arrays.fill(scalars, 1);
    return scalars;
  }

  /// Compiled code needs well under a nanosecond per lane and step, all else tens of them.
  private static double enough(Kind kind, int steps) {
    return 1 + 4.0 * steps / Simd.lanes(kind);
  }

  boolean fast() {
    double limit = enough * ROUNDS * 5 * N;
    long begin = System.nanoTime();
    for (int r = 0; r < ROUNDS; r++) {
      for (int n : LENGTHS) run.accept(n);
      if (System.nanoTime() - begin >= limit) return false;
    }
    return true;
  }
}
