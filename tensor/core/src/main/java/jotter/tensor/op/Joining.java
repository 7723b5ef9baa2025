package jotter.tensor.op;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;

/// Tensors made of several others.
public final class Joining {
  private Joining() {}

  /// re + i·im
  public static final Formulaic.Of COMPLEX =
      new Formulaic.Of(
          Program.of("complex", X.complex(Y)), Pointwise.NONE, DType.COMPLEX64, DType.COMPLEX64);

  /// A row-major copy.
  public record Contiguous() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      return new Tensor[] {Tensor.empty(x[0].shape(), x[0].dtype(), x[0].device()).copy_(x[0])};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {g[0]};
    }
  }

  /// The inputs one behind the other along `dim`.
  public record Cat(int dim) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long[] s = x[0].shape();
      s[dim] = 0;
      for (Tensor t : x) s[dim] += t.size(dim);
      Tensor out = Tensor.empty(s, x[0].dtype(), x[0].device());
      long at = 0;
      for (Tensor t : x) {
        long n = t.size(dim);
        if (n > 0) out.narrow(dim, at, n).copy_(t);
        at += n;
      }
      return new Tensor[] {out};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[s.inputs()];
      long at = 0;
      for (int i = 0; i < r.length; i++) {
        long n = s.inputShape(i)[dim];
        if (s.needs(i)) r[i] = g[0].narrow(dim, at, n);
        at += n;
      }
      return r;
    }
  }

  /// The input in a larger tensor of the given shape, `before[d]` places behind the begin of each
  /// dimension, with `value` around it.
  public record Surround(long[] shape, long[] before, Number value) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      // Dimension by dimension, of what the ones before leave: nothing is written twice.
      Tensor rest = out;
      for (int d = 0; d < shape.length; d++) {
        long n = x[0].size(d);
        long behind = before[d] + n;
        if (before[d] > 0) rest.narrow(d, 0, before[d]).fill_(value);
        if (behind < shape[d]) rest.narrow(d, behind, shape[d] - behind).fill_(value);
        rest = rest.narrow(d, before[d], n);
      }
      if (rest.numel() > 0) rest.copy_(x[0]);
      return new Tensor[] {out};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor r = g[0];
      long[] inner = s.inputShape(0);
      for (int d = 0; d < shape.length; d++) r = r.narrow(d, before[d], inner[d]);
      return new Tensor[] {r};
    }
  }
}
