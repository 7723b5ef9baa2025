package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// The places of the elements that are not 0, one row of coordinates each, in row-major order.
public record Places() implements Family {
  @Override
  public String name() {
    return "nonzero";
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor t = x[0].ne(0).contiguous();
    long[] shape = t.shape();
    int rank = shape.length;
    long base = t.address();
    long n = 0;
    for (long i = 0; i < t.numel(); i++) n += Memory.getLong(DType.BOOL, base + i);
    Tensor out = Tensor.empty(new long[] {n, rank}, DType.INT64);
    long at = out.address();
    for (long i = 0; i < t.numel(); i++) {
      if (Memory.getLong(DType.BOOL, base + i) == 0) continue;
      long rest = i;
      for (int d = rank - 1; d >= 0; d--) {
        Memory.setLong(DType.INT64, at + 8L * d, rest % shape[d]);
        rest /= shape[d];
      }
      at += 8L * rank;
    }
    return new Tensor[] {out};
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    return new Tensor[1];
  }
}
