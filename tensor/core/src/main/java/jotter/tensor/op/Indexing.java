package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Scatter;

/// Reading and writing by index.
public final class Indexing {
  private Indexing() {}

  private static Tensor[] one(Tensor t) {
    return new Tensor[] {t};
  }

  /// yᵢ = x at i, but with index i along `dim`. Inputs: x, index.
  public record Gather(int dim) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(x[1].shape(), x[0].dtype(), x[0].device());
      x[0].backend().gather(x[0], dim, x[1], out);
      return one(out);
    }

    @Override
    public boolean savesInput(int i) {
      return i == 1;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor r = Tensor.zeros(s.inputShape(0), g[0].dtype(), g[0].device());
      if (Grad.isOn()) return new Tensor[] {r.scatterAdd(dim, s.input(1), g[0]), null};
      // The zeros are nobody else's: no need to copy them before adding.
      r.backend().scatter(Scatter.ADD, r, dim, s.input(1), g[0]);
      return new Tensor[] {r, null};
    }
  }

  /// x with src written (or added) at the index along `dim`. Inputs: x, index, src.
  public record ScatterInto(Scatter kind, int dim) implements Family {
    @Override
    public String name() {
      return kind == Scatter.SET ? "scatter" : "scatterAdd";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = x[0].clone();
      x[0].backend().scatter(kind, out, dim, x[1], x[2]);
      return one(out);
    }

    @Override
    public boolean savesInput(int i) {
      return i == 1;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor index = s.input(1);
      Tensor[] r = new Tensor[3];
      if (s.needs(0)) r[0] = kind == Scatter.SET ? g[0].scatter(dim, index, 0) : g[0];
      if (s.needs(2)) {
        r[2] = g[0].gather(dim, index);
        long[] full = s.inputShape(2);
        if (!java.util.Arrays.equals(full, index.shape())) r[2] = padded(r[2], full);
      }
      return r;
    }
  }

  /// `t` in the front corner of zeros of shape `full`: a source may be larger than its index.
  private static Tensor padded(Tensor t, long[] full) {
    for (int d = 0; d < full.length; d++) {
      long more = full[d] - t.size(d);
      if (more == 0) continue;
      long[] s = t.shape();
      s[d] = more;
      t = Tensor.cat(d, t, Tensor.zeros(s, t.dtype(), t.device()));
    }
    return t;
  }

  /// The slices of x along `dim` that the one-dimensional index lists. Inputs: x, index.
  public record IndexSelect(int dim) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long[] s = x[0].shape();
      if (s.length > 0) s[dim] = x[1].numel();
      Tensor out = Tensor.empty(s, x[0].dtype(), x[0].device());
      x[0].backend().indexSelect(x[0], dim, x[1], out);
      return one(out);
    }

    @Override
    public boolean savesInput(int i) {
      return i == 1;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor r = Tensor.zeros(s.inputShape(0), g[0].dtype(), g[0].device());
      if (Grad.isOn() || r.rank() == 0)
        return new Tensor[] {r.indexAdd(dim, s.input(1), g[0], 1), null};
      r.backend().indexScatter(Scatter.ADD, r, dim, s.input(1), g[0]);
      return new Tensor[] {r, null};
    }
  }

  /// x with the slices of src added (or copied) at the places along `dim` that the index lists.
  /// Inputs: x, index, src.
  public record IndexInto(Scatter kind, int dim) implements Family {
    @Override
    public String name() {
      return kind == Scatter.SET ? "indexCopy" : "indexAdd";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = x[0].clone();
      x[0].backend().indexScatter(kind, out, dim, x[1], x[2]);
      return one(out);
    }

    @Override
    public boolean savesInput(int i) {
      return i == 1;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor index = s.input(1);
      Tensor[] r = new Tensor[3];
      if (s.needs(0)) r[0] = kind == Scatter.SET ? g[0].indexFill(dim, index, 0) : g[0];
      if (s.needs(2)) r[2] = g[0].indexSelect(dim, index).reshape(s.inputShape(2));
      return r;
    }
  }

  /// Sorted values and where they were.
  public record Sort(int dim, boolean descending, long count) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long[] shape = x[0].shape();
      if (shape.length > 0) shape[dim] = count;
      Tensor values = Tensor.empty(shape, x[0].dtype(), x[0].device());
      Tensor indices = Tensor.empty(shape, DType.INT64, x[0].device());
      x[0].backend().sort(x[0], dim, descending, values, indices);
      return new Tensor[] {values, indices};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return i == 1;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      if (g[0] == null) return new Tensor[1];
      return one(
          Tensor.zeros(s.inputShape(0), g[0].dtype(), g[0].device())
              .scatterAdd(dim, s.output(1), g[0]));
    }
  }
}
