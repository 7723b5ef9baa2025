package jotter.bench.workloads;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.tensor.Grad;
import jotter.tensor.Linalg;
import jotter.tensor.Tensor;

/// `la`: decompositions and equations. Vectors are unique up to their signs only, so a check looks
/// at what is unique.
public final class LinearAlgebra implements Serve.Group {
  /// A decomposition into several tensors.
  private interface Decomposition {
    Tensor[] of(Tensor matrix);
  }

  @Override
  public List<Workload> workloads() {
    return List.of(
        Tasks.forward(
            "la.cholesky.256",
            () -> {
              Tensor s = positive();
              return () -> Linalg.cholesky(s);
            }),
        Tasks.forward(
            "la.solve.256",
            () -> {
              Tensor s = positive();
              Tensor b = Data.normal("b", 256, 64);
              return () -> Linalg.solve(s, b);
            }),
        decomposition("svd", LinearAlgebra::square, a -> Linalg.svd(a, false), 1, s -> s),
        decomposition("eigh", LinearAlgebra::positive, Linalg::eigh, 0, values -> values),
        decomposition("qr", LinearAlgebra::square, Linalg::qr, 1, Tensor::abs));
  }

  private static Tensor square() {
    return Data.normal("a", 256, 256);
  }

  /// Symmetric and positive definite.
  private static Tensor positive() {
    Tensor a = square();
    return a.matmul(a.t()).div(256).add(Tensor.eye(256));
  }

  /// @param checked the number of the part that the check is taken of
  /// @param unique what of that part is unique
  private static Workload decomposition(
      String name,
      Supplier<Tensor> input,
      Decomposition decomposition,
      int checked,
      UnaryOperator<Tensor> unique) {
    return new Workload(
        "la." + name + ".256",
        settings -> {
          Tensor a = input.get();
          double check = Grad.off(() -> Data.checksum(unique.apply(decomposition.of(a)[checked])));
          return new Timed(check, () -> decomposition.of(a)).withoutGradients();
        });
  }
}
