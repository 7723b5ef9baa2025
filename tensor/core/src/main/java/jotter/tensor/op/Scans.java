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
    /// One after the other: the phase is carried along and not cut to (-π, π].
    private Tensor complex(Tensor x) {
      if (x.rank() == 0 || x.numel() == 0) return x.clone();
      Tensor[] y = new Tensor[Math.toIntExact(x.size(dim))];
      y[0] = x.narrow(dim, 0, 1);
      for (int i = 1; i < y.length; i++) y[i] = logAdd(x.narrow(dim, i, 1), y[i - 1]);
      return Tensor.cat(dim, y);
    }

    /// log(eᵃ + eᵇ), counted from the one with the larger real part
    private static Tensor logAdd(Tensor a, Tensor b) {
      Tensor less = a.real().lt(b.real());
      Tensor low = less.where(a, b);
      Tensor high = less.where(b, a);
      Tensor sum = low.sub(high).exp().log1p().add(high);
      Tensor endless = low.real().eq(high.real()).logicalAnd(low.real().isinf());
      Tensor apart = low.real().lt(0).where(low, low.exp().add(high.exp()).log());
      return endless.where(apart, sum);
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      if (x[0].dtype().isComplex()) {
        return new Tensor[] {complex(x[0])};
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
      if (Grad.isOn()) {
        // To be differentiated again: the logarithm of a gradient of 0 could not be.
        Tensor m = y.detach().real().amax(new int[] {dim}, true);
        Tensor inner = reverseCumsum(g[0].mul(m.sub(y).exp().conj()), dim);
        return new Tensor[] {inner.mul(x.sub(m).exp().conj())};
      }
      if (x.dtype().isComplex()) {
        Tensor sum = g[0].log().sub(y.conj()).flip(dim).logcumsumexp(dim).flip(dim);
        return new Tensor[] {sum.add(x.conj()).exp()};
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
