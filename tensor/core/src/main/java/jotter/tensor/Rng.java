package jotter.tensor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import jotter.tensor.random.Philox;
import jotter.tensor.random.TorchGenerator;

/// A source of random numbers.
///
/// The ordinary one is counter-based (Philox 4x32-10; Salmon et al. 2011,
/// doi:10.1145/2063384.2063405): its n-th number depends on seed and n only, so streams can be
/// split without overlap and work can be divided without changing results. {@link #torch}
/// reproduces PyTorch's generator on a processor, so that ported notebooks can be compared number
/// by number.
///
/// ```java
/// Rng.seed(42);                    // the source that everything uses unless told otherwise
/// Tensor a = Tensor.rand(3);
/// Tensor b = Rng.with(Rng.torch(42), () -> Tensor.rand(3)); // 0.8823, 0.9150, 0.3829
/// ```
public abstract class Rng {
  private static final ScopedValue<Rng> CURRENT = ScopedValue.newInstance();
  private static final AtomicLong UNSEEDED =
      new AtomicLong(System.nanoTime() ^ 0x9E3779B97F4A7C15L);
  private static volatile Rng global = of(UNSEEDED.get());

  /// The next 32 random bits.
  public abstract int nextInt();

  /// The next 64 random bits.
  public abstract long nextLong();

  /// What is needed to continue from here.
  public abstract byte[] state();

  /// Continues from a state that {@link #state} gave.
  public abstract void setState(byte[] state);

  /// The seed this source began with.
  public abstract long seed();

  /// A source whose numbers have nothing to do with this one's; the n-th call gives the n-th one.
  public abstract Rng split();

  /// The counter-based source of `seed`.
  public static Rng of(long seed) {
    return new Philox(seed);
  }

  /// PyTorch's generator on a processor after `torch.manual_seed(seed)`.
  public static Rng torch(long seed) {
    return new TorchGenerator(seed);
  }

  /// Starts the common source anew.
  public static Rng seed(long seed) {
    Rng r = of(seed);
    global = r;
    return r;
  }

  /// Makes `rng` the common source.
  public static void use(Rng rng) {
    global = rng;
  }

  /// The source that is used here.
  public static Rng current() {
    Recorder recorder = Recorder.active();
    if (recorder != null)
      recorder.refuse("random numbers were drawn that are no tensor, or by data (multinomial)");
    return CURRENT.isBound() ? CURRENT.get() : global;
  }

  /// Runs `body` with `rng` as its source.
  public static <T> T with(Rng rng, Supplier<T> body) {
    return ScopedValue.where(CURRENT, rng).call(body::get);
  }

  // ---- single numbers ----

  /// Uniform in [0, 1), 24 bits.
  public float nextFloat() {
    return (nextInt() & 0xffffff) * 0x1p-24f;
  }

  /// Uniform in [0, 1), 53 bits.
  public double nextDouble() {
    return (nextLong() & (1L << 53) - 1) * 0x1p-53;
  }

  /// Uniform in [0, bound).
  public long nextLong(long bound) {
    Check.value(bound > 0, "nextLong", "the bound must be positive, got " + bound);
    if (bound <= 1L << 32) return Integer.toUnsignedLong(nextInt()) % bound;
    return Long.remainderUnsigned(nextLong(), bound);
  }

  /// Normal with mean 0 and variance 1 (Box and Muller 1958).
  public double nextGaussian() {
    double u = nextDouble();
    double v = nextDouble();
    return Math.sqrt(-2 * Math.log1p(-v)) * Math.cos(2 * Math.PI * u);
  }

  /// Exponential with rate 1.
  public double nextExponential() {
    return -Math.log1p(-nextDouble());
  }

  // ---- many numbers ----

  /// Fills `out` (contiguous, in the processor's memory) with uniform numbers of [lo, hi).
  public abstract void uniform(Tensor out, double lo, double hi);

  /// Fills `out` with normal numbers.
  public abstract void normal(Tensor out, double mean, double std);

  /// Fills `out` with integers of [lo, hi).
  public abstract void integers(Tensor out, long lo, long hi);

  /// Fills `out` with a permutation of 0 … n-1.
  public abstract void permutation(Tensor out);
}
