package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Recorder;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// Random numbers of one distribution, from {@link Rng#current}. No inputs; what `a` and `b` are
/// depends on the distribution.
public record Draw(Kind kind, double a, double b, long[] shape, DType type) implements Family {
  /// The distributions.
  public enum Kind {
    /// Of [a, b).
    UNIFORM,
    /// Mean a, standard deviation b.
    NORMAL,
    /// Of [a, b).
    INTEGERS,
    /// The numbers 0 … n-1 in random order.
    PERMUTATION,
    /// Rate a.
    EXPONENTIAL,
    /// Median a, scale b.
    CAUCHY,
    /// The logarithm has mean a and standard deviation b.
    LOG_NORMAL,
    /// Trials until the first success of probability a.
    GEOMETRIC,
    /// 1 with probability a.
    BERNOULLI
  }

  /// Fills `out`, which is contiguous and in the processor's memory.
  public static void into(Kind kind, double a, double b, Tensor out) {
    Recorder recorder = Recorder.active();
    if (recorder == null) {
      draw(kind, a, b, out);
      return;
    }
    recorder.aside(
        () -> {
          draw(kind, a, b, out);
          return null;
        });
  }

  private static void draw(Kind kind, double a, double b, Tensor t) {
    Rng r = Rng.current();
    switch (kind) {
      case UNIFORM -> r.uniform(t, a, b);
      case NORMAL -> r.normal(t, a, b);
      case INTEGERS -> r.integers(t, (long) a, (long) b);
      case PERMUTATION -> r.permutation(t);
      case EXPONENTIAL, CAUCHY, LOG_NORMAL, GEOMETRIC, BERNOULLI -> {
        for (long i = 0; i < t.numel(); i++)
          Memory.setDouble(t.dtype(), t.address() + i * t.dtype().bytes(), number(kind, a, b, r));
      }
    }
  }

  private static double number(Kind kind, double a, double b, Rng r) {
    return switch (kind) {
      case UNIFORM -> a + (b - a) * r.nextDouble();
      case NORMAL -> a + b * r.nextGaussian();
      case INTEGERS, PERMUTATION -> r.nextLong();
      case EXPONENTIAL -> r.nextExponential() / a;
      case CAUCHY -> a + b * Math.tan(Math.PI * (r.nextDouble() - 0.5));
      case LOG_NORMAL -> Math.exp(a + b * r.nextGaussian());
      case GEOMETRIC -> Math.max(1, Math.ceil(Math.log1p(-r.nextDouble()) / Math.log1p(-a)));
      case BERNOULLI -> r.nextDouble() < a ? 1 : 0;
    };
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor out = Tensor.empty(shape, type);
    into(kind, a, b, out);
    return new Tensor[] {out};
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    return new Tensor[0];
  }
}
