package jotter.tensor.cpu.conv.direct;

/// Arrays that each thread keeps for what it does in between.
final class Scratch {
  static final int PLANES = 0;
  static final int UPSTREAM = 1;
  static final int RIGHT = 2;
  static final int PANEL = 3;
  static final int TILE = 4;
  static final int LINE = 5;
  static final int SUMS = 6;
  static final int RESULTS = 7;

  private static final ThreadLocal<float[][]> ARRAYS =
      ThreadLocal.withInitial(() -> new float[8][]);

  private Scratch() {}

  /// An array of this thread, at least `size` long, for one of the purposes above.
  static float[] array(int purpose, int size) {
    float[][] s = ARRAYS.get();
    if (s[purpose] == null || s[purpose].length < size) s[purpose] = new float[size];
    return s[purpose];
  }
}
