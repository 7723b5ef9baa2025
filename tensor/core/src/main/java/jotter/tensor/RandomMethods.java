package jotter.tensor;

import jotter.tensor.spi.Memory;

/// Random numbers written into this tensor, from {@link Rng#current}.
public sealed interface RandomMethods permits Tensor {
  /// This tensor.
  Tensor self();

  private Tensor fill(String op, java.util.function.Consumer<Tensor> draw) {
    Tensor x = self();
    x.checkInPlace(op, Grad.isOn());
    Tensor t =
        x.isContiguous() && x.device().isCpu() ? x.raw() : Tensor.empty(x.shape(), x.dtype());
    draw.accept(t);
    if (t.storage() != x.storage()) Grad.off(() -> x.raw().copy_(t));
    x.changed(op);
    return x;
  }

  private Tensor each(String op, java.util.function.ToDoubleFunction<Rng> draw) {
    return fill(
        op,
        t -> {
          Rng r = Rng.current();
          for (long i = 0; i < t.numel(); i++)
            Memory.setDouble(t.dtype(), t.address() + i * t.dtype().bytes(), draw.applyAsDouble(r));
        });
  }

  /// Uniform numbers of [lo, hi).
  default Tensor uniform_(double lo, double hi) {
    Check.floatingOrComplex("uniform_", "the tensor", self());
    Check.value(lo <= hi, "uniform_", "needs lo <= hi, got " + lo + " and " + hi);
    return fill("uniform_", t -> Rng.current().uniform(t, lo, hi));
  }

  /// Normal numbers.
  default Tensor normal_(double mean, double std) {
    Check.floatingOrComplex("normal_", "the tensor", self());
    Check.value(std >= 0, "normal_", "the standard deviation must not be negative, got " + std);
    return fill("normal_", t -> Rng.current().normal(t, mean, std));
  }

  /// Integers of [lo, hi).
  default Tensor random_(long lo, long hi) {
    Check.value(lo < hi, "random_", "needs lo < hi, got " + lo + " and " + hi);
    return fill("random_", t -> Rng.current().integers(t, lo, hi));
  }

  /// Exponential numbers of rate λ.
  default Tensor exponential_(double lambda) {
    Check.floating("exponential_", "the tensor", self());
    Check.value(lambda > 0, "exponential_", "the rate must be positive, got " + lambda);
    return each("exponential_", r -> r.nextExponential() / lambda);
  }

  /// Cauchy numbers: median + σ·tan(π(u - ½)).
  default Tensor cauchy_(double median, double sigma) {
    Check.floating("cauchy_", "the tensor", self());
    Check.value(sigma > 0, "cauchy_", "sigma must be positive, got " + sigma);
    return each("cauchy_", r -> median + sigma * Math.tan(Math.PI * (r.nextDouble() - 0.5)));
  }

  /// Numbers whose logarithm is normal.
  default Tensor logNormal_(double mean, double std) {
    Check.floating("logNormal_", "the tensor", self());
    Check.value(std > 0, "logNormal_", "the standard deviation must be positive, got " + std);
    return each("logNormal_", r -> Math.exp(mean + std * r.nextGaussian()));
  }

  /// How many trials until the first success of probability p: 1, 2, ….
  default Tensor geometric_(double p) {
    Check.value(p > 0 && p < 1, "geometric_", "the probability must be between 0 and 1, got " + p);
    return each(
        "geometric_", r -> Math.max(1, Math.ceil(Math.log1p(-r.nextDouble()) / Math.log1p(-p))));
  }

  /// 1 with probability p, else 0.
  default Tensor bernoulli_(double p) {
    Check.value(p >= 0 && p <= 1, "bernoulli_", "the probability must be in [0, 1], got " + p);
    return each("bernoulli_", r -> r.nextDouble() < p ? 1 : 0);
  }
}
