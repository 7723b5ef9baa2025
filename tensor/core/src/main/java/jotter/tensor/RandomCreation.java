package jotter.tensor;

import jotter.tensor.op.Draw;
import jotter.tensor.op.Draw.Kind;

/// Tensors of random numbers, from {@link Rng#current}. Call these through {@link Tensor}.
public abstract sealed class RandomCreation extends FromMemory permits Joins {
  RandomCreation() {}

  private static Tensor drawn(Kind kind, double a, double b, Tensor out) {
    Draw.into(kind, a, b, out);
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.drawn(new Draw(kind, a, b, out.shape(), out.dtype()), out);
    return out;
  }

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
    return drawn(Kind.UNIFORM, 0, 1, r);
  }

  /// Normal numbers of mean 0 and variance 1, float32.
  public static Tensor randn(long... shape) {
    return randn(shape, DType.FLOAT32);
  }

  /// Normal numbers of mean 0 and variance 1; of a complex type the parts have variance 1/2.
  public static Tensor randn(long[] shape, DType type) {
    if (type.isComplex()) return paired(shape, type, false);
    Tensor r = host(shape, type, "randn");
    return drawn(Kind.NORMAL, 0, 1, r);
  }

  private static Tensor paired(long[] shape, DType type, boolean uniform) {
    long[] s = java.util.Arrays.copyOf(shape, shape.length + 1);
    s[shape.length] = 2;
    Tensor r = empty(s, type.toReal(), Device.CPU);
    if (uniform) drawn(Kind.UNIFORM, 0, 1, r);
    else drawn(Kind.NORMAL, 0, Math.sqrt(0.5), r);
    Tensor re = r.select(-1, 0);
    Tensor im = r.select(-1, 1);
    return Tensor.complex(re, im);
  }

  /// Integers of [lo, hi).
  public static Tensor randint(long lo, long hi, long[] shape, DType type) {
    if (lo >= hi) throw Check.valueError("randint", "needs lo < hi, got " + lo + " and " + hi);
    Tensor r = empty(shape, type, Device.CPU);
    return drawn(Kind.INTEGERS, lo, hi, r);
  }

  /// Integers of [lo, hi), int64.
  public static Tensor randint(long lo, long hi, long... shape) {
    return randint(lo, hi, shape, DType.INT64);
  }

  /// The numbers 0 … n-1 in random order.
  public static Tensor randperm(long n, DType type) {
    if (n < 0) throw Check.valueError("randperm", "n must not be negative, got " + n);
    Tensor r = empty(new long[] {n}, type, Device.CPU);
    return drawn(Kind.PERMUTATION, 0, 0, r);
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
    boolean ok =
        Recorder.guard(() -> Grad.off(() -> p.ge(0).logicalAnd(p.le(1)).all().itemBoolean()));
    Check.value(ok, "bernoulli", "probabilities must be in [0, 1]");
    DType draw = p.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    return Grad.off(() -> rand(p.shape(), draw).lt(p.detach()).to(p.dtype()));
  }

  /// Draws indices by weight, `n` for each row; the weights need not add up to 1.
  public static Tensor multinomial(Tensor weights, long n, boolean replacement) {
    Check.floating("multinomial", "the weights", weights);
    if (weights.rank() < 1 || weights.rank() > 2)
      throw Check.shapeError(
          "multinomial", "needs a vector or a matrix, got " + Check.shape(weights.shape()));
    long k = weights.size(-1);
    Check.value(n > 0, "multinomial", "the number of draws must be positive, got " + n);
    if (!replacement && n > k)
      throw Check.valueError(
          "multinomial", "cannot draw " + n + " of " + k + " without replacement");
    long rows = weights.rank() == 1 ? 1 : weights.size(0);
    double[] w = Grad.off(() -> weights.detach().to(DType.FLOAT64)).toDoubleArray();
    long[] r = new long[Math.toIntExact(rows * n)];
    for (int row = 0; row < rows; row++)
      draw(w, (int) (row * k), (int) k, r, (int) (row * n), (int) n, replacement);
    return weights.rank() == 1 ? Tensor.of(r) : Tensor.of(r).reshape(rows, n);
  }

  private static void draw(
      double[] w, int from, int k, long[] out, int at, int n, boolean replacement) {
    double sum = 0;
    int positive = 0;
    for (int i = from; i < from + k; i++) {
      if (!(w[i] >= 0) || Double.isInfinite(w[i]))
        throw Check.valueError(
            "multinomial", "weights must be finite and not negative, got " + w[i]);
      sum += w[i];
      if (w[i] > 0) positive++;
    }
    if (sum == 0) throw Check.valueError("multinomial", "all weights of a row are 0");
    if (!replacement && positive < n)
      throw Check.valueError(
          "multinomial",
          "cannot draw " + n + " without replacement where " + positive + " weights are positive");
    Rng rng = Rng.current();
    for (int d = 0; d < n; d++) {
      double u = rng.nextDouble() * sum;
      int pick = -1;
      for (int i = 0; i < k; i++) {
        if (w[from + i] <= 0) continue;
        pick = i;
        u -= w[from + i];
        if (u < 0) break;
      }
      out[at + d] = pick;
      if (!replacement) {
        sum -= w[from + pick];
        w[from + pick] = 0;
      }
    }
  }

  /// Poisson numbers, each with its own rate. Knuth's products for small rates, normal steps of
  /// size 500 taken off for large ones.
  public static Tensor poisson(Tensor rate) {
    Check.floating("poisson", "the rate", rate);
    Rng rng = Rng.current();
    double[] v = rate.toDoubleArray();
    for (int i = 0; i < v.length; i++) {
      Check.value(v[i] >= 0, "poisson", "rates must not be negative, got " + v[i]);
      double left = v[i];
      long k = -1;
      double p = 1;
      do {
        k++;
        p *= 1 - rng.nextDouble();
        while (p < 1 && left > 0) {
          double step = Math.min(left, 500);
          p *= Math.exp(step);
          left -= step;
        }
      } while (p > 1);
      v[i] = k;
    }
    return Tensor.of(v).reshape(rate.shape()).to(rate.dtype());
  }

  /// How many of `count` trials of probability `p` succeed, element by element.
  public static Tensor binomial(Tensor count, Tensor p) {
    Check.sameDType("binomial", "the counts", count, "the probabilities", p);
    long[] s = Check.broadcast("binomial", count.shape(), p.shape());
    double[] n = count.expand(s).toDoubleArray();
    double[] q = p.expand(s).toDoubleArray();
    Rng rng = Rng.current();
    double[] r = new double[n.length];
    for (int i = 0; i < r.length; i++) {
      Check.value(
          n[i] >= 0 && q[i] >= 0 && q[i] <= 1,
          "binomial",
          "needs counts of at least 0 and probabilities in [0, 1]");
      for (long k = 0; k < n[i]; k++) if (rng.nextDouble() < q[i]) r[i]++;
    }
    return Tensor.of(r).reshape(s).to(count.dtype());
  }
}
