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
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[2];
      if (s.needs(0)) r[0] = product(s.input(0), g[0], s.input(1).mH());
      if (s.needs(1)) r[1] = product(s.input(1), s.input(0).mH(), g[0]);
      return r;
    }

    /// a · b; if the matrices of `like` lie transposed in memory, those of the result do as well:
    /// so a gradient passes a transposition, and is in the end laid out as its leaf.
    private static Tensor product(Tensor like, Tensor a, Tensor b) {
      long[] st = like.layout().strides();
      boolean across = st[st.length - 2] == 1 && st[st.length - 1] > 1;
      return across ? b.mT().matmul(a.mT()).mT() : a.matmul(b);
    }
  }

  /// x·wᵀ + b for the rows of x (N×in), with w (out×in) and b (out) or null: what a linear layer
  /// computes, so that its bias comes with the product and the gradient of w in the layout of w.
  public record Linear() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long[] shape = {x[0].size(0), x[1].size(0)};
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      if (x[0].backend().linear(x[0], x[1], x[2], out)) return new Tensor[] {out};
      x[0].backend().matmul(x[0], x[1].t(), out, false);
      return new Tensor[] {x[2] == null ? out : out.add_(x[2])};
    }

    @Override
    public boolean savesInput(int i) {
      return i < 2;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[3];
      if (s.needs(0)) r[0] = g[0].matmul(s.input(1));
      if (s.needs(1)) r[1] = g[0].t().matmul(s.input(0));
      if (s.inputShape(2) != null && s.needs(2)) r[2] = g[0].sum(0);
      return r;
    }
  }
}
