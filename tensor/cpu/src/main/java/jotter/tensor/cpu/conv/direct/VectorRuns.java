package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// Copies runs of memory to where products want them, whole vectors at a time: a call for each run
/// costs more than copying it.
final class VectorRuns {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  private static final Gate GATE = new Gate(VectorRuns::fast);

  private VectorRuns() {}

  private static FloatVector at(long address) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, address, Memory.ORDER);
  }

  /// Copies `rows` rows of `n` numbers, `pitch` bytes apart, to rows {@link Kernels#PITCH} apart.
  static void left(long from, long pitch, int rows, int n, float[] to, int at) {
    if (GATE.open((long) rows * n)) {
      rows(from, pitch, rows, n, to, at);
      return;
    }
    for (int i = 0; i < rows; i++, from += pitch, at += Kernels.PITCH)
      MemorySegment.copy(Memory.ALL, Memory.F32, from, to, at, n);
  }

  static void rows(long from, long pitch, int rows, int n, float[] to, int at) {
    int whole = n / LANES * LANES;
    VectorMask<Float> rest = F.indexInRange(whole, n);
    for (int i = 0; i < rows; i++, from += pitch, at += Kernels.PITCH) {
      for (int k = 0; k < whole; k += LANES) at(from + 4L * k).intoArray(to, at + k);
      if (whole < n)
        FloatVector.fromMemorySegment(F, Memory.ALL, from + 4L * whole, Memory.ORDER, rest)
            .intoArray(to, at + whole, rest);
    }
  }

  /// Copies `rows` rows, `pitch` bytes apart, in pieces of {@link Kernels#COLUMNS} numbers: piece s
  /// of row k to `to[at + s·apart + k·COLUMNS]`.
  static void right(long from, long pitch, int rows, int pieces, float[] to, int at, int apart) {
    if (GATE.open((long) rows * pieces * Kernels.COLUMNS)) {
      pieces(from, pitch, rows, pieces, to, at, apart);
      return;
    }
    for (int k = 0; k < rows; k++, from += pitch, at += Kernels.COLUMNS)
      for (int s = 0; s < pieces; s++)
        MemorySegment.copy(
            Memory.ALL,
            Memory.F32,
            from + 4L * s * Kernels.COLUMNS,
            to,
            at + s * apart,
            Kernels.COLUMNS);
  }

  static void pieces(long from, long pitch, int rows, int pieces, float[] to, int at, int apart) {
    for (int k = 0; k < rows; k++, from += pitch, at += 2 * LANES)
      for (int s = 0; s < pieces; s++) {
        long a = from + 8L * s * LANES;
        int here = at + s * apart;
        at(a).intoArray(to, here);
        at(a + 4L * LANES).intoArray(to, here + LANES);
      }
  }

  private static boolean fast() {
    int n = 8 * LANES + 1;
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n * 8, 64).address();
      float[] to = new float[Math.max(8 * Kernels.PITCH, 32 * Kernels.COLUMNS)];
      return Gate.under(
          3000,
          () -> {
            rows(from, 4L * n, 8, n, to, 0);
            pieces(from, 4L * n, 8, 4, to, 0, 8 * Kernels.COLUMNS);
          });
    }
  }
}
