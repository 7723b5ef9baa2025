package jotter.tensor.cpu.loop;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jotter.tensor.cpu.machine.Memory;

/// Turns squares of small elements, as many rows as a word of 64 bits holds: of each two words,
/// halves, quarters, ... are exchanged.
final class Words {
  /// The first element of a row is the lowest of its word on every machine.
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long HALVES = 0xffffffffL;
  private static final long QUARTERS = 0xffff0000ffffL;
  private static final long EIGHTHS = 0xff00ff00ff00ffL;

  private Words() {}

  private static long get(long a) {
    return Memory.ALL.get(WORD, a);
  }

  private static void set(long a, long word) {
    Memory.ALL.set(WORD, a, word);
  }

  /// The first of two words that exchange: its lower parts, and the other's one place up.
  private static long first(long a, long b, long lower, int shift) {
    return a & lower | (b & lower) << shift;
  }

  /// The second of them.
  private static long second(long a, long b, long lower, int shift) {
    return a >>> shift & lower | b & ~lower;
  }

  /// Four rows of four elements of 2 bytes.
  static final class Four extends Turner.Square {
    @Override
    void run(long from, long pitch, long to, long toPitch) {
      long a = get(from);
      long b = get(from + pitch);
      long c = get(from + 2 * pitch);
      long d = get(from + 3 * pitch);
      long ac = first(a, c, HALVES, 32);
      long ca = second(a, c, HALVES, 32);
      long bd = first(b, d, HALVES, 32);
      long db = second(b, d, HALVES, 32);
      set(to, first(ac, bd, QUARTERS, 16));
      set(to + toPitch, second(ac, bd, QUARTERS, 16));
      set(to + 2 * toPitch, first(ca, db, QUARTERS, 16));
      set(to + 3 * toPitch, second(ca, db, QUARTERS, 16));
    }
  }

  /// Eight rows of eight elements of 1 byte.
  static final class Eight extends Turner.Square {
    @Override
    void run(long from, long pitch, long to, long toPitch) {
      long next = from + 4 * pitch;
      long a = get(from);
      long b = get(from + pitch);
      long c = get(from + 2 * pitch);
      long d = get(from + 3 * pitch);
      long e = get(next);
      long f = get(next + pitch);
      long g = get(next + 2 * pitch);
      long h = get(next + 3 * pitch);
      half(
          first(a, e, HALVES, 32),
          first(b, f, HALVES, 32),
          first(c, g, HALVES, 32),
          first(d, h, HALVES, 32),
          to,
          toPitch);
      half(
          second(a, e, HALVES, 32),
          second(b, f, HALVES, 32),
          second(c, g, HALVES, 32),
          second(d, h, HALVES, 32),
          to + 4 * toPitch,
          toPitch);
    }

    private static void half(long a, long b, long c, long d, long to, long toPitch) {
      long ac = first(a, c, QUARTERS, 16);
      long ca = second(a, c, QUARTERS, 16);
      long bd = first(b, d, QUARTERS, 16);
      long db = second(b, d, QUARTERS, 16);
      set(to, first(ac, bd, EIGHTHS, 8));
      set(to + toPitch, second(ac, bd, EIGHTHS, 8));
      set(to + 2 * toPitch, first(ca, db, EIGHTHS, 8));
      set(to + 3 * toPitch, second(ca, db, EIGHTHS, 8));
    }
  }
}
