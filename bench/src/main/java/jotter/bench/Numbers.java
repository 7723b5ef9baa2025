package jotter.bench;

import java.nio.charset.StandardCharsets;

/// Inputs that depend on a name and an index alone, so that two programs in two languages compute
/// with the same numbers. FNV-1a makes a key of the name, splitmix64 a number of key and index.
public final class Numbers {
  private Numbers() {}

  /// The key of a name: FNV-1a over its UTF-8 bytes.
  public static long key(String name) {
    long h = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * 0x100000001b3L;
    }
    return h;
  }

  /// The number at an index: splitmix64.
  public static long hash(long key, long i) {
    long z = key + (i + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// `n` numbers of mean 0 and variance 1, within ±3.47: the sum of four 16-bit numbers.
  public static float[] normal(String name, int n) {
    long key = key(name);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      long h = hash(key, i);
      long sum = (h & 0xffff) + (h >>> 16 & 0xffff) + (h >>> 32 & 0xffff) + (h >>> 48);
      x[i] = (float) ((sum - 131070.0) / 37837.0);
    }
    return x;
  }

  /// `n` numbers evenly from `lo` to `hi`.
  public static float[] uniform(String name, int n, double lo, double hi) {
    long key = key(name);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (lo + (hi - lo) * ((hash(key, i) >>> 40) * 0x1p-24));
    }
    return x;
  }

  /// `n` integers from `lo` to `hi`, `hi` excluded.
  public static long[] integers(String name, int n, long lo, long hi) {
    long key = key(name);
    long[] x = new long[n];
    for (int i = 0; i < n; i++) {
      x[i] = lo + (hash(key, i) >>> 33) % (hi - lo);
    }
    return x;
  }

  /// `1/n · Σ (|xᵢ| + xᵢ·(1 + i mod 7))`: depends on every element and on its place.
  public static double checksum(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.abs(x[i]) + x[i] * (1 + i % 7);
    }
    return sum / x.length;
  }

  /// The same for single precision.
  public static double checksum(float[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.abs(x[i]) + (double) x[i] * (1 + i % 7);
    }
    return sum / x.length;
  }
}
