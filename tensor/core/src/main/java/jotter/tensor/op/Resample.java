package jotter.tensor.op;

import java.util.Arrays;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Bands;

/// The last dimensions at other sizes, each element a weighted sum of a few neighbours: `out[…, p,
/// q] = Σ_ij rows[p, i]·columns[q, j]·in[…, i, j]`, one {@link Bands} for each of them. The
/// gradient is the same with the bands transposed.
public record Resample(Bands... bands) implements Family {
  @Override
  public Tensor[] forward(Tensor... x) {
    long[] shape = x[0].shape();
    int d = shape.length - bands.length;
    for (int i = 0; i < bands.length; i++) shape[d + i] = bands[i].out();
    // Images whose channels lie innermost stay such if the engine can do that.
    if (d == 2 && Channels.innermost(x[0])) {
      Tensor out = Channels.empty(shape, x[0].dtype(), x[0]);
      if (x[0].backend().resample(x[0], out, bands)) return new Tensor[] {out};
    }
    Tensor in = x[0].contiguous();
    Tensor out = Tensor.empty(shape, in.dtype(), in.device());
    return new Tensor[] {in.backend().resample(in, out, bands) ? out : products(in)};
  }

  /// By products with the whole matrices, the last dimension first: it is the cheapest while the
  /// others are small.
  private Tensor products(Tensor x) {
    Tensor r = x;
    for (int i = bands.length - 1; i >= 0; i--) {
      int d = x.rank() - bands.length + i;
      Tensor m =
          Tensor.of(bands[i].dense())
              .reshape(bands[i].out(), bands[i].in())
              .to(x.dtype())
              .to(x.device());
      long[] s = r.shape();
      s[d] = bands[i].out();
      r = d == x.rank() - 1 ? r.matmul(m.t()) : m.matmul(r.flatten(d + 1, -1)).reshape(s);
    }
    return r;
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
    Bands[] back = Arrays.stream(bands).map(Bands::transposed).toArray(Bands[]::new);
    return new Tensor[] {Dispatch.one(new Resample(back), g[0])};
  }
}
