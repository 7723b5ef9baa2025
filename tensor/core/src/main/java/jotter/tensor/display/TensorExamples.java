package jotter.tensor.display;

import java.util.List;
import java.util.function.Supplier;
import jotter.tensor.DType;
import jotter.tensor.Fft;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// A small tensor of every kind that is drawn in a way of its own. Some have more elements than a
/// drawing looks at, so that the sampling is among what they show.
final class TensorExamples {
  private static final int MANY = 60_000;

  static final List<Supplier<? extends Tensor>> ALL =
      List.of(
          () -> Tensor.scalar(3.5),
          () -> normal(6, 4),
          () -> normal(1000),
          () -> normal(MANY),
          () -> normal(400, 300).t(),
          () -> normal(4, 3).requiresGrad_().mul(2),
          () -> uniform(20, 1, 28, 28),
          () -> uniform(4, 3, 64, 64),
          () -> uniform(3, 256, 256),
          () -> uniform(120, 100).mul(255).to(DType.UINT8),
          () -> labels(10, MANY),
          () -> labels(50_000, 64, 128),
          () -> labels(10, 200).eq(Tensor.arange(10).unsqueeze(1)).t().to(DType.FLOAT32),
          () -> normal(300, 300).gt(0),
          () -> normal(5000).to(DType.COMPLEX64),
          () -> normal(150, 150).to(DType.COMPLEX64),
          () -> Fft.rfft(normal(4, 512)),
          () -> normal(2, 20_000),
          () -> normal(64, 64).to(DType.BFLOAT16),
          () -> normal(64, 64).to(DType.FLOAT64),
          () -> normal(2, 2, 4, 40, 30),
          () -> normal(1, 500).expand(500, 500),
          () -> normal(50, 50).log(),
          () -> Tensor.full(new long[] {100, 100}, Double.NaN));

  private TensorExamples() {}

  private static Tensor normal(long... shape) {
    return Rng.with(Rng.of(1), () -> Tensor.randn(shape));
  }

  private static Tensor uniform(long... shape) {
    return Rng.with(Rng.of(1), () -> Tensor.rand(shape));
  }

  private static Tensor labels(int classes, long... shape) {
    return Rng.with(Rng.of(1), () -> Tensor.randint(0, classes, shape));
  }
}
