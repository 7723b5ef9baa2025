package jotter.tensor.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory in which each thread puts what is transposed the right way round.
public final class Aside {
  private static final int LINE = 64;
  private static final ThreadLocal<Aside> MINE = ThreadLocal.withInitial(Aside::new);

  private MemorySegment memory = MemorySegment.NULL;

  private Aside() {}

  /// The address of at least `bytes` bytes of this thread, until it asks for more.
  public static long memory(long bytes) {
    Aside mine = MINE.get();
    if (mine.memory.byteSize() < bytes) mine.memory = Arena.ofAuto().allocate(bytes, LINE);
    return mine.memory.address();
  }
}
