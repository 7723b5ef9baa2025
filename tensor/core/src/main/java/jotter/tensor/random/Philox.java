package jotter.tensor.random;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// Philox 4x32-10: ten rounds of a block cipher over a counter. Salmon, Moraes, Dror, Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public final class Philox extends Rng {
  static final int M0 = 0xD2511F53;
  static final int M1 = 0xCD9E8D57;
  static final int W0 = 0x9E3779B9;
  static final int W1 = 0xBB67AE85;

  private final long seed;
  private final long stream;
  private long counter;
  private long children;
  private final int[] block = new int[4];
  private int used = 4;

  public Philox(long seed) {
    this(seed, 0);
  }

  private Philox(long seed, long stream) {
    this.seed = seed;
    this.stream = stream;
  }

  /// The four numbers of a counter, written to `out`.
  static void block(long seed, long stream, long counter, int[] out) {
    int c0 = (int) counter;
    int c1 = (int) (counter >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int r = 0; r < 10; r++) {
      long p0 = (M0 & 0xffffffffL) * (c0 & 0xffffffffL);
      long p1 = (M1 & 0xffffffffL) * (c2 & 0xffffffffL);
      int n0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = n0;
      c2 = n2;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  @Override
  public synchronized int nextInt() {
    if (used == 4) {
      block(seed, stream, counter++, block);
      used = 0;
    }
    return block[used++];
  }

  @Override
  public synchronized long nextLong() {
    long hi = nextInt();
    return hi << 32 | nextInt() & 0xffffffffL;
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public synchronized Rng split() {
    // Streams are the upper half of the counter; a stream's streams are named by mixing.
    long z = stream * 0x9E3779B97F4A7C15L + ++children;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return new Philox(seed, z ^ z >>> 31);
  }

  @Override
  public synchronized byte[] state() {
    return ByteBuffer.allocate(40)
        .putLong(seed)
        .putLong(stream)
        .putLong(counter)
        .putLong(children)
        .putInt(used)
        .array();
  }

  @Override
  public synchronized void setState(byte[] state) {
    ByteBuffer b = ByteBuffer.wrap(state);
    if (state.length != 40 || b.getLong() != seed || b.getLong() != stream)
      throw Check.valueError("setState", "this is not a state of the generator of seed " + seed);
    counter = b.getLong();
    children = b.getLong();
    used = b.getInt();
    if (used < 0 || used > 4) throw Check.valueError("setState", "the state is damaged");
    if (used < 4) block(seed, stream, counter - 1, block);
  }

  /// Takes counters for `n` numbers, four to each, beginning with a fresh one.
  private synchronized long reserve(long n) {
    long c = counter;
    counter += (n + 3) / 4;
    used = 4;
    return c;
  }

  @Override
  public String toString() {
    return "Rng of seed " + seed + (stream == 0 ? "" : ", stream " + Long.toHexString(stream));
  }

  private interface Fill {
    /// Writes numbers `4i … 4i+3` (fewer at the end), made of these 128 bits.
    void four(int[] bits, long i, int count);
  }

  private void fill(long n, Fill f) {
    long c = reserve(n);
    PhiloxBatch batch = new PhiloxBatch();
    int[] b = new int[4];
    for (long i = 0; i < n; i += 4) {
      int k = (int) (i / 4 % PhiloxBatch.SIZE);
      if (k == 0) batch.run(seed, stream, c + i / 4, counters(n - i));
      batch.block(k, b);
      f.four(b, i, (int) Math.min(4, n - i));
    }
  }

  /// The counters of the next batch, if so many numbers are still to come.
  private static int counters(long numbers) {
    return (int) Math.min(PhiloxBatch.SIZE, (numbers + 3) / 4);
  }

  private void floats(Tensor out, double lo, double hi) {
    long n = out.numel();
    long c = reserve(n);
    PhiloxBatch batch = new PhiloxBatch();
    float[] some = new float[4 * PhiloxBatch.SIZE];
    float low = (float) lo;
    for (long i = 0; i < n; i += some.length, c += PhiloxBatch.SIZE) {
      int counters = counters(n - i);
      batch.run(seed, stream, c, counters);
      batch.uniform(some, counters, lo, hi);
      int m = (int) Math.min(some.length, n - i);
      // Rounding to the type must not reach the excluded end.
      if (hi > lo) for (int k = 0; k < m; k++) if (some[k] >= hi) some[k] = low;
      MemorySegment.copy(
          some, 0, Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, out.address() + 4 * i, m);
    }
  }

  @Override
  public void uniform(Tensor out, double lo, double hi) {
    DType t = out.dtype();
    int size = t.bytes();
    long a = out.address();
    if (t == DType.FLOAT64) {
      long c = reserve(2 * out.numel());
      int[] b = new int[4];
      for (long i = 0; i < out.numel(); i++) {
        if ((i & 1) == 0) block(seed, stream, c + i / 2, b);
        int k = (int) (i & 1) * 2;
        double u = ((long) b[k] << 32 | b[k + 1] & 0xffffffffL) >>> 11;
        Memory.setDouble(t, a + 8 * i, lo + (hi - lo) * (u * 0x1p-53));
      }
      return;
    }
    if (t == DType.FLOAT32) {
      floats(out, lo, hi);
      return;
    }
    fill(
        out.numel(),
        (b, i, n) -> {
          for (int k = 0; k < n; k++) {
            double v = lo + (hi - lo) * ((b[k] >>> 8) * 0x1p-24);
            long at = a + (i + k) * size;
            Memory.setDouble(t, at, v);
            // Rounding to the type must not reach the excluded end.
            if (Memory.getDouble(t, at) >= hi && hi > lo) Memory.setDouble(t, at, lo);
          }
        });
  }

  @Override
  public void normal(Tensor out, double mean, double std) {
    DType t = out.dtype();
    if (t == DType.FLOAT32 && out.numel() >= NormalPairs.WORTH) {
      long c = reserve(out.numel());
      new NormalPairs(seed, stream, c, mean, std).fill(out);
      return;
    }
    int size = t.bytes();
    long a = out.address();
    fill(
        out.numel(),
        (b, i, n) -> {
          for (int k = 0; k < n; k += 2) {
            double u = ((b[k] & 0xffffffffL) + 0.5) * 0x1p-32;
            double v = (b[k + 1] & 0xffffffffL) * 0x1p-32 * 2 * Math.PI;
            double r = Math.sqrt(-2 * Math.log(u)) * std;
            Memory.setDouble(t, a + (i + k) * size, mean + r * Math.cos(v));
            if (k + 1 < n) Memory.setDouble(t, a + (i + k + 1) * size, mean + r * Math.sin(v));
          }
        });
  }

  @Override
  public void integers(Tensor out, long lo, long hi) {
    DType t = out.dtype();
    int size = t.bytes();
    long a = out.address();
    long range = hi - lo;
    if (range > 0 && range <= 1L << 32) {
      fill(
          out.numel(),
          (b, i, n) -> {
            for (int k = 0; k < n; k++)
              Memory.setLong(t, a + (i + k) * size, lo + ((b[k] & 0xffffffffL) * range >>> 32));
          });
      return;
    }
    for (long i = 0; i < out.numel(); i++)
      Memory.setLong(t, a + i * size, lo + Long.remainderUnsigned(nextLong(), range));
  }

  @Override
  public synchronized void permutation(Tensor out) {
    long n = out.numel();
    DType t = out.dtype();
    long a = out.address();
    int size = t.bytes();
    for (long i = 0; i < n; i++) Memory.setLong(t, a + i * size, i);
    for (long i = 0; i < n - 1; i++) {
      long j = i + nextLong(n - i);
      long x = Memory.getLong(t, a + i * size);
      Memory.setLong(t, a + i * size, Memory.getLong(t, a + j * size));
      Memory.setLong(t, a + j * size, x);
    }
  }
}
