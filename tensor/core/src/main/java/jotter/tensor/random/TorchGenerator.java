package jotter.tensor.random;

import java.nio.ByteBuffer;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// PyTorch's generator on a processor: the Mersenne twister mt19937 (Matsumoto and Nishimura 1998),
/// and the ways in which PyTorch makes distributions of its numbers.
public final class TorchGenerator extends Rng {
  private static final int N = 624;
  private static final int M = 397;

  private final long seed;
  private final int[] mt = new int[N];
  private int at = N;
  private double nextNormal = Double.NaN;
  private long children;

  public TorchGenerator(long seed) {
    this.seed = seed;
    mt[0] = (int) seed;
    for (int i = 1; i < N; i++) mt[i] = 1812433253 * (mt[i - 1] ^ mt[i - 1] >>> 30) + i;
  }

  @Override
  public synchronized int nextInt() {
    if (at == N) {
      for (int i = 0; i < N; i++) {
        int y = mt[i] & 0x80000000 | mt[(i + 1) % N] & 0x7fffffff;
        mt[i] = mt[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      at = 0;
    }
    int y = mt[at++];
    y ^= y >>> 11;
    y ^= y << 7 & 0x9d2c5680;
    y ^= y << 15 & 0xefc60000;
    return y ^ y >>> 18;
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
    return new TorchGenerator(seed * 31 + ++children);
  }

  @Override
  public synchronized byte[] state() {
    ByteBuffer b = ByteBuffer.allocate(4 * N + 4 + 8);
    for (int v : mt) b.putInt(v);
    return b.putInt(at).putDouble(nextNormal).array();
  }

  @Override
  public synchronized void setState(byte[] state) {
    if (state.length != 4 * N + 12)
      throw Check.valueError("setState", "this is not a state of PyTorch's generator");
    ByteBuffer b = ByteBuffer.wrap(state);
    for (int i = 0; i < N; i++) mt[i] = b.getInt();
    at = b.getInt();
    nextNormal = b.getDouble();
    if (at < 0 || at > N) throw Check.valueError("setState", "the state is damaged");
  }

  /// The distribution of 0 ≤ u < 1 in a type: as many random bits as its fraction has.
  private double uniform(DType t) {
    return switch (t.toReal()) {
      case FLOAT64 -> nextDouble();
      case FLOAT16 -> (nextInt() & 0x7ff) * 0x1p-11;
      case BFLOAT16 -> (nextInt() & 0xff) * 0x1p-8;
      default -> nextFloat();
    };
  }

  @Override
  public synchronized void uniform(Tensor out, double lo, double hi) {
    DType t = out.dtype();
    for (long i = 0; i < out.numel(); i++)
      Memory.setDouble(
          t,
          out.address() + i * t.bytes(),
          t == DType.FLOAT32
              ? (float) uniform(t) * ((float) hi - (float) lo) + (float) lo
              : uniform(t) * (hi - lo) + lo);
  }

  @Override
  public synchronized double nextGaussian() {
    if (!Double.isNaN(nextNormal)) {
      double r = nextNormal;
      nextNormal = Double.NaN;
      return r;
    }
    double u = nextDouble();
    double v = nextDouble();
    double r = Math.sqrt(-2 * Math.log1p(-v));
    nextNormal = r * Math.sin(2 * Math.PI * u);
    return r * Math.cos(2 * Math.PI * u);
  }

  @Override
  public synchronized void normal(Tensor out, double mean, double std) {
    DType t = out.dtype();
    long n = out.numel();
    long a = out.address();
    int size = t.bytes();
    if (n < 16) {
      for (long i = 0; i < n; i++) Memory.setDouble(t, a + i * size, nextGaussian() * std + mean);
      return;
    }
    // Long tensors: uniform numbers first, then sixteen at a time; the last sixteen are drawn anew
    // if the length is no multiple.
    for (long i = 0; i < n; i++) Memory.setDouble(t, a + i * size, uniform(t));
    for (long i = 0; i + 15 < n; i += 16) sixteen(t, a + i * size, mean, std);
    if (n % 16 != 0) {
      long last = a + (n - 16) * size;
      for (int i = 0; i < 16; i++) Memory.setDouble(t, last + i * size, uniform(t));
      sixteen(t, last, mean, std);
    }
  }

  private static void sixteen(DType t, long a, double mean, double std) {
    int size = t.bytes();
    for (int j = 0; j < 8; j++) {
      double u1 = 1 - Memory.getDouble(t, a + j * size);
      double u2 = Memory.getDouble(t, a + (j + 8) * size);
      double r = Math.sqrt(-2 * Math.log(u1));
      double theta = 2 * Math.PI * u2;
      Memory.setDouble(t, a + j * size, r * Math.cos(theta) * std + mean);
      Memory.setDouble(t, a + (j + 8) * size, r * Math.sin(theta) * std + mean);
    }
  }

  @Override
  public synchronized void integers(Tensor out, long lo, long hi) {
    DType t = out.dtype();
    long range = hi - lo;
    boolean wide = range < 0 || range >= 1L << 28;
    for (long i = 0; i < out.numel(); i++) {
      long v = wide ? Long.remainderUnsigned(nextLong(), range) : (nextInt() & 0xffffffffL) % range;
      Memory.setLong(t, out.address() + i * t.bytes(), lo + v);
    }
  }

  @Override
  public synchronized void permutation(Tensor out) {
    long n = out.numel();
    DType t = out.dtype();
    long a = out.address();
    int size = t.bytes();
    for (long i = 0; i < n; i++) Memory.setLong(t, a + i * size, i);
    for (long i = 0; i < n - 1; i++) {
      long z = (nextInt() & 0xffffffffL) % (n - i);
      long x = Memory.getLong(t, a + i * size);
      Memory.setLong(t, a + i * size, Memory.getLong(t, a + (i + z) * size));
      Memory.setLong(t, a + (i + z) * size, x);
    }
  }
}
