package jotter.tensor.cpu.conv;

/// Arrays that each thread keeps for what it does in between.
public final class Scratch {
  public static final int PLANES = 0;
  public static final int RESULTS = 1;
  public static final int UPSTREAM = 2;
  public static final int SUMS = 3;
  public static final int RIGHT = 4;
  public static final int PANEL = 5;
  public static final int TILE = 6;
  public static final int LINE = 7;
  public static final int WEIGHTS = 8;
  public static final int PACKED = 9;
  public static final int SEEN = 10;
  public static final int CAME = 11;
  public static final int TILES = 12;
  public static final int BETWEEN = 13;

  private static final ThreadLocal<float[][]> ARRAYS =
      ThreadLocal.withInitial(() -> new float[BETWEEN + 1][]);

  private Scratch() {}

  /// An array of this thread, at least `size` long, for one of the purposes above.
  public static float[] array(int purpose, long size) {
    float[][] s = ARRAYS.get();
    if (s[purpose] == null || s[purpose].length < size) {
      s[purpose] = null;
      s[purpose] = new float[Math.toIntExact(size)];
    }
    return s[purpose];
  }
}
