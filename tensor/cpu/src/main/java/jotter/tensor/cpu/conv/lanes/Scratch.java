package jotter.tensor.cpu.conv.lanes;

/// Arrays that each thread keeps for what it does in between.
final class Scratch {
  static final int PLANES = 0;
  static final int RESULTS = 1;
  static final int WEIGHTS = 2;
  static final int PACKED = 3;
  static final int UPSTREAM = 4;
  static final int SUMS = 5;
  static final int SEEN = 6;
  static final int CAME = 7;
  static final int TILES = 8;

  private static final ThreadLocal<float[][]> ARRAYS =
      ThreadLocal.withInitial(() -> new float[9][]);

  private Scratch() {}

  /// An array of this thread, at least `size` long, for one of the purposes above.
  static float[] array(int purpose, long size) {
    float[][] s = ARRAYS.get();
    if (s[purpose] == null || s[purpose].length < size) {
      s[purpose] = null;
      s[purpose] = new float[Math.toIntExact(size)];
    }
    return s[purpose];
  }
}
