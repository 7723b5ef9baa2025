package jotter.tensor.cpu.index;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jotter.tensor.spi.Memory;

/// Elements moved without looking at them.
final class Bits {
  private static final MemorySegment ALL = Memory.ALL;

  private Bits() {}

  static void move(int bytes, long from, long to) {
    switch (bytes) {
      case 1 -> ALL.set(JAVA_BYTE, to, ALL.get(JAVA_BYTE, from));
      case 2 -> ALL.set(JAVA_SHORT_UNALIGNED, to, ALL.get(JAVA_SHORT_UNALIGNED, from));
      case 4 -> ALL.set(JAVA_INT_UNALIGNED, to, ALL.get(JAVA_INT_UNALIGNED, from));
      case 8 -> ALL.set(JAVA_LONG_UNALIGNED, to, ALL.get(JAVA_LONG_UNALIGNED, from));
      default -> {
        ALL.set(JAVA_LONG_UNALIGNED, to, ALL.get(JAVA_LONG_UNALIGNED, from));
        ALL.set(JAVA_LONG_UNALIGNED, to + 8, ALL.get(JAVA_LONG_UNALIGNED, from + 8));
      }
    }
  }

  static long index(long address) {
    return ALL.get(JAVA_LONG_UNALIGNED, address);
  }
}
