package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Scan;

/// Accumulations along a dimension: output `i` depends on the inputs up to `i`.
public final class Scans {
  private Scans() {}

  private static Tensor run(Scan kind, Tensor x, DType type, int dim) {
    Tensor out = Tensor.empty(x.shape(), type, x.device());
    x.backend().scan(kind, x, out, null, dim);
    return out;
  }

  private static Tensor reverseCumsum(Tensor x, int dim) {
    return x.flip(dim).cumsum(dim).flip(dim);
  }

  /// yᵢ = x₀ + … + xᵢ
  public record Cumsum(int dim, DType type) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      return new Tensor[] {run(Scan.CUMSUM, x[0], type, dim)};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {reverseCumsum(g[0], dim)};
    }
  }

  /// yᵢ = x₀ · … · xᵢ
  public record Cumprod(int dim, DType type) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      return new Tensor[] {run(Scan.CUMPROD, x[0], type, dim)};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor x = s.input(0);
      if (x.rank() == 0 || x.numel() == 0) return g.clone();
      long n = x.size(dim);
      if (!x.detach().eq(0).any().itemBoolean())
        return new Tensor[] {reverseCumsum(g[0].mul(x.cumprod(dim).conj()), dim).div(x.conj())};
      // With zeros: dyᵢ/dxₖ = Π_{j≤i, j≠k} xⱼ, column by column.
      Tensor[] columns = new Tensor[(int) n];
      Tensor one = Tensor.ones(Reductions.kept(x, dim), x.dtype(), x.device());
      for (int k = 0; k < n; k++) {
        Tensor before = k == 0 ? one : x.narrow(dim, 0, k).prod(dim, true);
        Tensor rest = k == n - 1 ? one : Tensor.cat(dim, one, x.narrow(dim, k + 1, n - k - 1));
        Tensor d = before.mul(rest.cumprod(dim)).conj();
        columns[k] = g[0].narrow(dim, k, n - k).mul(d).sum(new int[] {dim}, true);
      }
      return new Tensor[] {Tensor.cat(dim, columns)};
    }
  }

  /// The largest (or smallest) element so far, and where it is.
  public record CumExtremum(boolean max, int dim) implements Family {
    @Override
    public String name() {
      return max ? "cummax" : "cummin";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(x[0].shape(), x[0].dtype(), x[0].device());
      Tensor index = Tensor.empty(x[0].shape(), DType.INT64, x[0].device());
      x[0].backend().scan(max ? Scan.CUMMAX : Scan.CUMMIN, x[0], out, index, dim);
      return new Tensor[] {out, index};
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
    public Tensor[] vjp(Saved s, Tensor... g) {
      if (g[0] == null) return new Tensor[1];
      return new Tensor[] {
        Tensor.zeros(s.inputShape(0), g[0].dtype(), g[0].device())
            .scatterAdd(dim, s.output(1), g[0])
      };
    }
  }

  /// yᵢ = log(e^x₀ + … + e^xᵢ)
  public record LogCumsumExp(int dim) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      if (x[0].dtype().isComplex()) {
        Tensor m = x[0].real().amax(new int[] {dim}, true);
        return new Tensor[] {x[0].sub(m).exp().cumsum(dim).log().add(m)};
      }
      return new Tensor[] {run(Scan.LOGCUMSUMEXP, x[0], x[0].dtype(), dim)};
    }

    @Override
    public boolean savesOutput(int i) {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor x = s.input(0);
      Tensor y = s.output(0);
      if (x.dtype().isComplex())
        return new Tensor[] {
          reverseCumsum(g[0].mul(y.neg().exp().conj()), dim).mul(x.exp().conj())
        };
      if (Grad.isOn()) {
        // To be differentiated again: the logarithm of a gradient of 0 could not be.
        Tensor m = y.detach().amax(new int[] {dim}, true);
        return new Tensor[] {reverseCumsum(g[0].mul(m.sub(y).exp()), dim).mul(x.sub(m).exp())};
      }
      // Σ_{i≥k} gᵢ e^(xₖ - yᵢ): positive and negative gradients by themselves, in logarithms.
      Tensor up = g[0].gt(0).where(g[0], 0).log().sub(y);
      Tensor down = g[0].lt(0).where(g[0].neg(), 0).log().sub(y);
      Tensor pos = up.flip(dim).logcumsumexp(dim).flip(dim).add(x).exp();
      Tensor neg = down.flip(dim).logcumsumexp(dim).flip(dim).add(x).exp();
      return new Tensor[] {pos.sub(neg)};
    }
  }
}
