package jotter.bench;

import java.util.List;
import java.util.concurrent.Callable;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;

/// The inputs of the workloads as tensors, and the number by which results are compared. What a
/// tensor holds depends on its name alone: see [Numbers].
public final class Data {
  private Data() {}

  /// Mean 0 and variance 1.
  public static Tensor normal(String name, long... shape) {
    return Tensor.of(Numbers.normal(name, count(shape)), shape);
  }

  /// Evenly from `lo` to `hi`.
  public static Tensor uniform(String name, double lo, double hi, long... shape) {
    return Tensor.of(Numbers.uniform(name, count(shape), lo, hi), shape);
  }

  /// Whole numbers (int64) from `lo` to `hi`, `hi` excluded.
  public static Tensor integers(String name, long lo, long hi, long... shape) {
    return Tensor.of(Numbers.integers(name, count(shape), lo, hi), shape);
  }

  private static int count(long... shape) {
    long n = 1;
    for (long s : shape) n = Math.multiplyExact(n, s);
    return Math.toIntExact(n);
  }

  /// Gives every parameter of a model its values: see [#init(String, Layer, double)].
  public static <L extends Layer> L init(String name, L model) {
    return init(name, model, 1);
  }

  /// Gives every parameter of a model its values: those with two or more dimensions are uniform in
  /// ±gain / √(elements of a row) under the name `model/parameter`; of the others, weights are 1
  /// and biases 0.
  public static <L extends Layer> L init(String name, L model, double gain) {
    model
        .namedParameters()
        .forEach((path, param) -> param.set(initial(name + "/" + path, path, param, gain)));
    return model;
  }

  private static Tensor initial(String name, String path, Param param, double gain) {
    long[] shape = param.value().shape();
    if (shape.length < 2) {
      return path.endsWith("weight") ? Tensor.ones(shape) : Tensor.zeros(shape);
    }
    double bound = gain / Math.sqrt((double) param.value().numel() / shape[0]);
    return uniform(name, -bound, bound, shape);
  }

  /// Runs `body` with gradients off; what it throws is thrown on.
  static <T> T withoutGradients(Callable<T> body) throws Exception {
    try {
      return Grad.off(
          () -> {
            try {
              return body.call();
            } catch (Exception e) {
              throw new Failure(e);
            }
          });
    } catch (Failure f) {
      throw f.failure;
    }
  }

  private static final class Failure extends RuntimeException {
    private final transient Exception failure;

    Failure(Exception failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /// The sum of the tensors' checksums.
  public static double checksum(Tensor... tensors) {
    double sum = 0;
    for (Tensor t : tensors) {
      sum +=
          t.dtype() == DType.FLOAT32
              ? Numbers.checksum(t.toFloatArray())
              : Numbers.checksum(t.toDoubleArray());
    }
    return sum;
  }

  /// The checksum of what an operation returned: a tensor, several, or values with their indices.
  public static double checksumOf(Object result) {
    return switch (result) {
      case Tensor t -> checksum(t);
      case Tensor[] ts -> checksum(ts);
      case List<?> list -> list.stream().mapToDouble(Data::checksumOf).sum();
      case Indexed(Tensor values, Tensor indices) -> checksum(values, indices);
      default -> throw new IllegalArgumentException("no tensors in " + result);
    };
  }
}
