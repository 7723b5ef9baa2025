package jotter.tensor;

/// Tensors of random numbers, from {@link Rng#current}. Call these through {@link Tensor}.
public abstract sealed class RandomCreation extends Creation permits Joins {
  RandomCreation() {}

  private static Tensor host(long[] shape, DType type, String op) {
    if (!type.isFloatingPoint())
      throw Check.dtypeError(op, "needs a floating-point type, got " + type);
    return empty(shape, type, Device.CPU);
  }

  /// Uniform numbers of [0, 1), float32.
  public static Tensor rand(long... shape) {
    return rand(shape, DType.FLOAT32);
  }

  /// Uniform numbers of [0, 1); of a complex type, both parts.
  public static Tensor rand(long[] shape, DType type) {
    if (type.isComplex()) return paired(shape, type, true);
    Tensor r = host(shape, type, "rand");
    Rng.current().uniform(r, 0, 1);
    return r;
  }

  /// Normal numbers of mean 0 and variance 1, float32.
  public static Tensor randn(long... shape) {
    return randn(shape, DType.FLOAT32);
  }

  /// Normal numbers of mean 0 and variance 1; of a complex type the parts have variance 1/2.
  public static Tensor randn(long[] shape, DType type) {
    if (type.isComplex()) return paired(shape, type, false);
    Tensor r = host(shape, type, "randn");
    Rng.current().normal(r, 0, 1);
    return r;
  }

  private static Tensor paired(long[] shape, DType type, boolean uniform) {
    long[] s = java.util.Arrays.copyOf(shape, shape.length + 1);
    s[shape.length] = 2;
    Tensor r = empty(s, type.toReal(), Device.CPU);
    if (uniform) Rng.current().uniform(r, 0, 1);
    else Rng.current().normal(r, 0, Math.sqrt(0.5));
    Tensor re = r.select(-1, 0);
    Tensor im = r.select(-1, 1);
    return Tensor.complex(re, im);
  }

  /// Integers of [lo, hi).
  public static Tensor randint(long lo, long hi, long[] shape, DType type) {
    if (lo >= hi) throw Check.valueError("randint", "needs lo < hi, got " + lo + " and " + hi);
    Tensor r = empty(shape, type, Device.CPU);
    Rng.current().integers(r, lo, hi);
    return r;
  }

  /// Integers of [lo, hi), int64.
  public static Tensor randint(long lo, long hi, long... shape) {
    return randint(lo, hi, shape, DType.INT64);
  }

  /// The numbers 0 … n-1 in random order.
  public static Tensor randperm(long n, DType type) {
    if (n < 0) throw Check.valueError("randperm", "n must not be negative, got " + n);
    Tensor r = empty(new long[] {n}, type, Device.CPU);
    Rng.current().permutation(r);
    return r;
  }

  /// The numbers 0 … n-1 in random order, int64.
  public static Tensor randperm(long n) {
    return randperm(n, DType.INT64);
  }

  /// Uniform numbers of [0, 1) in the shape and type of `x`.
  public static Tensor randLike(Tensor x) {
    return rand(x.shape(), x.dtype());
  }

  /// Normal numbers in the shape and type of `x`.
  public static Tensor randnLike(Tensor x) {
    return randn(x.shape(), x.dtype());
  }

  /// Integers of [lo, hi) in the shape and type of `x`.
  public static Tensor randintLike(Tensor x, long lo, long hi) {
    return randint(lo, hi, x.shape(), x.dtype());
  }

  /// Normal numbers, each with its own mean and standard deviation; the two broadcast.
  public static Tensor normal(Tensor mean, Tensor std) {
    long[] s = Check.broadcast("normal", mean.shape(), std.shape());
    DType t = Promotion.resultType(mean, std);
    return randn(s, t).mul(std).add(mean).to(t);
  }

  /// Normal numbers of one mean and standard deviation.
  public static Tensor normal(double mean, double std, long... shape) {
    Check.value(std >= 0, "normal", "the standard deviation must not be negative, got " + std);
    return randn(shape).mul(std).add(mean);
  }

  /// 1 with probability p, element by element, else 0; in the type of p.
  public static Tensor bernoulli(Tensor p) {
    Check.floating("bernoulli", "p", p);
    boolean ok = Grad.off(() -> p.ge(0).logicalAnd(p.le(1)).all().itemBoolean());
    Check.value(ok, "bernoulli", "probabilities must be in [0, 1]");
    DType draw = p.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    return Grad.off(() -> rand(p.shape(), draw).lt(p.detach()).to(p.dtype()));
  }
}
