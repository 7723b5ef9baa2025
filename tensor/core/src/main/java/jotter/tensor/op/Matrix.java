package jotter.tensor.op;

import java.util.Arrays;
import jotter.tensor.Tensor;

/// Products of matrices.
public final class Matrix {
  private Matrix() {}

  /// a · b over the last two dimensions; the batch dimensions broadcast.
  public record MatMul() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor a = x[0];
      Tensor b = x[1];
      int r = a.rank();
      long[] shape = Arrays.copyOf(a.shape(), r);
      shape[r - 1] = b.size(-1);
      Tensor out = Tensor.empty(shape, a.dtype(), a.device());
      a.backend().matmul(a, b, out, false);
      return new Tensor[] {out};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[2];
      if (s.needs(0)) r[0] = g[0].matmul(s.input(1).mH());
      if (s.needs(1)) r[1] = s.input(0).mH().matmul(g[0]);
      return r;
    }
  }
}
