package jotter.bench.workloads;

import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// The first thing of many a program: a product of two matrices, and its sum on the screen.
public final class FirstProduct {
  private FirstProduct() {}

  public static void main(String[] args) {
    Tensor a = Tensor.arange(65536).to(DType.FLOAT32).reshape(256, 256).div(65536);
    Tensor b = a.t().sub(0.5);
    System.out.println(a.matmul(b).sum().item());
  }
}
