package jotter.tensor.random;

/// {@link Philox#block} for many counters side by side, in loops so plain that the just-in-time
/// compiler makes vectors of them. Numbers are kept in the lower halves of longs.
final class PhiloxBatch {
  /// Counters of a batch.
  static final int SIZE = 256;

  private static final long LOW = 0xffffffffL;

  private final long[] c0 = new long[SIZE];
  private final long[] c1 = new long[SIZE];
  private final long[] c2 = new long[SIZE];
  private final long[] c3 = new long[SIZE];

  /// The blocks of `n` counters from `counter` on.
  void run(long seed, long stream, long counter, int n) {
    for (int i = 0; i < n; i++) {
      c0[i] = counter + i & LOW;
      c1[i] = counter + i >>> 32;
      c2[i] = stream & LOW;
      c3[i] = stream >>> 32;
    }
    long k0 = seed & LOW;
    long k1 = seed >>> 32;
    for (int r = 0; r < 10; r++) {
      round(n, k0, k1, c0, c1, c2, c3);
      k0 = k0 + Philox.W0 & LOW;
      k1 = k1 + Philox.W1 & LOW;
    }
  }

  private static void round(int n, long k0, long k1, long[] c0, long[] c1, long[] c2, long[] c3) {
    for (int i = 0; i < n; i++) {
      long p0 = (c0[i] & LOW) * (Philox.M0 & LOW);
      long p1 = (c2[i] & LOW) * (Philox.M1 & LOW);
      c0[i] = p1 >>> 32 ^ c1[i] ^ k0;
      c2[i] = p0 >>> 32 ^ c3[i] ^ k1;
      c1[i] = p1 & LOW;
      c3[i] = p0 & LOW;
    }
  }

  /// The four numbers of the batch's `i`-th counter.
  void block(int i, int[] out) {
    out[0] = (int) c0[i];
    out[1] = (int) c1[i];
    out[2] = (int) c2[i];
    out[3] = (int) c3[i];
  }

  /// The numbers of `n` counters as multiples of 2⁻²⁴, moved to the range from `lo` to `hi`.
  void uniform(float[] out, int n, double lo, double hi) {
    double range = (hi - lo) * 0x1p-24;
    for (int i = 0; i < n; i++) {
      out[4 * i] = (float) (lo + range * (int) (c0[i] >>> 8));
      out[4 * i + 1] = (float) (lo + range * (int) (c1[i] >>> 8));
      out[4 * i + 2] = (float) (lo + range * (int) (c2[i] >>> 8));
      out[4 * i + 3] = (float) (lo + range * (int) (c3[i] >>> 8));
    }
  }

  /// Of the numbers of `n` counters the first and third as u, uniform in (0, 1), and the others as
  /// angles v: two pairs to each counter, from `at` on.
  void angles(double[] u, double[] v, int at, int n) {
    for (int i = 0; i < n; i++) {
      u[at + 2 * i] = (c0[i] + 0.5) * 0x1p-32;
      v[at + 2 * i] = c1[i] * 0x1p-32 * 2 * Math.PI;
      u[at + 2 * i + 1] = (c2[i] + 0.5) * 0x1p-32;
      v[at + 2 * i + 1] = c3[i] * 0x1p-32 * 2 * Math.PI;
    }
  }
}
