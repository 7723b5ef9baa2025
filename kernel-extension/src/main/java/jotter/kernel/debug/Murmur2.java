package jotter.kernel.debug;

import java.nio.charset.StandardCharsets;

/// MurmurHash2 of 32 bits (Austin Appleby, in the public domain): by it JupyterLab names a cell.
final class Murmur2 {
  private static final int M = 0x5bd1e995;

  private Murmur2() {}

  /// The hash of a text's UTF-8, as an unsigned number.
  static long of(String text, int seed) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int h = seed ^ bytes.length;
    int whole = bytes.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      int k =
          at(bytes, i) | at(bytes, i + 1) << 8 | at(bytes, i + 2) << 16 | at(bytes, i + 3) << 24;
      k *= M;
      k ^= k >>> 24;
      h = h * M ^ k * M;
    }
    if (whole < bytes.length) {
      for (int i = bytes.length - 1; i >= whole; i--) {
        h ^= at(bytes, i) << 8 * (i - whole);
      }
      h *= M;
    }
    h ^= h >>> 13;
    h *= M;
    return Integer.toUnsignedLong(h ^ h >>> 15);
  }

  private static int at(byte[] bytes, int i) {
    return bytes[i] & 0xff;
  }
}
