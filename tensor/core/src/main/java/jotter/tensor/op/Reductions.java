package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Reduction;

/// The reductions. Their outputs keep the reduced dimensions with size 1: the methods of {@link
/// jotter.tensor.ReductionMethods} drop them, which is a view.
public final class Reductions {
  private Reductions() {}

  /// The shape of `x` with size 1 at `dims`.
  public static long[] kept(Tensor x, int... dims) {
    long[] s = x.shape();
    for (int d : dims) if (s.length > 0) s[d] = 1;
    return s;
  }

  private static Tensor[] run(Reduction kind, Tensor x, int[] dims, DType type) {
    Tensor out = Tensor.empty(kept(x, dims), type, x.device());
    x.backend().reduce(kind, x, out);
    return new Tensor[] {out};
  }

  /// Σ x
  public record Sum(int[] dims, DType type) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      return run(Reduction.SUM, x[0], dims, type);
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
      return new Tensor[] {g[0].expand(s.inputShape(0))};
    }
  }

  /// Σ x / n, where n is how many are added up
  public record Mean(int[] dims) implements Family {
    private static double count(long[] shape, int[] dims) {
      double n = 1;
      for (int d : dims) n *= shape.length == 0 ? 1 : shape[d];
      return n;
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(kept(x[0], dims), x[0].dtype(), x[0].device());
      double n = count(x[0].shape(), dims);
      if (x[0].backend().mean(x[0], out, n)) return new Tensor[] {out};
      x[0].backend().reduce(Reduction.SUM, x[0], out);
      return new Tensor[] {out.div(n)};
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
      long[] shape = s.inputShape(0);
      return new Tensor[] {g[0].div(count(shape, dims)).expand(shape)};
    }
  }

  /// Π x over one dimension
  public record Prod(int dim, DType type) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      return run(Reduction.PROD, x[0], new int[] {dim}, type);
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor x = s.input(0);
      if (x.rank() == 0) return g.clone();
      // Quotients would be undefined at zeros: the product of all others is the product of those
      // before and those behind.
      if (!x.detach().eq(0).any().itemBoolean())
        return new Tensor[] {g[0].mul(s.output(0).conj()).div(x.conj())};
      long n = x.size(dim);
      Tensor one = Tensor.ones(kept(x, dim), x.dtype(), x.device());
      Tensor before = Tensor.cat(dim, one, x.narrow(dim, 0, n - 1)).cumprod(dim);
      Tensor behind =
          Tensor.cat(dim, one, x.flip(dim).narrow(dim, 0, n - 1)).cumprod(dim).flip(dim);
      return new Tensor[] {g[0].mul(before.mul(behind).conj())};
    }
  }

  /// The largest (or smallest) element over any dimensions; equal ones share the gradient.
  public record Extremum(boolean max, int[] dims) implements Family {
    @Override
    public String name() {
      return max ? "amax" : "amin";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      return run(max ? Reduction.MAX : Reduction.MIN, x[0], dims, x[0].dtype());
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor mask = s.input(0).eq(s.output(0));
      Tensor share = mask.to(g[0].dtype());
      return new Tensor[] {share.mul(g[0].div(share.sum(dims, true)))};
    }
  }

  /// The largest (or smallest) element along one dimension and where it is; the gradient goes
  /// there.
  public record ExtremumAt(boolean max, int dim) implements Family {
    @Override
    public String name() {
      return max ? "max" : "min";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      long[] s = kept(x[0], dim);
      Tensor value = Tensor.empty(s, x[0].dtype(), x[0].device());
      Tensor index = Tensor.empty(s, DType.INT64, x[0].device());
      x[0].backend().argReduce(max, x[0], index, value, dim);
      return new Tensor[] {value, index};
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
      return new Tensor[] {
        Tensor.zeros(s.inputShape(0), g[0].dtype(), g[0].device())
            .scatterAdd(dim, s.output(1), g[0])
      };
    }
  }

  /// The place of the largest (or smallest) element.
  public record ArgExtremum(boolean max, int dim) implements Family {
    @Override
    public String name() {
      return max ? "argmax" : "argmin";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor index = Tensor.empty(kept(x[0], dim), DType.INT64, x[0].device());
      x[0].backend().argReduce(max, x[0], index, null, dim);
      return new Tensor[] {index};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[1];
    }
  }

  /// Whether any (or every) element is not 0.
  public record Quantifier(boolean any, int[] dims) implements Family {
    @Override
    public String name() {
      return any ? "any" : "all";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      // PyTorch answers uint8 with uint8.
      DType t = x[0].dtype() == DType.UINT8 ? DType.UINT8 : DType.BOOL;
      return run(any ? Reduction.ANY : Reduction.ALL, x[0], dims, t);
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[1];
    }
  }

  /// Mean and Σ(x - mean)² / (n - correction).
  public record Variance(int[] dims, double correction) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long[] s = kept(x[0], dims);
      Tensor mean = Tensor.empty(s, x[0].dtype(), x[0].device());
      Tensor var = Tensor.empty(s, x[0].dtype().toReal(), x[0].device());
      x[0].backend().variance(x[0], mean, var, correction);
      return new Tensor[] {var, mean};
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor x = s.input(0);
      double n = 1;
      for (int d : dims) n *= x.rank() == 0 ? 1 : x.size(d);
      Tensor r = null;
      if (g[0] != null)
        r = x.sub(x.mean(dims, true)).mul(g[0]).mul(2 / Math.max(n - correction, 0));
      if (g[1] != null) {
        Tensor m = g[1].div(n).expand(x.shape());
        r = r == null ? m : r.add(m);
      }
      return new Tensor[] {r};
    }
  }

  /// log Σ eˣ
  public record LogSumExp(int[] dims) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      if (x[0].dtype().isComplex()) {
        // Shifted by the largest real part; an infinite one must not shift at all.
        if (x[0].numel() == 0)
          return new Tensor[] {
            Tensor.full(kept(x[0], dims), Double.NEGATIVE_INFINITY, x[0].dtype())
          };
        Tensor m = x[0].real().amax(dims, true);
        m = m.maskedFill(m.abs().eq(Double.POSITIVE_INFINITY), 0);
        return new Tensor[] {x[0].sub(m).exp().sum(dims, true).log().add(m)};
      }
      Tensor out = Tensor.empty(kept(x[0], dims), x[0].dtype(), x[0].device());
      x[0].backend().logSumExp(x[0], out);
      return new Tensor[] {out};
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {g[0].mul(s.input(0).sub(s.output(0)).exp().conj())};
    }
  }
}
