package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.Arena;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.spi.Bands;

/// {@link Resizing} by vectors: rows by {@link VectorStack}, what lies along them by {@link
/// VectorAcross}. One gate for both.
final class VectorResizing extends Resizing {
  static final VectorResizing INSTANCE = new VectorResizing();
  static final Gate GATE = new Gate(VectorResizing::fast);

  private VectorResizing() {}

  @Override
  void rows(long plane, long end, Stack s, int first, int rows, Across a, float[] lines) {
    VectorStack.rows(plane, end, s, first, rows, a, lines);
  }

  @Override
  void along(float[] lines, Across a, int rows, long out) {
    VectorAcross.along(lines, a, rows, out);
  }

  /// Weights of a made-up image: `reach` terms for each of `out` results, which lie `apart`.
  private static Bands trial(int in, int out, int reach, double apart) {
    int[] first = new int[out];
    for (int o = 0; o < out; o++) first[o] = Math.min((int) (o * apart), in - reach);
    return new Bands(in, reach, first, new double[out * reach]);
  }

  private static boolean fast() {
    int rows = 4;
    int in = 3 * Across.LANES + 2;
    int out = 4 * Across.LANES + 1;
    Stack[] stacks = {
      Stack.of(trial(6, rows, 1, 0.5)),
      Stack.of(trial(6, rows, 2, 0.5)),
      Stack.of(trial(6, rows, 3, 0.5)),
      Stack.of(trial(6, rows, 4, 0.5)),
      Stack.of(trial(6, rows, 6, 0.5))
    };
    Across[] all = {
      Across.of(trial(in, out, 2, 0.5), 1),
      Across.of(trial(in, out, 1, 0.5), 1),
      Across.of(trial(in, out, 4, 1.5), 1),
      Across.of(trial(in, out, 3, 1.5), 1),
      Across.of(trial(3 * in, out, 2, 3), 1),
      Across.of(trial(2, 4, 2, 0.5), Across.LANES),
      Across.of(trial(2, 4, 1, 0.5), Across.LANES)
    };
    float[] lines = new float[all[4].room(rows)];
    try (Arena arena = Arena.ofConfined()) {
      long plane = arena.allocate(24L * all[4].in, 64).address();
      // Once without what may be read on, once with it.
      long end = plane + 24L * all[0].in;
      long to = arena.allocate(4L * rows * out, 64).address();
      return Gate.under(
          25_000,
          () -> {
            for (Stack s : stacks)
              INSTANCE.rows(plane, end, s, 0, Math.min(rows, s.rows), all[0], lines);
            for (Across a : all) INSTANCE.along(lines, a, rows, to);
          });
    }
  }
}
