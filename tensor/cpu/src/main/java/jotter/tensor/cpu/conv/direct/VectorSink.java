package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// What {@link Sink} does, a vector at a time, where places lie one after the other.
final class VectorSink {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  static final Gate GATE = new Gate(VectorSink::fast);

  /// What changes no number that it is added to: 0 would turn -0 into 0.
  private static final float NOTHING = -0f;

  private VectorSink() {}

  static void store(
      Sink sink, float[] tile, int at, long a, int first, int rows, int n, boolean add) {
    float[] bias = add ? null : sink.bias();
    int b = sink.firstBias() + first;
    for (int from = 0; from < n; from += LANES, at += LANES, a += 4L * LANES)
      if (n - from >= LANES) whole(tile, at, a, sink.row(), rows, add, bias, b);
      else part(tile, at, a, sink.row(), rows, n - from, add, bias, b);
  }

  private static void whole(
      float[] tile, int k, long to, long row, int rows, boolean add, float[] bias, int b) {
    if (add)
      for (int i = 0; i < rows; i++, to += row, k += 2 * LANES)
        FloatVector.fromArray(F, tile, k)
            .add(FloatVector.fromMemorySegment(F, Memory.ALL, to, Memory.ORDER))
            .intoMemorySegment(Memory.ALL, to, Memory.ORDER);
    else
      for (int i = 0; i < rows; i++, to += row, k += 2 * LANES)
        FloatVector.fromArray(F, tile, k)
            .add(bias == null ? NOTHING : bias[b + i])
            .intoMemorySegment(Memory.ALL, to, Memory.ORDER);
  }

  private static void part(
      float[] tile, int k, long to, long row, int rows, int n, boolean add, float[] bias, int b) {
    VectorMask<Float> mask = F.indexInRange(0, n);
    if (add)
      for (int i = 0; i < rows; i++, to += row, k += 2 * LANES)
        FloatVector.fromArray(F, tile, k, mask)
            .add(FloatVector.fromMemorySegment(F, Memory.ALL, to, Memory.ORDER, mask))
            .intoMemorySegment(Memory.ALL, to, Memory.ORDER, mask);
    else
      for (int i = 0; i < rows; i++, to += row, k += 2 * LANES)
        FloatVector.fromArray(F, tile, k, mask)
            .add(bias == null ? NOTHING : bias[b + i])
            .intoMemorySegment(Memory.ALL, to, Memory.ORDER, mask);
  }

  private static boolean fast() {
    float[] tile = new float[16 * LANES];
    float[] bias = new float[8];
    try (Arena arena = Arena.ofConfined()) {
      long to = arena.allocate(64L * LANES, 64).address();
      return Gate.under(
          3000,
          () -> {
            for (int i = 0; i < 4; i++) {
              whole(tile, 0, to, 4L * LANES, 8, i > 1, i == 0 ? bias : null, 0);
              part(tile, 0, to, 4L * LANES, 8, 3, i > 1, i == 0 ? bias : null, 0);
            }
          });
    }
  }
}
