package jotter.tensor.cpu.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ConcurrentHashMap;

/// Memory straight from the operating system.
///
/// The C library's allocator where it can be called: arenas would fill every block with zeros and
/// count it against the heap's limit for direct buffers. Where it cannot, arenas.
final class SystemMemory {
  private static final long HUGE_PAGE = 2L << 20;
  private static final int MADV_HUGEPAGE = 14;

  private static final MethodHandle ALLOCATE = find("aligned_alloc", ADDRESS, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FREE = find("free", null, ADDRESS);
  private static final MethodHandle SET = find("memset", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG);
  private static final MethodHandle ADVISE =
      System.getProperty("os.name").equals("Linux")
          ? find("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)
          : null;
  private static final ConcurrentHashMap<Long, Arena> ARENAS = new ConcurrentHashMap<>();

  private SystemMemory() {}

  private static MethodHandle find(
      String name,
      java.lang.foreign.MemoryLayout result,
      java.lang.foreign.MemoryLayout... arguments) {
    try {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find(name)
          .map(
              f ->
                  linker.downcallHandle(
                      f,
                      result == null
                          ? FunctionDescriptor.ofVoid(arguments)
                          : FunctionDescriptor.of(result, arguments)))
          .orElse(null);
    } catch (UnsupportedOperationException | IllegalCallerException e) {
      return null;
    }
  }

  /// The address of `bytes` bytes (a multiple of 1024), or 0 if there are none.
  static long allocate(long bytes) {
    try {
      if (ALLOCATE == null || FREE == null) {
        Arena arena = Arena.ofShared();
        long a = arena.allocate(bytes, 64).address();
        ARENAS.put(a, arena);
        return a;
      }
      // Large blocks start on a huge page and ask for huge ones: a fault for 2 MB instead of 512.
      boolean huge = bytes >= HUGE_PAGE * 2;
      long size = huge ? (bytes + HUGE_PAGE - 1) & -HUGE_PAGE : bytes;
      MemorySegment s = (MemorySegment) ALLOCATE.invokeExact(huge ? HUGE_PAGE : 64L, size);
      if (huge && ADVISE != null && s.address() != 0) {
        int ignored = (int) ADVISE.invokeExact(s, size, MADV_HUGEPAGE);
      }
      return s.address();
    } catch (OutOfMemoryError e) {
      return 0;
    } catch (Throwable e) {
      throw new IllegalStateException("the system's allocator could not be called", e);
    }
  }

  /// Whether {@link #zero} is there.
  static boolean canZero() {
    return SET != null;
  }

  /// Sets `bytes` bytes to 0.
  static void zero(long address, long bytes) {
    try {
      MemorySegment ignored =
          (MemorySegment) SET.invokeExact(MemorySegment.ofAddress(address), 0, bytes);
    } catch (Throwable e) {
      throw new IllegalStateException("the system's memset could not be called", e);
    }
  }

  static void free(long address) {
    Arena arena = ARENAS.remove(address);
    if (arena != null) {
      arena.close();
      return;
    }
    try {
      FREE.invokeExact(MemorySegment.ofAddress(address));
    } catch (Throwable e) {
      throw new IllegalStateException("the system's allocator could not be called", e);
    }
  }
}
