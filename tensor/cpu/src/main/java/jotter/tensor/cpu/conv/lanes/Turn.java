package jotter.tensor.cpu.conv.lanes;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Warm;

/// Turns squares of numbers round, between as many runs of memory and vectors of an array that hold
/// a number of each run.
public abstract class Turn {
  private static final int LANES = Tile.LANES;
  private static volatile MemorySegment zeros = MemorySegment.NULL;
  private static volatile MemorySegment waste = MemorySegment.NULL;

  static final Warm<Turn> LOOPS = new Warm<>(new Plain(), LoopEmitter::turn, Turn::fast);

  /// The vector of number `j` goes to `to[at + place[first + j]]`. The runs begin `shift` bytes
  /// behind `address[lane]` and the addresses after it.
  abstract void in(
      long[] address, int lane, long shift, float[] to, int at, int[] place, int first);

  /// The way back.
  abstract void out(
      float[] from, int at, int[] place, int first, long[] address, int lane, long shift);

  /// Memory of zeros for `n` numbers.
  public static long zeros(int n) {
    MemorySegment m = zeros;
    if (m.byteSize() < 4L * n) zeros = m = Arena.global().allocate(8L * n, 64);
    return m.address();
  }

  /// Memory for `n` numbers that nobody wants.
  public static long waste(int n) {
    MemorySegment m = waste;
    if (m.byteSize() < 4L * n) waste = m = Arena.global().allocate(8L * n, 64);
    return m.address();
  }

  /// Channels that are read together: what belongs to a place lies side by side then, and fills
  /// lines of the cache before they go.
  static final int TOGETHER = 8;

  /// Reads `n` numbers of each of {@link Tile#COLUMNS} runs of each of some channels, whose vectors
  /// lie side by side.
  public static void in(
      long[][] address, int channels, int n, float[] to, int at, int[] place, int first) {
    Turn t = LOOPS.get((long) n * Tile.COLUMNS);
    int columns = Tile.COLUMNS;
    if (n >= LANES) {
      for (int k = 0; k < n; k += LANES) {
        int i = last(k, n);
        for (int c = 0; c < channels; c++)
          for (int l = 0; l < columns; l += LANES)
            t.in(address[c], l, 4L * i, to, at + c * columns + l, place, first + i);
      }
      return;
    }
    for (int c = 0; c < channels; c++)
      for (int l = 0; l < columns; l++) {
        long from = address[c][l];
        for (int i = 0; i < n; i++)
          to[at + place[first + i] + c * columns + l] = Memory.getF32(from + 4L * i);
      }
  }

  /// Writes them.
  public static void out(float[] from, int at, int[] place, int first, long[] address, int n) {
    Turn t = LOOPS.get((long) n * Tile.COLUMNS);
    if (n >= LANES) {
      for (int l = 0; l < Tile.COLUMNS; l += LANES)
        for (int k = 0; k < n; k += LANES) {
          int i = last(k, n);
          t.out(from, at + l, place, first + i, address, l, 4L * i);
        }
      return;
    }
    for (int l = 0; l < Tile.COLUMNS; l++)
      for (int i = 0; i < n; i++) Memory.set(address[l] + 4L * i, from[at + place[first + i] + l]);
  }

  /// Where the square of number `k` begins: the last one of `n` numbers does again what is missing
  /// to be whole.
  private static int last(int k, int n) {
    return Math.min(k, n - LANES);
  }

  private static boolean fast(Turn t) {
    try (Arena arena = Arena.ofConfined()) {
      long[] address = new long[LANES];
      for (int i = 0; i < LANES; i++) address[i] = arena.allocate(4L * LANES, 64).address();
      float[] to = new float[LANES * LANES];
      int[] place = new int[LANES];
      for (int i = 0; i < LANES; i++) place[i] = i * LANES;
      return Gate.under(
          4.0 * LANES * LANES,
          () -> {
            t.in(address, 0, 0, to, 0, place, 0);
            t.out(to, 0, place, 0, address, 0, 0);
          });
    }
  }

  private static final class Plain extends Turn {
    @Override
    void in(long[] address, int lane, long shift, float[] to, int at, int[] place, int first) {
      for (int l = 0; l < LANES; l++)
        for (int j = 0; j < LANES; j++)
          to[at + place[first + j] + l] = Memory.getF32(address[lane + l] + shift + 4L * j);
    }

    @Override
    void out(float[] from, int at, int[] place, int first, long[] address, int lane, long shift) {
      for (int l = 0; l < LANES; l++)
        for (int j = 0; j < LANES; j++)
          Memory.set(address[lane + l] + shift + 4L * j, from[at + place[first + j] + l]);
    }
  }
}
