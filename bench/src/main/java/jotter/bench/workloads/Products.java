package jotter.bench.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Linalg;
import jotter.tensor.Tensor;

/// `mm`: matrix products and attention.
public final class Products implements Serve.Group {
  private final List<Workload> workloads = new ArrayList<>();

  public Products() {
    for (long n : new long[] {64, 128, 256, 512, 1024, 2048}) {
      add("f32." + n, DType.FLOAT32, Tensor::matmul, shape(n, n), shape(n, n));
    }
    add("f64.512", DType.FLOAT64, Tensor::matmul, shape(512, 512), shape(512, 512));
    add("bf16.1024", DType.BFLOAT16, Tensor::matmul, shape(1024, 1024), shape(1024, 1024));
    add(
        "f32.nt.1024",
        DType.FLOAT32,
        (a, b) -> a.matmul(b.t()),
        shape(1024, 1024),
        shape(1024, 1024));
    add("f32.128x784x256", DType.FLOAT32, Tensor::matmul, shape(128, 784), shape(784, 256));
    add("f32.gemv.4096", DType.FLOAT32, Tensor::matmul, shape(1, 4096), shape(4096, 4096));
    add("bmm.32x128x64x128", DType.FLOAT32, Tensor::bmm, shape(32, 128, 64), shape(32, 64, 128));
    add(
        "einsum.bhid_bhjd",
        DType.FLOAT32,
        (a, b) -> Linalg.einsum("bhid,bhjd->bhij", a, b),
        shape(4, 8, 256, 64),
        shape(4, 8, 256, 64));
    workloads.addAll(Tasks.both("mm.linear", Products::linear));
    workloads.addAll(Tasks.both("mm.sdpa", Products::attention));
  }

  @Override
  public List<Workload> workloads() {
    return workloads;
  }

  private static long[] shape(long... sizes) {
    return sizes;
  }

  private void add(
      String name, DType type, BinaryOperator<Tensor> product, long[] left, long[] right) {
    workloads.add(
        Tasks.forward(
            "mm." + name,
            () -> {
              Tensor a = Data.normal("a", left).to(type);
              Tensor b = Data.normal("b", right).to(type);
              return () -> product.apply(a, b);
            }));
  }

  private static Tasks.Graph linear() {
    Tensor x = Data.normal("a", 512, 1024);
    Tensor w = Data.uniform("w", -1.0 / 32, 1.0 / 32, 1024, 1024);
    Tensor bias = Data.normal("bias", 1024);
    return Tasks.Graph.of(() -> F.linear(x, w, bias), x, w, bias);
  }

  private static Tasks.Graph attention() {
    Tensor q = Data.normal("q", 4, 8, 256, 64);
    Tensor k = Data.normal("k", 4, 8, 256, 64);
    Tensor v = Data.normal("v", 4, 8, 256, 64);
    return Tasks.Graph.of(() -> F.scaledDotProductAttention(q, k, v, true), q, k, v);
  }
}
