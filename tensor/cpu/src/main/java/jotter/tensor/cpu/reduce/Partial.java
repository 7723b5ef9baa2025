package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Where the vector loops of a thread keep partial sums from turn to turn.
///
/// They are not in an array: where the collector puts one, vectors may begin within one line of the
/// cache and end in the next, and what was stored so comes back several times as late. Or two
/// threads' arrays share a line.
final class Partial {
  private static final int VECTORS = 8;
  private static final int LINE = 128;
  private static final ThreadLocal<Partial> MINE = ThreadLocal.withInitial(Partial::new);

  private final MemorySegment memory;

  private Partial() {
    long bytes = 4L * VECTORS * Simd.lanes(Kind.F32);
    memory = Arena.ofAuto().allocate((bytes + LINE - 1) / LINE * LINE, LINE);
  }

  /// The address of eight vectors of float32 for the loop that this thread is about to run.
  static long sums() {
    return MINE.get().memory.address();
  }
}
