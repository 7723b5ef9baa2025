package jotter.tensor.cpu.kernel;

import jotter.tensor.cpu.machine.Memory;

/// Conversions from array to array, a loop each: short as they are, the just-in-time compiler makes
/// vectors of them. What Java and the processor of the reference answer differently, numbers that
/// do not fit into a whole number, is looked for first.
final class Runs {
  private static final float INTS = 0x1p31f;
  private static final float LONGS = 0x1p63f;

  private Runs() {}

  /// `to[first + i] = from[at + i]`, of two arrays of different numbers.
  static void convert(Object from, int at, int n, Object to, int first) {
    switch (from) {
      case int[] a -> {
        if (to instanceof float[] b) convert(a, at, n, b, first);
        else if (to instanceof double[] b) convert(a, at, n, b, first);
        else convert(a, at, n, (long[]) to, first);
      }
      case long[] a -> {
        if (to instanceof float[] b) convert(a, at, n, b, first);
        else if (to instanceof double[] b) convert(a, at, n, b, first);
        else convert(a, at, n, (int[]) to, first);
      }
      case float[] a -> {
        if (to instanceof double[] b) convert(a, at, n, b, first);
        else if (to instanceof int[] b) convert(a, at, n, b, first);
        else convert(a, at, n, (long[]) to, first);
      }
      case double[] a -> {
        if (to instanceof float[] b) convert(a, at, n, b, first);
        else if (to instanceof int[] b) convert(a, at, n, b, first);
        else convert(a, at, n, (long[]) to, first);
      }
      default -> throw new IllegalArgumentException(from.getClass().toString());
    }
  }

  /// 1 for what is not 0, else 0.
  static void truths(Object from, int at, int n, int[] to) {
    switch (from) {
      case int[] a -> truths(a, at, n, to);
      case long[] a -> truths(a, at, n, to);
      case float[] a -> truths(a, at, n, to);
      case double[] a -> truths(a, at, n, to);
      default -> throw new IllegalArgumentException(from.getClass().toString());
    }
  }

  // ---- from whole numbers ----

  private static void convert(int[] from, int at, int n, float[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = from[at + i];
  }

  private static void convert(int[] from, int at, int n, double[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = from[at + i];
  }

  private static void convert(int[] from, int at, int n, long[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = from[at + i];
  }

  private static void convert(long[] from, int at, int n, float[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = from[at + i];
  }

  private static void convert(long[] from, int at, int n, double[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = from[at + i];
  }

  private static void convert(long[] from, int at, int n, int[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = (int) from[at + i];
  }

  // ---- between floats ----

  private static void convert(float[] from, int at, int n, double[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = from[at + i];
  }

  private static void convert(double[] from, int at, int n, float[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = (float) from[at + i];
  }

  /// From float16.
  static void widen(short[] from, int n, float[] to, int at) {
    for (int i = 0; i < n; i++) to[at + i] = Float.float16ToFloat(from[i]);
  }

  /// To float16, ties to even.
  static void narrow(float[] from, int at, int n, short[] to) {
    for (int i = 0; i < n; i++) to[i] = Float.floatToFloat16(from[at + i]);
  }

  // ---- to whole numbers ----

  private static void convert(float[] from, int at, int n, int[] to, int first) {
    if (largest(from, at, n) < INTS) cut(from, at, n, to, first);
    else for (int i = 0; i < n; i++) to[first + i] = Memory.toInt(from[at + i]);
  }

  private static void convert(float[] from, int at, int n, long[] to, int first) {
    if (largest(from, at, n) < LONGS) cut(from, at, n, to, first);
    else for (int i = 0; i < n; i++) to[first + i] = Memory.toLong(from[at + i]);
  }

  private static void convert(double[] from, int at, int n, int[] to, int first) {
    if (largest(from, at, n) < INTS) cut(from, at, n, to, first);
    else for (int i = 0; i < n; i++) to[first + i] = Memory.toInt(from[at + i]);
  }

  private static void convert(double[] from, int at, int n, long[] to, int first) {
    if (largest(from, at, n) < LONGS) cut(from, at, n, to, first);
    else for (int i = 0; i < n; i++) to[first + i] = Memory.toLong(from[at + i]);
  }

  private static void cut(float[] from, int at, int n, int[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = (int) from[at + i];
  }

  private static void cut(float[] from, int at, int n, long[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = (long) from[at + i];
  }

  private static void cut(double[] from, int at, int n, int[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = (int) from[at + i];
  }

  private static void cut(double[] from, int at, int n, long[] to, int first) {
    for (int i = 0; i < n; i++) to[first + i] = (long) from[at + i];
  }

  /// The largest of them without sign; NaN if one is.
  private static float largest(float[] a, int at, int n) {
    float m = 0;
    for (int i = 0; i < n; i++) m = Math.max(m, Math.abs(a[at + i]));
    return m;
  }

  private static double largest(double[] a, int at, int n) {
    double m = 0;
    for (int i = 0; i < n; i++) m = Math.max(m, Math.abs(a[at + i]));
    return m;
  }

  // ---- to truth values ----

  private static void truths(int[] from, int at, int n, int[] to) {
    for (int i = 0; i < n; i++) {
      int v = from[at + i];
      to[i] = (v | -v) >>> 31;
    }
  }

  private static void truths(long[] from, int at, int n, int[] to) {
    for (int i = 0; i < n; i++) {
      long v = from[at + i];
      to[i] = (int) ((v | -v) >>> 63);
    }
  }

  private static void truths(float[] from, int at, int n, int[] to) {
    for (int i = 0; i < n; i++) {
      int v = Float.floatToRawIntBits(from[at + i]) << 1;
      to[i] = (v | -v) >>> 31;
    }
  }

  private static void truths(double[] from, int at, int n, int[] to) {
    for (int i = 0; i < n; i++) {
      long v = Double.doubleToRawLongBits(from[at + i]) << 1;
      to[i] = (int) ((v | -v) >>> 63);
    }
  }
}
