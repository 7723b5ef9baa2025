package jotter.tensor.cpu.kernel;

import static jotter.tensor.cpu.machine.Memory.*;

import java.lang.foreign.Arena;
import java.util.function.Consumer;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;

/// Runs of whole numbers of 8 and 16 bits in memory, and of truth values, from and to arrays of
/// `int`: by vectors once these are warm.
final class Narrow {
  private static final int LANES = Simd.lanes(Kind.I32);
  private static final int TRIED = Gate.TURNS * LANES;

  /// A vector of bytes has to fill the lanes of one of ints.
  private static final boolean WIDE = LANES >= 8;

  private static final Gate BYTES = gate(a -> VectorNarrow.bytes(a, TRIED, room(), 0));
  private static final Gate UNSIGNED = gate(a -> VectorNarrow.unsigned(a, TRIED, room(), 0));
  private static final Gate TRUTHS = gate(a -> VectorNarrow.truths(a, TRIED, room(), 0));
  private static final Gate SHORTS = gate(a -> VectorNarrow.shorts(a, TRIED, room(), 0));
  private static final Gate TO_BYTES = gate(a -> VectorNarrow.toBytes(room(), 0, TRIED, a));
  private static final Gate TO_SHORTS = gate(a -> VectorNarrow.toShorts(room(), 0, TRIED, a));

  private static final Gate UNSIGNED_FLOATS = gate(a -> VectorNarrow.unsignedFloats(a, TRIED, a));
  private static final Gate TRUTH_FLOATS = gate(a -> VectorNarrow.truthFloats(a, TRIED, a));

  private static final ThreadLocal<int[]> ROOM = ThreadLocal.withInitial(() -> new int[TRIED]);

  private Narrow() {}

  private static int[] room() {
    return ROOM.get();
  }

  private static Gate gate(Consumer<Long> run) {
    return new Gate(
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            long a = arena.allocate(4L * TRIED, 64).address();
            return Gate.under(1.0 * TRIED, () -> run.accept(a));
          }
        });
  }

  /// Whether `n` bytes or truth values at `a` became float32 at `to`.
  static boolean floats(DType t, long a, long n, long to) {
    boolean truths = t == DType.BOOL;
    if (!WIDE || !(truths ? TRUTH_FLOATS : UNSIGNED_FLOATS).open(n)) return false;
    int each = (Pointwise.share(Math.min(n, Integer.MAX_VALUE / 2)) + LANES - 1) / LANES * LANES;
    Threads.run(
        Math.toIntExact((n + each - 1) / each),
        b -> {
          long from = (long) b * each;
          int m = (int) Math.min(each, n - from);
          int whole = m - m % LANES;
          if (truths) VectorNarrow.truthFloats(a + from, whole, to + 4 * from);
          else VectorNarrow.unsignedFloats(a + from, whole, to + 4 * from);
          for (long i = from + whole; i < from + m; i++) {
            int v = getI8(a + i) & 0xff;
            set(to + 4 * i, (float) (truths ? Math.min(v, 1) : v));
          }
        });
    return true;
  }

  static void load(DType t, long a, int n, int[] to, int at) {
    int done = WIDE ? n - n % LANES : 0;
    switch (t) {
      case BOOL -> {
        if (done > 0 && TRUTHS.open(n)) VectorNarrow.truths(a, done, to, at);
        else done = 0;
        for (int i = done; i < n; i++) to[at + i] = getI8(a + i) != 0 ? 1 : 0;
      }
      case UINT8 -> {
        if (done > 0 && UNSIGNED.open(n)) VectorNarrow.unsigned(a, done, to, at);
        else done = 0;
        for (int i = done; i < n; i++) to[at + i] = getI8(a + i) & 0xff;
      }
      case INT8 -> {
        if (done > 0 && BYTES.open(n)) VectorNarrow.bytes(a, done, to, at);
        else done = 0;
        for (int i = done; i < n; i++) to[at + i] = getI8(a + i);
      }
      case INT16 -> {
        if (done > 0 && SHORTS.open(n)) VectorNarrow.shorts(a, done, to, at);
        else done = 0;
        for (int i = done; i < n; i++) to[at + i] = getI16(a + 2L * i);
      }
      default -> throw new IllegalArgumentException(t.toString());
    }
  }

  /// The low bits; truth values have to be 0 and 1 already.
  static void store(DType t, int[] from, int at, int n, long a) {
    int done = WIDE ? n - n % LANES : 0;
    if (t == DType.INT16) {
      if (done > 0 && TO_SHORTS.open(n)) VectorNarrow.toShorts(from, at, done, a);
      else done = 0;
      for (int i = done; i < n; i++) set(a + 2L * i, (short) from[at + i]);
      return;
    }
    if (done > 0 && TO_BYTES.open(n)) VectorNarrow.toBytes(from, at, done, a);
    else done = 0;
    for (int i = done; i < n; i++) set(a + i, (byte) from[at + i]);
  }
}
