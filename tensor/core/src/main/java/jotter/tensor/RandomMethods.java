package jotter.tensor;

import jotter.tensor.op.Draw;
import jotter.tensor.op.Draw.Kind;

/// Random numbers written into this tensor, from {@link Rng#current}.
public sealed interface RandomMethods permits Tensor {
  /// This tensor.
  Tensor self();

  private Tensor fill(String op, Kind kind, double a, double b) {
    Tensor x = self();
    x.checkInPlace(op, Grad.isOn());
    Tensor t =
        x.isContiguous() && x.device().isCpu() ? x.raw() : Tensor.empty(x.shape(), x.dtype());
    boolean direct = t.storage() == x.storage();
    Recorder recorder = Recorder.active();
    if (recorder != null && direct) recorder.changing(null, x);
    try {
      Draw.into(kind, a, b, t);
      if (recorder != null) recorder.drawn(new Draw(kind, a, b, t.shape(), t.dtype()), t);
      if (!direct) Grad.off(() -> x.raw().copy_(t));
    } finally {
      x.changed(op);
    }
    return x;
  }

  /// Uniform numbers of [lo, hi).
  default Tensor uniform_(double lo, double hi) {
    Check.floatingOrComplex("uniform_", "the tensor", self());
    Check.value(lo <= hi, "uniform_", "needs lo <= hi, got " + lo + " and " + hi);
    return fill("uniform_", Kind.UNIFORM, lo, hi);
  }

  /// Normal numbers.
  default Tensor normal_(double mean, double std) {
    Check.floatingOrComplex("normal_", "the tensor", self());
    Check.value(std >= 0, "normal_", "the standard deviation must not be negative, got " + std);
    return fill("normal_", Kind.NORMAL, mean, std);
  }

  /// Integers of [lo, hi).
  default Tensor random_(long lo, long hi) {
    Check.value(lo < hi, "random_", "needs lo < hi, got " + lo + " and " + hi);
    return fill("random_", Kind.INTEGERS, lo, hi);
  }

  /// Exponential numbers of rate λ.
  default Tensor exponential_(double lambda) {
    Check.floating("exponential_", "the tensor", self());
    Check.value(lambda > 0, "exponential_", "the rate must be positive, got " + lambda);
    return fill("exponential_", Kind.EXPONENTIAL, lambda, 0);
  }

  /// Cauchy numbers: median + σ·tan(π(u - ½)).
  default Tensor cauchy_(double median, double sigma) {
    Check.floating("cauchy_", "the tensor", self());
    Check.value(sigma > 0, "cauchy_", "sigma must be positive, got " + sigma);
    return fill("cauchy_", Kind.CAUCHY, median, sigma);
  }

  /// Numbers whose logarithm is normal.
  default Tensor logNormal_(double mean, double std) {
    Check.floating("logNormal_", "the tensor", self());
    Check.value(std > 0, "logNormal_", "the standard deviation must be positive, got " + std);
    return fill("logNormal_", Kind.LOG_NORMAL, mean, std);
  }

  /// How many trials until the first success of probability p: 1, 2, ….
  default Tensor geometric_(double p) {
    Check.value(p > 0 && p < 1, "geometric_", "the probability must be between 0 and 1, got " + p);
    return fill("geometric_", Kind.GEOMETRIC, p, 0);
  }

  /// 1 with probability p, else 0.
  default Tensor bernoulli_(double p) {
    Check.value(p >= 0 && p <= 1, "bernoulli_", "the probability must be in [0, 1], got " + p);
    return fill("bernoulli_", Kind.BERNOULLI, p, 0);
  }
}
